"""Triggers that refuse a change, in the words of each kind of database.

Migrations call these functions, so they are frozen: whoever needs another form adds a function.

>>> one = ("draft", "draft_never_goes", "DELETE", "OLD.fee_fen > 0", "never")
>>> for dialect in ("sqlite", "postgresql"):
...     print(*refusing(dialect, [one]), *allowing(dialect, [one]), sep=chr(10))
CREATE TRIGGER draft_never_goes BEFORE DELETE ON draft FOR EACH ROW WHEN (OLD.fee_fen > 0) \
BEGIN SELECT RAISE(ABORT, 'never'); END
DROP TRIGGER draft_never_goes
CREATE TRIGGER draft_never_goes BEFORE DELETE ON draft FOR EACH ROW WHEN (OLD.fee_fen > 0) \
EXECUTE FUNCTION wanghuiyi_refuse('never')
DROP TRIGGER draft_never_goes ON draft
"""

from collections.abc import Iterable

Rule = tuple[str, str, str, str | None, str]
"""Table, name, event, on which condition, and the words with which it is refused."""


def refusing(dialect: str, rules: Iterable[Rule]) -> Iterable[str]:
    """Return the statements that make a trigger of each rule; PostgreSQL's function is there."""
    for table, name, event, condition, words in rules:
        when = f"WHEN ({condition}) " if condition else ""
        if dialect == "postgresql":
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}"
                f"EXECUTE FUNCTION wanghuiyi_refuse('{words}')"
            )
        else:
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when}"
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )


def allowing(dialect: str, rules: Iterable[Rule]) -> Iterable[str]:
    """Return the statements that remove the triggers of rules."""
    for table, name, *_ in rules:
        on_table = f" ON {table}" if dialect == "postgresql" else ""
        yield f"DROP TRIGGER {name}{on_table}"
