"""A server for tests: its clock can be set, its numbers are repeatable, and it fails on request.

A server that was not started for tests has none of this: only `create_test_app` imports it.
"""

from service.testing.application import create_test_app
from service.testing.clock import FakeClock
from service.testing.worlds import WorldLimits

__all__ = ["FakeClock", "WorldLimits", "create_test_app"]
