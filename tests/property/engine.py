"""By which engine generated scenarios are lived: by SimPy in `make proofs`, and else by its twin.

What holds of one diary holds of both, since both are the same: `test_equality` holds that, of the
scenarios that are generated here.
"""

from sim import kernel
from sim.model import journey
from tests.proofs.lengths import LENGTH

simulate = journey.simulate if LENGTH else kernel.simulate
simulate_people = journey.simulate_people if LENGTH else kernel.simulate_people
