"""Build SQL from schema values: definitions of columns, keys and tables, and ALTER TABLE."""

from __future__ import annotations

from gamemodel.engines.mysql.dialect.quoting import literal, name, names
from gamemodel.engines.mysql.schema import (
    Check,
    Column,
    Database,
    ForeignKey,
    Index,
    IndexPart,
    Partition,
    Partitioning,
    Table,
    charset_of,
)

_KINDS = {"index": "KEY", "unique": "UNIQUE KEY", "fulltext": "FULLTEXT KEY", "spatial": "SPATIAL KEY"}


def column(each: Column, table_collation: str = "") -> str:
    """The definition of a column; its collation is left out where it is that of the table."""
    words = [name(each.name), each.type]
    if each.collation and each.collation != table_collation:
        words.append(f"CHARACTER SET {charset_of(each.collation)} COLLATE {each.collation}")
    if each.generated:
        kind = "STORED" if each.generated.stored else "VIRTUAL"
        words.append(f"GENERATED ALWAYS AS ({each.generated.expression}) {kind}")
    words.append("NULL" if each.nullable else "NOT NULL")
    if each.srid is not None:
        words.append(f"SRID {each.srid}")
    if each.default is not None:
        words.append(f"DEFAULT {each.default}")
    if each.on_update:
        words.append(f"ON UPDATE {each.on_update}")
    if each.auto_increment:
        words.append("AUTO_INCREMENT")
    if each.invisible:
        words.append("INVISIBLE")
    if each.comment:
        words.append(f"COMMENT {literal(each.comment)}")
    return " ".join(words)


def key_parts(parts: tuple[IndexPart, ...]) -> str:
    def one(part: IndexPart) -> str:
        text = f"({part.expression})" if part.expression else name(part.column)
        if part.prefix is not None:
            text += f"({part.prefix})"
        return f"{text} DESC" if part.descending else text

    return "(" + ", ".join(map(one, parts)) + ")"


def index(each: Index) -> str:
    words = [_KINDS[each.kind], name(each.name), key_parts(each.parts)]
    if each.parser:
        words.append(f"WITH PARSER {name(each.parser)}")
    if each.comment:
        words.append(f"COMMENT {literal(each.comment)}")
    if each.invisible:
        words.append("INVISIBLE")
    return " ".join(words)


def foreign_key(each: ForeignKey) -> str:
    text = f"CONSTRAINT {name(each.name)} FOREIGN KEY ({names(each.columns)})"
    text += f" REFERENCES {name(each.table)} ({names(each.references)})"
    if each.on_delete != "restrict":
        text += f" ON DELETE {each.on_delete.upper()}"
    if each.on_update != "restrict":
        text += f" ON UPDATE {each.on_update.upper()}"
    return text


def check(each: Check) -> str:
    return f"CONSTRAINT {name(each.name)} CHECK ({each.expression})" + ("" if each.enforced else " NOT ENFORCED")


def partition(each: Partition, method: str) -> str:
    values = ""
    if method.startswith("RANGE"):
        values = " VALUES LESS THAN " + (
            "MAXVALUE" if each.values == "MAXVALUE" and "COLUMNS" not in method else f"({each.values})"
        )
    elif method.startswith("LIST"):
        values = f" VALUES IN ({each.values})"
    comment = f" COMMENT = {literal(each.comment)}" if each.comment else ""
    return f"PARTITION {name(each.name)}{values}{comment}"


def partitioning(each: Partitioning) -> str:
    """`PARTITION BY …`; raises ValueError for subpartitions, which are only observed."""
    if each.sub:
        raise ValueError("subpartitions are not written")
    text = f"PARTITION BY {each.method} ({each.by})"
    if each.count:
        return f"{text} PARTITIONS {each.count}"
    return text + " (\n  " + ",\n  ".join(partition(one, each.method) for one in each.partitions) + "\n)"


def options(table: Table) -> str:
    words = [f"ENGINE={table.engine}", f"DEFAULT CHARSET={charset_of(table.collation)} COLLATE={table.collation}"]
    words.append(f"ROW_FORMAT={table.row_format.upper()}")
    words += [option(key, value) for key, value in table.options]
    if table.comment:
        words.append(f"COMMENT={literal(table.comment)}")
    return " ".join(words)


def option(key: str, value: str) -> str:
    plain = value.isdigit() or value.upper() in ("DEFAULT", "YES", "NO")
    return f"{key.upper()}={value.upper() if plain else literal(value)}"


def create_table(table: Table) -> str:
    lines = [column(each, table.collation) for each in table.columns]
    if table.primary_key:
        lines.append("PRIMARY KEY " + key_parts(table.primary_key))
    lines += [index(each) for each in table.indexes]
    lines += [foreign_key(each) for each in table.foreign_keys]
    lines += [check(each) for each in table.checks]
    text = f"CREATE TABLE {name(table.name)} (\n  " + ",\n  ".join(lines) + f"\n) {options(table)}"
    return text + (f"\n{partitioning(table.partitioning)}" if table.partitioning else "")


def alter(table: str, clauses: tuple[str, ...], assertion: str) -> str:
    """One ALTER TABLE; `assertion` makes it fail where the server would need more than was planned."""
    return f"ALTER TABLE {name(table)}\n  " + ",\n  ".join((*clauses, assertion))


def alter_partitions(table: str, clause: str, assertion: str) -> str:
    """Partition clauses must come last, after the assertion (measured: 1064 otherwise)."""
    return f"ALTER TABLE {name(table)}\n  {assertion}" + (",\n  " if assertion else "") + clause


def alter_database(database: Database) -> str:
    """The database is the current one."""
    return f"ALTER DATABASE CHARACTER SET {charset_of(database.collation)} COLLATE {database.collation}"
