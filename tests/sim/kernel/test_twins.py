"""The engines are twins by name: who knows a step of the model finds it in the compiled engine."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim import kernel, model

MODULES = (
    *("journey", "counter", "redemption", "parcel", "office", "line", "duty", "purchase"),
    *("agent", "rebalancing", "shop"),
    "produce",
)
# A step of the model without a twin of its name in the module of its name, and why.
ELSEWHERE = {
    "journey.journey": "what leads from stage to stage is `kernel.stages`",
    "journey.simulate": "the way in is `kernel.simulate`",
    "journey.simulate_people": "the way in is `kernel.simulate_people`",
    "journey.begin": "records are made in `kernel.world.begin`",
    "journey.customers_come": "the loop lets them in: `kernel.run.customer_comes`",
    "journey.agent_customers_come": "each lets in the next: `kernel.agent.await_customer`",
    "shop.takes": "it belongs to the visit: `kernel.agent.visit_agent`",
    "agent.give": "it belongs to the till: `kernel.shop.give`",
    "parcel.travel": "it is cut where the parcel waits: at_hub, carried, at_outlet, brought",
    "counter.be_served": "it is cut where it can be interrupted: `kernel.counter.begin_service`",
    "counter.await_wear": "it begins with the service: `kernel.counter.begin_service`",
    "counter.go_elsewhere": "it follows a failure: `kernel.duty.go_elsewhere`",
    "office.spread": "it follows a change of duty: `kernel.duty.spread`",
    "office.move": "it follows a change of duty: `kernel.duty.move`",
    "line.lose_patience": "it belongs to the visit: `kernel.counter.lose_patience`",
    "line.be_called": "it belongs to the visit: `kernel.counter.be_called`",
    "line.free": "it belongs to the visit: `kernel.counter.leave_counter`",
    "line.call_next": "it belongs to the visit: `kernel.counter.call_next`",
    "line.begin": "it belongs to the visit: `kernel.counter.begin_service`",
    "line.leave": "in the kernel that ends a visit; a line is left in `kernel.line.leave_line`",
    "line.leave_all": "everyone goes one by one: `kernel.duty.spread`",
    "line.turn_away": "everyone goes one by one: `kernel.office.turn_away`",
    "line.wear_out": "a failure is an event like any other: `kernel.duty.breakdowns`",
    "line.fail": "it follows the clock: `kernel.duty.fail`",
    "line.repair": "it follows the clock: `kernel.duty.repair`",
    "office.until": "all events are in `kernel.events.until`",
    "office.start_schedules": "the loop starts them: `kernel.run.start`",
    "office.join_others": "other people's parcels are a number: `kernel.office.join`",
    "purchase.row": "a page is a row of the diary already",
    "purchase.deposits_fen": "drafts are counted before the run: `kernel.world`",
    "purchase.split_amount": "drafts are counted before the run: `kernel.world`",
}


def functions(path: Path) -> Iterator[str]:
    """Yield the public functions of a module, and the methods of its classes; no properties."""
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    methods = [node for one in nodes if isinstance(one, ast.ClassDef) for node in one.body]
    for node in [*nodes, *methods]:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            if any(ast.unparse(one) == "property" for one in node.decorator_list):
                continue
            yield node.name


def steps_of(package: str, module: str) -> set[str]:
    """Return the public functions of a module of an engine."""
    return set(functions(Path(package).parent / f"{module}.py"))


@pytest.mark.parametrize("module", MODULES)
def test_a_step_of_the_model_has_a_twin_of_its_name_in_the_module_of_its_name(module: str) -> None:
    steps = steps_of(str(model.__file__), module)

    missing = {f"{module}.{step}" for step in steps - steps_of(str(kernel.__file__), module)}

    assert missing == {name for name in ELSEWHERE if name.startswith(f"{module}.")}
