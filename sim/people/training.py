"""Who was in a course, and what is different about them: the same people, with the same draws.

A buyer is trained if a number drawn for this is below the share of those who could learn that have
sat in a course by the moment of the wish, and so is the seller: more seats keep the trained and
add others. The traits of the trained are drawn anew from the same numbers by other shares, or are
a part of the same time; all other traits, and everybody else, are as without courses.
"""

import numpy as np

from sim.people.sampling import Sampler, whole
from sim.people.streams import Stream
from sim.scenario import Redeem, Scenario, Training
from sim.units import DAY_MS, DAYS_PER_WEEK, Bools, Floats, Ints

WEEK_MS = DAYS_PER_WEEK * DAY_MS
Traits = dict[str, Ints]


def seats_taken(training: Training, moments_ms: Ints) -> tuple[Ints, Ints]:
    """Return how many buyers, and sellers, of a county have sat in a course by each moment.

    A week's course is held as the week begins; nobody sits in one twice.

    >>> courses = Training(seats_a_week=10, seller_seats_a_week=4, first_week=2, sellers=7)
    >>> buyers, sellers = seats_taken(courses, np.array([WEEK_MS - 1, WEEK_MS, 2 * WEEK_MS]))
    >>> buyers.tolist(), sellers.tolist()
    ([0, 6, 12], [0, 4, 7])
    """
    courses = np.maximum(moments_ms // WEEK_MS + 2 - training.first_week, 0)
    return (
        np.minimum(courses * training.buyer_seats_a_week, training.buyers),
        np.minimum(courses * training.seller_seats_a_week, training.sellers),
    )


def train(scenario: Scenario, sampler: Sampler, traits: Traits) -> Traits:
    """Return who is trained, and the traits of all where some are; nothing else is touched."""
    training = scenario.training
    nobody = np.zeros(sampler.count, dtype=np.int64)
    if not training.seats_a_week:
        return {"buyer_trained": nobody, "seller_trained": nobody}
    buyers, sellers = seats_taken(training, traits["wish_ms"])
    buyer = sampler.uniforms(Stream.TRAINED_BUYER) < buyers / training.buyers
    seller = sampler.uniforms(Stream.TRAINED_SELLER) < sellers / training.sellers
    return {
        "buyer_trained": buyer.astype(np.int64),
        "seller_trained": seller.astype(np.int64),
        **_of_buyers(scenario, sampler, traits, buyer),
        **_of_sellers(scenario, sampler, traits, seller),
    }


def _of_buyers(scenario: Scenario, sampler: Sampler, traits: Traits, trained: Bools) -> Traits:
    redeem, confirm = scenario.redeem, scenario.confirm
    of_trained = scenario.training.trained_buyers
    shares = {
        "forgets": (Stream.FORGETS, redeem.forget_share * of_trained.forget_factor),
        "disputes": (Stream.DISPUTES, confirm.dispute_share * of_trained.dispute_factor),
        "forgets_to_confirm": (
            Stream.FORGETS_TO_CONFIRM,
            confirm.forget_share * of_trained.forget_to_confirm_factor,
        ),
    }
    found = {name: sampler.happens(*one) for name, one in shares.items()}
    found["trusts"] = _trust(scenario, sampler, traits)
    found["mistypes"] = sampler.repeats(
        Stream.MISTYPES, redeem.mistype_share * of_trained.mistype_factor, mistypes_most(redeem)
    )
    found["confirm_ms"] = _part(traits["confirm_ms"], of_trained.confirm_delay_factor)
    return {name: np.where(trained, one, traits[name]) for name, one in found.items()}


def _of_sellers(scenario: Scenario, sampler: Sampler, traits: Traits, trained: Bools) -> Traits:
    of_trained = scenario.training.trained_sellers
    stock = scenario.market.out_of_stock_share * of_trained.out_of_stock_factor
    found = {
        "search_ms": _part(traits["search_ms"], of_trained.search_factor),
        "handling_ms": _part(traits["handling_ms"], of_trained.handling_factor),
        "out_of_stock": sampler.happens(Stream.OUT_OF_STOCK, stock),
        "dispute_ms": _part(traits["dispute_ms"], of_trained.dispute_delay_factor),
    }
    return {name: np.where(trained, one, traits[name]) for name, one in found.items()}


def _trust(scenario: Scenario, sampler: Sampler, traits: Traits) -> Ints:
    """Return whom the trained would trust: more of the certified, and fewer of the others."""
    market, of_trained = scenario.market, scenario.training.trained_buyers
    certified = 1 - (1 - market.trust_certified) * of_trained.distrust_certified_factor
    uncertified = market.trust_uncertified * of_trained.trust_uncertified_factor
    trust: Floats = np.where(traits["certified"] == 1, certified, uncertified)
    return (sampler.uniforms(Stream.TRUST) < trust).astype(np.int64)


def _part(times_ms: Ints, factor: float) -> Ints:
    return whole(times_ms.astype(np.float64) * factor)


def mistypes_most(redeem: Redeem) -> int:
    """Return how many slips in a row there are at most: as many as lock a draft ten times."""
    return 10 * redeem.tries_max
