"""Stories of every route that takes the number of a draft: the same, wherever it is sent."""

from collections.abc import Callable, Iterator
from itertools import islice

from service.domain.remittance import remittance_number
from tests.service.api.stories.story import Request, deposited, story
from tests.service.servers import PASSWORD, Service

WRONG_PASSWORD = "111111"  # noqa: S105 - a wrong one
DRAFT_DAYS = 60
TOO_LONG = "0" * 17

ByNumber = Callable[[Service, str], Request]
ByPassword = Callable[[Service, str, str], Request]


def refuses_wrong_numbers(route: str, ask: ByNumber) -> None:
    """Add what a route refuses that takes the number of a draft."""
    story(route, "number_malformed", lambda service: ask(service, TOO_LONG))
    story(route, "number_mistyped", lambda service: ask(service, mistyped(deposited(service))))
    story(route, "draft_ended", lambda service: ask(service, redeemed(service)))
    story(route, "too_many_wrong_tries", lambda service: guessed(service, ask))


def refuses_wrong_passwords(route: str, ask: ByPassword) -> None:
    """Add what a route refuses that takes the password as well."""
    refuses_wrong_numbers(route, lambda service, number: ask(service, number, PASSWORD))
    story(
        route,
        "number_or_password_wrong",
        lambda service: ask(service, deposited(service), WRONG_PASSWORD),
    )
    story(route, "draft_locked", lambda service: ask(service, locked(service, ask), PASSWORD))
    story(route, "draft_expired", lambda service: ask(service, expired(service), PASSWORD))


def mistyped(number: str) -> str:
    """Return a number with its last digit wrong."""
    return number[:-1] + str((int(number[-1]) + 1) % 10)


def nobodys_numbers() -> Iterator[str]:
    """Yield numbers that check, and that no draft has but by a chance of one in 10^15."""
    for payload in range(1_000):
        yield remittance_number(f"{payload:015d}")


def redeemed(service: Service) -> str:
    """Return the number of a draft that was redeemed."""
    number = deposited(service)
    assert service.redeem(number, service.wallet()).status_code == 201
    return number


def expired(service: Service) -> str:
    """Return the number of a draft that has expired."""
    number = deposited(service)
    service.clock.advance(days=DRAFT_DAYS)
    return number


def locked(service: Service, ask: ByPassword) -> str:
    """Return the number of a draft that wrong passwords have locked."""
    number = deposited(service)
    for _ in range(5):
        assert ask(service, number, WRONG_PASSWORD).send(service).status_code == 403
    return number


def guessed(service: Service, ask: ByNumber) -> Request:
    """Try two numbers of nobody, as many as are allowed; return the third try."""
    service.wrong_tries_an_hour = 2
    service.restart()
    # All are prepared first, since nobody who guessed may redeem, and a buyer has redeemed a draft.
    *tries, last = [ask(service, number) for number in islice(nobodys_numbers(), 3)]
    for one in tries:
        refused = one.send(service)
        assert refused.status_code in {403, 404}, refused.text
    return last
