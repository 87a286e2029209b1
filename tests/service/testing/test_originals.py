from service.testing import originals
from service.testing.originals import LastKept


def test_the_oldest_go_when_there_are_too_many_or_too_much() -> None:
    many: LastKept[str] = LastKept()
    for seq in range(originals.KEPT_MAX + 2):
        many.keep(seq, "one", 1)
    much: LastKept[str] = LastKept()
    count = originals.KEPT_BYTES_MAX // originals.ONE_BYTES_MAX
    for seq in range(count + 1):
        much.keep(seq, "one", originals.ONE_BYTES_MAX)

    assert [seq for seq, _ in many.all()] == list(range(2, originals.KEPT_MAX + 2))
    assert [seq for seq, _ in much.all()] == list(range(1, count + 1))
    assert (much.of(0), much.of(1)) == (None, "one")


def test_what_is_too_large_alone_pushes_out_no_other() -> None:
    kept: LastKept[str] = LastKept()
    kept.keep(1, "small", 10)

    kept.keep(2, "large", originals.ONE_BYTES_MAX + 1)

    assert kept.all() == [(1, "small")]


def test_what_is_forgotten_leaves_room() -> None:
    kept: LastKept[str] = LastKept()
    for seq in range(5):
        kept.keep(seq, "one", originals.ONE_BYTES_MAX)

    kept.clear()
    kept.keep(7, "another", 1)

    assert kept.all() == [(7, "another")]
