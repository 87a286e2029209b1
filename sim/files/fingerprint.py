"""What the bytes of a result hang on besides its inputs: code, libraries, arithmetic.

Two processes with one fingerprint bring back the same bytes for the same shard. Processors differ
in the last digit of a logarithm, so what they make of some numbers is in it too.
"""

from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from platform import machine, python_version_tuple

import numpy as np
from scipy import special

HOUSE = Path(__file__).parents[2]
# Rooms of the simulation that only read what shards brought back; a test knows if one is missing.
READERS = frozenset({"cli", "cluster.py", "files", "plots", "tables.py"})
LIBRARIES = ("holidays", "numba", "numpy", "opening-hours-py", "pydantic", "scipy", "simpy")
PROBES = 4_096


@cache
def fingerprint() -> dict[str, str]:
    """Return a word for each thing that this process must have in common with another."""
    return {
        "code": _code_sha256()[:16],
        "python": ".".join(python_version_tuple()[:2]),
        **{name: version(name) for name in LIBRARIES},
        "processor": machine(),
        "arithmetic": _arithmetic_sha256()[:16],
    }


def sources() -> list[Path]:
    """Return the modules that shards are made by: the rules, and the simulation but its rim."""
    rooms = [path for path in (HOUSE / "sim").iterdir() if path.name not in READERS]
    return sorted(
        path
        for room in (HOUSE / "service" / "domain", *rooms)
        for path in (room.rglob("*.py") if room.is_dir() else [room])
        if path.suffix == ".py"
    )


def _code_sha256() -> str:
    digest = sha256()
    for path in sources():
        digest.update(path.relative_to(HOUSE).as_posix().encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _arithmetic_sha256() -> str:
    """Return a hash of all functions by which a number of chance becomes a duration."""
    shares = (np.arange(PROBES) + 0.5) / PROBES
    functions = (np.log, np.log1p, np.exp, np.sqrt, np.sin, np.cos, np.arcsin, special.ndtri)
    return sha256(b"".join(np.asarray(one(shares)).tobytes() for one in functions)).hexdigest()
