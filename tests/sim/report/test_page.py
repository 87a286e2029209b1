"""The page: it loads nothing, runs nothing, and can be read by eye, by ear and on paper."""

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest

from sim.report import report
from tests.sim.report.conftest import DOT
from tests.sim.report.pages import Page, parsed
from tests.sim.report.studies import PLACE

LOADS = ("src", "srcset", "href", "xlink:href", "data", "poster", "action", "background", "style")
TEXT_RATIO = 4.5


@pytest.fixture(scope="module")
def folders(
    run_folder: Path,
    comparison_folder: Path,
    sweep_folder: Path,
    staffing_folder: Path,
    fit_folder: Path,
) -> tuple[Path, ...]:
    """Return a folder of each kind."""
    return (run_folder, comparison_folder, sweep_folder, staffing_folder, fit_folder)


@pytest.fixture(scope="module")
def content(folders: tuple[Path, ...]) -> str:
    return report(folders)


@pytest.fixture(scope="module")
def page(content: str) -> Page:
    return parsed(content)


def style_of(content: str) -> str:
    (style,) = re.findall(r"<style>(.*?)</style>", content, re.DOTALL)
    assert isinstance(style, str)
    return style


def test_the_page_is_well_formed_and_no_identifier_is_there_twice(page: Page) -> None:
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]

    assert page.elements[0].tag == "html"
    assert len(ids) > 20
    assert len(ids) == len(set(ids))


def test_what_is_referred_to_is_there(page: Page) -> None:
    ids = {one.attributes["id"] for one in page.elements if "id" in one.attributes}
    names = ("aria-labelledby", "aria-describedby")
    referred = [
        one.attributes[name] for one in page.elements for name in names if name in one.attributes
    ]
    linked = [one.attributes["href"].removeprefix("#") for one in page.all("a")]

    assert {*referred, *linked} <= ids
    assert "main" in linked
    assert len(linked) > 10


def test_nothing_is_loaded_and_nothing_runs(page: Page, content: str) -> None:
    sources = [
        value for one in page.elements for name, value in one.attributes.items() if name in LOADS
    ]

    assert sources
    assert [one for one in sources if not one.startswith(("#", "data:image/"))] == []
    assert not list(page.all("script", "link", "iframe", "object", "embed", "base", "form"))
    assert not [name for one in page.elements for name in one.attributes if name.startswith("on")]
    assert not re.search(r"url\(|@import", style_of(content))


def test_the_policy_allows_this_style_and_pictures_in_the_file_alone(
    page: Page, content: str
) -> None:
    (policy,) = (
        one.attributes["content"]
        for one in page.all("meta")
        if one.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    served = b64encode(sha256(style_of(content).encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{served}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not [one for one in page.elements if "style" in one.attributes]


def test_headings_go_down_one_level_at_a_time_below_one_h1(page: Page) -> None:
    levels = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4", "h5", "h6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 5
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_page_names_its_language_and_has_landmarks_and_a_way_past_the_contents(
    page: Page,
) -> None:
    links = list(page.all("a"))

    assert page.elements[0].attributes["lang"] == "en"
    assert [len(list(page.all(tag))) for tag in ("header", "nav", "main", "footer")] == [1] * 4
    assert links[0].attributes == {"class": "skip", "href": "#main"}


def test_each_picture_says_in_words_what_it_shows(page: Page) -> None:
    pictures = list(page.all("img"))

    assert len(pictures) == 4
    for one in pictures:
        assert len(one.attributes["alt"]) > 40
        kind, _, drawn = one.attributes["src"].partition(",")
        assert (kind, b64decode(drawn).decode()) == ("data:image/svg+xml;base64", DOT)
    (busy,) = (one for one in pictures if "service" in one.attributes["alt"])
    assert busy.attributes["aria-describedby"] == "result-1-classes-caption"
    assert len(list(page.all("figcaption"))) == 4


def test_each_table_has_a_caption_and_each_of_its_headers_a_scope(page: Page) -> None:
    tables, captions = list(page.all("table")), list(page.all("caption"))

    assert len(tables) == len(captions) > 10
    assert all(one.text.strip() for one in captions)
    assert {one.attributes.get("scope") for one in page.all("th")} == {"col", "row", "rowgroup"}


@pytest.mark.parametrize("where", ["light", "dark", "print"])
def test_every_text_stands_out_from_its_ground(content: str, where: str) -> None:
    roots = re.findall(r":root \{(.*?)\}", style_of(content), re.DOTALL)
    colours = dict(zip(("light", "dark", "print"), map(colours_of, roots), strict=True))[where]

    texts = ("ink", "quiet", "link", "care")

    for ground in ("paper", "band"):
        for text in texts:
            ratio = contrast(colours[text], colours[ground])
            assert ratio >= TEXT_RATIO, f"{text} on {ground}: {ratio:.2f}"


def colours_of(root: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", root))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. Source: WCAG 2.1, relative luminance."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_the_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_on_paper_the_page_is_a4_and_no_row_or_picture_is_cut(content: str) -> None:
    style = style_of(content)
    printed = style[style.index("@media print") :]

    assert re.search(r"@page \{ size: A4;", style)
    assert re.search(r"tr, \.short, figure, li, pre \{ break-inside: avoid; \}", printed)
    assert re.search(r"thead \{ display: table-header-group; \}", printed)


def test_no_way_to_a_file_of_the_machine_is_in_the_page(content: str, tmp_path: Path) -> None:
    assert PLACE not in content
    assert "ana" not in re.findall(r"\w+", content)
    assert str(tmp_path.parent) not in content


def test_pictures_stay_light_in_the_dark_and_are_scrolled_on_a_telephone(content: str) -> None:
    style = style_of(content)
    printed = style[style.index("@media print") :]

    assert re.search(r"prefers-color-scheme: dark\) \{\s*img \{ filter: brightness", style)
    assert "filter: none" in printed
    assert re.search(
        r"@media screen and \(max-width: 40rem\).*?img \{ max-width: none", style, re.DOTALL
    )
    assert {one.attributes.get("tabindex") for one in parsed(content).all("figure")} == {"0"}


def test_the_same_results_give_the_same_bytes_wherever_they_lie(
    content: str, folders: tuple[Path, ...], tmp_path: Path
) -> None:
    moved = [
        Path(copytree(folder, tmp_path / f"elsewhere-{number}"))
        for number, folder in enumerate(folders)
    ]

    assert report(moved) == content
    assert str(tmp_path) not in content
    assert str(folders[0]) not in content
