"""Lets a plugin crash the host while many deliveries wait, and says when the next one left.

Usage: measure.py PENSTOCK DIRECTORY EVENTS, started by run, which builds the plugin.
"""

import concurrent.futures
import http.client
import json
import pathlib
import socket
import subprocess
import sys
import threading
import time

BATCH = 1000
PIPELINE = """
name: waiting
on: course.completed
concurrency: 512
stages:
  - transport: http
    with: {{ url: "http://127.0.0.1:{port}/waiting", timeout: 5s }}
---
name: risky
on: course.started
stages:
  - filter: com.example.crash
    with: {{ text: poison, how: segv }}
  - transport: http
    with: {{ url: "http://127.0.0.1:{port}/risky", timeout: 5s }}
"""


class Receiver:
    """Answers everything with 204 over kept connections, and notes when a request begins."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.arrivals = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        stream = connection.makefile("rb")
        try:
            while stream.readline():
                self.arrivals.append(time.time())
                length = 0
                while (line := stream.readline().strip()):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                stream.read(length)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        except OSError:
            pass


def request(port, method, path, body=None, content_type="application/json"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, {"Content-Type": content_type} if body else {})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status < 300, (answer.status, text[:500])
    return text


def fill(port, count):
    """Posts events in batches over two connections, so that the store can merge them."""

    def post(first):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for start in range(first, count, 2 * BATCH):
            events = [
                {
                    "specversion": "1.0",
                    "id": f"event-{n}",
                    "source": "/bench",
                    "type": "course.completed",
                    "data": {"username": f"learner{n}", "score": 80},
                }
                for n in range(start, min(start + BATCH, count))
            ]
            while True:
                connection.request(
                    "POST",
                    "/v1/events",
                    json.dumps(events),
                    {"Content-Type": "application/cloudevents-batch+json"},
                )
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 202:
                    break
                assert answer.status in (429, 503), (answer.status, text[:500])
                time.sleep(float(answer.getheader("Retry-After", "1")))

    with concurrent.futures.ThreadPoolExecutor() as posters:
        list(posters.map(post, (0, BATCH)))


def wait(until, what):
    """Waits at most half a minute."""
    end = time.time() + 30
    while not until():
        assert time.time() < end, f"in vain for {what}"
        time.sleep(0.01)


def main():
    penstock, directory, count = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
    receiver = Receiver()
    (directory / "pipelines/all.yaml").write_text(PIPELINE.format(port=receiver.port))
    plugin = directory / "pipelines/plugins/crash.so"
    digest = subprocess.run(["sha256sum", plugin], capture_output=True, text=True, check=True).stdout[:64]
    trusted = directory / "data/plugins/trusted"
    trusted.write_text(f"{digest} com.example.crash {plugin}\n")
    trusted.chmod(0o600)
    log = open(directory / "log", "wb")
    server = subprocess.Popen(
        [penstock, "serve", directory / "pipelines", "--data", directory / "data", "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        port = int(server.stdout.readline().split("http://127.0.0.1:")[1].split()[0])
        request(port, "POST", "/v1/pipelines/waiting/pause")
        began = time.time()
        fill(port, count)
        print(f"{count:,} deliveries wait, after {time.time() - began:.0f} s")
        request(port, "POST", "/v1/pipelines/waiting/resume")
        wait(lambda: len(receiver.arrivals) >= 1000, "the first thousand")
        request(port, "POST", "/v1/events", json.dumps({"type": "course.started", "data": {"text": "poison"}}))
        faults = directory / "data/faults.jsonl"
        wait(lambda: '"fault"' in faults.read_text(), "the crash")
        crash = next(json.loads(line) for line in faults.read_text().splitlines() if '"fault"' in line)
        moment = crash["time_us"] / 1e6
        time.sleep(5)
        # What was written into a socket before the crash may be read after it.
        later = sorted(at - moment for at in receiver.arrivals if at > moment)
        gap, start = max((b - a, b) for a, b in zip([0.0] + later, later))
        print(f"the plugin crashed ({crash['signal']}); the next delivery left {start:.3f} s after it")
        print(f"delivered in the five seconds after it: {len(later):,}")
    finally:
        server.terminate()
        server.wait(30)


main()
