"""Pages from their templates, everything in them escaped, with only their own style allowed."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

STYLE = "style.css"
SLIP = "slip.css"
NOWHERE = "'none'"


@cache
def style(*sheets: str) -> str:
    """Return the style of all pages, followed by that of some.

    >>> style(SLIP).startswith(style()) and "105mm 148mm" in style(SLIP)
    True
    """
    folder = files("service.pages")
    return "\n".join(folder.joinpath(one).read_text(encoding="utf-8") for one in (STYLE, *sheets))


def policy(style_sheet: str, form_action: str = NOWHERE) -> str:
    """Return a content security policy that allows this style in the page, and nothing else.

    >>> policy("p { margin: 0 }").split("; ")[1]
    "style-src 'sha256-7IWhgxoOGTB5NQzjGk9OPt0FwhVeBvZGoWgF9xLLh8c='"
    """
    allowed = b64encode(sha256(style_sheet.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{allowed}'; "
        f"base-uri 'none'; form-action {form_action}"
    )


def rendered(template: str, *sheets: str, form_action: str = NOWHERE, **values: object) -> str:
    """Return a page that needs nothing else.

    `sheets` are styles besides the one of all pages; `form_action` says, in the words of a
    policy, where its forms may lead.
    """
    shown = style(*sheets)
    page = _environment().get_template(template)
    return page.render(style=shown, policy=policy(shown, form_action), **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("service.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
