"""Differences between our book and a file from outside, as sentences: what differs, what to do."""

from service.clock import date_of
from service.domain.reconciliation import OutsideDifference, OutsideDifferenceKind
from service.money import yuan

_SENTENCES = {
    OutsideDifferenceKind.MISSING: (
        "{key} of {own} on {own_day} is not in the file: wait for the next one, then ask for it."
    ),
    OutsideDifferenceKind.EXTRA: (
        "row {row}: {outside} on {outside_day} for {reference} is not in our book: find out what "
        "it is for, and enter it or have it reversed."
    ),
    OutsideDifferenceKind.AMOUNT_DIFFERS: (
        "row {row}: {key} is {outside} in the file and {own} in our book: check its receipt; the "
        "one that is wrong enters a correction."
    ),
    OutsideDifferenceKind.LATE: (
        "row {row}: {key} of {own} is booked on {outside_day}, and was on {own_day}: the amounts "
        "agree, so ask only if it costs interest."
    ),
    OutsideDifferenceKind.EARLY: (
        "row {row}: {key} of {own} is booked on {outside_day}, before it was, on {own_day}: ask "
        "for the right day."
    ),
    OutsideDifferenceKind.DOUBLED: (
        "row {row}: {outside} for {key} is in the file once more: have one of them reversed."
    ),
}


def in_words(difference: OutsideDifference) -> str:
    """Return a difference as a sentence.

    >>> from service.domain.reconciliation import OutsideLine
    >>> line = OutsideLine(7, "", 5000, 13_514)
    >>> in_words(OutsideDifference(OutsideDifferenceKind.EXTRA, None, line))[:60]
    'row 7: 50.00 yuan on 2007-01-01 for no reference is not in o'
    """
    own, outside = difference.own, difference.outside
    return _SENTENCES[difference.kind].format(
        key=own.key if own else "",
        own=f"{yuan(own.amount_fen)} yuan" if own else "",
        own_day=date_of(own.day) if own else "",
        row=outside.row if outside else "",
        reference=(outside.reference or "no reference") if outside else "",
        outside=f"{yuan(outside.amount_fen)} yuan" if outside else "",
        outside_day=date_of(outside.day) if outside else "",
    )
