"""Commands of the service; each imports what it needs when it is called.

Stdout is data, stderr is people. Exit 0 is fine, 1 a refusal or a finding, 2 a usage that cannot
be.
"""

import os

# To look for plugins, Pydantic reads what is said of every package that is installed.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

# Where each command is: it is imported when it is called.
COMMANDS = {
    "serve": "service.cli.serving:serve",
    "tour": "service.cli.touring:tour",
    "deliver": "service.cli.delivering:deliver",
    "secret": "service.cli.serving:secret",
    "keys": "service.cli.keys:keys",
    "deposit": "service.cli.counter:deposit",
    "redeem": "service.cli.wallets:redeem",
    "cash-out": "service.cli.counter:cash_out",
    "wallet": "service.cli.wallets:wallet",
    "hold": "service.cli.holds:hold",
    "payment": "service.cli.payments:payment",
    "withdrawal": "service.cli.payments:withdrawal",
    "balance": "service.cli.lists:balance",
    "agent": "service.cli.agents:agent",
    "find": "service.cli.annotations:find",
    "note": "service.cli.annotations:note",
    "answer": "service.cli.annotations:answer",
    "draft": "service.cli.counter:draft",
    "cash": "service.cli.counter:cash",
    "outlet": "service.cli.outlets:outlet",
    "offline": "service.cli.offline:offline",
    "seller": "service.cli.sellers:seller",
    "offer": "service.cli.sellers:offer",
    "order": "service.cli.orders:order",
    "reference": "service.cli.orders:references",
    "parcel": "service.cli.parcels:parcel",
    "settle": "service.cli.books:settle",
    "reconcile": "service.cli.books:reconcile",
    "reconcile-file": "service.cli.reconciling:reconcile_file",
    "gym": "service.cli.reconciling:gym",
    "check-books": "service.cli.books:check_books",
    "proof": "service.cli.proofs:proof",
    "trail": "service.cli.trails:trail",
    "receipt": "service.cli.receipts:receipt",
    "export": "service.cli.books:export",
    "webhook": "service.cli.messages:webhook",
    "listen": "service.cli.listening:listen",
    "message": "service.cli.messages:message",
    "events": "service.cli.messages:events",
    "contact": "service.cli.messages:contact",
    "text": "service.cli.messages:text",
    "price": "service.cli.prices:price",
    "adversary": "service.cli.adversary:adversary",
    "contract": "service.cli.contract:contract",
    "database": "service.cli.database:database",
}
