"""Batches: many items in one request, each with its own answer, the same at each repetition.

Each item is a transaction of its own under `KEY/INDEX`, counted from 0. A batch that was cut, by a
crash or by a database that went away, is completed by repeating it as it was.
"""

import hashlib
from dataclasses import replace
from typing import Any

from service.api.route import Route
from service.call import Call, seeded
from service.database.transactions import Busy, Unavailable
from service.idempotency import Answer, IdempotentRequest, answer_once, json_of
from service.refusals.problems import problem_of
from service.refusals.request import BatchCut, KeyReused

_CREATED = 201


def answer_each(route: Route, call: Call[Any], request: IdempotentRequest) -> Answer:
    """Return the answers to all items of a batch, in their order.

    Refused as a whole: `KeyReused` if the key was another batch's, `InProgress`, `BatchCut`. Raise
    Busy or Unavailable if the first item has no answer.
    """
    items = getattr(call.body, route.each_of)
    batch = hashlib.sha256(request.content).digest()
    answers: list[Answer] = []
    for index, item in enumerate(items):
        try:
            answers.append(
                _answer(
                    route,
                    replace(call, body=item),
                    IdempotentRequest(f"{request.key}/{index}", batch),
                )
            )
        except (Busy, Unavailable) as error:
            if index == 0:
                raise
            raise BatchCut(index, len(items)) from error
        except KeyReused as refusal:
            # The first item stands for the batch: its key is used when any of a batch's is.
            if index == 0:
                raise
            status, problem = problem_of(refusal)
            answers.append(Answer(status, json_of(problem)))
    return Answer(
        status=route.status,
        content=b'{"results":[' + b",".join(map(_result, answers)) + b"]}",
        is_repeated=all(answer.is_repeated for answer in answers),
    )


def _answer(route: Route, call: Call[Any], request: IdempotentRequest) -> Answer:
    assert route.operation, "a batch has an operation for each item"
    call = replace(call, entropy=seeded(call.context, call.caller, request.key))
    return answer_once(route.operation, call, request)


def _result(answer: Answer) -> bytes:
    name = b"answer" if answer.status == _CREATED else b"problem"
    return b'{"status":%d,"%b":%b}' % (answer.status, name, answer.content)
