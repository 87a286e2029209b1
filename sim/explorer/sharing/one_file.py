"""A page as one file: all that it needs in it, and nothing that leads back to this machine.

What a reader of the file cannot use is left out: the way around, forms, links to other pages, what
htmx would ask for. Its policy allows the scripts in it, by their hashes, and nothing else.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from html.parser import HTMLParser
from typing import Any

from markupsafe import escape as markup

Attributes = list[tuple[str, str | None]]

VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
LEFT_OUT = frozenset({"base", "button", "form", "input", "link", "nav", "script", "select"})
LEFT_OUT_META = frozenset({"htmx-config", "robots"})
CHART = 'class="drawn'
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {scripts}; "
    "base-uri 'none'; form-action 'none'"
)


@dataclass(frozen=True)
class Enclosed:
    """What a file takes in: styles, the scripts that draw its charts, and what stands at its foot.

    `is_shown` says of a person, by what a page says in `data-person`, whether the file may have
    this one in it.
    """

    styles: Sequence[str]
    scripts: Sequence[str]
    foot: str
    is_shown: Callable[[str], bool]


def one_file(page: str, enclosed: Enclosed) -> str:
    """Return a page of the explorer as a file that needs nothing else."""
    reader = _Reader(enclosed.is_shown)
    reader.feed(page)
    reader.close()
    body = "".join(reader.written)
    scripts = enclosed.scripts if CHART in body else ()
    head = _head(enclosed.styles, scripts)
    body = body.replace("</head>", f"{head}</head>", 1)
    tail = "".join(f"<script>{one}</script>\n" for one in scripts)
    return body.replace("</body>", f"{enclosed.foot}{tail}</body>", 1)


def _head(styles: Sequence[str], scripts: Sequence[str]) -> str:
    hashes = " ".join(map(_allowed, scripts)) or "'none'"
    policy = escape(POLICY.format(scripts=hashes))
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    return meta + "".join(f"<style>{one}</style>\n" for one in styles)


def _allowed(script: str) -> str:
    """Return how a policy allows a script: by the hash of its text."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


@dataclass
class _Reader(HTMLParser):
    """Writes a page anew as it is read, without what a file has no use for.

    `inside` counts how deep the reader is in an element that is left out.
    """

    is_shown: Callable[[str], bool]
    written: list[str] = field(default_factory=list)
    inside: int = 0
    unwrapped: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin; references to characters are written as they were."""
        super().__init__(convert_charrefs=False)

    def handle_decl(self, decl: str) -> None:
        """Write what kind of document it is."""
        self.written.append(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Write the beginning of an element, or note that it is left out or unwrapped."""
        found = dict(attrs)
        if self.inside or self._is_left_out(tag, found):
            self.inside += tag not in VOID
            return
        if tag == "a":
            leads_away = not (found.get("href") or "#").startswith("#")
            self.unwrapped.append(leads_away)
            if leads_away:
                return
        self.written.append(f"<{tag}{_attributes(attrs)}>")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Write an element that ends where it begins."""
        if not self.inside and not self._is_left_out(tag, dict(attrs)):
            self.written.append(f"<{tag}{_attributes(attrs)}/>")

    def handle_endtag(self, tag: str) -> None:
        """Write the end of an element whose beginning was written."""
        if self.inside:
            self.inside -= 1
            return
        if tag == "a" and self.unwrapped.pop():
            return
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Write text."""
        if not self.inside:
            self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        """Write a named character."""
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Write a numbered character."""
        self.handle_data(f"&#{name};")

    def _is_left_out(self, tag: str, found: Mapping[str, str | None]) -> bool:
        person = found.get("data-person")
        return (
            tag in LEFT_OUT
            or (tag == "meta" and found.get("name") in LEFT_OUT_META)
            or (tag == "meta" and found.get("http-equiv") == "refresh")
            or "data-unshared" in found
            or (person is not None and not self.is_shown(person))
        )


def _attributes(attrs: Attributes) -> str:
    """Return attributes as they are written, without those of htmx and without links in charts."""
    words = []
    for name, value in attrs:
        if name.startswith("hx-"):
            continue
        shown = (
            value if name != "data-option" else json.dumps(_without_links(json.loads(value or "")))
        )
        words.append(f' {name}="{escape(shown)}"' if shown is not None else f" {name}")
    return "".join(words)


def _without_links(option: Any) -> Any:  # noqa: ANN401 - whatever JSON it is
    """Return the option of a chart of which nothing leads anywhere."""
    if isinstance(option, dict):
        return {name: _without_links(one) for name, one in option.items() if name != "href"}
    if isinstance(option, list):
        return [_without_links(one) for one in option]
    return option


def hidden(page: str, names: Mapping[str, str]) -> str:
    """Return a page in which names of this machine are replaced, the longest first.

    >>> hidden("in /srv/me/results/county", {"/srv/me/results": "results", "/srv/me": "~"})
    'in results/county'
    """
    for name in sorted(names, key=len, reverse=True):
        said = names[name].replace("\\", "\\\\")
        for written in {escape(name), str(markup(name)), name}:
            page = re.sub(rf"{re.escape(written)}(?![\w.-])", said, page)
    return page
