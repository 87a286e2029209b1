"""The rules of the product; read this package first. No web, database, clock or randomness here.

A depositor hands cash over the counter and chooses a password (`remittance`, `tariff`). The receipt
is a draft, a bearer instrument for an amount, which is paid out or refunded exactly once (`draft`).
Number and password credit any wallet at the gateway, as often a day as its tier allows (`wallet`).
The wallet pays an order into escrow, a parcel travels, the buyer confirms, and the seller is paid
(`order`, `parcel`).

Two books record this, the Post's and the gateway's, whose mutual balances mirror each other
(`chart`). A transfer has one debit, one credit and one amount, so every book balances by
construction (`ledger`); `postings` says for each event of the trade which transfers it makes in
both books. When a day is over, the two compare their lines and pay what is due (`settlement`,
`day`).

Values are frozen, verbs are functions that take facts and return decisions: the new value and the
transfers that go with it. What the rules do not allow raises a named refusal (`refusals`). Money is
an integer of fen, time an integer of milliseconds since a midnight.
"""
