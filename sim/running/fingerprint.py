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

ROOT = Path(__file__).parents[2]
# What of the simulation only reads what shards brought back; a test knows if any is missing.
READERS = ("cli", "explorer", "files", "plots", "report", "running/cluster.py", "tables.py")
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
    """Return the modules that shards are made by: the rules, and the simulation but its readers."""
    sim = ROOT / "sim"
    readers = [sim / name for name in READERS]
    return sorted(
        path
        for package in (ROOT / "service" / "domain", sim)
        for path in package.rglob("*.py")
        if not any(path.is_relative_to(reader) for reader in readers)
    )


def _code_sha256() -> str:
    digest = sha256()
    for path in sources():
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _arithmetic_sha256() -> str:
    """Return a hash of all functions by which a number of chance becomes a duration."""
    shares = (np.arange(PROBES) + 0.5) / PROBES
    functions = (np.log, np.log1p, np.exp, np.sqrt, np.sin, np.cos, np.arcsin, special.ndtri)
    return sha256(b"".join(np.asarray(one(shares)).tobytes() for one in functions)).hexdigest()
