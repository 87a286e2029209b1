"""Stories of API keys."""

from tests.service.api.stories.story import GOOD, Request, stories, story
from tests.service.servers import Service

NOBODYS = f"/v1/keys/{'0' * 16}"


def key_id_of(key: str) -> str:
    """Return the part of a key that is no secret."""
    return key.split("_")[1]


def path_of_a_guest(service: Service) -> str:
    """Return the path of a key that may go."""
    return f"/v1/keys/{key_id_of(service.key('auditor', 'a guest'))}"


def new_key(service: Service, role: str, holder: str) -> Request:
    """Make a key."""
    return Request(service.operator, "POST", "/v1/keys", {"role": role, "holder": holder})


def rotation(service: Service, path: str, overlap_h: int) -> Request:
    """Replace a key by another."""
    return Request(service.operator, "POST", f"{path}/rotations", {"overlap_h": overlap_h})


GOOD.update(
    {
        "POST /v1/keys": lambda service: new_key(service, "outlet", "Shangcheng 3"),
        "GET /v1/keys": lambda service: Request(service.operator, "GET", "/v1/keys"),
        "POST /v1/keys/{key_id}/rotations": lambda service: rotation(
            service, path_of_a_guest(service), 1
        ),
        "DELETE /v1/keys/{key_id}": lambda service: Request(
            service.operator, "DELETE", path_of_a_guest(service)
        ),
    }
)
# A shop is known by its wallet, and this one has none.
story("POST /v1/keys", "wallet_unknown", lambda service: new_key(service, "shop", "nobody"))
stories(
    "api_key_unknown",
    {
        "POST /v1/keys/{key_id}/rotations": lambda service: rotation(service, NOBODYS, 0),
        "DELETE /v1/keys/{key_id}": lambda service: Request(service.operator, "DELETE", NOBODYS),
    },
)
