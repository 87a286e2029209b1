"""By telephone: number and password by text, lost texts, slips, and the order without a cafe."""

from sim.lives.by_hand import WISH
from sim.lives.life import HandWorkedLife
from sim.lives.usual import COMPLETED, DECIDED, PAID, THREE_DRAFTS, confirmed
from sim.units import DAY_MS, HOUR_MS, MINUTE_MS

# Nobody is online at home here: the cafe is twenty minutes away. A text takes one minute.
BY_TEXT = WISH._replace(redeems_by_text=1, own_access=0)
BY_PHONE = BY_TEXT._replace(orders_by_phone=1)

LIVES = (
    HandWorkedLife(
        "a text credits as it arrives, and the order waits until the buyer is in the cafe",
        f"""{PAID}
        day 0 12:35 credited
        day 0 12:55 ordered
        {confirmed(0)}{COMPLETED}
        """,
        BY_TEXT,
    ),
    HandWorkedLife(
        "a text by night credits at once, and the order waits until the cafe opens",
        f"""{PAID}
        day 1 00:35 credited
        day 1 08:00 ordered
        {confirmed(1)}{COMPLETED}
        """,
        BY_TEXT._replace(redeem_delay_ms=14 * HOUR_MS),
    ),
    HandWorkedLife(
        "who texts and is online at home orders at once",
        f"""{PAID}
        day 0 12:35 credited, ordered
        {confirmed(0)}{COMPLETED}
        """,
        BY_TEXT._replace(own_access=1),
    ),
    HandWorkedLife(
        "who texts and orders by telephone needs no cafe",
        f"""{PAID}
        day 1 00:35 credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        BY_PHONE._replace(redeem_delay_ms=14 * HOUR_MS),
    ),
    HandWorkedLife(
        "two texts are lost, and each is sent again after the time of the rules",
        f"""{PAID}
        day 0 15:35 credited, ordered
        {confirmed(0)}{COMPLETED}
        """,
        BY_PHONE._replace(texts_lost=2),
        {"redeem": {"text_again_h": 1.5}},
    ),
    HandWorkedLife(
        "each slip takes another text, and the third locks for six hours where the rules say so",
        # At 12:35 and 12:37 in vain, at 12:39 locked; the next text is sent at 18:39.
        f"""{PAID}
        day 0 18:40 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 2, wrong_tries 3, sms_sent 6
        """,
        BY_PHONE._replace(mistypes=3),
        {"redeem": {"tries_max": 3, "lock_h": 6.0}},
    ),
    HandWorkedLife(
        "three drafts take three texts, on three days by the limit of the wallet",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:42 deposited, known
        day 2 12:45 credited, ordered
        {confirmed(2)}
        COMPLETED: drafts 3, drafts_redeemed 3, trips 2, sms_sent 5
        """,
        THREE_DRAFTS._replace(redeems_by_text=1, orders_by_phone=1, own_access=0),
    ),
    HandWorkedLife(
        "a text with a number that is not known yet is answered, and nobody went for nothing",
        # In vain at 12:35; the next is sent at 0:35 and is in vain too; the batch is at 2:00.
        f"""
        day 0 09:00 wish
        day 0 10:00 decided
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 1 02:00 known
        day 1 12:37 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 2, sms_sent 5
        """,
        BY_PHONE._replace(informed=0, sms_credited=0),
        {"clearing": {"mode": "batch"}},
    ),
    HandWorkedLife(
        "who has forgotten the password goes to the counter first, and then sends the text",
        f"""{PAID}
        day 7 13:11 credited, ordered
        {confirmed(7)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 3, sms_sent 3
        """,
        BY_PHONE._replace(forgets=1),
    ),
    HandWorkedLife(
        "a text that arrives as the draft expires is too late",
        f"""{PAID}
        day 1 11:10 refunded, ended
        EXPIRED_REFUNDED: drafts 1, trips 2
        """,
        BY_PHONE._replace(text_ms=DAY_MS - 2 * HOUR_MS),
        {"payment": {"valid_days": 1}},
    ),
    HandWorkedLife(
        "a text that arrives a minute before the draft expires is in time",
        f"""{PAID}
        day 1 10:33 credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        BY_PHONE._replace(text_ms=DAY_MS - 2 * HOUR_MS - MINUTE_MS),
        {"payment": {"valid_days": 1}},
    ),
)
