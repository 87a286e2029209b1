"""A server for tests: its clock obeys, its numbers come again, and it fails when it is told to.

None of this exists in a server that was not started for tests: only `create_test_app` brings it in.
"""

from service.testing.application import create_test_app
from service.testing.clock import FakeClock

__all__ = ["FakeClock", "create_test_app"]
