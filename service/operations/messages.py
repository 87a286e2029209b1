"""Messages on their way, and events: looked at by those whose affair they are, and sent again."""

from dataclasses import replace
from typing import Any

from service.call import Call, Outcome
from service.clock import rfc3339
from service.database.connection import Connection
from service.domain.message import MessageStatus
from service.outbox.attempt import payload
from service.refusals.messages import MessageUnknown, MessageWaiting
from service.schemas.messages import EventsQuery, MessagesQuery
from service.store import events, messages
from service.store.messages import Message, NewMessage

_ALL = "operator"


def list_messages(connection: Connection, call: Call[MessagesQuery]) -> dict[str, Any]:
    """Return a page of one's own messages, the newest first; an operator sees everybody's."""
    caller, query = call.caller, call.body
    found = messages.messages_of(
        connection,
        None if caller.role == _ALL else (caller.role, caller.holder),
        query.standing,
        before_seq=int(query.cursor) if query.cursor else None,
        count=query.limit + 1,
    )
    page = found[: query.limit]
    return {
        "messages": [_shown(one) for one in page],
        "next_cursor": str(page[-1].message_seq) if len(found) > query.limit else None,
    }


def show_message(connection: Connection, call: Call[Any]) -> dict[str, Any]:
    """Return a message, of its replays the last. Refused: `MessageUnknown`."""
    return _shown(_own(connection, call))


def replay_message(connection: Connection, call: Call[Any]) -> Outcome:
    """Send a message that has ended again, under the same id. Refused: `MessageWaiting`, `_own`."""
    message = _own(connection, call)
    if message.standing is MessageStatus.WAITING:
        raise MessageWaiting
    again = NewMessage(
        message.message_id,
        message.channel,
        message.recipient,
        message.role,
        message.holder,
        message.stored,
        replay=message.replay + 1,
    )
    now_waiting = replace(
        message,
        replay=again.replay,
        standing=MessageStatus.WAITING,
        attempts=0,
        due_ms=call.now_ms,
        written_ms=call.now_ms,
        settled_ms=None,
        problem="",
    )
    return Outcome(_shown(now_waiting), (messages.inserted(again, call.now_ms),))


def list_events(connection: Connection, call: Call[EventsQuery]) -> dict[str, Any]:
    """Return a page of the events that one may hear, the oldest first.

    An event gets its place when it is addressed, in the order in which places can be seen, so that
    reading on from a place skips none, however late its transaction ended.
    """
    caller, query = call.caller, call.body
    cursor = query.cursor or "0"
    hearer = (caller.role, caller.holder)
    found = events.events_of(connection, hearer, int(cursor), query.limit + 1)
    page = found[: query.limit]
    return {
        "events": [payload(caller.role, one) for one in page],
        "next_cursor": str(page[-1].place) if page else cursor,
        "has_more": len(found) > query.limit,
    }


def _own(connection: Connection, call: Call[Any]) -> Message:
    message, caller = messages.message_by_id(connection, call.path["message_id"]), call.caller
    is_own = message and (message.role, message.holder) == (caller.role, caller.holder)
    if message is None or not (is_own or caller.role == _ALL):
        raise MessageUnknown
    return message


def _shown(message: Message) -> dict[str, Any]:
    is_waiting = message.standing is MessageStatus.WAITING
    to, _, name = message.recipient.partition(":")
    settled_ms = message.settled_ms
    return {
        "message_id": message.message_id,
        "replay": message.replay,
        "channel": str(message.channel),
        "webhook_id": name if to == "webhook" else None,
        "wallet_id": name if to == "sms" else None,
        "event_id": message.stored.event_id,
        "kind": message.stored.event.kind,
        "subject": message.stored.event.subject,
        "standing": str(message.standing),
        "attempts": message.attempts,
        "problem": message.problem,
        "written_at": rfc3339(message.written_ms),
        "next_try_at": rfc3339(message.due_ms) if is_waiting else None,
        "settled_at": None if settled_ms is None else rfc3339(settled_ms),
    }
