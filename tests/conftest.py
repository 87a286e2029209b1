"""What holds for every test: no deadline in Hypothesis, and no chance at all where CI runs.

And linear algebra in one thread, as the command line has it, here and in what the tests start.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from werkzeug.routing import Rule

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


@pytest.fixture(scope="session", autouse=True)
def _rules_are_compiled_once() -> Iterator[None]:
    """Let Werkzeug compile a rule once: most tests have an application, and all the same rules.

    What is compiled depends on the rule's pieces alone, and takes seven eighths of the time in
    which an application is made.
    """
    compiled: dict[tuple[object, ...], Any] = {}
    compile_builder: Callable[[Rule, bool], Any] = Rule._compile_builder  # noqa: SLF001 - see above

    def once(rule: Rule, append_unknown: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - as there
        assert not rule.defaults, "they go into what is compiled"
        pieces = (append_unknown, *rule._trace)  # noqa: SLF001 - as above
        if pieces not in compiled:
            compiled[pieces] = compile_builder(rule, append_unknown)
        return compiled[pieces]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield
