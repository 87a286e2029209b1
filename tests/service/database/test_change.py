"""Changes are sent together: each with its own values, compiled once, and no name twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Integer,
    bindparam,
    column,
    create_engine,
    insert,
    select,
    table,
    text,
    update,
)

from service.database.change import Change, send, together

THING = table("thing", column("size", Integer))
NAMES = st.text("abc", min_size=1, max_size=2)


def change_of(names: list[str]) -> Change:
    return Change(update(THING).values(size=bindparam(names[0])), dict.fromkeys(names, 1))


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3, unique=True), min_size=1, max_size=4))
def test_values_of_one_name_are_our_mistake(names: list[list[str]]) -> None:
    changes = [change_of(of_one) for of_one in names]
    every = [name for of_one in names for name in of_one]
    twice = sorted({name for name in every if every.count(name) > 1})

    if not twice:
        _, values = together(changes)
        assert values == dict.fromkeys(every, 1)
        return
    with pytest.raises(AssertionError, match="parameters of one name") as raised:
        together(changes)
    assert str(twice) in str(raised.value)


def test_one_statement_for_several_rows_goes_with_all_of_them() -> None:
    statement, other = insert(THING).values(size=bindparam("size")), change_of(["a"])
    engine = create_engine("sqlite://")

    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE thing (size INTEGER)"))
        send(connection, [Change(statement, {"size": 1}), other, Change(statement, {"size": 2})])
        send(connection, [Change(statement, {"size": size}) for size in (3, 4)])
        found = connection.execute(select(THING.c.size)).scalars().all()

    assert found == [1, 1, 3, 4]


def test_the_same_statements_are_joined_once_whatever_their_values() -> None:
    one, other = change_of(["a"]), change_of(["b"])

    first, _ = together([one, other])
    again, values = together([Change(one.statement, {"a": 2}), Change(other.statement, {"b": 3})])

    assert again is first
    assert values == {"a": 2, "b": 3}
