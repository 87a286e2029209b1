"""Scenario files: every error with its location, inheritance, settings, and what ships."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.files.findings import FileErrors, Finding
from sim.files.scenario_file import find_scenario, questions, read_scenario, shipped_scenarios
from sim.scenario import Scenario

DATE = "a date without quotes, such as 2007-11-05"
PLACE = '[network]\noutlets_csv = "own.csv"\n'


def findings(path: Path, *settings: str) -> list[Finding]:
    """Return what is wrong with a file."""
    with pytest.raises(FileErrors) as caught:
        read_scenario(str(path), settings)
    return list(caught.value.findings)


def errors_of(path: Path, *settings: str) -> list[str]:
    """Return what is wrong with a file as its user reads it, without the folder."""
    return [str(finding).replace(f"{path.parent}/", "") for finding in findings(path, *settings)]


def written(folder: Path, text: str, name: str = "x.toml") -> Path:
    """Return a file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_five_mistakes_get_five_errors_with_line_and_column(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """extends = "county"
name = "bad"

[line]
patience_h = 3
  balk_length = -2

[run]
first_day = "2007-11-05"

[services]
other_min = { law = "exponental", mean = 3 }

[payment]
method = "drafft"
""",
    )

    laws = "deterministic, exponential, hyperexponential, lognormal, lognormal_median, gamma"
    last = "uniform, triangular, empirical; did you mean exponential?"
    methods = "'draft', 'reference', 'money_order', 'cash_on_delivery' or 'agent'"
    assert [f"{one.line}:{one.column}: {one.key}: {one.message}" for one in findings(path)] == [
        "5:1: line.patience_h: not a parameter; the unit is in the key: did you mean patience_min?",
        "6:3: line.balk_length.value: -2, and must be at least 0",
        f'9:1: run.first_day: "2007-11-05", and must be {DATE}',
        f'12:1: services.other_min: law "exponental", and must be one of {laws}, {last}',
        f'15:1: payment.method: "drafft", and must be one of {methods}; did you mean draft?',
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("run.days = 0", "run.days: 0, and must be at least 1"),
        ("run.days = 2.5", "run.days: 2.5, and must be a whole number, such as 20"),
        ('run.days = "9"', 'run.days: "9", and must be a whole number, such as 20'),
        ("sms.enabled = 1", "sms.enabled: 1, and must be true or false"),
        ("hours = 3", "hours: 3, and must be a table of parameters, such as [line]"),
        ("sms.loss_share = 1.5", "sms.loss_share: 1.5, and must be at most 1"),
        ("sms.loss_share = nan", "sms.loss_share: nan, and must be a finite number"),
        ("market.day_factors = [1]", "market.day_factors: 1 values, and must be 7"),
        (
            'clearing.batch_times = ["25:00"]',
            'clearing.batch_times.0: "25:00", and must look like 23:59',
        ),
        (
            'name = "My County"',
            'name: "My County", and must look like words joined by hyphens, "my-county"',
        ),
        (
            "services.other_min = {mean = 3}",
            (
                "services.other_min: a table, and must be a number, or a distribution such as "
                '{ law = "exponential", mean = 4 }'
            ),
        ),
        (
            'services.other_min = {law = "gamma", mean = 3}',
            "services.other_min.cv: missing, and has no default: add it",
        ),
        (
            'services.other_min = {law = "uniform", low = 3, high = 1}',
            "services.other_min: high is 1, and must be at least low, 3",
        ),
        ("run.warm_up_days = 28", "run: warm_up_days is 28, and must be less than days, 28"),
        (
            "sms.patience_min = 3",
            "sms.patience_min: not a parameter; patience_min belongs to [line]",
        ),
        ("line.patiens_min = 3", "line.patiens_min: not a parameter; did you mean patience_min?"),
        ("lines.balking = true", "lines: not a parameter; did you mean line?"),
        (
            "outage = [{kind = 'link', start = 2007-11-12T10:00:00Z, hours = 1}]",
            (
                "outage.0.start: 2007-11-12 10:00:00+00:00, and must be a local time without an "
                "offset, such as 2007-11-05T09:00:00"
            ),
        ),
    ],
)
def test_a_mistake_is_reported_with_what_is_allowed(
    tmp_path: Path, line: str, message: str
) -> None:
    path = written(tmp_path, f'extends = "county"\n{line}\n')

    found = errors_of(path)

    assert len(found) == 1
    assert found[0].startswith("x.toml:2:")
    assert found[0].endswith(f": {message}")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = = 1\n", "1:5"),
        ("[run\ndays = 1\n", "1:5"),
        ("name = 'x", "1:10"),
        ("a = 1\na = 2\n", "2:6"),
    ],
)
def test_what_is_not_toml_is_reported_with_its_location(
    tmp_path: Path, text: str, place: str
) -> None:
    found = errors_of(written(tmp_path, text))

    assert len(found) == 1
    assert found[0].startswith(f"x.toml:{place}: not TOML: ")


def test_an_error_in_an_inherited_file_is_reported_in_that_file(tmp_path: Path) -> None:
    written(tmp_path, f"{PLACE}[run]\ndays = 0\n", "base.toml")
    path = written(tmp_path, 'extends = "base.toml"\n[line]\nbalkin = true\n')

    found = findings(path)

    assert [(Path(one.source).name, one.line) for one in found] == [("base.toml", 4), ("x.toml", 3)]


def test_an_inherited_mistake_that_is_put_right_is_no_mistake(tmp_path: Path) -> None:
    written(tmp_path, f"{PLACE}[run]\ndays = 0\n", "base.toml")
    path = written(tmp_path, 'extends = "base.toml"\n[run]\ndays = 3\n')

    assert read_scenario(str(path)).run.days == 3


def test_a_chain_of_files_merges_tables_and_replaces_laws_and_lists(tmp_path: Path) -> None:
    law = '{ law = "lognormal", mean = 4, cv = 0.6 }'
    written(tmp_path, f"{PLACE}[services]\nother_min = {law}\ndeposit_min = {law}\n", "a.toml")
    written(tmp_path, 'extends = "a.toml"\n[services]\nother_min = 2\n', "b.toml")
    path = written(tmp_path, 'extends = "b.toml"\n[market]\nprice_yuan = 9\n')

    scenario = read_scenario(str(path))

    assert scenario.services.other_min.mean() == 2
    assert scenario.services.deposit_min.mean() == 4
    assert scenario.market.price_yuan.mean() == 9


def test_a_circle_of_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "x.toml"\n', "b.toml")
    path = written(tmp_path, 'extends = "b.toml"\n')

    assert "the chain is a circle: x.toml -> b.toml -> x.toml" in errors_of(path)[0]


def test_settings_come_last_and_a_bare_word_is_a_text(tmp_path: Path) -> None:
    path = written(tmp_path, f"{PLACE}[run]\ndays = 3\n")

    scenario = read_scenario(str(path), ["run.days=5", "clearing.mode=batch", "sms.loss_share=0"])

    assert (scenario.run.days, scenario.clearing.mode) == (5, "batch")


def test_a_wrong_setting_is_reported_as_a_setting(tmp_path: Path) -> None:
    path = written(tmp_path, PLACE)

    found = errors_of(path, "run.days=0", "nonsense", "line.balking=maybe")

    assert found == [
        '--set line.balking=maybe: line.balking: "maybe", and must be true or false',
        "--set nonsense: write key=value, such as --set line.patience_min=20",
        "--set run.days=0: run.days: 0, and must be at least 1",
    ]


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + f"{PLACE}[run]\ndays = 0\n".replace("\n", "\r\n").encode())

    assert errors_of(path) == ["x.toml:4:1: run.days: 0, and must be at least 1"]


def test_an_empirical_law_reads_its_values_beside_the_file(tmp_path: Path) -> None:
    written(tmp_path, "minutes\n1.5\n2.5\n", "times.csv")
    path = written(
        tmp_path, f'{PLACE}[services]\nother_min = {{ law = "empirical", file = "times.csv" }}\n'
    )

    assert read_scenario(str(path)).services.other_min.mean() == 2.0


def test_a_wrong_value_of_an_empirical_law_is_reported_by_its_row(tmp_path: Path) -> None:
    written(tmp_path, "minutes\n1.5\ntwo\n-1\n", "times.csv")
    path = written(
        tmp_path, f'{PLACE}[services]\nother_min = {{ law = "empirical", file = "times.csv" }}\n'
    )

    assert errors_of(path) == [
        'times.csv:3:1: "two" is not a number',
        "times.csv:4:1: -1, and must be from 0 to 1,000,000",
    ]


def test_a_name_that_does_not_ship_is_reported_with_one_that_does() -> None:
    with pytest.raises(FileErrors, match=r"countty: no such file.*did you mean county\?"):
        find_scenario("countty")


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_that_ships_is_right_and_asks_a_question(name: str) -> None:
    scenario = read_scenario(name)

    assert scenario.name == name
    assert scenario.question.endswith("?")
    first_line = find_scenario(name).read_text(encoding="utf-8").splitlines()[0]
    assert first_line.startswith("# ")
    assert first_line.rstrip().endswith("?")


def test_the_scenarios_that_were_promised_ship() -> None:
    assert set(questions()) == {
        *("county", "city", "spring-festival", "second-counter", "saturday-opening"),
        *("nightly-clearing", "link-outage", "no-sms", "cash-on-delivery", "money-order"),
        *("trustpass", "mexico-2006", "china-day", "china-week", "lunch-break", "pension-day"),
        *("no-computer", "by-text", "training", "without-market"),
        *("long-search", "long-search-with-market"),
        *("prices-unknown", "prices-by-text"),
        *("agents", "agents-dry"),
    }


TABLES = sorted(name for name in Scenario.model_fields if name not in {"name", "question"})


@given(st.sampled_from([name for name in TABLES if name not in {"surge", "outage"}]))
def test_an_unknown_key_in_any_table_is_found_at_its_line(
    tmp_path_factory: pytest.TempPathFactory, table: str
) -> None:
    folder = tmp_path_factory.mktemp("scenario")
    path = written(folder, f'extends = "county"\n\n[{table}]\n# a remark\nzzzz = 1\n')

    found = findings(path)

    assert [(one.line, one.column, one.key) for one in found] == [(5, 1, f"{table}.zzzz")]
