"""What holds for every test: no deadline in Hypothesis, and no chance at all where CI runs."""

import os

from hypothesis import HealthCheck, settings

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
