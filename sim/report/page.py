"""The page: answers become HTML, with everything escaped and only its own style allowed."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from sim.report.parts import Chapter

GENERATOR = "wanghuiyi report"
TEMPLATE, STYLE = "report.html", "report.css"
PLACES = re.compile(r"(?<=[a-z])([._])(?=[a-z])")
POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{hash}'; "
    "base-uri 'none'; form-action 'none'"
)


def page(answers: Sequence[Chapter]) -> str:
    """Return the HTML of some answers."""
    environment = Environment(
        loader=PackageLoader("sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["breakable"] = breakable
    style = environment.get_template(STYLE).render()
    return environment.get_template(TEMPLATE).render(
        answers=answers,
        title=_title(answers),
        generator=f"{GENERATOR} {version('wanghuiyi')}",
        policy=policy(style),
        style=style,
    )


def breakable(text: str) -> Markup:
    """Return text of which long names may be broken after their underscores and dots.

    >>> breakable("wait_mean_min <b>")
    Markup('wait_<wbr>mean_<wbr>min &lt;b&gt;')
    """
    return Markup(PLACES.sub(r"\1<wbr>", str(escape(text))))  # noqa: S704 - it was escaped


def policy(style: str) -> str:
    """Return the content security policy that allows this style and pictures in the file alone."""
    return POLICY.format(hash=b64encode(sha256(style.encode()).digest()).decode())


def _title(answers: Sequence[Chapter]) -> str:
    """Return the question of the only answer, or how many there are."""
    if len(answers) > 1:
        return f"Report of {len(answers)} results"
    only = answers[0]
    return only.questions[-1] if only.questions else only.heading
