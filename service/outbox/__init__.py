"""The worker that tells: events are addressed to those who hear, and messages go out until heard.

What is promised, for each recipient and subject (the parcel, order or wallet that events are of):

- Every event that was saved is told at least once, or ends as a dead letter that can be looked at
  and replayed (`service.domain.message.LIMITS`). Who hears twice knows it by the message's id.
- In order: a message is tried only when none before it about the same subject waits for the same
  recipient. The order is that of `event.seq`, which is that of the transactions that saved the
  events if each locked the subject first, as every operation here does. Where two did not, each
  event is still told, in the order in which it was found. Dead letters are left out of the order,
  and a repetition may come after what follows it: by its id it is known to be one.
- Any number of workers may run, and be killed. A message is claimed for a time longer than any
  attempt; if its worker does not come back, another tries again. No transaction is open while
  somebody is waited for.
"""

from service.outbox.attempt import Sender
from service.outbox.claims import Counts, deliver_all_due
from service.outbox.fan_out import address
from service.outbox.worker import OutboxWorker

__all__ = ["Counts", "OutboxWorker", "Sender", "address", "deliver_all_due"]
