"""Lettering: text of users is text, and characters have glyphs or are named."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from matplotlib.font_manager import fontManager
from matplotlib.ft2font import FT2Font

import sim
from sim.plots import lettering
from sim.plots.style import Caption, Sheet

CAPTION = Caption("small", 1, 3, "0")
SVG = "{http://www.w3.org/2000/svg}"
DATA = Path(sim.__file__).parent.parent / "scenarios" / "data"


def drawn(text: str, folder: Path) -> Sheet:
    """Draw a picture with this text in it."""
    sheet = Sheet(folder, CAPTION)
    with sheet.picture("picture", "A title") as (_, axes):
        axes.annotate(text, (0.5, 0.5))
    return sheet


def test_the_font_that_ships_has_every_chinese_name_in_the_data() -> None:
    font = FT2Font(str(lettering.HAN_FILE))
    names = "".join(path.read_text(encoding="utf-8") for path in DATA.glob("*.csv"))
    han = {letter for letter in names if "\u4e00" <= letter <= "\u9fff"}

    assert len(han) > 1_000
    assert {letter for letter in han if not font.get_char_index(ord(letter))} == set()


def test_chinese_names_are_drawn_with_glyphs(tmp_path: Path) -> None:
    sheet = drawn("固始县邮政局 1", tmp_path)

    assert sheet.missing == set()


def test_what_no_font_has_is_gathered_and_said_once(tmp_path: Path) -> None:
    sheet = drawn("\U0001e923\U0001e924 twice \U0001e923", tmp_path)

    assert sheet.missing == {"\U0001e923", "\U0001e924"}
    assert lettering.no_font_for(sheet.missing).startswith(
        "no font here has \U0001e923 \U0001e924:"
    )


def test_a_font_of_the_machine_is_used_for_what_ours_lack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = {entry.name for entry in fontManager.ttflist}
    monkeypatch.setattr(lettering, "OF_MACHINES", ("STIXGeneral", "No Such Font"))
    lettering.families.cache_clear()

    found = lettering.families()

    lettering.families.cache_clear()
    assert "STIXGeneral" in names
    assert found == ["DejaVu Sans", "wanghuiyi Han", "STIXGeneral"]


@pytest.mark.parametrize(
    "text",
    [
        "a$_$",
        "$$",
        "\\frac",
        "$x",
        "a -- > b",
        "]]>",
        "\x00\x07\x1b[31m",
        "\u202eback",
        "\ud800",
        "{}%s",
    ],
)
def test_text_of_users_is_drawn_as_text(text: str, tmp_path: Path) -> None:
    drawn(text, tmp_path)

    root = ET.parse(tmp_path / "picture.svg").getroot()  # noqa: S314 - our own file
    assert root.tag == f"{SVG}svg"
    assert (tmp_path / "picture.png").stat().st_size > 0
