"""The plugin of pytest: `wanghuiyi`, a fresh world for each test, and `wanghuiyi_server`.

What is imported here is imported into every test run of whoever has this package installed, so it
is little; the rest comes with the first fixture.
"""

import shlex
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from wanghuiyi.server import Server
    from wanghuiyi.world import Beginning, Template, World

SEED = "1"
MOMENT = "2026-11-24T02:30:00Z"
_MARKER = "wanghuiyi"
_OPTION = "wanghuiyi_seed"
_WORLD = pytest.StashKey["World"]()

Templates = Callable[["Beginning"], "Template"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that chooses another seed."""
    parser.getgroup(_MARKER).addoption(
        "--wanghuiyi-seed",
        dest=_OPTION,
        metavar="TEXT",
        help=f"The seed of each world whose test names none; default: {SEED}.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Describe the marker."""
    config.addinivalue_line(
        "markers",
        f'{_MARKER}(seed="{SEED}", at="{MOMENT}"): how the world of the fixture `wanghuiyi` begins',
    )


@pytest.fixture(scope="session")
def wanghuiyi_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Server"]:
    """Serve for all tests of the session, and for all workers of pytest-xdist together."""
    from wanghuiyi.server import running  # noqa: PLC0415 - only those who use it pay for it

    folder = tmp_path_factory.getbasetemp()
    if hasattr(request.config, "workerinput"):  # of pytest-xdist: its parent is the whole run's
        folder = folder.parent
    with running(folder / "wanghuiyi-server") as server:
        yield server


@pytest.fixture(scope="session")
def _wanghuiyi_templates(wanghuiyi_server: "Server") -> Iterator[tuple[Any, Templates]]:
    """Lend the line to the server, and seeded worlds to fork, each made once."""
    from functools import cache, partial  # noqa: PLC0415 - as above

    from wanghuiyi.line import Line  # noqa: PLC0415 - as above
    from wanghuiyi.world import seeded  # noqa: PLC0415 - as above

    line = Line(wanghuiyi_server.url)
    yield line, cache(partial(seeded, line))
    line.close()


@pytest.fixture
def wanghuiyi(
    request: pytest.FixtureRequest, _wanghuiyi_templates: tuple[Any, Templates]
) -> Iterator["World"]:
    """Lend a world of its own to a test; at the end its books must be sound."""
    from wanghuiyi.report import judge  # noqa: PLC0415 - as above
    from wanghuiyi.world import forked  # noqa: PLC0415 - as above

    line, template_of = _wanghuiyi_templates
    with forked(line, template_of(_beginning(request.node))) as world:
        request.node.stash[_WORLD] = world
        try:
            yield world
            judge(world, _repeated_by(request.node))
        finally:
            del request.node.stash[_WORLD]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:  # noqa: ANN401 - of a wrapper, which pytest types so
    """Add to the report of a failed test what its world has seen."""
    report: pytest.TestReport = yield
    world = item.stash.get(_WORLD, None)
    if report.failed and world is not None:
        from wanghuiyi.report import TITLE, section  # noqa: PLC0415 - as above

        report.sections.append((TITLE, section(world, _repeated_by(item))))
    return report


def _beginning(item: pytest.Item) -> "Beginning":
    from wanghuiyi.clock import text_of  # noqa: PLC0415 - as above
    from wanghuiyi.world import Beginning  # noqa: PLC0415 - as above

    named: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(_MARKER))):
        unknown = sorted(marker.kwargs.keys() - {"seed", "at"})
        if marker.args or unknown:
            message = f'@pytest.mark.{_MARKER} takes seed="..." and at="...", both by name'
            raise pytest.UsageError(message)
        named |= marker.kwargs
    seed = named.get("seed", item.config.getoption(_OPTION) or SEED)
    return Beginning(str(seed), text_of(named.get("at", MOMENT)))


def _repeated_by(item: pytest.Item) -> str:
    seed = item.config.getoption(_OPTION)
    option = [f"--wanghuiyi-seed={seed}"] if seed else []
    return shlex.join(["pytest", *option, item.nodeid])
