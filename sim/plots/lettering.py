"""Lettering: text of users is drawn as text, in fonts that have its characters.

DejaVu Sans comes with matplotlib and has no Chinese; the font in `fonts/` has what it lacks. What
neither has is looked for in the fonts of the machine.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font, ttfFontProperty
from matplotlib.text import Text

LATIN = "DejaVu Sans"
HAN = "wanghuiyi Han"
HAN_FILE = Path(__file__).parent / "fonts" / "NotoSansCJKsc-GB2312.otf"
# Fonts with many scripts or all of Chinese, Japanese and Korean, as systems name them.
OF_MACHINES = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"),
    *("Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Arial Unicode MS", "Noto Sans"),
    *("Noto Sans Arabic", "Noto Sans Devanagari", "Noto Sans Bengali", "Noto Sans Thai"),
)
MISSING = re.compile(r"Glyph (\d+) ")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
SHOWN_AT_MOST = 20
BOLD = 700


@cache
def families() -> list[str]:
    """Return the font families to draw with; each is asked for what those before it lack."""
    han = replace(ttfFontProperty(get_font(HAN_FILE)), name=HAN)
    fontManager.ttflist += [han, replace(han, weight=BOLD)]  # bold names are drawn plain
    installed = {entry.name for entry in fontManager.ttflist}
    return [LATIN, HAN, *(name for name in OF_MACHINES if name in installed)]


@contextmanager
def missing_glyphs(found: set[str]) -> Iterator[None]:
    """Gather the characters that are drawn as boxes, in place of a warning for each."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        if glyph := MISSING.match(str(warning.message)):
            found.add(chr(int(glyph[1])))
        else:
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )


def no_font_for(missing: set[str]) -> str:
    """Say which characters are boxes in the pictures, and what helps."""
    shown = " ".join(sorted(missing)[:SHOWN_AT_MOST])
    more = f" and {len(missing) - SHOWN_AT_MOST} more" if len(missing) > SHOWN_AT_MOST else ""
    return (
        f"no font here has {shown}{more}: they are boxes in the pictures. "
        "Install a font that has them, such as Noto Sans CJK, and draw again"
    )


def drawn_as_text(figure: Figure) -> None:
    """Show what cannot be printed, such as control characters, as such; SVG cannot hold them."""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_text(printable(text.get_text()))


def printable(text: str) -> str:
    r"""Return text with a mark in place of each character that has no print.

    >>> printable("A\x1b[31m\u202eB")
    'A�[31m�B'
    """
    return "".join(
        letter if letter.isprintable() or letter == "\n" else REPLACEMENT for letter in text
    )


def in_full(value: float, *, sign: bool = False) -> str:
    """Return a value with three digits and without powers of ten.

    >>> in_full(0.0000898), in_full(6.14, sign=True), in_full(1500.0)
    ('0.0000898', '+6.14', '1500')
    """
    shown = np.format_float_positional(float(f"{value:.3g}"), trim="-")
    return f"+{shown}" if sign and value > 0 else shown


def label(name: str, letters: int) -> str:
    r"""Return a name on one line, shortened if it is longer than so many letters.

    >>> label("Post  office\nat the market", 14)
    'Post office a…'
    """
    line = " ".join(name.split())
    return line if len(line) <= letters else line[: letters - 1] + "…"
