"""The transactional outbox: events are addressed to subscribers, and messages sent until delivered.

Guarantees, for each recipient and subject (the parcel, order or wallet that events are about):

- At least once: every saved event is delivered, or ends as a dead letter that can be listed and
  replayed (`service.domain.message.LIMITS`). Recipients recognise a repeated message by its id.
- In order: a message is tried only when no earlier one about the same subject waits for the same
  recipient. The order is that of `event.seq`, which is that of the transactions that saved the
  events if each locked the subject first, as every operation here does. If two did not, each
  event is still delivered, in the order in which it was found. Dead letters are left out of the
  order, and a repeated message may come after later ones: its id identifies it.
- Any number of workers may run, and be killed. A message is claimed for longer than any attempt
  takes; if its worker dies, another retries after that. No transaction is open while a recipient
  is waited for.
"""

from service.outbox.attempt import Observer, Outcome, Sender, SentPost
from service.outbox.claims import Counts, deliver_all_due
from service.outbox.fan_out import address
from service.outbox.worker import OutboxWorker

__all__ = [
    "Counts",
    "Observer",
    "OutboxWorker",
    "Outcome",
    "Sender",
    "SentPost",
    "address",
    "deliver_all_due",
]
