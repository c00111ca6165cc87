"""Expressions in normal form: what people write and what MySQL prints meet; what is no expression is refused."""

from __future__ import annotations

import pytest

from gamemodel.engines.mysql.dialect.expressions import canonical
from gamemodel.engines.mysql.dialect.tokens import ExpressionError


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (
            "amount > 0 AND price >= 0 or name <> 'x'",
            "(((`amount` > 0) and (`price` >= 0)) or (`name` <> _utf8mb4'x'))",
        ),
        ("a != 1", "(`a` <> 1)"),
        ("a && b || c", "((`a` and `b`) or `c`)"),
        ("b in (1,2,3)", "(`b` in (1,2,3))"),
        ("amount NOT BETWEEN 1 AND 5", "(`amount` not between 1 and 5)"),
        ("not a = 1", "(`a` <> 1)"),
        ("name RLIKE '^[a-z]+$'", "regexp_like(`name`,_utf8mb4'^[a-z]+$')"),
        (
            "character_length(name) >= 3 and name like 'a%'",
            "((char_length(`name`) >= 3) and (`name` like _utf8mb4'a%'))",
        ),
        ("ts > '2020-01-01' + interval 1 day", "(`ts` > (_utf8mb4'2020-01-01' + interval 1 day))"),
        ("date_add(ts, interval 1 hour) > ts", "((`ts` + interval 1 hour) > `ts`)"),
        ("mod(amount, 2) = 0 xor amount div 3 <> 1", "(((`amount` % 2) = 0) xor ((`amount` DIV 3) <> 1))"),
        ("j->'$.a' = 1", "(json_extract(`j`,_utf8mb4'$.a') = 1)"),
        ("j->>'$.b' = 'x'", "(json_unquote(json_extract(`j`,_utf8mb4'$.b')) = _utf8mb4'x')"),
        ("position('x' in name) = 0", "(locate(_utf8mb4'x',`name`) = 0)"),
        ("trim(both 'x' from name) = name", "(trim(both _utf8mb4'x' from `name`) = `name`)"),
        ("cast(amount as char)", "cast(`amount` as char charset utf8mb4)"),
        ("convert(name using ascii)", "convert(`name` using ascii)"),
        ("case when amount > 1 then price else 1 end", "(case when (`amount` > 1) then `price` else 1 end)"),
        ("amount & 1 | 2 ^ 3 = ~4", "(((`amount` & 1) | (2 ^ 3)) = ~(4))"),
        ("-amount < - 5", "(-(`amount`) < -(5))"),
        ("a - (b - 1) - 2", "((`a` - (`b` - 1)) - 2)"),
        ("`key` = 1", "(`key` = 1)"),
        ('name = "it\'s"', "(`name` = _utf8mb4'it''s')"),
        ("substring(name, 1, 2) = left(name, 2)", "(substr(`name`,1,2) = left(`name`,2))"),
        ("a is not null and b is true", "((`a` is not null) and (`b` is true))"),
        ("extract(year from ts) = 2020", "(extract(year from `ts`) = 2020)"),
        ("name collate utf8mb4_bin = 'x'", "((`name` collate utf8mb4_bin) = _utf8mb4'x')"),
    ],
)
def test_written_and_printed_have_one_normal_form(written: str, printed: str) -> None:
    assert canonical(written) == canonical(printed)
    assert canonical(canonical(written)) == canonical(written)


@pytest.mark.parametrize(
    "text",
    ["a > 0; drop table x", "a -- b", "a /* b */", "a # b", "(a", "a)", "a b", "", "a >", "(select 1)", "@x = 1", "a := 1", "'open",
     "group = 1", "exists (select 1)", "a = 1, b = 2", "a in ()x"],
)  # fmt: skip
def test_what_is_not_one_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        canonical(text)


def test_precedence_is_kept() -> None:
    assert canonical("a * (b + c)") == "a * (b + c)"
    assert canonical("(a or b) and c") == "(a OR b) AND c"
    assert canonical("not (a = b and c)") == "NOT (a = b AND c)"
    assert canonical("(a = b) = c") == "a = b = c"
    assert canonical("a = (b = c)") == "a = (b = c)"
