"""The three other ways to pay: a reference, a money order, cash on delivery."""

from sim.lives.by_hand import WISH
from sim.lives.life import HandWorkedLife
from sim.lives.usual import (
    COMPLETED,
    DECIDED,
    ORDERED,
    PAID,
    THREE_DRAFTS,
    confirmed,
    received,
    sent,
)
from sim.units import DAY_MS, MINUTE_MS

REFERENCE = {"payment": {"method": "reference", "valid_days": 3}}
MONEY_ORDER = {"payment": {"method": "money_order"}}
ON_DELIVERY = {"payment": {"method": "cash_on_delivery"}}

LIVES = (
    HandWorkedLife(
        "a reference is credited unasked when it is cleared",
        f"""{PAID}
        day 0 10:34 credited, ordered
        {confirmed(0)}{COMPLETED}
        """,
        tables=REFERENCE,
    ),
    HandWorkedLife(
        "a reference of 12,012 yuan is one deposit with one fee, at most 50 yuan",
        f"""{PAID}
        day 0 10:34 credited, ordered
        {confirmed(0)}
        COMPLETED: fee_fen 5000, drafts 1, drafts_redeemed 1, trips 2, sms_sent 3
        """,
        THREE_DRAFTS,
        {"payment": {"method": "reference", "tariff": "ordinary_order"}},
    ),
    HandWorkedLife(
        "a reference that is never paid expires",
        f"""{DECIDED}
        day 3 10:00 ended
        REFERENCE_UNPAID
        """,
        WISH._replace(pays=0),
        REFERENCE,
    ),
    HandWorkedLife(
        "who would be at the counter when the reference expires does not go",
        f"""{DECIDED}
        day 3 10:00 ended
        REFERENCE_UNPAID
        """,
        WISH._replace(travel_ms=3 * DAY_MS),
        REFERENCE,
    ),
    HandWorkedLife(
        "who is at the counter a minute before the reference expires pays it",
        f"""{DECIDED}
        day 3 09:59 first_arrived, called
        day 3 10:03 deposited, known, credited, ordered
        {sent(3)}
        day 10 08:32 delivered
        day 11 08:32 confirmed, seller_paid, ended
        {COMPLETED}
        """,
        # To fetch the parcel takes as long: from 8:01 on day 7 until 8:00 on day 10, before 8:30.
        WISH._replace(travel_ms=3 * DAY_MS - MINUTE_MS),
        REFERENCE,
    ),
    HandWorkedLife(
        "a money order is known to the Post at once, and pays the seller before anything is sent",
        f"""{PAID}
        day 5 10:34 credited, ordered, seller_paid
        {received(5)}
        day 9 08:33 ended
        COMPLETED: fee_fen 200, drafts 1, drafts_redeemed 1, trips 2, sms_sent 2
        """,
        tables={"payment": {"method": "money_order", "tariff": "ordinary_order"}}
        | {"clearing": {"mode": "batch"}},
    ),
    HandWorkedLife(
        "a money order for what is out of stock comes back as it went",
        f"""{PAID}
        day 5 10:34 credited, ordered, seller_paid
        day 10 11:34 refunded, ended
        OUT_OF_STOCK: drafts 1, drafts_redeemed 1, trips 1
        """,
        WISH._replace(out_of_stock=1),
        MONEY_ORDER,
    ),
    HandWorkedLife(
        "cash on delivery is paid when the parcel is fetched, and brought to the seller",
        f"""{DECIDED}
        day 0 10:00 ordered
        {received(0)}
        day 11 08:33 seller_paid, ended
        COMPLETED: trips 1, sms_sent 2
        """,
        tables=ON_DELIVERY,
    ),
    HandWorkedLife(
        "cash on delivery can be refused, and nobody is paid",
        f"""{DECIDED}
        day 0 10:00 ordered
        {received(0)}
        day 4 08:33 ended
        REFUSED: trips 1, sms_sent 2
        """,
        WISH._replace(refuses=1),
        ON_DELIVERY,
    ),
    HandWorkedLife(
        "who has paid before cannot refuse",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        WISH._replace(refuses=1),
    ),
    HandWorkedLife(
        "who paid at the door for what is damaged is refunded",
        f"""{DECIDED}
        day 0 10:00 ordered
        {received(0)}
        day 19 08:33 refunded, ended
        DAMAGED_COMPENSATED: trips 1, sms_sent 2
        """,
        WISH._replace(damaged=1),
        ON_DELIVERY,
    ),
    HandWorkedLife(
        "who was to pay at the door for what is lost gets nothing back",
        f"""{DECIDED}
        day 0 10:00 ordered
        day 0 17:00 shipped
        day 15 17:00 ended
        LOST_COMPENSATED: sms_sent 1
        """,
        WISH._replace(lost=1),
        ON_DELIVERY,
    ),
)
