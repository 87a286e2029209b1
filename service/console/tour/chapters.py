"""The chapters: the steps that the click of each carries out, and what is shown of the town.

What they tell stands in templates. Of the product it is what README and docs/model.md have sources
for; what is made up here (people, names, prices, moments) is said to be so on the first page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.console.town import acting
from service.testing.state import State

_HOURS_TO_HUB, _HOURS_TO_TOWN, _HOURS_TO_PICK_UP = "6", "48", "20"
_HOURS_TO_NEXT_DAY = "24"


@dataclass(frozen=True)
class Doing:
    """A step of a chapter, with what is typed; one `if_needed` is left out where it was done."""

    step: str
    form: Mapping[str, str] = field(default_factory=dict)
    if_needed: bool = False


@dataclass(frozen=True)
class TourChapter:
    """A chapter: the words of its button, and the steps that are done.

    What it tells stands in the template of its name; `shows` names what is shown of the town.
    """

    name: str
    title: str
    button: str
    doings: tuple[Doing, ...]
    shows: tuple[str, ...]


CHAPTERS = (
    TourChapter(
        "trust",
        "A shop that can be trusted",
        "Open the shop",
        (
            Doing("open-shop", if_needed=True),
            Doing("certify", if_needed=True),
            Doing("offer"),
            Doing("register-telephone"),
            Doing("change-tier", {"tier": "sms_alert"}),
        ),
        ("shop", "telephone"),
    ),
    TourChapter(
        "cash",
        "Cash over the counter",
        "Pay cash in",
        (Doing("deposit", {"amount": "175.00"}),),
        ("receipt", "books"),
    ),
    TourChapter(
        "number",
        "The number becomes money online",
        "Enter the number",
        (Doing("redeem"),),
        ("wallet", "telephone", "books"),
    ),
    TourChapter(
        "escrow",
        "Ordered, and paid into escrow",
        "Order tea, and pay",
        (
            Doing("order"),
            Doing("pay"),
        ),
        ("wallet", "telephone", "books"),
    ),
    TourChapter(
        "parcel",
        "The parcel sets out",
        "Ship the tea",
        (
            Doing("allot", if_needed=True),
            Doing("label"),
            Doing("scan", {"state": "accepted"}),
            Doing("wait", {"hours": _HOURS_TO_HUB}),
            Doing("scan", {"state": "departed"}),
        ),
        ("parcel", "telephone", "shop"),
    ),
    TourChapter(
        "where",
        "Where is it?",
        "Wait for the parcel",
        (
            Doing("wait", {"hours": _HOURS_TO_TOWN}),
            Doing("scan", {"state": "arrived"}),
            Doing("text"),
            Doing("scan", {"state": "awaiting_pick_up"}),
            Doing("wait", {"hours": _HOURS_TO_PICK_UP}),
            Doing("scan", {"state": "delivered"}),
        ),
        ("telephone", "parcel"),
    ),
    TourChapter(
        "paid",
        "The seller is paid, and the books agree",
        "Confirm, pay, settle",
        (
            Doing("confirm"),
            Doing("take-out", {"to": "wallet"}),
            Doing("wait", {"hours": _HOURS_TO_NEXT_DAY}),
            Doing("close-day", {"day": "yesterday"}),
        ),
        ("shop", "wallet", "books", "telephone"),
    ),
)


def walk(state: State, chapter: TourChapter) -> bool:
    """Carry a chapter's steps out, up to the first that does not go well; return whether all did.

    Their clicks are left on the desk together, as those of one click.
    """
    scene = acting.scene_of(state)
    with scene.play.lock:
        scene.play.clicks = ()
        for doing in chapter.doings:
            if doing.if_needed and acting.is_missing(state, doing.step):
                continue
            if not acting.do_next(state, doing.step, doing.form):
                return False
    return True
