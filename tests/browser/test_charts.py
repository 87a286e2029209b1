"""Charts: every function and colour that Python names is there, and pictures follow the page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page

from service.pages.assets import assets
from sim.explorer.charts import SERIES, Chart
from sim.explorer.explorer import Explorer
from sim.explorer.results import Shelf
from sim.report.parts import ReportTable, one_group
from tests.browser.exploring import served
from tests.browser.watched import (
    DESK,
    PHONE,
    Opener,
    Scheme,
    Watched,
    cut_off,
    hindrances,
)

pytestmark = pytest.mark.browser

SOURCES = Path("sim/explorer")
NAMED = re.compile(r'"(fn:\w+|--[a-z][a-z0-9-]*)"')
TABLE = ReportTable("one-table", "Numbers", ("letter", "number"), one_group([("a", "1")]))
AXES = {"xAxis": {"type": "value"}, "yAxis": {"type": "category", "data": ["a", "b"]}}
PAGE = """
{% extends "explorer.html" %}
{% from "parts.html" import chart %}
{% block title %}Charts{% endblock %}
{% block main %}
<h1>Charts</h1>
{% for one in charts %}{{ chart(one) }}{% endfor %}
{% endblock %}
"""
KINDS: dict[str, dict[str, Any]] = {
    "bar": {**AXES, "legend": {}, "series": [{"type": "bar", "name": "b", "data": [2, 3]}]},
    "line": {
        "xAxis": {"type": "value"},
        "yAxis": {"type": "value"},
        "series": [{"type": "line", "data": [[0, 1], [1, 3]]}],
    },
    "scatter": {
        "xAxis": {"type": "value"},
        "yAxis": {"type": "value"},
        "series": [{"type": "scatter", "data": [[0, 1], [1, 3]]}],
    },
    "interval": {
        **AXES,
        "series": [
            {
                "type": "custom",
                "renderItem": "fn:interval",
                "itemStyle": {"color": "--series-2"},
                "data": [[1, 0.5, 1.5, 0, 1], [2, 1, 3, 1, 0]],
                "encode": {"x": [0, 1, 2], "y": 3},
            }
        ],
    },
    "gantt": {
        **AXES,
        "series": [
            {
                "type": "custom",
                "renderItem": "fn:gantt",
                "data": [[0, 3, 0], [2, 5, 1]],
                "encode": {"x": [0, 1], "y": 2},
            }
        ],
    },
    "band": {
        "xAxis": {"type": "value"},
        "yAxis": {"type": "value"},
        "series": [
            {
                "type": "custom",
                "renderItem": "fn:band",
                "data": [[0, 1, 2], [1, 2, 4], [2, 1, 3]],
                "encode": {"x": 0, "y": [1, 2]},
            }
        ],
    },
}


def names() -> list[str]:
    """Return what the options of all charts name, by the sources that write them."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")]
    of_charts = [text for text in texts if "sim.explorer.charts" in text or '"series"' in text]
    return sorted({name for text in of_charts for name in NAMED.findall(text)} | set(SERIES))


def app_of(options: dict[str, dict[str, Any]]) -> Flask:
    """Return an application of one page that has these charts."""
    explorer = Explorer(Shelf(Path("none")))
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(assets("assets", explorer.site.served))
    charts = [
        Chart(name, f"{name}, in pieces", "A chart of a test.", option, TABLE, links={"a": "/a"})
        for name, option in options.items()
    ]

    @app.get("/")
    def page() -> Response:
        template = explorer.site.environment.from_string(PAGE)
        text = template.render(site=explorer.site, root="", page_path="/", charts=charts)
        return Response(text, mimetype="text/html")

    return app


@pytest.fixture(scope="module")
def kinds() -> Iterator[str]:
    """Serve a page with a chart of each kind."""
    with served(app_of(KINDS)) as url:
        yield url


def colours(page: Page, name: str) -> set[str]:
    """Return with which colours a chart is drawn."""
    found: list[str] = page.evaluate(
        """(name) => [...document.querySelectorAll(`#${name} svg *`)].flatMap((one) =>
             [one.getAttribute("fill"), one.getAttribute("stroke")])""",
        name,
    )
    return {one for one in found if one and one not in {"none", "transparent"}}


def test_every_function_and_colour_that_is_named_is_there(opened: Opener) -> None:
    assert len(names()) > len(SERIES) + 5

    with served(app_of({"names": {**KINDS["line"], "named": names()}})) as url:
        page = opened(url)

        assert page.locator("#names svg").count() == 1


@pytest.mark.parametrize("name", ["fn:nothing", "--no-colour"])
def test_a_name_that_is_not_there_is_an_error(browser: Browser, name: str) -> None:
    wrong = {"names": {**KINDS["line"], "named": [name]}}

    watched = Watched(browser)
    with served(app_of(wrong)) as url:
        page = watched.open(url)
        page.context.close()

    assert watched.errors == [
        f"script: a chart names {name}, which neither charts.js nor the style has"
    ]


@pytest.mark.parametrize("name", KINDS)
def test_a_chart_of_each_kind_is_drawn_with_a_colour_of_a_series(
    opened: Opener, kinds: str, name: str
) -> None:
    page = opened(kinds)

    series = {
        one.strip()
        for one in page.evaluate(
            """() => [1, 2].map((one) =>
             getComputedStyle(document.documentElement).getPropertyValue(`--series-${one}`))"""
        )
    }
    assert colours(page, name) & series


def test_charts_are_dark_in_the_dark_and_light_on_paper(opened: Opener, kinds: str) -> None:
    page = opened(kinds, scheme="dark")
    dark = colours(page, "bar")

    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    printed = colours(page, "bar")
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")

    light = colours(opened(kinds), "bar")
    assert dark != light == printed
    assert colours(page, "bar") == dark


@pytest.mark.parametrize(
    ("width", "scheme"), [(PHONE // 2, "light"), (PHONE, "dark"), (DESK, "light")]
)
def test_everybody_can_use_them(opened: Opener, kinds: str, width: int, scheme: Scheme) -> None:
    page = opened(kinds, width=width, scheme=scheme)

    assert (cut_off(page), hindrances(page)) == ([], [])


def test_without_scripts_the_tables_stand_open(opened: Opener, kinds: str) -> None:
    page = opened(kinds, has_scripts=False)

    assert page.locator("table").count() == page.locator("table:visible").count() == len(KINDS)
