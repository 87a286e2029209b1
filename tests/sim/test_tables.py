"""Tables for people: what a comparison says of the intervals that it prints."""

from dataclasses import replace
from io import StringIO

from rich.console import Console

from sim.comparison import HEADLINES, PairedDifference, Sample, compare
from sim.tables import cautions, comparison_table

REPLICATIONS = 10


def differences(*changes: float) -> list[PairedDifference]:
    """Return the differences of a wait that changes so in ten replications, and all else not."""
    base = [dict.fromkeys(HEADLINES, 100.0 + number) for number in range(REPLICATIONS)]
    other = [
        {**row, "wait_mean_min": row["wait_mean_min"] + change}
        for row, change in zip(base, changes, strict=True)
    ]
    return compare(Sample("base", base), [Sample("other", other)])


def printed(rows: list[PairedDifference]) -> str:
    """Return the table as a wide terminal shows it."""
    shown = StringIO()
    Console(width=200, file=shown).print(comparison_table(rows))
    return shown.getvalue()


def test_an_interval_of_few_differences_is_starred_and_says_how_often_such_hold() -> None:
    text = printed(differences(*[0.0] * 8, 3.0, 7.0))

    (row,) = (line for line in text.splitlines() if line.startswith("wait_mean_min"))
    assert row.rstrip().endswith("*")
    assert (
        "* wait_mean_min: 2 of 10 replications differ. Such intervals held in 80% of trials, "
        "not in 95%; some 25 replications would do." in " ".join(text.split())
    )


def test_what_never_differs_is_named_with_how_much_of_it_may_not_have_been_seen() -> None:
    lines = cautions(differences(*range(1, 11)))

    names = ", ".join(name for name in HEADLINES if name != "wait_mean_min")
    assert lines == [
        (
            "No difference in any of 10 replications, so in at most 26% of further ones "
            f"(95% confidence): {names}."
        )
    ]


def test_what_never_differs_has_no_row() -> None:
    text = printed(differences(*range(1, 11)))

    first_words = [line.split()[0] for line in text.splitlines()]
    assert [word for word in first_words if word in HEADLINES] == ["wait_mean_min"]


def test_an_interval_that_holds_has_no_star() -> None:
    text = printed(differences(*range(1, 11)))

    assert "wait_mean_min" in text
    assert "*" not in text


def test_each_reason_is_given_in_words() -> None:
    first = differences(*range(1, 11))[0]
    skewed = replace(first, caution="skewed", skewness=-2.4, coverage=0.8, enough_replications=2000)
    few = replace(
        first, caution="few people", variance_ratio=5e4, coverage=0.8, enough_replications=1000
    )

    held = "Such intervals held in 80% of trials, not in 95%;"
    assert cautions([skewed, few]) == [
        f"* wait_mean_min: skewed (-2.40). {held} some 2,000 replications would do.",
        (
            "* wait_mean_min: pairing leaves few people in it (variance divided by 50,000). "
            f"{held} some 1,000 replications would do."
        ),
    ]
