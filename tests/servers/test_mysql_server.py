"""What MySQL itself says of our tables of limits, algorithms and normal forms; preflight; introspection in few reads."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gamemodel.change import Hints
from gamemodel.diagnostics import Severity
from gamemodel.engine import Pace
from gamemodel.engines.mysql.block.sections import Options
from gamemodel.engines.mysql.checks import size
from gamemodel.engines.mysql.dialect import statements, values
from gamemodel.engines.mysql.dialect.expressions import canonical
from gamemodel.engines.mysql.schema import Check, Column, Generated, Index, IndexPart, Other, Schema, Table
from gamemodel.engines.mysql.server import introspect
from gamemodel.errors import ServerRefused, Unreachable
from tests.laws.cases.mysql import same
from tests.servers.mysql_target import BASE, ENGINE, ITEMS, apply, migration, opened, target

Urls = dict[tuple[str, str], str]
BIN = "utf8mb4_0900_bin"


@pytest.mark.parametrize("length", [768, 769])
def test_the_longest_index_entry_is_the_servers(urls: Urls, length: int) -> None:
    table = Table("t", (Column("id", "int"), Column("s", f"varchar({length})", collation=BIN)), (IndexPart("id"),))
    table = replace(table, indexes=(Index("i", (IndexPart("s"),)),))
    fits = size.entry(table, table.indexes[0].parts) <= 3072
    with opened(urls["mysql", "eu-west-1"]) as server:
        if fits:
            server.connection.query(statements.create_table(table))
        else:
            with pytest.raises(ServerRefused, match="1071"):
                server.connection.query(statements.create_table(table))
    assert fits == (length == 768)


@pytest.mark.parametrize(("length", "nullable"), [(16378, False), (16379, False), (16378, True)])
def test_the_longest_row_is_the_servers(urls: Urls, length: int, nullable: bool) -> None:
    columns = (
        Column("id", "bigint"),
        Column("s", f"varchar({length})", nullable, collation=BIN),
        Column("d", "decimal(20,3)"),
    )
    table = Table("t", columns, (IndexPart("id"),))
    with opened(urls["mysql", "eu-west-1"]) as server:
        if size.row(table) <= 65_535:
            server.connection.query(statements.create_table(table))
        else:
            with pytest.raises(ServerRefused, match="Row size too large"):
                server.connection.query(statements.create_table(table))
    assert (size.row(table) <= 65_535) == (length == 16378)


CHEAPER = {
    "ALGORITHM=COPY, LOCK=SHARED": ("ALGORITHM=INPLACE, LOCK=SHARED", "ALGORITHM=INSTANT"),
    "ALGORITHM=INPLACE, LOCK=SHARED": ("ALGORITHM=INPLACE, LOCK=NONE",),
    "ALGORITHM=INPLACE, LOCK=NONE": ("ALGORITHM=INSTANT",),
}
WIDE = Table(
    "t",
    (
        Column("id", "int"), Column("a", "int", default="1"), Column("s", "varchar(20)", collation=BIN),
        Column("n", "int", True), Column("e", "enum('x')", True, collation=BIN),
    ),
    (IndexPart("id"),), (Index("ka", (IndexPart("a"),)),), (), (Check("k", "a > 0"),),
)  # fmt: skip


def column(name: str, **words: object) -> Table:
    return replace(WIDE, columns=tuple(replace(c, **words) if c.name == name else c for c in WIDE.columns))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "new",
    [
        replace(WIDE, columns=(*WIDE.columns, Column("z", "int", True))),
        replace(WIDE, columns=(*WIDE.columns, Column("z", "int", True, generated=Generated("a + 1", stored=True)))),
        replace(WIDE, columns=(*WIDE.columns, Column("z", "json", default="(json_array())"))),
        column("s", type="varchar(63)"), column("s", type="varchar(64)"), column("a", type="bigint"), column("s", nullable=True),
        column("s", collation="utf8mb4_0900_ai_ci"), column("e", type="enum('x','y')"), column("s", comment="c"),
        column("s", default="'d'"), column("s", invisible=True), column("n", nullable=False),
        replace(WIDE, indexes=(*WIDE.indexes, Index("kb", (IndexPart("s"),)))),
        replace(WIDE, indexes=(*WIDE.indexes, Index("kb", (IndexPart(expression="a + 1"),)))),
        replace(WIDE, indexes=(Index("ka", (IndexPart("a"),), invisible=True),)), replace(WIDE, indexes=()),
        replace(WIDE, checks=(*WIDE.checks, Check("l", "a > 1"))), replace(WIDE, checks=(*WIDE.checks, Check("l", "a > 1", False))),
        replace(WIDE, checks=()), replace(WIDE, comment="c"), replace(WIDE, row_format="compact"),
        replace(WIDE, primary_key=(IndexPart("id"), IndexPart("a"))), replace(WIDE, primary_key=()),
    ],
    ids=lambda table: " ".join(c.describe() for c in ENGINE.diff(Schema(BASE, (WIDE,)), Schema(BASE, (table,)), Hints()).changes),
)  # fmt: skip
def test_the_assertion_is_the_cheapest_that_the_server_takes(urls: Urls, new: Table) -> None:
    """Cheaper ones are refused with 1845, 1846 or 1221, so what a reviewer reads is what it costs."""
    statement = migration(Schema(BASE, (WIDE,)), Schema(BASE, (new,)), Hints(fills=(("t.n", "1"),))).up[-1]
    text = statement.text  # type: ignore[union-attr]  # every migration here ends in its ALTER
    with opened(urls["mysql", "eu-west-1"], Schema(BASE, (WIDE,))) as server:
        server.connection.query("INSERT INTO t (id, a, s, n) VALUES (1, 5, 'abc', 1), (2, 6, 'def', 2)")
        written = next((each for each in CHEAPER if text.endswith(each)), "")
        for cheaper in CHEAPER.get(written, ()):
            with pytest.raises(ServerRefused, match=r"\((1845|1846|1221)\)"):
                server.connection.query(text.removesuffix(written) + cheaper)
        server.connection.query(text)


NUMBERS = st.sampled_from(
    ("a", "n", "1", "-2", "(a + 1)", "a * 2", "abs(n)", "char_length(s)", "mod(a, 3)", "a div 2", "a - (n - 1)")
)
TEXTS = st.sampled_from(("s", "'x'", "'it''s'", "lower(s)", "concat(s, 'y')", "substring(s, 1, 2)", "'a\\\\b%'"))
ATOMS = st.one_of(
    st.tuples(NUMBERS, st.sampled_from(("=", "<>", "!=", "<", ">=", "<=>")), NUMBERS).map(" ".join),
    st.tuples(TEXTS, st.sampled_from(("=", "<>", "like", "not like")), TEXTS).map(" ".join),
    NUMBERS.map(lambda n: f"{n} between 1 and 5"),
    NUMBERS.map(lambda n: f"{n} not in (1, 2)"),
    TEXTS.map(lambda s: f"{s} rlike '^[a-z]'"),
    st.sampled_from(("n is null", "n is not null", "case when a > 1 then n else 2 end > 0")),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(("and", "or", "xor", "&&")), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, st.sampled_from(("and", "or", "xor")), inner).map(" ".join),
        inner.map(lambda each: f"not ({each})"),
    ),
    max_leaves=5,
)


def test_the_normal_form_means_the_same_to_the_server(urls: Urls) -> None:
    """The server prints the written condition and our normal form of it alike, and either is settled as the other."""
    with opened(urls["mysql", "eu-west-1"]) as server:

        @given(CONDITIONS)
        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        def alike(written: str) -> None:
            server.connection.use()
            printed = []
            for text in (written, canonical(written)):
                server.connection.query("DROP TABLE IF EXISTS t")
                server.connection.query(
                    f"CREATE TABLE t (a int, n int, s varchar(20), CONSTRAINT k CHECK ({text.replace('%', '%')}))"
                )
                rows = server.connection.query(
                    "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = %s",
                    (server.database,),
                )
                printed.append(rows[0][0])
            assert printed[0] == printed[1]
            assert canonical(values.unescaped(printed[0])) == canonical(canonical(values.unescaped(printed[0])))

        alike()


def test_what_the_server_rewrites_deeply_is_no_drift(urls: Urls) -> None:
    table = replace(
        WIDE,
        columns=(
            *WIDE.columns,
            Column("b", "tinyint(1)", default="0"),
            Column("g", "int", True, generated=Generated(canonical("if(b, 1, (a, n) = (1, 2))"))),
            Column("d", "varchar(20)", default="(" + canonical("concat('a', _ascii'b')") + ")", collation=BIN),
        ),
        checks=(Check("t_one", canonical("a in (1)")), Check("t_row", canonical("(a, n) = (1, 2)")), Check("t_zbool", canonical("b or a > 1"))),
        indexes=(Index("i", (IndexPart(expression=canonical("(a in (1)) + 1")),)),),
    )  # fmt: skip
    schema = Schema(BASE, (table,))
    with opened(urls["mysql", "eu-west-1"], schema) as server:
        same(server.introspect(schema, Pace()), schema)
        server.connection.query("ALTER TABLE t DROP CHECK t_one, ADD CONSTRAINT t_one CHECK (a in (2))")
        live = server.introspect(schema, Pace())
        assert [change.subject for change in ENGINE.diff(live, schema, Hints()).changes] == ["t.check:t_one"]


def test_few_reads_whatever_the_number_of_tables(urls: Urls) -> None:
    schema = Schema(BASE, tuple(replace(ITEMS, name=f"t{number:03d}") for number in range(60)))
    with opened(urls["mysql", "eu-west-1"], schema) as server:
        sent: list[str] = []

        def query(text: str, given_values: tuple[object, ...]) -> tuple[tuple[object, ...], ...]:
            sent.append(text)
            return server.connection.query(text, given_values)

        assert introspect.read(query, server.database, schema) == schema
        assert len(sent) <= 12


def test_what_the_model_cannot_declare_is_seen_and_what_is_ignored_is_not(urls: Urls) -> None:
    schema = Schema(BASE, (ITEMS,))
    with opened(urls["mysql", "eu-west-1"], schema) as server:
        for text in (
            "CREATE VIEW seen AS SELECT id FROM items",
            "CREATE TRIGGER pulled BEFORE INSERT ON items FOR EACH ROW SET NEW.amount = 1",
            "CREATE PROCEDURE done() SELECT 1",
            "CREATE TABLE tmp_x (id int PRIMARY KEY)",
        ):
            server.connection.query(text)
        server.options = Options(server.database, ignore=("tmp_*",))
        live = server.introspect(schema, Pace())
        assert [(each.kind, each.name) for each in live.others] == [
            ("procedure", "done"),
            ("trigger", "pulled"),
            ("view", "seen"),
        ]
        assert all(isinstance(each, Other) and each.definition for each in live.others)
        difference = ENGINE.diff(live, schema, Hints())
        assert difference.changes == ()
        assert [each.describe for each in difference.refusals] == [
            "- procedure done",
            "- trigger pulled",
            "- view seen",
        ]


def test_a_replica_shows_the_same_and_takes_no_writes(urls: Urls) -> None:
    table = replace(WIDE, checks=(Check("k", canonical("a in (1)")),))
    schema = Schema(BASE, (table,))
    with opened(urls["mysql", "eu-west-1"], schema) as server:
        there = replace(target(urls["mysql", "us-east-1"], server.database), replica=True)
        with ENGINE.connect(there, "game") as replica:
            for _ in range(100):
                if replica.introspect(schema, Pace()) == schema:
                    break
            assert replica.introspect(schema, Pace()) == schema
            assert replica.ledger().head == server.ledger().head
            assert replica.cluster() != server.cluster()
            assert [d for d in replica.preflight() if d.severity is Severity.ERROR] == []
        with ENGINE.connect(replace(there, replica=False), "game") as writer:
            assert "GM635" in [d.code for d in writer.preflight()]


def test_rights_are_checked_before_the_first_statement(urls: Urls) -> None:
    url = urls["mysql", "eu-west-1"]
    account = f"gm_{uuid.uuid4().hex[:10]}"
    with opened(url) as server:
        server.connection.query(f"CREATE USER {account}@'%' IDENTIFIED BY 'se:cr%et'")
        try:
            server.connection.query(f"GRANT SELECT, INSERT ON `{server.database}`.* TO {account}@'%'")
            place = url.partition("@")[2]
            there = target(f"mysql://{account}:se%3Acr%25et@{place}", server.database)
            with ENGINE.connect(there, "game") as weak:
                (found,) = [each for each in weak.preflight() if each.code == "GM633"]
                assert "lacks UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES" in found.message
            server.connection.query(found.help)
            with ENGINE.connect(there, "game") as strong:
                assert strong.preflight() == ()
            with (
                pytest.raises(Unreachable, match="1045"),
                ENGINE.connect(target(f"mysql://{account}:no@{place}", "x"), "game"),
            ):
                pass
        finally:
            server.connection.query(f"DROP USER {account}@'%'")


def test_an_address_where_nobody_listens_is_unreachable() -> None:
    with (
        pytest.raises(Unreachable, match=r"127\.0\.0\.1:3"),
        ENGINE.connect(target("mysql://root@127.0.0.1:3/", "x"), "game"),
    ):
        pass


def test_the_purpose_of_the_binary_log_is_checked(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"]) as server:
        for purpose in ("replica", "cdc"):
            server.options = Options(server.database, binlog=purpose)
            assert server.preflight() == ()
        server.connection.query("SET GLOBAL binlog_row_image = MINIMAL")
        try:
            assert [each.code for each in server.preflight()] == ["GM636"]
        finally:
            server.connection.query("SET GLOBAL binlog_row_image = FULL")


def test_a_server_older_than_the_model_allows_is_refused(urls: Urls) -> None:
    url = urls["mysql", "eu-west-1"]
    with opened(url) as server:
        there = target(url, server.database)
        future = replace(there, store=replace(there.store, at_least="99.0"))
        with ENGINE.connect(future, "game") as old:
            assert [(each.code, each.severity) for each in old.preflight()] == [("GM634", Severity.ERROR)]
        with ENGINE.connect(there, "game") as new_enough:
            assert new_enough.preflight() == ()


def test_instant_changes_that_are_nearly_used_up_are_told(urls: Urls) -> None:
    with opened(urls["mysql", "eu-west-1"], Schema(BASE, (ITEMS,))) as server:
        for _ in range(29):
            server.connection.query("ALTER TABLE items ADD COLUMN z int, ALGORITHM=INSTANT")
            server.connection.query("ALTER TABLE items DROP COLUMN z, ALGORITHM=INSTANT")
        found = [(each.code, each.message) for each in server.preflight()]
        assert found == [("GM637", "items has 58 of 64 row versions")]
        server.connection.query("ALTER TABLE items ENGINE=InnoDB, ALGORITHM=INPLACE, LOCK=NONE")
        assert server.preflight() == ()
        apply(server, Schema(BASE, (ITEMS,)), Schema(BASE, (replace(ITEMS, comment="x"),)))
