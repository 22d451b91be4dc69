"""The HTTP API, as a program uses it beside the browser."""

import json
import urllib.error
import urllib.parse
import urllib.request

from support.waiting import until

# Nobody's proxy stands between a test and its server, and no redirect is followed behind its back.
class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere())


class Reply:
    """An answer: its status, its headers, its body."""

    def __init__(self, status: int, headers, body: bytes):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class API:
    """A server's API with a token, or with none."""

    # States in which a delivery stays until a person does something.
    FINAL = {"delivered", "filtered", "duplicate", "dead", "held", "cancelled"}

    def __init__(self, url: str, token: str | None = None):
        self.url = url
        self.token = token

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        """Sends one request as it stands, and takes whatever the answer is."""
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers or {})
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with _opener.open(request, timeout=30) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Reply(error.code, error.headers, error.read())

    def get(self, path: str):
        reply = self.send("GET", path)
        assert reply.status == 200, f"GET {path}: {reply.status} {reply.body.decode(errors='replace')}"
        return reply.json()

    def accept(self, event: dict) -> dict:
        """Sends an event in, which must be accepted."""
        reply = self.send("POST", "/v1/events", json.dumps(event).encode(), {"Content-Type": "application/json"})
        assert reply.status == 202, f"{reply.status} {reply.body.decode(errors='replace')}"
        return reply.json()

    def event(self, accepted: dict, source: str = "/api") -> dict:
        """An event with its deliveries."""
        identifier = urllib.parse.quote(accepted["id"], safe="")
        return self.get(f"/v1/events/{identifier}?source={urllib.parse.quote(source, safe='')}")

    def settle(self, event: dict, states: set[str] | None = None) -> dict:
        """Sends an event in and waits until all its deliveries are in one of these states, or in a final one.

        Returns the event with its deliveries.
        """
        accepted = self.accept(event)
        wanted = states or self.FINAL

        def has_settled() -> bool:
            return all(one["state"] in wanted for one in self.event(accepted, event.get("source", "/api"))["deliveries"])

        assert until(has_settled), f"unsettled: {self.event(accepted, event.get('source', '/api'))}"
        return self.event(accepted, event.get("source", "/api"))
