"""Stories of what outlets earn: a closed day, and the payout from till or bank."""

from service.domain.outlet_commission import STANDARD
from tests.service.api.stories.story import Request, good, stories, story
from tests.service.servers import OTHER_OUTLET, OUTLET, Service, money

DAY = "2026-11-24"
PAID_IN_FEN, EARNED_FEN = 17_500, 44
PAYOUTS = "/v1/outlet-commission-payouts"


def by_tariff(service: Service) -> Service:
    """Let outlets earn by the standard tariff."""
    service.outlet_tariff = STANDARD
    service.restart()
    return service


def earned(service: Service) -> Service:
    """Let the outlet earn 44 fen by a deposit on a day that is closed."""
    by_tariff(service).deposit(PAID_IN_FEN)
    service.clock.advance(days=1)
    service.done(service.operator, "/v1/settlements", {"day": DAY})
    return service


def commission_payout(
    service: Service, amount_fen: int = EARNED_FEN, source: str = "till", outlet: str = OUTLET
) -> Request:
    """Let the outlet be paid."""
    body = {"outlet": outlet, "money": money(amount_fen), "source": source}
    return Request(service.outlet, "POST", PAYOUTS, body)


@good(f"POST {PAYOUTS}")
def paid_from_the_till(service: Service) -> Request:
    return commission_payout(earned(service))


def paid_from_an_empty_till(service: Service) -> Request:
    earned(service)
    collection = {"outlet": OUTLET, "direction": "collection", "money": money(PAID_IN_FEN)}
    service.done(service.operator, "/v1/cash-movements", collection)
    return commission_payout(service)


def paid_to_another(service: Service) -> Request:
    assert service.key("outlet", OTHER_OUTLET)
    return commission_payout(earned(service), 1, outlet=OTHER_OUTLET)


stories("outlet_unknown", {f"POST {PAYOUTS}": paid_to_another})
stories("outlet_out_of_cash", {f"POST {PAYOUTS}": paid_from_an_empty_till})
story(
    f"POST {PAYOUTS}",
    "commission_too_low",
    lambda service: commission_payout(earned(service), EARNED_FEN + 1),
)
