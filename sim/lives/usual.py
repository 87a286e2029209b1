"""The parts of a story that most lives share, each worked out by hand from `by_hand.WISH`.

Search from 9 to 10, half an hour's way, four minutes at the counter, online two hours later, an
hour to pack. The day's collection leaves at 17:00 and takes three days to the hub, which sorts at
5:00; two hours to the outlet, a minute for the text, an hour and a half until the buyer is there,
and two minutes at the counter. The word of the buyer comes a day later.
"""

from sim.lives.by_hand import WISH

# With postage 12,012 yuan: two drafts of 5,000, and one of 2,012; and seven drafts.
THREE_DRAFTS = WISH._replace(price_fen=1_200_000)
SEVEN_DRAFTS = WISH._replace(price_fen=3_100_000)

DECIDED = """
day 0 09:00 wish
day 0 10:00 decided
"""
PAID = f"""{DECIDED}
day 0 10:30 first_arrived, called
day 0 10:34 deposited, known
"""
ORDERED = f"""{PAID}
day 0 12:34 credited, ordered
"""
COMPLETED = "COMPLETED: drafts 1, drafts_redeemed 1, trips 2, sms_sent 3\n"


def brought(day: int) -> str:
    """Return the way of a parcel that leaves on a day, until it is at the outlet."""
    return f"""
        day {day} 17:00 shipped
        day {day + 3} 17:00 hub
        day {day + 4} 07:00 outlet
    """


def sent(day: int) -> str:
    """Return the same until the buyer knows of it."""
    return f"""{brought(day)}
        day {day + 4} 07:01 notified
    """


def received(day: int) -> str:
    """Return the same until the buyer has it."""
    return f"""{sent(day)}
        day {day + 4} 08:33 delivered
    """


def confirmed(day: int) -> str:
    """Return the same until the seller has the money."""
    return f"""{received(day)}
        day {day + 5} 08:33 confirmed, seller_paid, ended
    """
