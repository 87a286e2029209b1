"""The environment is the same for everybody: exact versions, from whatever index is at hand."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sim.cli.libraries import MODULES
from tests.conventions.files import ROOT, shown, text_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = [
    line
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
PINNED = {canonicalize_name(line.split("==")[0]): line.split("==")[-1] for line in CONSTRAINTS}
PRIVATE = re.compile(
    r"index[-_]url|find[-_]links|file:/{2}|/simple/[\w-]|"
    r"(?<![\w.}>~-])/(?:home|root|work|tmp|opt|mnt|Users)/\w"
)


def declared() -> list[Requirement]:
    """Return what pyproject.toml asks for, the extras included."""
    extras = PROJECT["optional-dependencies"].values()
    wanted = [Requirement(text) for text in sum(extras, PROJECT["dependencies"])]
    return [one for one in wanted if one.name != PROJECT["name"]]  # an extra may name another


def drawn_in(wanted: list[Requirement]) -> Iterator[Requirement]:
    """Yield, of what is installed here, everything that the wanted packages need themselves."""
    known: set[str] = set()
    while wanted:
        package = wanted.pop()
        if canonicalize_name(package.name) in known:
            continue
        known.add(canonicalize_name(package.name))
        try:
            needs = [Requirement(text) for text in requires(package.name) or ()]
        except PackageNotFoundError:
            continue
        environments = [{"extra": extra} for extra in ("", *package.extras)]
        needs = [
            need
            for need in needs
            if need.marker is None or any(map(need.marker.evaluate, environments))
        ]
        yield from needs
        wanted += needs


def test_constraints_name_exact_versions_in_order_and_nothing_else() -> None:
    lines = [re.sub(r"^[A-Za-z0-9._-]+==[0-9][0-9a-z.]*$", "exact", line) for line in CONSTRAINTS]

    names = [canonicalize_name(line.split("==")[0]) for line in CONSTRAINTS]
    assert lines == ["exact"] * len(CONSTRAINTS)
    assert names == sorted(set(names))


def test_constraints_hold_every_dependency_at_a_version_it_allows() -> None:
    wrong = {
        str(wanted): PINNED.get(canonicalize_name(wanted.name))
        for wanted in declared()
        if not wanted.specifier.contains(PINNED.get(canonicalize_name(wanted.name), "0"))
    }

    assert wrong == {}


def test_constraints_hold_what_the_dependencies_need_themselves() -> None:
    needed = {canonicalize_name(need.name) for need in drawn_in(declared())}

    assert needed - PINNED.keys() == set()


def test_the_command_line_looks_for_all_libraries_of_the_simulation() -> None:
    wanted = {Requirement(text).name for text in PROJECT["optional-dependencies"]["sim"]}

    assert MODULES.keys() == wanted


def test_no_file_names_a_package_index_or_a_path_on_somebodys_machine() -> None:
    found = [
        f"{shown(path, number)}: {line.strip()}"
        for path in text_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if PRIVATE.search(line)
    ]

    assert "\n".join(found) == ""
