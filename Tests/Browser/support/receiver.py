"""A receiver of webhooks that answers as a test tells it."""

import dataclasses
import http.server
import threading


@dataclasses.dataclass
class Answer:
    """What a receiver says to a request."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = dataclasses.field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclasses.dataclass
class Request:
    """What came to a receiver."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Listens on a free port of 127.0.0.1, keeps what comes, and answers by path."""

    def __init__(self):
        self.requests: list[Request] = []
        self.answers: dict[str, Answer] = {}
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def answer(self, path: str, answer: Answer):
        """Says what is answered on a path from now on; all other paths answer 200."""
        with self.lock:
            self.answers[path] = answer

    def to(self, path: str) -> list[Request]:
        """What came to a path so far."""
        with self.lock:
            return [request for request in self.requests if request.path == path]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _take(self, request: Request) -> Answer:
        with self.lock:
            self.requests.append(request)
            return self.answers.get(request.path, Answer())

    def _handler(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            timeout = 60  # seconds; an idle connection is closed

            def take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = receiver._take(Request(self.command, self.path, headers, body))
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_PUT = take

            def log_message(self, *_):
                pass  # the test looks at the requests

        return Handler
