"""Producers and traders: the bargain, what is known of the price, what spoils.

A lot of 80 kg is harvested at 6 on the first day and keeps for four days. Fresh it is not sold
below 85% of the price that is known, and a quarter of that less on each day.
"""

from sim.diary import NONE
from sim.lives.by_hand import at, produce_of
from sim.lives.life import HandWorkedLife
from sim.people.producers import Lot, PriceNews, Trader
from sim.units import DAY_MS, NEVER_MS

LOT = Lot(producer=0, harvested_ms=at(0, "06:00"), spoils_ms=at(4, "06:00"), kg=80)
NEXT_LOT = LOT._replace(harvested_ms=at(1, "06:00"), spoils_ms=at(5, "06:00"), kg=50)
OF_BEFORE = PriceNews(producer=0, heard_ms=0, sent_ms=NONE, of_day=-3, price_fen=200)
TEXT = PriceNews(0, at(1, "05:32"), at(1, "05:30"), of_day=1, price_fen=240)
TRADER = Trader(0, at(1, "06:00"), market_fen=220, offer_fen=160, limit_fen=210)
OLD = "lot of 0, 80 kg: harvested day 0 06:00"
NEW = "lot of 0, 50 kg: harvested day 1 06:00"


def _life(
    name: str,
    story: str,
    *traders: Trader,
    news: tuple[PriceNews, ...] = (OF_BEFORE,),
    lots: tuple[Lot, ...] = (LOT,),
    days: int = 6,
    **producers: bool,
) -> HandWorkedLife:
    return HandWorkedLife(
        name,
        story,
        wish=None,
        tables={"run": {"days": days}, "producers": producers},
        produce=produce_of(lots, news, traders),
    )


LIVES = (
    _life(
        "who knows of a higher price than is offered gains half of the gap",
        f"{OLD}, SOLD day 1 06:00, paid 180: known 200, offer 160",
        TRADER,
    ),
    _life(
        "no bargain goes beyond the trader's limit",
        f"{OLD}, SOLD day 1 06:00, paid 170: known 200, offer 160",
        TRADER._replace(limit_fen=170),
    ),
    _life(
        "who knows of a lower price than is offered is content with the offer",
        f"{OLD}, SOLD day 1 06:00, paid 160: known 150, offer 160",
        TRADER,
        news=(OF_BEFORE._replace(price_fen=150),),
    ),
    _life(
        "who has heard of no price takes what is offered",
        f"{OLD}, SOLD day 1 06:00, paid 3: known 0, offer 3",
        TRADER._replace(offer_fen=3),
        news=(),
    ),
    _life(
        "a fresh lot is not sold below 85% of the price that is known, and is at 85%",
        f"""
        {OLD}, refused 1, SOLD day 0 06:00, paid 170: known 200, offer 160
        """,
        TRADER._replace(comes_ms=LOT.harvested_ms, limit_fen=169),
        TRADER._replace(comes_ms=LOT.harvested_ms, limit_fen=170),
    ),
    _life(
        "two days later half of that will do",
        f"""
        {OLD}, refused 2, SOLD day 2 06:00, paid 85: known 200, offer 85
        """,
        TRADER._replace(comes_ms=at(1, "06:00"), offer_fen=85, limit_fen=85),
        TRADER._replace(comes_ms=at(2, "06:00"), offer_fen=84, limit_fen=84),
        TRADER._replace(comes_ms=at(2, "06:00"), offer_fen=85, limit_fen=85),
    ),
    _life(
        "what a producer takes need not fall",
        f"""
        {OLD}, refused 1, SOLD day 3 06:00, paid 170: known 200, offer 170
        """,
        TRADER._replace(comes_ms=at(3, "05:59"), offer_fen=169, limit_fen=169),
        TRADER._replace(comes_ms=at(3, "06:00"), offer_fen=170, limit_fen=170),
        reservation_falls=False,
    ),
    _life(
        "what nobody buys is lost, and a trader at that moment finds nothing",
        f"{OLD}, LOST day 4 06:00",
        TRADER._replace(comes_ms=at(4, "06:00")),
    ),
    _life(
        "at its last moment a lot is sold for anything",
        f"""
        {OLD}, refused 1, SOLD day 4 05:59:59.999, paid 1: known 200, offer 1
        """,
        TRADER._replace(comes_ms=at(3, "06:00"), offer_fen=1, limit_fen=1),
        TRADER._replace(comes_ms=at(4, "06:00") - 1, offer_fen=1, limit_fen=1),
    ),
    _life(
        "who passes before the harvest finds nothing, and the run may end before another comes",
        f"{OLD}, PRESENT",
        TRADER._replace(comes_ms=at(0, "05:59")),
        TRADER._replace(comes_ms=at(2, "06:00")),
        days=2,
    ),
    _life(
        "a trader buys one lot, and the oldest",
        f"""
        {OLD}, SOLD day 2 06:00, paid 180: known 200, offer 160
        {NEW}, SOLD day 2 06:01, paid 180: known 200, offer 160
        """,
        TRADER._replace(comes_ms=at(2, "06:00")),
        TRADER._replace(comes_ms=at(2, "06:01")),
        lots=(LOT, NEXT_LOT),
    ),
    _life(
        "the first lot spoils, and the second is sold",
        f"""
        {OLD}, LOST day 4 06:00
        {NEW}, SOLD day 4 06:00, paid 180: known 200, offer 160
        """,
        TRADER._replace(comes_ms=at(4, "06:00")),
        lots=(LOT, NEXT_LOT),
    ),
    _life(
        "a text says today's price to who bargains at the same moment",
        f"""
        {OLD}, SOLD day 1 05:32, paid 200: known 240, offer 160
        text to 0: sent day 1 05:30, heard day 1 05:32
        """,
        TRADER._replace(comes_ms=TEXT.heard_ms),
        news=(OF_BEFORE, TEXT),
    ),
    _life(
        "a text that is still on its way says nothing yet, and one that is lost never does",
        f"""
        {OLD}, SOLD day 1 05:31, paid 180: known 200, offer 160
        {NEW}, SOLD day 2 06:00, paid 200: known 240, offer 160
        text to 0: sent day 1 05:30, heard day 1 05:32
        text to 0: sent day 2 05:30
        """,
        TRADER._replace(comes_ms=at(1, "05:31")),
        TRADER._replace(comes_ms=at(2, "06:00")),
        news=(
            OF_BEFORE,
            TEXT,
            TEXT._replace(heard_ms=NEVER_MS, sent_ms=TEXT.sent_ms + DAY_MS, of_day=2),
        ),
        lots=(LOT, NEXT_LOT),
    ),
    _life(
        "an older price that is heard of later changes nothing, and a newer one does",
        f"""
        {OLD}, SOLD day 2 06:00, paid 200: known 240, offer 160
        {NEW}, SOLD day 3 06:00, paid 170: known 180, offer 160
        text to 0: sent day 1 05:30, heard day 1 05:32
        """,
        TRADER._replace(comes_ms=at(2, "06:00")),
        TRADER._replace(comes_ms=at(3, "06:00")),
        news=(
            OF_BEFORE,
            TEXT,
            OF_BEFORE._replace(heard_ms=at(1, "12:00"), of_day=0, price_fen=100),
            OF_BEFORE._replace(heard_ms=at(2, "12:00"), of_day=1, price_fen=180),
        ),
        lots=(LOT, NEXT_LOT),
    ),
    _life(
        "each producer has lots, traders and news of his own",
        f"""
        {OLD}, LOST day 4 06:00
        lot of 1, 80 kg: harvested day 0 06:00, SOLD day 1 06:00, paid 200: known 240, offer 160
        text to 1: sent day 1 05:30, heard day 1 05:32
        """,
        TRADER._replace(producer=1),
        news=(OF_BEFORE, TEXT._replace(producer=1)),
        lots=(LOT, LOT._replace(producer=1)),
    ),
)
