"""What was there before gets the numbers of lists in the order of its ids, and later ones go on."""

from sqlalchemy import select, text

from service.database import schema
from tests.service.api.market import Market
from tests.service.servers import Service, money, taken

NUMBERED = {"wallet": "wallet_id", "offer": "offer_id", "trade_order": "order_id"}


def numbers(service: Service) -> dict[str, list[tuple[int, str]]]:
    """Return of each table its numbers in order, each with the row's id."""
    with service.database.reading() as connection:
        return {
            table: [
                (number, str(name))
                for number, name in connection.execute(
                    select(text("seq"), text(key)).select_from(text(table)).order_by(text("seq"))
                )
            ]
            for table, key in NUMBERED.items()
        }


def test_rows_of_a_version_before_are_listed_in_the_order_of_their_ids(service: Service) -> None:
    market = Market(service, balance_fen=50_000)
    service.clock.advance(ms=1)
    market.delivered()
    market.must(service.provider, market.delivered(), "confirmations")  # one that has ended
    payer = service.full_wallet()
    body = {"payer_wallet_id": payer, "payee_wallet_id": service.wallet(), "money": money(5)}
    paid = service.done(service.provider, "/v1/payments", body)["payment_id"]
    held = service.deposit()["draft_id"]
    by_id = {table: sorted(name for _, name in one) for table, one in numbers(service).items()}

    schema.downgrade(service.database, "0010")
    schema.upgrade(service.database)
    upgraded = numbers(service)
    service.restart()
    later = service.wallet()

    assert upgraded == {table: list(enumerate(ids, 1)) for table, ids in by_id.items()}
    assert numbers(service)["wallet"][-1] == (len(by_id["wallet"]) + 1, later)
    listed = {
        path: taken(service.get(service.auditor, f"/v1/{path}"))[path]
        for path in ("wallets", "orders", "payments", "drafts")
    }
    assert [one["wallet_id"] for one in listed["wallets"]] == [*by_id["wallet"], later]
    assert [one["order_id"] for one in listed["orders"]] == by_id["trade_order"]
    assert [one["payment_id"] for one in listed["payments"]] == [paid]
    assert listed["drafts"][-1]["draft_id"] == held
    assert service.books()["is_sound"]
