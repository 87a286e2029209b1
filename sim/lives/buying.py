"""Search and trust, fees and clearing, the order, the word of the buyer."""

from sim.lives.by_hand import WISH, at
from sim.lives.life import HandWorkedLife
from sim.lives.usual import (
    COMPLETED,
    DECIDED,
    ORDERED,
    SEVEN_DRAFTS,
    THREE_DRAFTS,
    confirmed,
    received,
)
from sim.units import DAY_MS

IN_BATCHES = {"clearing": {"mode": "batch"}}
NO_LINK_NEEDED = {"link": {"deposits_need_link": False}}
UNINFORMED = WISH._replace(informed=0, sms_credited=0)

USUAL = (
    HandWorkedLife(
        "a draft, from the wish to the seller's money",
        f"""{ORDERED}{confirmed(0)}{COMPLETED}
        visit of 0, DEPOSIT: came day 0 10:30, called day 0 10:30, SERVED day 0 10:34
        visit of 0, PICK_UP: came day 4 08:31, called day 4 08:31, SERVED day 4 08:33
        """,
    ),
    HandWorkedLife(
        "who does not trust the seller stays home",
        """
        day 0 09:00 wish
        day 0 10:00 ended
        NO_TRUST
        """,
        WISH._replace(trusts=0),
    ),
    HandWorkedLife(
        "the run ends before the parcel is at the hub",
        f"""{ORDERED}
        day 0 17:00 shipped
        UNDER_WAY: drafts 1, drafts_redeemed 1, trips 1, sms_sent 2
        """,
        tables={"run": {"days": 2}},
    ),
)
FEES_AND_CLEARING = (
    HandWorkedLife(
        "5,000 yuan are one draft",
        f"{ORDERED}{confirmed(0)}{COMPLETED}",
        WISH._replace(price_fen=498_800),
    ),
    HandWorkedLife(
        "each draft has its time and its fee, and a plain account redeems one a day",
        # Half a per cent of 5,000, of 5,000 and of 2,012 yuan: 25, 25 and 10.06.
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:42 deposited, known
        day 2 12:42 credited, ordered
        {confirmed(2)}
        COMPLETED: fee_fen 6006, drafts 3, drafts_redeemed 3, trips 2, sms_sent 3
        """,
        THREE_DRAFTS,
        {"payment": {"tariff": "listed"}},
    ),
    HandWorkedLife(
        "an account with an alert redeems three drafts a day",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:58 deposited, known
        day 2 12:58 credited, ordered
        {confirmed(2)}
        COMPLETED: drafts 7, drafts_redeemed 7, trips 2, sms_sent 3
        """,
        SEVEN_DRAFTS._replace(tier=1),
    ),
    HandWorkedLife(
        "an account with a certificate redeems all drafts at once",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:58 deposited, known
        day 0 12:58 credited, ordered
        {confirmed(0)}
        COMPLETED: drafts 7, drafts_redeemed 7, trips 2, sms_sent 3
        """,
        SEVEN_DRAFTS._replace(tier=2),
    ),
    HandWorkedLife(
        "who was informed waits for the nightly batch",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 1 02:00 known, credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        WISH._replace(sms_credited=0),
        IN_BATCHES,
    ),
    HandWorkedLife(
        "who gets a text waits for the nightly batch",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 1 02:00 known, credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        WISH._replace(informed=0),
        IN_BATCHES,
    ),
    HandWorkedLife(
        "who knows nothing tries from home, at 12:34, at 0:34 and at 12:34, which is no trip",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 1 02:00 known
        day 1 12:34 credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        UNINFORMED,
        IN_BATCHES,
    ),
    HandWorkedLife(
        "who knows nothing goes to a cafe for nothing, and again when it opens",
        # At the cafe at 12:54; twelve hours and twenty minutes later it is closed until 8.
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 1 02:00 known
        day 1 08:00 credited, ordered
        {confirmed(1)}
        COMPLETED: drafts 1, drafts_redeemed 1, trips 3, trips_in_vain 1, sms_sent 3
        """,
        UNINFORMED._replace(own_access=0),
        IN_BATCHES,
    ),
    HandWorkedLife(
        "a number goes with the first batch after the link is up",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 2 02:00 known, credited, ordered
        {confirmed(2)}{COMPLETED}
        """,
        tables=IN_BATCHES | NO_LINK_NEEDED,
        link_down_ms=(0, at(1, "03:00")),
    ),
    HandWorkedLife(
        "a number that clears at once waits for the link",
        f"""{DECIDED}
        day 0 10:30 first_arrived, called
        day 0 10:34 deposited
        day 1 03:00 known, credited, ordered
        {confirmed(1)}{COMPLETED}
        """,
        tables=NO_LINK_NEEDED,
        link_down_ms=(0, at(1, "03:00")),
    ),
)
THE_END = (
    HandWorkedLife(
        "what is out of stock goes back to the wallet",
        f"""{ORDERED}
        day 0 13:34 refunded, ended
        OUT_OF_STOCK: drafts 1, drafts_redeemed 1, trips 1, sms_sent 1
        """,
        WISH._replace(out_of_stock=1),
    ),
    HandWorkedLife(
        "the limit confirms for who forgets",
        f"""{ORDERED}{received(0)}
        day 11 08:33 confirmed, seller_paid, ended
        {COMPLETED}
        """,
        WISH._replace(forgets_to_confirm=1),
    ),
    HandWorkedLife(
        "the limit confirms before a word that comes later",
        f"""{ORDERED}{received(0)}
        day 11 08:33 confirmed, seller_paid, ended
        {COMPLETED}
        """,
        WISH._replace(confirm_ms=9 * DAY_MS),
    ),
    HandWorkedLife(
        "a dispute begins where the word would have come, and the buyer wins it",
        f"""{ORDERED}{received(0)}
        day 12 08:33 refunded, ended
        DISPUTE_REFUNDED: drafts 1, drafts_redeemed 1, trips 2, sms_sent 3
        """,
        WISH._replace(disputes=1, dispute_won=1),
    ),
    HandWorkedLife(
        "a dispute that the buyer loses pays the seller, and nobody confirms",
        f"""{ORDERED}{received(0)}
        day 12 08:33 seller_paid, ended
        {COMPLETED}
        """,
        WISH._replace(disputes=1),
    ),
)
LIVES = (*USUAL, *FEES_AND_CLEARING, *THE_END)
