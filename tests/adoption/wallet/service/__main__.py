"""Top up from a terminal: `python -m service PERSON NUMBER PASSWORD` prints the balance in fen."""

import os
import sys

from service.post_office import PostOffice
from service.wallet import Wallet

if __name__ == "__main__":
    wallet = Wallet(PostOffice(os.environ["WANGHUIYI_URL"], os.environ["WANGHUIYI_PROVIDER_KEY"]))
    person, number, password = sys.argv[1:]
    wallet.join(person)
    sys.stdout.write(f"{wallet.top_up(person, number, password)}\n")
