"""Figures kept until a command ends: a small file each, believed only if its checksum holds.

They stand beside the results, as the shards of a run do, named after all that they hang on.
"""

import json
import os
from contextlib import suppress
from hashlib import sha256
from typing import Any

from sim.files.checkpoint import Checkpoint


def kept_figures(place: Checkpoint, name: str) -> Any:  # noqa: ANN401 - of whatever shape was kept
    """Return what was kept by a name, or None; what is torn or of another is not believed."""
    path = place.folder / f"{name}.{place.what}"
    if not path.is_file():
        return None
    try:
        return _opened(path.read_bytes(), name)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is not believed
        place.remark(f"{path} is not believed, and done again: {error}")
        return None


def keep_figures(place: Checkpoint, name: str, figures: object) -> None:
    """Keep what JSON can hold. Raise CheckpointFailed if that cannot be.

    Its bytes may be lost with the machine, which the checksum shows, but not with the process.
    """
    path = place.folder / f"{name}.{place.what}"
    fresh = path.with_name(f".{path.name}.new-{os.urandom(8).hex()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(_sealed(figures, name))
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise place.failed(error) from error


def _sealed(figures: object, name: str) -> bytes:
    content = json.dumps(figures).encode()
    return sha256(name.encode() + content).hexdigest().encode() + b"\n" + content


def _opened(sealed: bytes, name: str) -> Any:  # noqa: ANN401 - as above
    """Return the figures. Raise ValueError if their checksum does not hold under this name."""
    digest, _, content = sealed.partition(b"\n")
    if digest.decode() != sha256(name.encode() + content).hexdigest():
        message = "its checksum does not hold"
        raise ValueError(message)
    return json.loads(content)
