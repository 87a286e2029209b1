"""What `serve --replay` asks of its file and of its database, before anything is started."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from service.server.config import ServerConfig


def story_content(file: Path, test_clock: str | None, seed: str | None) -> bytes:
    """Return the content of a story's file, which can be told. Raise click.UsageError."""
    from service.testing.replaying.story import StoryError, read_story

    if test_clock is None:
        message = "--replay is for test mode: add --test-clock"
        raise click.UsageError(message)
    if test_clock != "now" or seed is not None:
        message = "the story has a start and a seed: leave out --seed and the moment"
        raise click.UsageError(message)
    try:
        content = file.read_bytes()
        read_story(content)
    except (OSError, StoryError) as error:
        message = f"{file} cannot be replayed: {error}"
        raise click.UsageError(message) from None
    return content


def require_empty(config: "ServerConfig") -> None:
    """Let a story be told to an empty database alone. Raise ConfigError."""
    from service.database.emptying import is_empty
    from service.errors import ConfigError
    from service.server.config import open_database

    if config.test_mode is None or config.test_mode.replay is None:
        return
    database = open_database(config)
    try:
        is_fit = is_empty(database)
    finally:
        database.close()
    if not is_fit:
        message = (
            f"{config.shown_database} has content, and a story is told to an empty database: "
            "name a new one with --database"
        )
        raise ConfigError(message)
