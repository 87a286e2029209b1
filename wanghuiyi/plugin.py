"""The plugin of pytest: `wanghuiyi`, a fresh world for each test, and `wanghuiyi_server`.

What is imported here is imported into every test run of whoever has this package installed, so it
is little, and any pytest can import it: the rest comes with the first fixture.
"""

import shlex
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

if TYPE_CHECKING:
    from wanghuiyi.report import EndedTest
    from wanghuiyi.server import Server
    from wanghuiyi.world import Beginning, Template, World

SEED = "1"
MOMENT = "2026-11-24T02:30:00Z"
PYTEST_MIN = (7, 4)
_MARKER = "wanghuiyi"
_OPTION = "wanghuiyi_seed"
_NAMED = ("seed", "at", "expected")

Templates = Callable[["Beginning"], "Template"]

_worlds: "WeakKeyDictionary[pytest.Item, World]" = WeakKeyDictionary()
_failed: "WeakKeyDictionary[pytest.Item, bool]" = WeakKeyDictionary()


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Add the option that chooses another seed."""
    parser.getgroup(_MARKER).addoption(
        "--wanghuiyi-seed",
        dest=_OPTION,
        metavar="TEXT",
        help=f"The seed of each world whose test names none; default: {SEED}.",
    )


def pytest_configure(config: "pytest.Config") -> None:
    """Describe the marker."""
    config.addinivalue_line(
        "markers",
        f'{_MARKER}(seed="{SEED}", at="{MOMENT}", expected=()): how the world of the fixture '
        "`wanghuiyi` begins, and which mistakes of the verdict the test makes on purpose",
    )


@pytest.fixture(scope="session")
def wanghuiyi_server(
    request: "pytest.FixtureRequest", tmp_path_factory: "pytest.TempPathFactory"
) -> Iterator["Server"]:
    """Serve for all tests of the session, and for all workers of pytest-xdist together."""
    _require_pytest()
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
    request: "pytest.FixtureRequest",
    wanghuiyi_server: "Server",
    _wanghuiyi_templates: tuple[Any, Templates],
) -> Iterator["World"]:
    """Lend a world of its own to a test; at the end its books must be sound."""
    __tracebackhide__ = True  # the message says all
    from wanghuiyi.report import judge  # noqa: PLC0415 - as above
    from wanghuiyi.world import forked  # noqa: PLC0415 - as above

    line, template_of = _wanghuiyi_templates
    beginning, expected = _asked(request.node)
    with wanghuiyi_server.watched(), forked(line, template_of(beginning)) as world:
        _worlds[request.node] = world
        try:
            yield world
            judge(world, _ended(request.node, expected))
        finally:
            del _worlds[request.node]


@pytest.hookimpl(hookwrapper=True)  # the older form, which every pytest knows
def pytest_runtest_makereport(item: "pytest.Item") -> Generator[None, Any, None]:
    """Add to the report of a failed test what its world has seen."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    world = _worlds.get(item)
    if report.failed and world is not None:
        from wanghuiyi.report import TITLE, section  # noqa: PLC0415 - as above

        _failed[item] = True
        report.sections.append((TITLE, section(world, _repeated_by(item))))


def _require_pytest() -> None:
    """Let pass a pytest that is new enough. An older one runs all tests but those with a world."""
    found = tuple(int(part) for part in pytest.__version__.split(".")[:2])
    if found < PYTEST_MIN:
        least = ".".join(map(str, PYTEST_MIN))
        message = (
            f"the fixtures of wanghuiyi need pytest {least} or later, and this is "
            f"{pytest.__version__}: pip install 'pytest>={least}'"
        )
        pytest.fail(message, pytrace=False)


def _asked(item: "pytest.Item") -> "tuple[Beginning, Sequence[str]]":
    """Return how the world of a test begins, and which mistakes the test makes on purpose."""
    from wanghuiyi.clock import text_of  # noqa: PLC0415 - as above
    from wanghuiyi.mistakes import require_known  # noqa: PLC0415 - as above
    from wanghuiyi.world import Beginning  # noqa: PLC0415 - as above

    named: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(_MARKER))):
        unknown = [name for name in marker.kwargs if name not in _NAMED]
        if marker.args or unknown:
            wrong = ", ".join([*map(repr, marker.args), *unknown])
            message = (
                f'@pytest.mark.{_MARKER} takes seed="...", at="..." and expected=["..."], each '
                f"by name, and not {wrong}"
            )
            pytest.fail(message, pytrace=False)
        named |= marker.kwargs
    expected = named.get("expected", ())
    expected = (expected,) if isinstance(expected, str) else tuple(expected)
    seed = named.get("seed", item.config.getoption(_OPTION) or SEED)
    try:
        if expected:
            require_known(expected)
        return Beginning(str(seed), text_of(named.get("at", MOMENT))), expected
    except ValueError as error:
        wrong = str(error)
    pytest.fail(f"@pytest.mark.{_MARKER}: {wrong}", pytrace=False)


def _ended(item: "pytest.Item", expected: Sequence[str]) -> "EndedTest":
    from wanghuiyi.report import EndedTest  # noqa: PLC0415 - as above

    file, line, _ = item.reportinfo()
    return EndedTest(
        str(file), (line or 0) + 1, _repeated_by(item), expected, has_failed=item in _failed
    )


def _repeated_by(item: "pytest.Item") -> str:
    seed = item.config.getoption(_OPTION)
    option = [f"--wanghuiyi-seed={seed}"] if seed else []
    return shlex.join(["pytest", *option, item.nodeid])
