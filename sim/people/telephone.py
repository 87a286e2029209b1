"""What the telephone does for a buyer beyond the news: number and password by text, orders too."""

import numpy as np

from sim.people.sampling import Sampler
from sim.people.streams import Dice, Stream
from sim.scenario import Scenario
from sim.units import MINUTE_MS, Bools, Ints

# Of texts lost in a row: sent again every six minutes, which is the least, they are twelve years,
# longer than any run. So where every text is lost, none ever arrives.
LOST_MOST = 2**20


def draw_by_telephone(scenario: Scenario, sampler: Sampler, phone: Ints) -> dict[str, Ints]:
    """Draw who redeems by text and orders by telephone, among those who have one.

    A text takes `text_ms` to the gateway, and `texts_lost` in a row are lost before one arrives.
    """
    sms, by_text = scenario.sms, scenario.redeem.by_text_share
    by_phone = scenario.market.by_phone_share
    nobody = np.zeros(sampler.count, dtype=np.int64)
    orders = phone * sampler.happens(Stream.ORDERS_BY_PHONE, by_phone) if by_phone else nobody
    if not by_text:
        none = dict.fromkeys(("redeems_by_text", "text_ms", "texts_lost"), nobody)
        return {"orders_by_phone": orders, **none}
    return {
        "orders_by_phone": orders,
        "redeems_by_text": phone * sampler.happens(Stream.REDEEMS_BY_TEXT, by_text),
        "text_ms": sampler.amounts(Stream.TEXT_DELAY, sms.delay_min, MINUTE_MS),
        "texts_lost": sampler.repeats(Stream.TEXTS_LOST, sms.loss_share, LOST_MOST),
    }


def have_phones(scenario: Scenario, dice: Dice, persons: Ints) -> Bools:
    """Return which persons with a wish, by number, have a telephone, whether it is texted or not.

    They are those whom texts reach where texts are sent: the same number is drawn for it.
    """
    drawn = dice.uniforms(Stream.PHONE, int(persons.max(initial=-1)) + 1)
    return np.asarray(drawn[persons] < scenario.sms.reach_share)
