"""The documents hold together: every link leads somewhere, and every decision is in the index."""

import re
from pathlib import Path

from tests.conventions.files import ROOT

PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
DECISION = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in headings}


def dead_links(page: Path) -> list[str]:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    dead = []
    for link in links:
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(f"{page.name}: {link}")
    return dead


def test_every_link_leads_somewhere() -> None:
    assert [link for page in PAGES for link in dead_links(page)] == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A b\n[a](#a-b) [b](#b) [c](c.md)\n", encoding="utf-8")

    assert dead_links(page) == ["page.md: #b", "page.md: c.md"]


def test_every_decision_is_numbered_and_once_in_the_index() -> None:
    decisions, performance = (ROOT / "docs" / f"{name}.md" for name in ("decisions", "performance"))
    text = decisions.read_text(encoding="utf-8")
    index = [int(number) for number in re.findall(r"\[(\d+)\]\(", text.partition("\n## ")[0])]
    both = text + performance.read_text(encoding="utf-8")
    numbers = sorted(int(number) for number, _ in DECISION.findall(both))

    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted(index) == numbers
