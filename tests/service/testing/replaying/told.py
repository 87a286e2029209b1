"""A story told again, and all that a world is made of, to compare it with what it was."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlmodel import SQLModel

from service.call import Context
from service.database.memory import MemoryDatabase, empty_content
from service.database.transactions import Database
from service.schemas.replays import StoryFile
from service.testing.replaying.export import story_of
from service.testing.replaying.playing import ReplayDifference, played
from service.testing.replaying.replayed import app_of_story
from service.testing.replaying.story import read_story, text_of
from service.testing.state import State
from service.testing.worlds import WorldLimits
from service.vault import Vault
from service.web.app import Settings

NOT_COMPARED = {"api_key", "answer"}
"""Keys that no request made have other ids when they are made for a replay, with an answer each."""


@dataclass(frozen=True)
class Told:
    """The file, its story, and what came of it."""

    file: str
    story: StoryFile
    app: Flask
    differences: tuple[ReplayDifference, ...]

    @property
    def state(self) -> State:
        """Return the state of the world to which it was told."""
        return state_of(self.app)


def state_of(app: Flask) -> State:
    """Return the state of the default world of an application."""
    found: State = app.extensions["wanghuiyi.worlds"].default
    return found


def told_again(state: State, file: str = "") -> Told:
    """Tell the story of a world to a new one with another root secret."""
    file = file or text_of(story_of(state))
    story = read_story(file.encode())
    database = MemoryDatabase()
    database.load(empty_content())
    context = Context(database, Vault(b"r" * 32, cost=2))
    app = app_of_story(context, Settings(), story, WorldLimits())
    return Told(file, story, app, played(app, state_of(app), story))


def rows(state: State, *without: str) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, without what is hashed, salted or sealed."""
    return rows_of(state.context.database, *without)


def rows_of(database: Database, *without: str) -> dict[str, list[dict[str, Any]]]:
    """Return the same of a database."""
    found = {}
    with database.reading() as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in without:
                query = text(f"SELECT * FROM {table.name}")  # noqa: S608 - a table of ours
                found[table.name] = sorted(
                    (
                        {name: value for name, value in row.items() if not isinstance(value, bytes)}
                        for row in connection.execute(query).mappings()
                    ),
                    key=repr,
                )
    return found


def shown(state: State) -> dict[str, Any]:
    """Return all that a world has beside its database."""
    return {
        "clock": state.clock.shown(),
        "rules": state.rules.shown(),
        "webhook_rules": state.relay.rules.shown(),
        "held": state.relay.shown(),
        "traffic": state.traffic.shown(),
    }
