"""A folder of results: complete or not there, and never in the place of anything else."""

import json
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from sim.files.findings import FileErrors
from sim.files.folder import comparison_name, ensure_writable, new_folder, recover
from sim.files.results import read_manifest

NAMES_OF_13 = [f"what-if-counters-were-{number}-each" for number in range(13)]


def write(folder: Path, text: str, name: str = "summary.csv") -> None:
    """Write results of one file, and their manifest."""
    facts = {"versions": {"wanghuiyi": "1"}, "outputs_sha256": {name: ""}}
    with new_folder(folder) as fresh:
        (fresh / name).write_text(text, encoding="utf-8")
        (fresh / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")


def names_in(folder: Path) -> list[str]:
    """Return what is in a folder, hidden things too."""
    return sorted(path.name for path in folder.iterdir())


def test_a_symbolic_link_is_followed_and_stays_as_often_as_one_writes(tmp_path: Path) -> None:
    target, link = tmp_path / "disk" / "county", tmp_path / "county"
    target.mkdir(parents=True)
    link.symlink_to(target)

    for text in ("first", "second", "third"):
        ensure_writable(link)
        write(link, text)

    assert link.readlink() == target
    assert (target / "summary.csv").read_text(encoding="utf-8") == "third"
    assert sorted(path.name for path in tmp_path.rglob("*")) == [
        *("county", "county", "disk", "manifest.json", "summary.csv"),
    ]


def test_a_link_to_what_is_not_there_yet_is_followed(tmp_path: Path) -> None:
    (tmp_path / "county").symlink_to(tmp_path / "elsewhere")

    ensure_writable(tmp_path / "county")
    write(tmp_path / "county", "first")

    assert (tmp_path / "elsewhere" / "manifest.json").is_file()


def test_a_file_of_that_name_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "county"
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(FileErrors, match=r"county: this is a file.*move it elsewhere; or"):
        ensure_writable(path)

    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_of_other_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "thesis.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(FileErrors, match="holds files that no run wrote"):
        ensure_writable(tmp_path / "county")

    assert (tmp_path / "county" / "thesis.txt").is_file()


@pytest.mark.parametrize("manifest", ['{"mine": 1}', "[]", "x", '{"outputs_sha256": {"a": ""}}'])
def test_a_manifest_that_no_run_wrote_makes_no_results(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    (tmp_path / "county" / "manifest.json").write_text(manifest, encoding="utf-8")

    with pytest.raises(FileErrors, match="holds files that no run wrote"):
        ensure_writable(tmp_path / "county")


@pytest.mark.parametrize("name", ["a" * 256, "a" * 250])
def test_a_name_that_is_too_long_is_known_before_the_work(name: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        ensure_writable(tmp_path / name)


def test_a_link_that_leads_in_a_circle_is_named(tmp_path: Path) -> None:
    (tmp_path / "county").symlink_to(tmp_path / "county")

    with pytest.raises(FileErrors, match="leads in a circle"):
        ensure_writable(tmp_path / "county")


def test_a_place_that_is_fine_is_left_as_it_is(tmp_path: Path) -> None:
    ensure_writable(tmp_path / "results" / "county")

    assert [path.name for path in tmp_path.rglob("*")] == ["results"]


def test_each_list_of_scenarios_has_a_folder_of_its_own() -> None:
    lists = [["a-b", "c"], ["a", "b-c"], ["a", "b", "c"], NAMES_OF_13, NAMES_OF_13[::-1]]
    lists.append([*NAMES_OF_13[:-1], "other"])

    names = [comparison_name(scenarios) for scenarios in lists]

    assert len(set(names)) == len(names)
    assert max(len(name.encode()) for name in names) <= 200


def test_a_comparison_of_thirteen_scenarios_can_be_written(tmp_path: Path) -> None:
    folder = tmp_path / comparison_name(NAMES_OF_13)

    ensure_writable(folder)
    write(folder, "first")

    assert folder.is_dir()


def test_a_failure_leaves_earlier_results_and_no_rubbish(tmp_path: Path) -> None:
    folder = tmp_path / "county"
    write(folder, "first")

    def write_half() -> None:
        with new_folder(folder) as fresh:
            (fresh / "manifest.json").write_text("half", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left on device") as caught:
        write_half()

    assert caught.value.filename == str(folder)
    assert (folder / "summary.csv").read_text(encoding="utf-8") == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


@pytest.mark.parametrize("hidden", [".county.old", f".county.old-{'0a' * 8}"])
def test_results_caught_between_two_names_are_put_back(hidden: str, tmp_path: Path) -> None:
    write(tmp_path / hidden, "first")

    assert read_manifest(tmp_path / "county")["outputs_sha256"] == {"summary.csv": ""}
    assert names_in(tmp_path) == ["county"]


def test_what_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    dead = tmp_path / f".county.new-{'0a' * 8}"
    others = [tmp_path / f".county.new-{name}" for name in ("draft", "999999999", "0A" * 8)]
    for folder in (dead, *others):
        folder.mkdir()

    with new_folder(tmp_path / "county") as mine:
        recover(tmp_path / "county")

        assert mine.is_dir()
        assert not dead.exists()
        assert all(folder.is_dir() for folder in others)


def test_processes_with_the_same_number_write_each_its_own(tmp_path: Path) -> None:
    with (
        patch("os.getpid", return_value=1),
        new_folder(tmp_path / "county") as first,
        new_folder(tmp_path / "county") as second,
    ):
        (second / "b").write_text("second", encoding="utf-8")
        (first / "a").write_text("first", encoding="utf-8")

        assert (names_in(first), names_in(second)) == (["a"], ["b"])


WRITER = """
import sys
import json
from pathlib import Path
from sim.files.folder import new_folder, new_pictures
folder = Path(sys.argv[1])
facts = {"versions": {"wanghuiyi": "1"}, "outputs_sha256": dict.fromkeys("abc", "")}
for turn in range(10_000):
    with new_folder(folder) as fresh:
        for name in "abc":
            (fresh / name).write_text(str(turn))
        (fresh / "manifest.json").write_text(json.dumps(facts))
    with new_pictures(folder / "plots") as fresh:
        (fresh / "map.png").touch()
    if turn == 0:
        (folder / "notes.txt").write_text("mine")
        (folder / "plots/annotated.png").write_text("mine")
    print(turn, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 3, 10, 40])
def test_a_kill_at_any_moment_leaves_complete_results(lines: int, tmp_path: Path) -> None:
    folder = tmp_path / "county"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    for _ in range(lines):
        last = int(writer.stdout.readline())
    time.sleep(0.0007 * lines)

    writer.kill()
    writer.communicate()

    recover(folder)
    assert names_in(folder) == ["a", "b", "c", "manifest.json", "notes.txt", "plots"]
    contents = {(folder / name).read_text(encoding="utf-8") for name in "abc"}
    assert len(contents) == 1
    assert int(contents.pop()) >= last
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert "annotated.png" in {path.name for path in folder.rglob("*.png")}
    assert names_in(tmp_path) == ["county"]
