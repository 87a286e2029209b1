"""Both sides of each limit of external ids and metadata."""

from typing import Any
from urllib.parse import quote

import pytest

from service.schemas.annotations import PAIRS_MAX, WORDS_MAX
from tests.service.servers import Service, deposit_body, refused, taken


@pytest.mark.parametrize(
    ("noted", "at"),
    [
        ({"external_id": ""}, ["/external_id"]),
        ({"external_id": "a/b"}, ["/external_id"]),
        ({"external_id": ".."}, ["/external_id"]),
        ({"external_id": "a b"}, ["/external_id"]),
        ({"external_id": "订单1"}, ["/external_id"]),
        ({"external_id": "x" * 65}, ["/external_id"]),
        ({"metadata": {"a": 1}}, ["/metadata/a"]),
        ({"metadata": {"a": "x" * (WORDS_MAX + 1)}}, ["/metadata/a"]),
        ({"metadata": {f"n{place}": "" for place in range(PAIRS_MAX + 1)}}, ["/metadata"]),
        ({"metadata": {"x" * 41: ""}}, [f"/metadata/{'x' * 41}/[key]"]),
        ({"external_id": 7, "metadata": []}, ["/external_id", "/metadata"]),
    ],
)
def test_what_is_over_a_limit_is_refused_all_at_once(
    sqlite_service: Service, noted: dict[str, Any], at: list[str]
) -> None:
    response = sqlite_service.post(
        sqlite_service.outlet, "/v1/deposits", {**deposit_body(), **noted}
    )

    assert refused(response) == (400, "request_malformed")
    assert [one["at"] for one in taken(response)["errors"]] == at
    assert sqlite_service.count("draft") == 0


@pytest.mark.parametrize(
    "noted",
    [
        {"external_id": "x"},
        {"external_id": "~" + "x" * 63},
        {"external_id": "#1?%&'()*+,-.:;<=>@[]^_`{|}!$~"},
        {"metadata": {f"n{place}": "货" * WORDS_MAX for place in range(PAIRS_MAX)}},
        {"metadata": {"x" * 40: ""}},
        {"metadata": {}},
    ],
)
def test_what_is_at_a_limit_is_noted_and_read_back(service: Service, noted: dict[str, Any]) -> None:
    answer = service.done(service.outlet, "/v1/deposits", {**deposit_body(), **noted})

    path = f"/v1/annotations/draft/{answer['draft_id']}"
    shown = taken(service.get(service.outlet, path))
    assert shown.items() >= noted.items()
    if "external_id" in noted:
        in_url = quote(noted["external_id"], safe="")
        assert taken(service.get(service.outlet, f"/v1/external-ids/{in_url}")) == shown
