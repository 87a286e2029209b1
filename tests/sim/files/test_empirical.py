"""Values of an empirical law: one column, or the one that is named; never another by mistake."""

from pathlib import Path

import pytest

from sim.files.empirical import read_values
from sim.files.findings import FileErrors
from sim.files.scenario_file import read_scenario

SEVERAL = (
    "2 columns, and must have one, or the parameter names the one to read, such as "
    'column = "minutes"; decimals are written with a point, 2.5 for 2,5'
)
NO_FILE = "there is no file: name the CSV in file"
PLACE = '[network]\noutlets_csv = "own.csv"\n'


def values(folder: Path, text: str, column: str = "") -> list[float]:
    """Return the values of a file with this text."""
    path = folder / "x.csv"
    path.write_text(text, encoding="utf-8")
    return read_values(path, column)


def errors_of(folder: Path, text: str, column: str = "") -> list[str]:
    """Return what is wrong with a file with this text."""
    with pytest.raises(FileErrors) as caught:
        values(folder, text, column)
    return [str(one).removeprefix(f"{folder}/") for one in caught.value.findings]


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("1.5\n2\n", "", [1.5, 2.0]),
        ("minutes\n\n 1.5 \n2e3\n.5\n", "", [1.5, 2_000.0, 0.5]),
        ("分钟\n1\n", "", [1.0]),
        ("index,minutes\n1,2.5\n2,3.5\n", "minutes", [2.5, 3.5]),
        ("index,minutes\n1,2.5\n", "index", [1.0]),
        ("minutes\n3\n", "minutes", [3.0]),
        ('"8"\n"9"\n', "", [8.0, 9.0]),
    ],
)
def test_one_column_is_read(tmp_path: Path, text: str, column: str, found: list[float]) -> None:
    assert values(tmp_path, text, column) == found


@pytest.mark.parametrize(
    ("text", "column", "messages"),
    [
        (
            "index,minutes\n1,2.5\n",
            "",
            [
                f"x.csv:1:7: {SEVERAL}",
            ],
        ),
        (
            "2,5\n3,5\n",
            "",
            [
                f"x.csv:1:3: {SEVERAL}",
            ],
        ),
        (
            '"2,5"\n1_000\n\uff11\uff12\nnan\n-inf\n1e999\n-1\n',
            "",
            [
                'x.csv:1:1: "2,5" is not a number: write 2.5 for 2,5, and 8000 for 8,000',
                'x.csv:2:1: "1_000" is not a number',
                'x.csv:3:1: "\uff11\uff12" is not a number',
                'x.csv:4:1: "nan" is not a number',
                'x.csv:5:1: "-inf" is not a number',
                "x.csv:6:1: 1e999, and must be from 0 to 1,000,000",
                "x.csv:7:1: -1, and must be from 0 to 1,000,000",
            ],
        ),
        ("nan\n1\n", "", ['x.csv:1:1: "nan" is not a number']),
        ("1_5\n1\n", "", ['x.csv:1:1: "1_5" is not a number']),
        (
            "index,minutes\n1,2\n",
            "minute",
            ["x.csv:1:1: minute: no column has this name; did you mean minutes?"],
        ),
        (
            "a,a\n1,2\n",
            "a",
            ["x.csv:1:1: a: stands 2 times in the first row: give one of them another name"],
        ),
        (
            "1,2\n3,4\n",
            "1",
            ["x.csv:1:1: 1: the first row names no columns, and a column that is named needs that"],
        ),
        ("", "", ["x.csv: has no values: write one number a line"]),
        ("minutes\n", "", ["x.csv: has no values: write one number a line"]),
    ],
)
def test_what_could_be_misread_is_reported(
    tmp_path: Path, text: str, column: str, messages: list[str]
) -> None:
    assert errors_of(tmp_path, text, column) == messages


def of_law(folder: Path, law: str) -> list[str]:
    """Return what is wrong with a scenario that has this law, or its mean."""
    path = folder / "x.toml"
    path.write_text(f"{PLACE}[services]\n  other_min = {law}\n", encoding="utf-8")
    try:
        return [str(read_scenario(str(path)).services.other_min.mean())]
    except FileErrors as errors:
        return [str(one).replace(f"{folder}/", "") for one in errors.findings]


def test_a_law_names_its_column_and_either_a_file_or_values(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("index,minutes\n1,2.5\n2,3.5\n", encoding="utf-8")

    assert of_law(tmp_path, '{ law = "empirical", file = "t.csv", column = "minutes" }') == ["3.0"]
    assert of_law(tmp_path, '{ law = "empirical", file = "t.csv", values = [1] }') == [
        "x.toml:4:36: services.other_min: both file and values, and must have one of them"
    ]
    assert of_law(tmp_path, '{ law = "empirical", values = [1], column = "minutes" }') == [
        f'x.toml:4:3: services.other_min: column is "minutes", and {NO_FILE}'
    ]
    assert of_law(tmp_path, '{ law = "empirical", file = "u.csv" }') == [
        'x.toml:4:36: services.other_min.file: "u.csv", and there is no such file'
    ]
    assert of_law(tmp_path, '{ law = "empirical", file = "t.csv", column = 3 }') == [
        'x.toml:4:52: services.other_min.column: 3, and must be a text in "quotes"'
    ]


def test_what_is_there_and_is_no_file_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "dir").mkdir()
    (tmp_path / "lost").symlink_to("nowhere")
    wrong = {
        "dir": "a folder, and must be a file",
        "/dev/zero": "a pipe or a device, and must be a file",
        "lost": "cannot be read: No such file or directory",
    }

    said = {name: of_law(tmp_path, f'{{ law = "empirical", file = "{name}" }}') for name in wrong}

    place = "x.toml:4:36: services.other_min.file"
    assert said == {name: [f'{place}: "{name}": {what}'] for name, what in wrong.items()}
