"""Trails as the API shows them, and whether their amounts add up."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.service.servers import Service, taken

WHOLE = "depth=32&nodes=1000"
Tree = dict[str, Any]


def trail(service: Service, path: str, key: str | None = None, query: str = WHOLE) -> Tree:
    """Return a trail whose amounts add up at each node, and whose leaves add up to the whole."""
    response = service.get(key or service.auditor, f"/v1/trails/{path}?{query}")
    assert response.status_code == 200, response.text
    found: Tree = taken(response)
    for nodes in (found["came_from"], found["went_to"]):
        require_sums({"money": found["money"], "nodes": nodes})
        whole_fen = sum(one["money"]["amount"] for top in nodes for one in leaves(top))
        assert whole_fen == found["money"]["amount"]
    return found


def require_sums(node: Tree) -> None:
    """Require of each node with others that these add up to it, and none of nothing."""
    if node["nodes"]:
        parts = [one["money"]["amount"] for one in node["nodes"]]
        assert sum(parts) == node["money"]["amount"], node
        assert min(parts) > 0, node
    for one in node["nodes"]:
        require_sums(one)


def leaves(node: Tree) -> Iterator[Tree]:
    """Yield the nodes beyond which there are none."""
    for one in node["nodes"]:
        yield from leaves(one)
    if not node["nodes"]:
        yield node


def nodes_of(nodes: list[Tree]) -> Iterator[Tree]:
    """Yield all nodes."""
    for one in nodes:
        yield one
        yield from nodes_of(one["nodes"])


def origins(found: Tree) -> Counter[str]:
    """Return how much of a trail came first with which key."""
    came: Counter[str] = Counter()
    for top in found["came_from"]:
        for leaf in leaves(top):
            came[leaf["entry"]["key"]] += leaf["money"]["amount"]
    return came


def destinations(found: Tree) -> Counter[str]:
    """Return how much of a trail lies, or ended, in which account."""
    went: Counter[str] = Counter()
    for top in found["went_to"]:
        for leaf in leaves(top):
            went[leaf["account"]] += leaf["money"]["amount"]
    return went
