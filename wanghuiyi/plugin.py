"""The plugin of pytest: `wanghuiyi`, a fresh world for each test, and `wanghuiyi_server`.

What is imported here is imported into every test run of whoever has this package installed, so it
is little, and any pytest can import it: the rest comes with the first fixture.
"""

import shlex
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

if TYPE_CHECKING:
    from wanghuiyi.adversary.disturbance import Disturbances
    from wanghuiyi.adversary.plan import Plan
    from wanghuiyi.report import EndedTest
    from wanghuiyi.server import Server
    from wanghuiyi.world import Beginning, Template, World

SEED = "1"
MOMENT = "2026-11-24T02:30:00Z"
PYTEST_MIN = (7, 4)
_MARKER = "wanghuiyi"
_OPTION = "wanghuiyi_seed"
_ADVERSARY = "wanghuiyi_adversary"
_FAULTS, _PLAN_FILE = "wanghuiyi_faults", "wanghuiyi_plan"
_NAMED = ("seed", "at", "expected")

Templates = Callable[["Beginning"], "Template"]

_worlds: "WeakKeyDictionary[pytest.Item, World]" = WeakKeyDictionary()
_failed: "WeakKeyDictionary[pytest.Item, bool]" = WeakKeyDictionary()
_plans: "WeakKeyDictionary[pytest.Config, Plan]" = WeakKeyDictionary()


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Add the options: another seed, and faults for the clients of all tests."""
    group = parser.getgroup(_MARKER)
    group.addoption(
        "--wanghuiyi-faults",
        dest=_FAULTS,
        metavar="LIST",
        help="Faults that an adversary found, with commas, for the client of each test.",
    )
    group.addoption(
        "--wanghuiyi-plan",
        dest=_PLAN_FILE,
        metavar="FILE",
        help="What `wanghuiyi adversary` has this session do.",
    )
    group.addoption(
        "--wanghuiyi-seed",
        dest=_OPTION,
        metavar="TEXT",
        help=f"The seed of each world whose test names none; default: {SEED}.",
    )


def pytest_configure(config: "pytest.Config") -> None:
    """Describe the markers, and read what an adversary wants."""
    config.addinivalue_line(
        "markers",
        f'{_MARKER}(seed="{SEED}", at="{MOMENT}", expected=()): how the world of the fixture '
        "`wanghuiyi` begins, and which mistakes of the verdict the test makes on purpose",
    )
    config.addinivalue_line(
        "markers",
        f"{_ADVERSARY}(runs=20, seed=1, faults_max=3): run the test again and again, its client "
        "disturbed by faults that the seed draws",
    )
    plan = _plan(config.getoption(_FAULTS), config.getoption(_PLAN_FILE))
    if plan is not None:
        _plans[config] = plan


def pytest_collection_modifyitems(config: "pytest.Config", items: "list[pytest.Item]") -> None:
    """Leave out the tests that an adversary does not ask for."""
    plan = _plans.get(config)
    if plan is None or plan.only is None:
        return
    left_out = [item for item in items if item.nodeid not in plan.only]
    items[:] = [item for item in items if item.nodeid in plan.only]
    config.hook.pytest_deselected(items=left_out)


def pytest_runtest_protocol(item: "pytest.Item", nextitem: "pytest.Item | None") -> bool | None:
    """Run a marked test under its adversary, unless the whole session has one."""
    if not _is_marked(item) or item.config in _plans:
        return None
    from wanghuiyi.adversary.protocol import Trial, marked  # noqa: PLC0415 - as below

    hook = item.ihook
    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in Trial(item, nextitem, marked(item)).run():
        hook.pytest_runtest_logreport(report=report)
    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


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
    plan = _plans.get(request.config)
    with running((plan and plan.server) or folder / "wanghuiyi-server") as server:
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
            with _disturbed(request.node, world):
                yield world
            judge(world, _ended(request.node, expected))
        finally:
            del _worlds[request.node]


@pytest.fixture
def wanghuiyi_adversary(request: "pytest.FixtureRequest", wanghuiyi: "World") -> "Disturbances":
    """Run the test as the marker of this name does; lend the faults of this run."""
    del wanghuiyi
    return _faults_of(request.node)


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
    if report.failed and (notes := _notes(item)):
        from wanghuiyi.adversary.notes import in_short, note  # noqa: PLC0415 - as above

        crash = getattr(report.longrepr, "reprcrash", None)
        said = crash.message if crash else str(report.longrepr)
        note(notes, item.nodeid, failed=in_short(said))


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


def _plan(faults: str | None, file: str | None) -> "Plan | None":
    """Return what an adversary wants, if there is one. Raise pytest.UsageError."""
    if faults is None and file is None:
        return None
    from wanghuiyi.adversary.disturbance import disturbances_of  # noqa: PLC0415 - as above
    from wanghuiyi.adversary.plan import Plan, read_plan  # noqa: PLC0415 - as above

    try:
        return read_plan(Path(file)) if file else Plan(everywhere=disturbances_of(faults or ""))
    except (OSError, ValueError, KeyError) as error:
        message = f"--wanghuiyi-{'plan' if file else 'faults'}: {error}"
        raise pytest.UsageError(message) from None


def _is_marked(item: "pytest.Item") -> bool:
    """Return whether a test has an adversary of its own, by the marker or by the fixture."""
    is_fixture = _ADVERSARY in getattr(item, "fixturenames", ())
    return is_fixture or item.get_closest_marker(_ADVERSARY) is not None


def _notes(item: "pytest.Item") -> Path | None:
    plan = _plans.get(item.config)
    return plan.notes if plan else None


def _faults_of(item: "pytest.Item") -> "Disturbances":
    from wanghuiyi.adversary.protocol import FAULTS  # noqa: PLC0415 - as above

    plan = _plans.get(item.config)
    return plan.of(item.nodeid) if plan else item.stash.get(FAULTS, ())


@contextmanager
def _disturbed(item: "pytest.Item", world: "World") -> Iterator[None]:
    """Have an adversary, if there is one, disturb a test's world and note what it sees."""
    if not _is_marked(item) and item.config not in _plans:
        yield
        return
    from wanghuiyi.adversary.notes import note, note_world  # noqa: PLC0415 - as above
    from wanghuiyi.adversary.protocol import SEEN  # noqa: PLC0415 - as above
    from wanghuiyi.adversary.watching import disturbed  # noqa: PLC0415 - as above

    notes = _notes(item)
    if notes:
        note(notes, item.nodeid, begun=True)
    with disturbed(world, _faults_of(item)) as (seen, answer):
        item.stash[SEEN] = seen
        yield
    if notes:
        note_world(notes, item.nodeid, seen, answer)


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
    if item.config in _plans and (faults := _faults_of(item)):
        option.append(f"--wanghuiyi-faults={', '.join(map(str, faults))}")
    return shlex.join(["pytest", *option, item.nodeid])
