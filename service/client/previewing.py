"""A connection that asks for previews: whatever would change something is only foretold."""

from dataclasses import fields, replace

from service.client.retrying import ApiRequest, RetryingClient
from service.client.transport import HttpResponse


class Previewed(Exception):  # noqa: N818 - named by what is so
    """A preview was answered; the method that asked for it has no other answer to go on with."""

    def __init__(self, request: ApiRequest, response: HttpResponse) -> None:
        """Take what was asked and the answer to it."""
        super().__init__(request.path)
        self.request, self.response = request, response


class PreviewingClient(RetryingClient):
    """A connection on which reads are reads, and everything else is asked for as a preview.

    The service refuses what it has no preview of, so nothing is ever done.
    """

    def send(self, request: ApiRequest) -> HttpResponse:
        """Return the response to a read. Raise Previewed, Refused or Unreachable."""
        if request.method == "GET":
            return super().send(request)
        query = {**(request.query or {}), "dry_run": "true"}
        preview = replace(request, query=query, idempotency_key=None)
        raise Previewed(preview, super().send(preview))


def previewing(connection: RetryingClient) -> PreviewingClient:
    """Return a connection for previews, over the same transport and with the same key."""
    return PreviewingClient(
        **{one.name: getattr(connection, one.name) for one in fields(connection)}
    )
