"""Compiling the engine with numba, once: its machine code is kept on disk.

It is kept beside the source, or in the user's cache where that cannot be written, in a folder
named after all that the code is made of; numba alone would not see a change in another module.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

HERE = Path(__file__).parent
SOURCES = (
    *sorted(HERE.glob("*.py")),
    # Their constants and fields go into the machine code; a test knows if one is missing.
    *(
        HERE.parent / name
        for name in (
            "diary.py",
            "model/bargain.py",
            "model/line.py",
            "model/office.py",
            "model/pause.py",
            "people/producers.py",
            "model/shop.py",
            "people/agents.py",
            "people/wishes.py",
            "plan.py",
            "units.py",
        )
    ),
)
LOOP = "run.go_on"

_config: Any = numba.config  # its values are made when it is imported, so no type is known


def compiled(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a step, compiled and put in place of each call by others that are compiled."""
    return _jit(function, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def compiled_apart(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a step that happens seldom, compiled once: in place it would slow down the others."""
    return _jit(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def called_from_python(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Return a function, compiled and with an entry for Python, which takes long to make."""
    return _jit(function)


def compile_for(
    function: Callable[Given, Answer], *args: Given.args, **kwargs: Given.kwargs
) -> None:
    """Compile for arguments of these types, or fetch the machine code from disk, without a call.

    Where what is on disk is damaged, all of it is thrown away and compiled anew.
    """
    assert not kwargs, "machine code knows arguments by position"
    dispatcher: Any = function
    typeof: Any = numba.typeof
    signature = tuple(map(typeof, args))
    try:
        dispatcher.compile(signature)
    except Exception:
        # A damaged file raises whatever its bytes make of it; a fault of ours comes again below.
        folder = machine_code_folder()
        if folder is None or not is_on_disk():
            raise
        for path in folder.rglob("*.nb?"):
            path.unlink(missing_ok=True)
        dispatcher.compile(signature)


def is_on_disk() -> bool:
    """Return whether an earlier run has left the machine code."""
    folder = machine_code_folder()
    return folder is not None and any(folder.rglob(f"{LOOP}-*.nbi"))


@cache
def machine_code_folder() -> Path | None:
    """Return the first folder that can be written, or None: then each process compiles anew."""
    for parent in _parents():
        folder = parent / f"wanghuiyi-{_sources_sha256()[:16]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def _parents() -> Iterator[Path]:
    if _config.CACHE_DIR:
        yield Path(_config.CACHE_DIR)
    yield HERE / "__pycache__"
    yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _sources_sha256() -> str:
    """Return a hash of numba's version and of the modules whose code or constants go in."""
    digest = sha256(numba.__version__.encode())
    for path in SOURCES:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _jit(function: Callable[Given, Answer], **options: bool) -> Callable[Given, Answer]:
    jit: Any = numba.njit  # its types leave out _nrt
    folder = machine_code_folder()
    chosen = _config.CACHE_DIR
    _config.CACHE_DIR = str(folder or "")
    try:
        # Nothing in here is ever allocated, so no references need counting (_nrt): three times
        # as fast. Nobody divides by zero, so nobody need look (error_model).
        options |= {"cache": folder is not None, "nogil": True, "_nrt": False}
        return cast("Callable[Given, Answer]", jit(error_model="numpy", **options)(function))
    finally:
        _config.CACHE_DIR = chosen
