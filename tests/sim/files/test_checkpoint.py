"""Kept shards: what was finished is found again, and only what is whole and one's own."""

import os
import pickle
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import pytest

from sim.files.checkpoint import MARK, Checkpoint, CheckpointFailed, checkpoint_of
from sim.files.geography import read_network
from sim.files.scenario_file import read_scenario
from sim.running.keeping import JOURNEYS, SUMMARY
from sim.running.shard import Shard, ShardResult, run_shard, shards_of
from tests.sim.runs import small_file


class Scene:
    """Two shards of a run, what the first brought back, and what was remarked."""

    def __init__(self, folder: Path) -> None:
        """Run the first."""
        self.scenario = read_scenario(str(small_file(folder)), ["run.days=1"])
        self.counties = read_network(self.scenario)
        self.shards = shards_of(Shard(self.scenario, self.counties, 0, "simpy", JOURNEYS), range(2))
        self.result = run_shard(self.shards[0])
        self.folder = folder
        self.remarks: list[str] = []

    def kept(self, *settings: str, engine: str = "simpy") -> Checkpoint:
        """Return where a run keeps its shards."""
        path = str(self.folder / "small.toml")
        scenario = read_scenario(path, ["run.days=1", *settings])
        return checkpoint_of(self.folder, scenario, engine, self.remarks.append)

    def file(self) -> Path:
        """Return the one file that is kept."""
        (file,) = self.folder.glob("small.unfinished/*/*")
        return file


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def same(one: ShardResult | None, other: ShardResult) -> bool:
    """Tell whether two results are the same, to the last bit."""
    return bool(one) and pickle.dumps(one) == pickle.dumps(pickle.loads(pickle.dumps(other)))  # noqa: S301 - our own bytes


def test_what_was_kept_is_found_again_by_the_same_run_and_no_other(scene: Scene) -> None:
    first, second = scene.shards
    scene.kept().keep(first, scene.result)

    assert scene.kept().count() == 1
    assert same(scene.kept().found(first), scene.result)
    assert scene.kept().found(second) is None
    for other in (
        scene.kept("line.patience_min=3"),
        scene.kept("run.seed=2"),
        scene.kept(engine="compiled"),
    ):
        assert (other.count(), other.found(first)) == (0, None)
    for another in (
        replace(first, counties=(replace(first.counties[0], lat=31.0),)),
        replace(first, keep=SUMMARY),
    ):
        assert scene.kept().found(another) is None
    assert scene.remarks == []


def test_a_longer_or_a_shorter_run_finds_it_too(scene: Scene) -> None:
    scene.kept().keep(scene.shards[0], scene.result)

    for replications in (1, 50):
        other = scene.kept(f"run.replications={replications}")
        assert same(other.found(scene.shards[0]), scene.result)


def test_another_version_of_anything_finds_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.kept().keep(scene.shards[0], scene.result)

    monkeypatch.setattr("sim.files.checkpoint.fingerprint", lambda: {"numpy": "1.0"})

    assert scene.kept().found(scene.shards[0]) is None


def test_a_torn_shard_is_not_believed(scene: Scene) -> None:
    scene.kept().keep(scene.shards[0], scene.result)
    whole = scene.file().read_bytes()

    for torn in (b"", whole[:100], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), whole[1:]):
        scene.file().write_bytes(torn)
        assert scene.kept().found(scene.shards[0]) is None

    assert len(scene.remarks) == 5
    assert all("is not believed, and done again" in remark for remark in scene.remarks)
    scene.file().write_bytes(whole)
    assert same(scene.kept().found(scene.shards[0]), scene.result)


def test_what_is_no_file_is_never_waited_for(scene: Scene) -> None:
    scene.kept().keep(scene.shards[0], scene.result)
    name = scene.file()
    name.unlink()
    os.mkfifo(name)

    assert scene.kept().found(scene.shards[0]) is None
    scene.kept().keep(scene.shards[0], scene.result)
    assert same(scene.kept().found(scene.shards[0]), scene.result)


def test_a_shard_under_the_name_of_another_is_not_believed(scene: Scene) -> None:
    first, second = scene.shards
    scene.kept().keep(first, scene.result)
    mine = scene.file()
    content = mine.read_bytes()
    mine.unlink()
    scene.kept().keep(second, run_shard(second))

    scene.file().write_bytes(content)

    assert scene.kept().found(second) is None


def test_a_file_that_would_run_something_is_not_believed(scene: Scene, tmp_path: Path) -> None:
    class Attack:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "run"),)

    scene.kept().keep(scene.shards[0], scene.result)
    for content in map(pickle.dumps, (Attack(), Scene, {"counties": ()})):
        name = scene.file().stem.encode()
        scene.file().write_bytes(MARK + sha256(name + content).digest() + content)

        assert scene.kept().found(scene.shards[0]) is None

    assert not (tmp_path / "run").exists()
    assert "asks for posix.mkdir" in scene.remarks[0]


def test_a_full_disk_is_reported_and_leaves_nothing_torn(scene: Scene) -> None:
    scene.kept().keep(scene.shards[1], scene.result)
    before = scene.file()

    with full_disk(), pytest.raises(CheckpointFailed, match="Make room and start the same command"):
        scene.kept().keep(scene.shards[0], scene.result)

    assert scene.file() == before
    assert scene.kept().found(scene.shards[0]) is None


def test_what_was_kept_is_removed_with_its_folder_but_not_what_others_keep(scene: Scene) -> None:
    scene.kept().keep(scene.shards[0], scene.result)
    scene.kept("run.seed=2").keep(scene.shards[0], scene.result)
    folder = scene.folder / "small.unfinished"

    scene.kept().remove()

    assert scene.kept("run.seed=2").count() == 1
    scene.kept("run.seed=2").remove()
    assert not folder.exists()
    scene.kept().remove()  # nothing there


def test_a_users_file_among_the_kept_shards_stays(scene: Scene) -> None:
    scene.kept().keep(scene.shards[0], scene.result)
    folder = scene.file().parent
    half_written = folder / f".{scene.file().name}.new-{'0a' * 8}"
    for path in (half_written, folder / "notes.txt", folder / "mine.shard"):
        path.write_text("mine", encoding="utf-8")

    scene.kept().remove()

    assert {path.name for path in folder.iterdir()} == {"notes.txt", "mine.shard"}


def test_a_place_that_can_keep_shards_is_left_as_it_is(scene: Scene) -> None:
    scene.kept().ensure_writable()

    assert not (scene.folder / "small.unfinished").exists()


def test_only_a_full_disk_needs_room(scene: Scene) -> None:
    with (
        patch("sim.files.checkpoint.TemporaryFile", side_effect=PermissionError(13, "not yours")),
        pytest.raises(
            CheckpointFailed, match=r"not yours: .* Make it a folder that can be written and"
        ),
    ):
        scene.kept().ensure_writable()


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow beyond a kilobyte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
