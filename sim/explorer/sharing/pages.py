"""Sharing: any page as one HTML file, which opens from disk, prints, and names nobody.

A file has the data of its page and no more. Of people it has those whose journeys the run kept, so
that a sample stays a sample. Folders and the name of whoever ran it are not in it.
"""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest, NotFound

from sim.explorer.explorer import CHARTS, Explorer
from sim.explorer.results import RunResults
from sim.explorer.sharing.one_file import Enclosed, hidden, one_file

SHARE = "/share"
BYTES_MOST = 2_000_000
_PLAIN = re.compile(r"[^a-z0-9.]+")


def pages(explorer: Explorer) -> Blueprint:
    """Return the page that is a file."""
    blueprint = Blueprint("share", __name__)

    @blueprint.get(SHARE)
    def share() -> Response:
        wanted = request.args.get("page", "")
        page = _page(wanted)
        runs = _runs_of(explorer, wanted)
        enclosed = Enclosed(
            [one.text for one in explorer.site.all_styles],
            [one.text for one in CHARTS],
            _foot(runs),
            _is_shown(runs),
        )
        content = one_file(hidden(page, _names(explorer)), enclosed).encode()
        if len(content) > BYTES_MOST:
            message = (
                f"this page would be a file of {len(content) / 1e6:.1f} MB, and at most "
                f"{BYTES_MOST / 1e6:.0f} MB are shared: choose one county, outlet or day"
            )
            raise BadRequest(message)
        response = Response(content, mimetype="text/html")
        name = _PLAIN.sub("-", wanted.lower()).strip("-") or "scenarios"
        response.headers["Content-Disposition"] = f'attachment; filename="wanghuiyi-{name}.html"'
        return response

    return blueprint


def _page(wanted: str) -> str:
    """Return the HTML of a page of ours. Raise BadRequest for anything else."""
    if not wanted.startswith("/") or wanted.startswith(("//", SHARE)):
        is_now = f"is {wanted}" if wanted else "is missing"
        message = f"page {is_now}, and must be a page of the explorer, such as /runs/county"
        raise BadRequest(message)
    client = current_app.test_client()
    for name, value in request.cookies.items():
        client.set_cookie(name, value, domain=request.host.partition(":")[0])
    answer = client.get(wanted, base_url=request.host_url)
    if answer.status_code != 200 or answer.mimetype != "text/html":  # noqa: PLR2004 - of HTTP
        message = f"there is no page {wanted} to share: open it first, and share what you see"
        raise NotFound(message)
    return answer.text


def _runs_of(explorer: Explorer, wanted: str) -> list[RunResults]:
    """Return the runs that a page is about: named in its path, or as `run` or `twin`."""
    asked = urlsplit(wanted)
    path = unquote(asked.path)
    query = parse_qs(asked.query)
    parts = path.split("/")
    of_path = parts[2:3] if parts[1] == "runs" else []
    names = dict.fromkeys([*of_path, *query.get("run", []), *query.get("twin", [])])
    there = explorer.shelf.runs()
    return [there[name] for name in names if name in there]


def _is_shown(runs: list[RunResults]) -> Callable[[str], bool]:
    """Return whether a person, by number, county and replication, is one whom all runs kept."""
    if runs and all(run.keeps_all for run in runs):
        return lambda _person: True
    kept: set[str] = set()
    for position, run in enumerate(runs):
        table = run.table("journeys.parquet") if run.has("journeys.parquet") else None
        rows = [] if table is None else table.select("person", "county", "replication").rows()
        these = {person_mark(*row) for row in rows}
        kept = these if position == 0 else kept & these
    return kept.__contains__


def person_mark(person: int, county: str, replication: int) -> str:
    """Return what stands in `data-person` of whatever a page shows of one person.

    >>> person_mark(17, "330110", 2)
    '17 330110 2'
    """
    return f"{person} {county} {replication}"


def _foot(runs: list[RunResults]) -> str:
    """Return what was run, for whoever has only the file."""
    from sim.report.facts import manifest_table, shown_command

    parts = []
    for run in runs:
        rows: dict[str, str] = {"command": shown_command(run.manifest["command"])}
        rows |= {one[0]: one[1] for one in manifest_table(run.manifest, "manifest").groups[0].rows}
        rows["scenario sha256"] = run.manifest["scenario_sha256"]
        rows |= {f"version of {one}": shown for one, shown in run.manifest["versions"].items()}
        cells = "".join(
            f'<tr><th scope="row">{escape(name)}</th><td class="broken">{escape(value)}</td></tr>\n'
            for name, value in rows.items()
        )
        parts.append(
            f'<details class="panel"><summary>What was run: {escape(run.name)}</summary>'
            f'<div class="scroll"><table>\n{cells}</table></div></details>\n'
        )
    return f"<footer>\n{''.join(parts)}</footer>\n" if parts else ""


def _names(explorer: Explorer) -> dict[str, str]:
    """Return the names of this machine that no file has, and what stands in their place."""
    folders = [explorer.shelf.out, *explorer.shelf.folders]
    names = {str(folder.resolve()): folder.name for folder in folders}
    names |= {str(folder): folder.name for folder in folders if folder.is_absolute()}
    home = str(Path.home())
    return names | ({home: "~"} if home != "/" else {})
