"""What no transaction may do, as triggers: change a line of the books, or a draft's end."""

from collections.abc import Iterable

Rule = tuple[str, str, str, str | None, str]
"""Table, name, event, on which condition, and the words with which it is refused."""

_DRAFT_ENDED: Rule = (
    "draft",
    "draft_ended_for_good",
    # Wrong passwords are counted also afterwards, so that nobody can tell.
    (
        "UPDATE OF draft_id, number_hash, outlet, depositor_hash, password_hash, amount_fen, "
        "fee_fen, issued_ms, expires_ms, state, ended_ms, wallet_id, reset_hash, reset_from_ms"
    ),
    "OLD.ended_ms IS NOT NULL",
    "a draft has one end",
)
_RULES: tuple[Rule, ...] = (
    ("transfer", "transfer_never_changes", "UPDATE", None, "a transfer is never changed"),
    ("transfer", "transfer_never_goes", "DELETE", None, "a transfer is never deleted"),
    ("settlement", "settlement_never_changes", "UPDATE", None, "a closed day is never changed"),
    ("settlement", "settlement_never_goes", "DELETE", None, "a closed day is never deleted"),
    ("draft", "draft_never_goes", "DELETE", None, "a draft is never deleted"),
    _DRAFT_ENDED,
)


def create(dialect: str) -> Iterable[str]:
    """Return the statements that make the triggers in a database of this dialect."""
    if dialect == "postgresql":
        yield (
            "CREATE FUNCTION wanghuiyi_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; "
            "END $$"
        )
    yield from refusing(dialect, _RULES)
    if dialect == "postgresql":
        for table in ("transfer", "settlement", "draft"):
            yield (
                f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION wanghuiyi_refuse('{table} is never emptied')"
            )


def drop(dialect: str) -> Iterable[str]:
    """Return the statements that remove the triggers again."""
    yield from allowing(dialect, _RULES)
    if dialect == "postgresql":
        for table in ("transfer", "settlement", "draft"):
            yield f"DROP TRIGGER {table}_is_never_emptied ON {table}"
        yield "DROP FUNCTION wanghuiyi_refuse()"


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
