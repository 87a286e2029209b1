"""The books of a run: every journey posted in double entry, and nothing lost on the way.

`entries` makes entries of the journeys, one a purchase or one a course; `postings` posts them, by
the rules of `service.domain`; `agents` does both for the business of agents. `faults` and
`agent_faults` find what does not add up.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from service.domain.ledger import Books, Transfer, post
from sim.books.agent_faults import faults_of_agents, faults_of_agents_books
from sim.books.agents import agent_entries, agent_transfers, opening_transfers
from sim.books.entries import entries, entries_in_sums
from sim.books.faults import faults_of_books, faults_of_journeys, faults_of_lots, faults_of_visits
from sim.books.postings import POSTINGS, LedgerEntry
from sim.diary import Diary
from sim.network.codes import county_named
from sim.scenario import Payment, Scenario

__all__ = ["LostInTheRun", "check_books", "entries", "entries_in_sums", "post_books"]

# Fewer purchases are posted sooner one by one than sorted by their course.
MANY_JOURNEYS = 50


class LostInTheRun(Exception):  # noqa: N818 - named by what happened
    """A person, a draft, a parcel or a fen is not accounted for: a fault of the model."""


def check_books(diary: Diary, scenario: Scenario) -> Books:
    """Return the books of a run. Raise LostInTheRun with everything that does not add up.

    Many journeys are posted in sums; what is lost shows there as it does one by one.
    """
    is_large = diary.journeys["person"].size >= MANY_JOURNEYS
    return post_books(diary, scenario, entries_in_sums if is_large else entries)


def post_books(
    diary: Diary, scenario: Scenario, entries_of: Callable[[Diary, Payment], Sequence[LedgerEntry]]
) -> Books:
    """Return the books of a run by its entries. Raise LostInTheRun as `check_books` does."""
    faults = [
        *faults_of_visits(diary),
        *faults_of_journeys(diary),
        *faults_of_lots(diary),
        *faults_of_agents(diary),
    ]
    if faults:
        raise LostInTheRun(_told(diary, faults))
    found = entries_of(diary, scenario.payment)
    in_sums = entries_of is entries_in_sums
    posting = POSTINGS[scenario.payment.method]
    transfers = (transfer for entry in found for transfer in posting(entry, diary.end_ms))
    books = post(Books(), chain(_of_agents(diary, in_sums=in_sums), transfers))
    faults = [
        *faults_of_books(books, found, scenario.payment.method),
        *faults_of_agents_books(books, diary),
    ]
    if faults:
        raise LostInTheRun(_told(diary, faults))
    return books


def _of_agents(diary: Diary, *, in_sums: bool) -> Iterator[Transfer]:
    yield from opening_transfers(diary)
    for entry in agent_entries(diary, in_sums=in_sums):
        yield from agent_transfers(entry)


def _told(diary: Diary, faults: list[str]) -> str:
    where = county_named(diary.county)
    return f"{where}, replication {diary.replication}: " + "; ".join(faults)
