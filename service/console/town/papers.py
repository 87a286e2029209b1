"""The papers of the story: receipt, label and voucher, each as the service prints it."""

from dataclasses import dataclass
from json import dumps
from typing import Any

from service.call import Call, Caller
from service.console.steps.step import Scene
from service.domain.refusals.base import Refusal
from service.operations import parcels, references
from service.receipts import as_page, from_json
from service.schemas.references import VoucherQuery
from service.testing.state import State


@dataclass(frozen=True)
class Paper:
    """A page that prints on A6: its name, what it is, and its HTML."""

    name: str
    words: str
    html: str

    @property
    def content(self) -> str:
        """Return what stands in the page, to show it beside others."""
        return self.html.partition("<main>")[2].partition("</main>")[0]


def papers_of(state: State, scene: Scene) -> tuple[Paper, ...]:
    """Return the papers that there are."""
    play = scene.play
    shop = Caller("console", "shop", scene.desk.shop_wallet)
    found = []
    if play.receipt:
        page = as_page(from_json(dumps(play.receipt)))
        found.append(Paper("receipt", "The depositor's receipt", page))
    with state.context.database.reading() as connection:

        def call(body: object, name: str, value: str) -> Call[Any]:
            now_ms = state.clock.now_ms()
            return Call(state.context, shop, body, now_ms, path={name: value})

        if play.item_number:
            asked = call(None, "item_number", play.item_number)
            try:
                page = parcels.label_page(connection, asked)
            except Refusal:  # the Post deletes a label some time after the parcel's end
                page = ""
            found += [Paper("label", "The parcel's label", page)] if page else []
        if play.reference:
            asked = call(VoucherQuery(), "order_id", play.order_id)
            page = references.voucher_page(connection, asked)
            found.append(Paper("voucher", "The voucher of the reference", page))
    return tuple(found)
