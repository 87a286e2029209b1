"""Results replace what a run wrote, and nothing else that lies in or beside their folder."""

from pathlib import Path
from threading import Thread
from unittest.mock import patch

import pytest

from sim.files.folder import ensure_writable, new_folder, new_pictures, recover
from sim.files.written import PICTURE_FILES, PICTURES
from tests.sim.files.test_folder import names_in, write


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Return results with a user's files, folder and link in them, and a picture of ours."""
    folder = tmp_path / "county"
    write(folder, "first", "journeys.parquet")
    (folder / "mine").mkdir()
    (folder / "plots").mkdir()
    (tmp_path / "thesis").mkdir()
    (folder / "link").symlink_to(tmp_path / "thesis")
    for mine in ("notes.txt", "mine/draft.txt", "plots/annotated.png", "link/chapter1.tex"):
        (folder / mine).write_text("mine", encoding="utf-8")
    (folder / "plots/map.png").write_text("of the first run", encoding="utf-8")
    return folder


def test_a_users_files_are_in_the_new_results_and_those_of_the_old_run_are_not(
    county: Path,
) -> None:
    ensure_writable(county)
    write(county, "second")

    assert names_in(county) == [
        "link",
        "manifest.json",
        "mine",
        "notes.txt",
        "plots",
        "summary.csv",
    ]
    assert names_in(county / "plots") == ["annotated.png"]
    for mine in ("notes.txt", "mine/draft.txt", "plots/annotated.png", "link/chapter1.tex"):
        assert (county / mine).read_text(encoding="utf-8") == "mine"
    assert names_in(county.parent) == ["county", "thesis"]


def test_a_users_file_of_a_name_that_the_run_writes_is_kept_beside_it(county: Path) -> None:
    for text in ("mine", "mine too"):
        write(county, "of a run", "journeys.parquet")
        (county / "summary.csv").write_text(text, encoding="utf-8")
        write(county, "of a run")

    assert (county / "summary.csv").read_text(encoding="utf-8") == "of a run"
    assert (county / "summary.csv.kept").read_text(encoding="utf-8") == "mine"
    assert (county / "summary.csv.kept2").read_text(encoding="utf-8") == "mine too"


def test_what_comes_into_the_way_during_the_run_is_carried_over(tmp_path: Path) -> None:
    for name, mine in (("folder", "folder/thesis.txt"), ("file", "file")):
        with new_folder(tmp_path / name) as fresh:
            (fresh / "manifest.json").write_text("of the run", encoding="utf-8")
            (tmp_path / mine).parent.mkdir(exist_ok=True)
            (tmp_path / mine).write_text("mine", encoding="utf-8")

    assert (tmp_path / "folder/thesis.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "file/file").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "file/manifest.json").read_text(encoding="utf-8") == "of the run"


@pytest.mark.parametrize("is_there", [True, False])
def test_folders_and_files_named_like_hidden_results_are_left_alone(
    is_there: bool,  # noqa: FBT001 - pytest hands it over
    tmp_path: Path,
) -> None:
    if is_there:
        write(tmp_path / "county", "first")
    (tmp_path / ".county.old").mkdir()
    (tmp_path / ".county.old/b.txt").write_text("mine", encoding="utf-8")
    (tmp_path / ".town.old").write_text("mine", encoding="utf-8")

    for name in ("county", "town"):
        recover(tmp_path / name)
        ensure_writable(tmp_path / name)
        write(tmp_path / name, "second")

    assert (tmp_path / ".county.old/b.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / ".town.old").read_text(encoding="utf-8") == "mine"


def test_a_kill_before_a_users_files_are_carried_over_is_made_good(tmp_path: Path) -> None:
    hidden = tmp_path / f".county.old-{'0a' * 8}"
    write(hidden, "first")
    (hidden / "notes.txt").write_text("mine", encoding="utf-8")
    write(tmp_path / "other", "second")
    (tmp_path / "other").rename(tmp_path / "county")

    recover(tmp_path / "county")

    assert names_in(tmp_path) == ["county"]
    assert names_in(tmp_path / "county") == ["manifest.json", "notes.txt", "summary.csv"]
    assert (tmp_path / "county/summary.csv").read_text(encoding="utf-8") == "second"


def test_nobody_recovers_in_the_middle_of_an_exchange(tmp_path: Path) -> None:
    write(tmp_path / "county", "first")
    others: list[Thread] = []
    rename = Path.rename

    def renamed(path: Path, to: Path) -> Path:
        done = rename(path, to)
        if not others:  # the old results have just left their name
            others.append(Thread(target=recover, args=[tmp_path / "county"]))
            others[0].start()
            others[0].join(0.2)
        return done

    with patch.object(Path, "rename", renamed):
        write(tmp_path / "county", "second")
    others[0].join()

    assert names_in(tmp_path) == ["county"]
    assert (tmp_path / "county/summary.csv").read_text(encoding="utf-8") == "second"


@pytest.mark.parametrize("is_link", [True, False])
def test_pictures_replace_pictures_alone_also_behind_a_link(
    is_link: bool,  # noqa: FBT001 - pytest hands it over
    tmp_path: Path,
) -> None:
    plots, folder = tmp_path / "plots", tmp_path / ("thesis" if is_link else "plots")
    folder.mkdir()
    if is_link:
        plots.symlink_to("thesis")
    for name in ("chapter1.tex", "annotated.png", "map.png", "float.svg"):
        (folder / name).write_text("before", encoding="utf-8")

    with new_pictures(plots) as fresh:
        (fresh / "map.png").write_text("drawn", encoding="utf-8")

    assert plots.is_symlink() == is_link
    assert names_in(folder) == ["annotated.png", "chapter1.tex", "map.png"]
    assert (folder / "map.png").read_text(encoding="utf-8") == "drawn"
    assert (folder / "chapter1.tex").read_text(encoding="utf-8") == "before"


def test_pictures_that_fail_leave_the_earlier_ones_and_no_empty_folder(tmp_path: Path) -> None:
    def fail(plots: Path) -> None:
        with new_pictures(plots) as fresh:
            (fresh / "map.png").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn/map.png").write_text("before", encoding="utf-8")
    for name in ("drawn", "none"):
        with pytest.raises(KeyboardInterrupt):
            fail(tmp_path / name)

    assert names_in(tmp_path) == ["drawn"]
    assert (tmp_path / "drawn/map.png").read_text(encoding="utf-8") == "before"


def test_the_names_of_pictures_are_those_that_are_drawn() -> None:
    drawing = "\n".join(path.read_text(encoding="utf-8") for path in Path("sim/plots").glob("*.py"))
    named = {part.partition('"')[0] for part in drawing.split('sheet.picture("')[1:]}

    # What explain predicts is drawn into a file that the user names, and is in no results.
    assert named == {*PICTURES, "prediction"}
    assert len(PICTURE_FILES) == 2 * len(PICTURES)
