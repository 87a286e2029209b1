"""What holds for every test: no deadline in Hypothesis, and no chance at all where CI runs.

And linear algebra in one thread, as the command line has it, here and in what the tests start.

What speaks to a database speaks to one of the two in `make test`, and to the other in `make
proofs`: each test always to the same one, a quarter of them to PostgreSQL.
"""

import os
from zlib import crc32

import pytest
from hypothesis import HealthCheck, settings

from sim.cli import use_one_thread
from tests.proofs.lengths import examples

USUAL_EXAMPLES = 100
PROFILE = "wanghuiyi"

settings.register_profile(
    PROFILE,
    deadline=None,  # a test must not depend on how busy the machine is
    suppress_health_check=[HealthCheck.too_slow],  # as above
    # A change is judged by the same examples each time; new ones are found at the desk.
    derandomize=bool(os.environ.get("CI")),
    max_examples=examples(USUAL_EXAMPLES),
)
settings.load_profile(PROFILE)
use_one_thread()

DIALECT = "dialect"
ONE_OF = 4


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what is marked
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as a proof what the other database of a test has to say."""
    for item in items:
        asked = getattr(item, "callspec", None)
        dialect = asked.params.get(DIALECT) if asked else None
        if dialect is not None and dialect != first_dialect(item.nodeid.replace(dialect, "")):
            item.add_marker(pytest.mark.proof)


def first_dialect(test: str) -> str:
    """Return which database a test of this name speaks to where it speaks to one."""
    return "sqlite" if crc32(test.encode()) % ONE_OF else "postgresql"
