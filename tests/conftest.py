"""What holds for every test: no deadline in Hypothesis, and no chance at all where CI runs."""

import os

from hypothesis import settings

# A test must not depend on how busy the machine is.
settings.register_profile("dev", deadline=None)
# A change is judged by the same examples each time; new ones are found at the desk.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
