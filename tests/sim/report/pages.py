"""A report as a browser's parser meets it: elements in order, with their attributes and text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "br", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Element:
    """An element, what is written in it, and the elements around it, the outermost first."""

    tag: str
    attributes: dict[str, str]
    around: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """All elements of a page. Fails where one is closed that is not open."""

    elements: list[Element] = field(default_factory=list)
    opened: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing open."""
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice"
        around = tuple(one.tag for one in self.opened)
        element = Element(tag, {name: value or "" for name, value in attrs}, around)
        self.elements.append(element)
        if tag not in VOID:
            self.opened.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        assert self.opened, f"{tag} is closed and not open"
        assert self.opened.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Note text in all elements around it."""
        for element in self.opened:
            element.text += data

    def all(self, *tags: str) -> Iterator[Element]:
        """Yield the elements of these kinds."""
        return (one for one in self.elements if one.tag in tags)


def parsed(content: str) -> Page:
    """Return the elements of a page, which must all be closed."""
    page = Page()
    page.feed(content)
    page.close()
    assert not page.opened
    return page
