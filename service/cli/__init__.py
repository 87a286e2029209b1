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
    "deliver": "service.cli.delivering:deliver",
    "secret": "service.cli.serving:secret",
    "keys": "service.cli.keys:keys",
    "deposit": "service.cli.counter:deposit",
    "redeem": "service.cli.wallets:redeem",
    "cash-out": "service.cli.counter:cash_out",
    "wallet": "service.cli.wallets:wallet",
    "agent": "service.cli.agents:agent",
    "draft": "service.cli.counter:draft",
    "cash": "service.cli.counter:cash",
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
    "receipt": "service.cli.receipts:receipt",
    "export": "service.cli.books:export",
    "webhook": "service.cli.messages:webhook",
    "listen": "service.cli.listening:listen",
    "message": "service.cli.messages:message",
    "events": "service.cli.messages:events",
    "contact": "service.cli.messages:contact",
    "text": "service.cli.messages:text",
    "price": "service.cli.prices:price",
    "contract": "service.cli.contract:contract",
    "database": "service.cli.database:database",
}
