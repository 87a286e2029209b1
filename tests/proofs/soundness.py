"""Whether the books are right, as SQL of our own says, and as the service's own check does."""

from typing import Any

from sqlalchemy import create_engine, text

_QUESTIONS = {
    "below nothing": """
        SELECT outlet FROM outlet WHERE cash_fen < 0
        UNION ALL SELECT agent FROM agent WHERE float_fen < 0 OR commission_fen < 0
        UNION ALL SELECT wallet_id FROM wallet WHERE balance_fen < 0
        UNION ALL SELECT key FROM transfer WHERE amount_fen <= 0""",
    "a wallet's balance is not the sum of its transfers": """
        SELECT wallet_id FROM wallet WHERE balance_fen <>
        (SELECT COALESCE(SUM(CASE WHEN credit = 'gateway:wallet:' || wallet_id
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:wallet:' || wallet_id IN (credit, debit))""",
    "a till's cash is not the sum of its transfers": """
        SELECT outlet FROM outlet WHERE cash_fen <>
        (SELECT COALESCE(SUM(CASE WHEN debit = 'post:cash:' || outlet
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'post:cash:' || outlet IN (credit, debit))""",
    "an agent's float is not the sum of its transfers": """
        SELECT agent FROM agent WHERE float_fen <>
        (SELECT COALESCE(SUM(CASE WHEN credit = 'gateway:agent_float:' || agent
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:agent_float:' || agent IN (credit, debit))""",
    "an agent's commission is not the sum of its transfers": """
        SELECT agent FROM agent WHERE commission_fen <>
        (SELECT COALESCE(SUM(CASE WHEN credit = 'gateway:agent_commission:' || agent
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:agent_commission:' || agent IN (credit, debit))""",
    "what an outlet has earned is not the sum of its transfers": """
        SELECT outlet FROM outlet WHERE
        COALESCE((SELECT earned_fen FROM outlet_commission
        WHERE outlet_commission.outlet = outlet.outlet), 0) <>
        (SELECT COALESCE(SUM(CASE WHEN credit = 'post:outlet_commission:' || outlet
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'post:outlet_commission:' || outlet IN (credit, debit))""",
    "outlets have earned other than the tariff says of the lines of closed days": """
        SELECT 1 WHERE EXISTS (SELECT 1 FROM outlet_commission) AND
        (SELECT COALESCE(SUM(CASE WHEN debit = 'post:outlet_commissions'
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'post:outlet_commissions' IN (credit, debit)) <>
        (SELECT COALESCE(SUM(CASE WHEN key LIKE 'cancellation:%' THEN -1 ELSE 1 END *
        CASE WHEN amount_fen < 8000 THEN 20 WHEN amount_fen > 1000000 THEN 2500
        ELSE (amount_fen + 200) / 400 END), 0)
        FROM transfer WHERE book = 'post'
        AND seq <= (SELECT COALESCE(MAX(last_seq), 0) FROM settlement)
        AND (key LIKE 'deposit:%' OR key LIKE 'cancellation:%' OR key LIKE 'cash_out:%'
        OR key LIKE 'draft_refund:%' OR key LIKE 'reference:%'
        OR key LIKE 'reference_credit:%'))""",
    "agents' codes were paid another number of times than they were used": """
        SELECT 1 WHERE
        (SELECT COUNT(*) FROM float_code WHERE used_ms IS NOT NULL) <>
        (SELECT COUNT(DISTINCT key) FROM transfer WHERE key LIKE 'float_withdrawal:%')""",
    "codes were paid another number of times than they were used": """
        SELECT 1 WHERE
        (SELECT COUNT(*) FROM cash_out_code WHERE used_ms IS NOT NULL) <>
        (SELECT COUNT(*) FROM transfer WHERE key LIKE 'agent_cash_out:%')""",
    "people brought agents other cash than went into wallets": """
        SELECT 1 WHERE
        (SELECT COALESCE(SUM(brought_fen), 0) FROM depositor_day) <>
        (SELECT COALESCE(SUM(amount_fen), 0) FROM transfer WHERE key LIKE 'cash_in:%')""",
    "unused drafts are not what is outstanding": """
        SELECT 1 WHERE
        (SELECT COALESCE(SUM(amount_fen), 0) FROM draft WHERE state IN ('issued', 'expired')) <>
        (SELECT COALESCE(SUM(CASE WHEN credit = 'post:drafts_outstanding'
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'post:drafts_outstanding' IN (credit, debit))""",
    "the books do not mirror each other": """
        SELECT 1 WHERE
        (SELECT COALESCE(SUM(CASE WHEN credit = 'post:due_to_gateway'
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'post:due_to_gateway' IN (credit, debit)) <>
        (SELECT COALESCE(SUM(CASE WHEN debit = 'gateway:due_from_post'
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:due_from_post' IN (credit, debit))""",
    "money left a draft another number of times than its state says": """
        SELECT draft_id FROM draft WHERE
        (SELECT COUNT(*) FROM transfer WHERE book = 'post'
        AND key IN ('redemption:' || draft_id, 'cash_out:' || draft_id,
        'draft_refund:' || draft_id, 'cancellation:' || draft_id)) <>
        CASE WHEN state IN ('issued', 'expired') THEN 0 ELSE 1 END""",
    "escrow holds what its order does not say": """
        SELECT order_id FROM trade_order WHERE
        (SELECT COALESCE(SUM(CASE WHEN credit = 'gateway:escrow:' || order_id
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:escrow:' || order_id IN (credit, debit)) <>
        CASE WHEN state IN ('paid', 'shipped', 'delivered', 'disputed')
        THEN amount_fen ELSE 0 END""",
    "a hold keeps what its row does not say": """
        SELECT hold_id FROM wallet_hold WHERE
        (SELECT COALESCE(SUM(CASE WHEN credit = 'gateway:hold:' || hold_id
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:hold:' || hold_id IN (credit, debit)) <>
        amount_fen - captured_fen - released_fen""",
    "captures are not what was captured": """
        SELECT hold_id FROM wallet_hold WHERE captured_fen <>
        (SELECT COALESCE(SUM(hold_capture.amount_fen), 0)
        FROM hold_capture JOIN transfer ON key = 'hold_capture:' || payment_id
        WHERE hold_capture.hold_id = wallet_hold.hold_id)""",
    "a hold is told of another number of times than it ended by time": """
        SELECT hold_id FROM wallet_hold WHERE
        (SELECT COUNT(*) FROM event WHERE kind = 'hold.expired' AND subject = hold_id) <>
        CASE WHEN state <> 'expired' THEN 0 WHEN payee_id IS NULL THEN 1 ELSE 2 END""",
    "more went back of a payment than was paid, or other than is said": """
        SELECT payment_id FROM payment_reversal GROUP BY payment_id, paid_fen
        HAVING SUM(amount_fen) > paid_fen OR SUM(amount_fen) <> MAX(reversed_fen)
        OR COUNT(*) <> MAX(place)
        UNION ALL SELECT reversal_id FROM payment_reversal WHERE amount_fen <>
        (SELECT COALESCE(SUM(transfer.amount_fen), 0) FROM transfer
        WHERE key = 'payment_reversal:' || reversal_id)""",
    "a seller is owed what its transfers do not say": """
        SELECT seller_id FROM seller WHERE balance_fen <>
        (SELECT COALESCE(SUM(CASE WHEN credit = 'gateway:seller:' || seller_id
        THEN amount_fen ELSE -amount_fen END), 0)
        FROM transfer WHERE 'gateway:seller:' || seller_id IN (credit, debit))""",
    "something is noted about what is not there": """
        SELECT kind, object_id FROM annotation WHERE NOT CASE kind
        WHEN 'draft' THEN EXISTS (SELECT 1 FROM draft WHERE draft_id = object_id)
        WHEN 'wallet' THEN EXISTS (SELECT 1 FROM wallet WHERE wallet_id = object_id)
        WHEN 'offer' THEN EXISTS (SELECT 1 FROM offer WHERE offer_id = object_id)
        WHEN 'order' THEN EXISTS (SELECT 1 FROM trade_order WHERE order_id = object_id)
        WHEN 'reference_payment' THEN 1 = 1
        WHEN 'payment' THEN EXISTS (SELECT 1 FROM transfer
        WHERE key IN ('payment:' || object_id, 'hold_capture:' || object_id))
        WHEN 'reversal' THEN EXISTS
        (SELECT 1 FROM payment_reversal WHERE reversal_id = object_id)
        ELSE EXISTS (SELECT 1 FROM transfer WHERE key = kind || ':' || object_id) END""",
    "an order is told of another number of times than it was paid": """
        SELECT order_id FROM trade_order WHERE
        (SELECT COUNT(*) FROM event WHERE kind = 'order.paid' AND subject = order_id) <>
        CASE WHEN paid_ms IS NULL THEN 0 ELSE 1 END""",
}
"""Each finds rows only where something is wrong."""


def faults(url: str) -> dict[str, list[Any]]:
    """Return what is wrong; nothing if the books are sound."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            fault: [tuple(row) for row in connection.execute(text(question))]
            for fault, question in _QUESTIONS.items()
        }
    engine.dispose()
    return {fault: rows for fault, rows in found.items() if rows}


def tills(url: str) -> dict[str, int]:
    """Return the cash that each outlet has."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT outlet, cash_fen FROM outlet"))
        cash_fen = {row.outlet: row.cash_fen for row in found}
    engine.dispose()
    return cash_fen


def falls(url: str) -> dict[str, int]:
    """Return how often each agent was told that its float fell low."""
    engine = create_engine(url)
    with engine.connect() as connection:
        query = "SELECT subject, COUNT(*) FROM event WHERE kind = 'float.low' GROUP BY subject"
        found = {agent: int(count) for agent, count in connection.execute(text(query))}
    engine.dispose()
    return found
