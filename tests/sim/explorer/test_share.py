import json
import re
from html import escape, unescape
from pathlib import Path

import polars as pl
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from sim.explorer.app import create_app
from sim.explorer.results import RunResults
from sim.explorer.sharing.one_file import Enclosed, one_file
from sim.explorer.sharing.pages import _is_shown, person_mark
from tests.sim.explorer.conftest import REFERENCE, TOKEN

HERE = "http://127.0.0.1"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="htmx-config" content='{}'>
<link rel="stylesheet" href="/static/x/style.css"><script src="/static/x/htmx.js" defer></script>
</head><body><nav><a href="/">home</a></nav><main>
<p hx-get="/more" hx-trigger="every 2s">Of <a href="/runs/county">county</a>,
<a href="#more">below</a>; 3 &lt; 4 &#8212;</p>
<form action="/runs" method="post"><label>Days <input name="days"><br></label><button>Run</button>
</form>
<div class="drawn" data-option='{"data": [{"value": 1, "href": "/runs/x"}], "name": "it&#39;s"}'>
</div>
<table><tr data-person="1 a 0"><td>one</td></tr><tr data-person="2 a 0"><td>two</td></tr></table>
<p data-unshared>of this machine</p>
</main></body></html>"""
MAIN = """
<p>Of county,
<a href="#more">below</a>; 3 &lt; 4 &#8212;</p>
<div class="drawn" data-option="{OPTION}">
</div>
<table><tr data-person="1 a 0"><td>one</td></tr></table>
""".replace("{OPTION}", escape('{"data": [{"value": 1}], "name": "it\'s"}'))


def made_of(page: str) -> str:
    enclosed = Enclosed(["p {}"], ["draw()"], "<footer>foot</footer>", "1 a 0".__eq__)
    return one_file(page, enclosed)


def test_a_file_keeps_what_is_read_and_leaves_out_what_leads_back() -> None:
    made = made_of(PAGE)

    main = made.partition("<main>")[2].partition("</main>")[0]
    assert re.sub(r"\n+", "\n", main) == MAIN


def test_a_file_needs_nothing_from_elsewhere_and_allows_just_its_own_script() -> None:
    made = made_of(PAGE)

    assert re.findall(r"(?:src|href)=\"[^#]", made) == []
    assert "script-src &#x27;sha256-" in made
    assert made.count("<script>") == 1
    assert "<style>p {}</style>" in made


def test_a_file_without_charts_has_no_script() -> None:
    made = made_of(PAGE.replace('class="drawn"', 'class="table"'))

    assert "<script" not in made
    assert "script-src &#x27;none&#x27;" in made


@given(st.text())
def test_whatever_text_a_page_has_a_file_has_too(text: str) -> None:
    made = made_of(f"<html><head></head><body><p>{escape(text)}</p></body></html>")

    shown = made.partition("<p>")[2].partition("</p>")[0]
    assert unescape(shown) == unescape(escape(text))


def test_the_first_page_is_shared_without_the_way_to_it(tmp_path: Path) -> None:
    out = tmp_path / "somebodys-secret-folder" / "results"
    client = create_app(out, (REFERENCE,), TOKEN).test_client()
    client.get("/", query_string={"token": TOKEN}, base_url=HERE)

    answer = client.get("/share?page=/", base_url=HERE)

    assert (
        answer.headers["Content-Disposition"] == 'attachment; filename="wanghuiyi-scenarios.html"'
    )
    assert not any(
        one in answer.text for one in ("somebodys-secret-folder", str(Path.cwd()), TOKEN)
    )


def test_only_pages_of_ours_are_shared(explorer: FlaskClient) -> None:
    for page in ("", "http://elsewhere.example/", "//elsewhere.example/", "/share?page=/", "etc"):
        answer = explorer.get("/share", query_string={"page": page}, base_url=HERE)

        assert answer.status_code == 400, page
        assert "must be a page of the explorer" in answer.text


def test_a_page_that_is_not_there_is_not_shared(explorer: FlaskClient) -> None:
    answer = explorer.get("/share?page=/runs/nothing", base_url=HERE)

    assert answer.status_code == 404


def test_who_was_not_sampled_is_in_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "sampled"
    folder.mkdir()
    manifest = json.loads((REFERENCE / "manifest.json").read_text(encoding="utf-8"))
    manifest["kept"]["journeys_share"] = 0.5
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    journeys = pl.read_parquet(REFERENCE / "journeys.parquet").head(1)
    journeys.write_parquet(folder / "journeys.parquet")
    (person, county, replication) = journeys.select("person", "county", "replication").row(0)

    is_shown = _is_shown([RunResults("sampled", folder)])

    assert is_shown(person_mark(person, county, replication))
    assert not is_shown(person_mark(person + 1, county, replication))
