"""The answer that was given under an idempotency key, for whoever has only the key."""

from typing import Any, Literal

from pydantic import ConfigDict

from service.schemas.basics import EXAMPLE_MOMENT, Moment, Strict


class AnswerByKey(Strict):
    """What became of the request under a key.

    `done`: `answer` is the answer that was given, a problem if it was refused, with its `status`.
    `batch`: the key is that of a batch, of which so many first items have answers (`items`), each
    under the key with `/` and its place, from 0. `in_progress`: an answer is being saved.
    `expired`: it was given so long ago that it is forgotten. `unknown`: nothing under this key is
    done so far; a request may still be on its way, so send it again under the same key, and not
    under another.
    """

    state: Literal["done", "batch", "in_progress", "expired", "unknown"]
    status: int | None
    answered_at: Moment | None
    items: int | None
    answer: dict[str, Any] | None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "state": "done",
                    "status": 201,
                    "answered_at": EXAMPLE_MOMENT,
                    "items": None,
                    "answer": {"payment_id": "01937a3c5e2f0a9b8c7d6e5f40312255"},
                }
            ]
        }
    )
