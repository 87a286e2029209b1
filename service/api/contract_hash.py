"""The hash of the contract of this version, which every answer carries.

It stands in a file beside this, since making the contract takes longer than starting a server.
`make schema` writes it anew; a test holds it to the contract.
"""

from pathlib import Path

CONTRACT_HASH = Path(__file__).with_name("contract.sha256").read_text(encoding="ascii").strip()
