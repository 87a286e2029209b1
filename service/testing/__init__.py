"""A server for tests: its clock obeys, its numbers come again, and it fails when it is told to.

None of this exists in a server that was not started for tests: only `trial_app` brings it in.
"""

from service.testing.application import trial_app
from service.testing.clock import TrialClock

__all__ = ["TrialClock", "trial_app"]
