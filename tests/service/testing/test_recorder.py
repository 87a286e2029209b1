"""What a test server keeps of requests has no secret, however it was typed."""

import json

import pytest

from service.testing.recorder import MASK, masked_body


@pytest.mark.parametrize(
    "secret",
    [
        "2007010100005726",
        "2007 0101 0000 5726",
        "2007-0101-0000-5726",
        "2007\u20110101\u20110000\u20115726",
        "\uff10\uff18\uff11\uff12\uff10\uff18",
        "\uff12\uff10\uff10\uff17\u00a00101\u22120000\u200b5726",
        "\u0660\u0668\u0661\u0662\u0660\u0668",
        " 081208\t",
        "110105 19491231 002x",
        "11010519491231002\uff38",
        "REDEEM 2007010100005726 081208",
        "\u5145\u503c2007 0101 0000 5726",
    ],
)
def test_a_secret_under_an_unknown_name_is_masked_as_it_may_be_typed(secret: str) -> None:
    body = json.dumps({"nummer": secret, "list": [{"pin": secret}]})

    assert masked_body(body.encode()) == {"nummer": MASK, "list": [{"pin": MASK}]}


@pytest.mark.parametrize("text", ["Gushi 1", "12345", "2007-01-01T00:00:00Z", "BA000000007CN", "X"])
def test_what_is_no_secret_is_kept(text: str) -> None:
    assert masked_body(json.dumps({"name": text}).encode()) == {"name": text}
