"""What fits the eye: short files, short functions, few loose modules; breaches are found."""

from pathlib import Path

from tests.conventions.files import ROOT
from tests.conventions.sizes import (
    FILE_LINES_MAX,
    FUNCTION_LINES_MAX,
    LOOSE_MODULES_MAX,
    MIGRATIONS,
    crowded_packages,
    long_files,
    long_functions,
)


def planted(root: Path, name: str, lines: int) -> None:
    """Write a module of so many lines, all of which are one function."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    body = "    pass\n" * (lines - 1)
    file.write_text(f"def planted():\n{body}", encoding="utf-8")


def test_no_file_is_longer_than_the_eye_can_hold() -> None:
    assert long_files(ROOT) == {}


def test_no_function_is_longer_than_the_eye_can_hold() -> None:
    assert long_functions(ROOT) == {}


def test_few_modules_lie_loose_at_the_top_of_a_package() -> None:
    assert crowded_packages(ROOT) == {}


def test_one_line_too_many_is_found_in_code_and_tests_but_not_in_a_migration(
    tmp_path: Path,
) -> None:
    too_long = ["service/domain/a.py", "sim/a.py", "tests/sim/test_a.py"]
    for name in too_long:
        planted(tmp_path, name, FILE_LINES_MAX + 1)
    planted(tmp_path, f"{MIGRATIONS}/0001_first.py", FILE_LINES_MAX + 1)
    planted(tmp_path, "service/migrations/env.py", FILE_LINES_MAX)

    assert long_files(tmp_path) == dict.fromkeys(too_long, FILE_LINES_MAX + 1)


def test_one_line_too_many_is_found_in_a_function(tmp_path: Path) -> None:
    planted(tmp_path, "service/a.py", FUNCTION_LINES_MAX)
    planted(tmp_path, "sim/model/b.py", FUNCTION_LINES_MAX + 1)

    assert long_functions(tmp_path) == {"sim/model/b.py:1": FUNCTION_LINES_MAX + 1}


def test_one_loose_module_too_many_is_found_beside_the_package_itself(tmp_path: Path) -> None:
    names = [f"{number}.py" for number in range(LOOSE_MODULES_MAX + 1)]
    for name in ("__init__.py", *names[1:]):
        planted(tmp_path, f"sim/{name}", 1)
    for name in ("__init__.py", *names):
        planted(tmp_path, f"service/{name}", 1)

    assert crowded_packages(tmp_path) == {"service": names}
