"""Places in TOML: lines as editors count them, columns in characters, whatever stands before."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.files.findings import FileErrors
from sim.files.scenario_file import CHAIN_MOST, read_scenario
from sim.files.toml_source import parse_toml

TOO_MANY = f"more than {CHAIN_MOST} files: put some of them together"
PLACE = 'network.outlets_csv = "own.csv"\n'


def errors_of(path: Path, *settings: str) -> list[str]:
    """Return what is wrong with a scenario."""
    with pytest.raises(FileErrors) as caught:
        read_scenario(str(path), settings)
    return [str(one).replace(f"{path.parent}/", "") for one in caught.value.findings]


def written(folder: Path, text: str, name: str = "x.toml") -> Path:
    """Return a file with this text."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ('question = "县城"\nrun = { seed = 1, days = 0 }', "2:19"),
        ('run = { "seed" = 1, days = 0 } # 县', "1:21"),
        ("run = { first_day = '县城', days = 0 }", "1:27"),
        ("\trun = {\tdays = 0 }", "1:10"),
        ("\r\n\r\n[run] # 县城\rdays = 0", "4:1"),
        ('question = """a\nb\u2028c\x0cd"""\nrun.days = 0'.replace("\x0c", "\\f"), "3:1"),
    ],
)
def test_columns_count_characters_and_lines_count_as_in_an_editor(
    tmp_path: Path, text: str, location: str
) -> None:
    findings = errors_of(written(tmp_path, f"{text}\n[network]\noutlets_csv = 'own.csv'\n"))

    assert f"x.toml:{location}: run.days: 0, and must be at least 1" in findings


def test_what_is_not_toml_is_placed_by_characters_too(tmp_path: Path) -> None:
    assert errors_of(written(tmp_path, '"县城" = = 1\n'))[0].startswith("x.toml:1:8: not TOML: ")
    assert errors_of(written(tmp_path, '# \u2028\nname = "x'))[0].startswith(
        "x.toml:2:10: not TOML: "
    )


@pytest.mark.parametrize(
    "text",
    [
        f"a = {'[' * 10_000}",
        f"a = {'[' * 400}{']' * 400}",
        f"{'.'.join('a' * 30_000)} = 1",
        f"[{'.'.join('a' * 30_000)}]",
        f"a = {'9' * 5_000}",
    ],
)
def test_what_is_endless_is_reported_without_a_traceback(tmp_path: Path, text: str) -> None:
    (finding,) = errors_of(written(tmp_path, text))

    assert "not TOML: " in finding
    assert len(finding) < 200


@pytest.mark.parametrize("value", [f"0x{'f' * 5_000}", f"[{{ b = 0x{'f' * 100} }}]"])
def test_a_number_without_end_is_refused_by_its_key(tmp_path: Path, value: str) -> None:
    (finding,) = errors_of(written(tmp_path, f"{PLACE}[run]\ndays = {value}\n"))

    assert ": run.days: " in finding
    assert len(finding) < 200


def chain(folder: Path, files: int) -> Path:
    """Return the last of a chain of so many files."""
    written(folder, PLACE, "0.toml")
    for number in range(1, files):
        written(folder, f'extends = "{number - 1}.toml"\n', f"{number}.toml")
    return folder / f"{files - 1}.toml"


def test_a_chain_has_a_length(tmp_path: Path) -> None:
    assert read_scenario(str(chain(tmp_path, CHAIN_MOST))).run.days == 28
    for files in (CHAIN_MOST + 1, 1_400):
        (finding,) = errors_of(chain(tmp_path, files))
        assert finding == f"{files - CHAIN_MOST}.toml:1:1: extends: the chain has {TOO_MANY}"


def test_tables_that_cannot_be_are_reported_where_they_stand(tmp_path: Path) -> None:
    assert errors_of(written(tmp_path, f'{PLACE}\n["县".y]\nz = 1\n[[run]]\n'))[0].startswith(
        "x.toml:3:2: 县: not a parameter"
    )
    assert errors_of(written(tmp_path, f"{PLACE}\n[[run]]\n"))[0].startswith("x.toml:3:3: run: ")


@pytest.mark.parametrize("parent", ["3", '""', '["county"]', "{ a = 1 }", "2007-11-05"])
def test_a_parent_that_is_no_name_is_reported(tmp_path: Path, parent: str) -> None:
    assert errors_of(written(tmp_path, f"# 县\n  extends = {parent}\n")) == [
        'x.toml:2:3: extends: must be another scenario, by path or by name, such as "county.toml"'
    ]


@pytest.mark.parametrize("parent", ['"\\u0000"', f'"{"x" * 5_000}"', '"\\u001b[31m"', '"."'])
def test_a_parent_that_cannot_be_is_reported(tmp_path: Path, parent: str) -> None:
    (finding,) = errors_of(written(tmp_path, f"extends = {parent}\n"))

    assert finding.isprintable()
    assert "Traceback" not in finding


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("run.days=1\nrun.seed=2", "more than one line: write each key=value as a --set of its"),
        ("[run]\ndays=1", "more than one line"),
        ("=3", "write key=value"),
        ("run.days", "write key=value"),
        (f"run.days={'9' * 5_000}", "run.days: "),
        (f"{'.'.join('a' * 50)}=1", "cannot be read: "),
        ("run.days=99999999999999999999", "99999999999999999999, and must be at most 3660"),
        ("run.seed=99999999999999999999", "must be less than 9223372036854775808"),
        ("run=3", "a table of parameters"),
        ("hours=Mo-Fr", "a table of parameters"),
        ("\x1b[2J=1", "\\x1b[2J"),
        ('services.other_min={law="empirical",file="/dev/zero"}', "a pipe or a device"),
    ],
)
def test_a_setting_that_cannot_be_is_reported(tmp_path: Path, setting: str, message: str) -> None:
    found = errors_of(written(tmp_path, PLACE), setting)

    assert message in "\n".join(found)
    assert all(one.startswith("--set ") or "a table of" in one for one in found)
    assert all(one.isprintable() for one in found)


KEY = st.sampled_from(["a", '"县 城"', "b.'c d'", "run", "x.y", "extends"])
VALUE = st.recursive(
    st.sampled_from(["1", "'县'", '"""a\n县"""', "2007-11-05", "[1, # 县\n 2]", "true", "0x1f"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
        st.tuples(KEY, inner).map(lambda pair: f"{{ {pair[0]} = {pair[1]} }}"),
    ),
    max_leaves=4,
)
LINE = st.one_of(
    st.tuples(KEY, VALUE).map(" = ".join),
    KEY.map("[{}]".format),
    KEY.map("[[{}]]".format),
    st.text("a=[]\"'县#\t", max_size=6),
)


@given(st.lists(LINE, max_size=6).map("\n".join))
def test_any_text_is_read_with_a_place_for_each_key_or_is_reported(text: str) -> None:
    refused = False
    try:
        source = parse_toml(text, "x")
    except FileErrors:
        refused = True

    if refused:
        return
    assert source.values == tomllib.loads(text)
    lines = text.split("\n")
    for key in source.values:
        location = source.locations[(key,)]
        assert lines[location.line - 1][location.column - 1 :].strip()
