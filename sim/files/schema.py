"""The JSON Schema of a scenario file, for editors, and a scenario as plain values."""

import hashlib
import json
from typing import Any

from sim.scenario import Scenario
from sim.scenario.limits import PATH_MAX

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> str:
    """Return the JSON Schema of a scenario file, as text: every parameter, unit, limit and mark."""
    document = Scenario.model_json_schema(by_alias=True)
    document["$schema"] = DIALECT
    document["title"] = "A scenario of wanghuiyi"
    document["properties"]["extends"] = {
        "type": "string",
        "title": "Extends",
        "maxLength": PATH_MAX,
        "description": "Another scenario, by path or by name; this one changes it.",
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def effective(scenario: Scenario) -> dict[str, Any]:
    """Return every parameter of a scenario as plain JSON values, defaults included."""
    values: dict[str, Any] = scenario.model_dump(mode="json", by_alias=True)
    return values


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 of the effective scenario, whatever the order of its keys."""
    text = json.dumps(effective(scenario), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
