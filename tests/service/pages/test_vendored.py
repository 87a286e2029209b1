import hashlib
import tomllib
from importlib.resources import files

from service.pages.assets import ECHARTS, HTMX

FOLDER = files("service.pages").joinpath("vendored")
LIBRARIES = tomllib.loads(FOLDER.joinpath("manifest.toml").read_text(encoding="utf-8"))["library"]


def test_what_was_taken_in_from_elsewhere_is_unchanged() -> None:
    for one in LIBRARIES:
        for name, digest in (("file", "sha256"), ("licence_file", "licence_sha256")):
            content = FOLDER.joinpath(one[name]).read_bytes()

            assert hashlib.sha256(content).hexdigest() == one[digest], one[name]


def test_each_file_names_its_version_and_has_its_licence_beside_it() -> None:
    named = {one[key] for one in LIBRARIES for key in ("file", "licence_file")}

    assert {one.name for one in FOLDER.iterdir()} == named | {"manifest.toml"}
    assert all(one["version"] in one["file"] for one in LIBRARIES)


def test_pages_load_what_is_in_the_manifest() -> None:
    loaded = {name.partition("/")[2] for name in (ECHARTS, HTMX)}

    assert loaded == {one["file"] for one in LIBRARIES}
