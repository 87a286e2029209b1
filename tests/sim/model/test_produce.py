"""The rules of a bargain; the lives of producers are in `sim.lives.produce`."""

from hypothesis import given
from hypothesis import strategies as st

from sim.model.bargain import agreed_fen, left_ppm, reserve_fen
from sim.model.journey import begin
from sim.model.produce import produce
from sim.people.sampling import ENDLESS, PRICE_MAX_FEN
from sim.units import PPM
from tests.sim.lives import customers_of, plan_of

FEN = st.integers(1, PRICE_MAX_FEN)
SHARES_PPM = st.integers(0, PPM)
BITS_63 = 2**63


@given(FEN, FEN, FEN, SHARES_PPM)
def test_a_price_lies_between_the_offer_and_the_limit_and_never_above_what_is_known(
    known_fen: int, offer_fen: int, over_fen: int, bargain_ppm: int
) -> None:
    limit_fen = offer_fen + over_fen

    price_fen = agreed_fen(known_fen, offer_fen, limit_fen, bargain_ppm)

    assert offer_fen <= price_fen <= min(limit_fen, max(known_fen, offer_fen))
    assert price_fen <= agreed_fen(known_fen + 1, offer_fen, limit_fen, bargain_ppm)
    assert known_fen * bargain_ppm < BITS_63


def test_who_cannot_bargain_takes_the_offer_and_who_can_asks_for_the_whole_price() -> None:
    assert agreed_fen(200, 150, 190, 0) == 150
    assert agreed_fen(200, 150, 190, PPM) == 190
    assert agreed_fen(180, 150, 190, PPM) == 180


@given(FEN, SHARES_PPM, SHARES_PPM)
def test_less_is_taken_the_less_of_a_life_is_left_and_anything_at_its_end(
    known_fen: int, reservation_ppm: int, left: int
) -> None:
    reserve = reserve_fen(known_fen, reservation_ppm, left)

    assert 0 <= reserve <= reserve_fen(known_fen, reservation_ppm, PPM) <= known_fen
    assert reserve_fen(known_fen, reservation_ppm, 0) == 0


@given(st.integers(0, ENDLESS), st.integers(1, 366 * 86_400_000), st.data())
def test_what_is_left_of_a_life_goes_from_all_to_nothing(
    harvested_ms: int, keeps_ms: int, data: st.DataObject
) -> None:
    spoils_ms = harvested_ms + keeps_ms
    now_ms = data.draw(st.integers(harvested_ms, spoils_ms))

    assert left_ppm(harvested_ms, spoils_ms, harvested_ms) == PPM
    assert left_ppm(harvested_ms, spoils_ms, spoils_ms) == 0
    assert left_ppm(harvested_ms, spoils_ms, now_ms) == PPM * (spoils_ms - now_ms) // keeps_ms
    assert keeps_ms * PPM < BITS_63


def test_nothing_is_among_the_events_where_there_are_no_producers() -> None:
    plan = plan_of()
    world, _ = begin(plan, customers_of(plan))
    before = len(world.env._queue)  # noqa: SLF001 - SimPy says in no other way what is to come

    countryside = produce(world)

    assert (countryside.producers, countryside.lots) == ([], [])
    assert len(world.env._queue) == before  # noqa: SLF001 - as above
