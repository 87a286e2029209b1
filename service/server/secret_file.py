"""The file of the root secret: 32 random bytes as hex, which its owner alone may read.

Whoever has it and the database can try numbers and passwords; whoever loses it can use no number
that was given out. So it is backed up apart from the database.
"""

import os
import secrets
import stat
from pathlib import Path

from service.errors import ConfigError
from service.server.new_file import new_file
from service.vault import ROOT_BYTES

_READ_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_secret(path: Path) -> bytes:
    """Return the root secret. Raise ConfigError, or OSError if there is no such file."""
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & _READ_BY_OTHERS:
        message = (
            f"{path} can be read by others, and a secret is its owner's alone: "
            f"chmod 600 {path}, and think of who may have read it"
        )
        raise ConfigError(message)
    text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        root = bytes.fromhex(text)
    except ValueError:
        root = b""
    if len(root) != ROOT_BYTES:
        message = (
            f"{path} holds no secret, which is {2 * ROOT_BYTES} hex digits: "
            "restore it from its back-up, or for a new service write it with wanghuiyi secret"
        )
        raise ConfigError(message)
    return root


def write_new_secret(path: Path) -> None:
    """Write a new secret to a new file. Raise FileExistsError: an old one is never overwritten."""
    with new_file(path) as file:
        file.write(f"{secrets.token_hex(ROOT_BYTES)}\n".encode())
