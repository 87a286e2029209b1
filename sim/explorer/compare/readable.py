"""What a page says of results that cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl
from werkzeug.exceptions import NotFound

from sim.files.findings import FileErrors


@contextmanager
def readable(*names: str) -> Iterator[None]:
    """Turn errors of files into a page that says what to do. Raise NotFound for them."""
    try:
        yield
    except (OSError, KeyError, ValueError, FileErrors, pl.exceptions.PolarsError) as error:
        said = str(error).partition("\n")[0]
        message = (
            f"the files of {' or '.join(names)} are damaged or of another version ({said}): "
            "run it anew"
        )
        raise NotFound(message) from error
