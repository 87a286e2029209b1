"""Every text of a scenario has a longest length, and is one line where it is drawn or printed."""

from pathlib import Path

import pytest

from sim.files.findings import FileErrors
from sim.files.scenario_file import read_scenario, shipped_scenarios
from sim.scenario import Scenario
from sim.scenario.limits import NAME_MAX, PATH_MAX, QUESTION_MAX
from tests.sim.scenario.test_limits import DOCUMENT, nodes

LONGEST_MESSAGE = 300
FORMS = {"pattern", "format", "const", "enum"}
OUTAGE = 'outage=[{{kind="link", start=2007-11-12T10:00:00, hours=1, outlets=["{}"]}}]'
TEXTS = {
    "question": ("question={}", QUESTION_MAX),
    "network.counties": ('network.counties=["{}"]', NAME_MAX),
    "network.outlets_csv": ("network.outlets_csv={}", PATH_MAX),
    "others.profile_csv": ("others.profile_csv={}", PATH_MAX),
    "outage.0.outlets.0": (OUTAGE, NAME_MAX),
    "line.patience_min.file": ('line.patience_min={{law="empirical", file="{}"}}', PATH_MAX),
    "line.patience_min.column": (
        'line.patience_min={{law="empirical", file="no.csv", column="{}"}}',
        NAME_MAX,
    ),
}
UNSEEN = ["up\u202edown", "\x1b[31m", "two\\nlines", "a\\u0000b", "a\u2028b", "\u200b"]


def refused(setting: str) -> str:
    """Return what the reader says of one setting of the scenario county."""
    with pytest.raises(FileErrors) as refusal:
        read_scenario("county", [setting])
    return str(refusal.value)


def test_every_free_text_of_the_schema_has_a_longest_length() -> None:
    free = {
        path: node
        for path, node in nodes(DOCUMENT)
        if node.get("type") == "string" and not FORMS & set(node)
    }

    assert {"question", "outlets_csv", "file", "column", "extends"} <= {
        path.split("/")[-1] for path in free
    }
    assert [
        path for path, node in free.items() if not 0 < node.get("maxLength", 0) <= PATH_MAX
    ] == []


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_that_is_too_long_is_named_and_not_shown_in_full(key: str) -> None:
    written, most = TEXTS[key]

    said = refused(written.format("a" * 100_000))

    assert f"{key}" in said
    assert f"characters, and must be at most {most}" in said
    assert len(said) < LONGEST_MESSAGE


def test_a_question_is_as_long_as_it_may_be() -> None:
    assert read_scenario("county", [f"question={'a' * QUESTION_MAX}"]).question

    said = refused(f"question={'a' * (QUESTION_MAX + 1)}")

    assert "question: 401 characters, and must be at most 400" in said


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("key", ["question", "network.counties", "outage.0.outlets.0"])
def test_what_is_drawn_or_printed_is_one_line_that_can_be_seen(key: str, text: str) -> None:
    written, _ = TEXTS[key]
    in_quotes = written.replace("={}", '="{}"')

    said = refused(in_quotes.format(text.replace("\x1b", "\\u001b")))

    assert "must be one line of characters that can be seen: leave out U+" in said
    assert said.isprintable()


def test_the_base_of_a_chain_is_named_in_so_many_characters(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "{"a" * 100_000}"\n', encoding="utf-8")

    with pytest.raises(FileErrors, match=r"extends: 100000 characters, and must be at most 4096"):
        read_scenario(str(path))


def test_an_unknown_key_of_any_length_is_named_by_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f"{'a' * 100_000} = 1\n", encoding="utf-8")

    with pytest.raises(FileErrors) as refusal:
        read_scenario(str(path))

    # What a key may be is listed whole.
    known = len(str(path)) + len(", ".join(Scenario.model_fields))
    assert max(map(len, str(refusal.value).splitlines())) < LONGEST_MESSAGE // 2 + known


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_question_that_ships_is_one_line(name: str) -> None:
    assert read_scenario(name).question.endswith("?")
