"""MySQL in the conformance suite: one table with an index; the writer of two regions and its replica."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.servers.cases import ByHand, Case

ENTITY = """\
doc: A thing that a player owns.
owner: team
home: mysql
identity: [id]
volume: {rows: 1k}
fields:
  id: uuid
  title: string(40)
  amount: int32
  made_at: timestamp
queries:
  by_id: {store: mysql, by: [id], one: true}
  titled: {store: mysql, by: [title], order: {made_at: desc}}
mysql:
  table: items
  primary_key: [id]
  indexes:
    items_titled: {serves: [titled], on: [title, {made_at: desc}]}
  checks: {amount_positive: "amount > 0"}
retention: {mysql: forever}
"""


def connection(url: str, name: str | None = None) -> Any:
    import pymysql

    place = urlsplit(url)
    return pymysql.connect(host=place.hostname, port=place.port or 3306, user="root", database=name, autocommit=True)


def sql(statement: str) -> Callable[[str, str], None]:
    def do(url: str, name: str) -> None:
        with connection(url, name) as c, c.cursor() as cursor:
            cursor.execute(statement)

    return do


def drop(url: str, name: str) -> None:
    with connection(url) as c, c.cursor() as cursor:
        cursor.execute("SELECT @@super_read_only")
        if not cursor.fetchone()[0]:
            cursor.execute(f"DROP DATABASE IF EXISTS `{name}`")


CASE = Case(
    engine="mysql",
    store="mysql: {flavour: mysql-9, scope: {writer: eu-west-1, readers: [us-east-1]}, schema: NAME}",
    entity=ENTITY,
    additive=("  made_at: timestamp\n", "  made_at: timestamp\n  guild?: string(32)\n"),
    second_additive=("  guild?: string(32)\n", "  guild?: string(32)\n  colour?: string(16)\n"),
    destructive=("  guild?: string(32)\n  colour?: string(16)\n", "  guild?: string(32)\ndropped: [colour]\n"),
    by_hand=(
        ByHand("a column", sql("ALTER TABLE items ADD COLUMN hacked int"), "hacked"),
        ByHand("a column's type", sql("ALTER TABLE items MODIFY amount bigint NOT NULL"), "amount"),
        ByHand(
            "a column's comment",
            sql("ALTER TABLE items MODIFY title varchar(40) NOT NULL COMMENT 'by hand'"),
            "by hand",
        ),
        ByHand("an index", sql("ALTER TABLE items ADD INDEX sneaky (amount)"), "sneaky"),
        ByHand("an index dropped", sql("ALTER TABLE items DROP INDEX items_titled"), "items_titled"),
        ByHand("a check dropped", sql("ALTER TABLE items DROP CHECK amount_positive"), "amount_positive"),
        ByHand("a table", sql("CREATE TABLE shadow (id int PRIMARY KEY)"), "shadow"),
        ByHand("the table's comment", sql("ALTER TABLE items COMMENT='by hand'"), "items"),
        ByHand("a table dropped", sql("DROP TABLE items"), "items"),
    ),
    drop=drop,
)
