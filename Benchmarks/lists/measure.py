"""Fills a store over HTTP, asks every list and every filter page by page, and exports all of it."""

import http.client
import http.server
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import threading
import time

program, scratch, count = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), int(sys.argv[3])
BATCH = 1000
# One in so many events goes to a receiver that refuses it for good; the filter drops the others.
REFUSED = 100
PAGES = 300


class Refusing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
(scratch / "pipelines" / "lists.yaml").write_text(
    f"""\
name: one-in-many
on: course.completed
outcomes: {{ 400: permanent }}
stages:
  - filter: match
    with: {{ pointer: /data/score, equals: 100 }}
  - transport: http
    with: {{ url: "http://127.0.0.1:{receiver.server_port}/" }}
"""
)
server = subprocess.Popen(
    [program, "serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0"],
    cwd=scratch,
    stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL,
    text=True,
)


def memory():
    """Resident memory of the server that no file backs, in MiB: at most since the start, and now."""
    text = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+)", text)[1]) // 1024 for name in ("VmHWM", "RssAnon")]


def main():
    port = int(re.search(r"http://127\.0\.0\.1:(\d+)", server.stdout.readline())[1])
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(target):
        start = time.perf_counter()
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(body), (time.perf_counter() - start) * 1000

    start = time.perf_counter()
    for first in range(0, count, BATCH):
        events = [
            {
                "specversion": "1.0",
                "id": f"lists-{number}",
                "source": "/lms" if number % 10 else "/import",
                "type": "course.completed" if number % 4 else "user.added",
                "subject": f"course/WS-{number % 1000}",
                "data": {
                    "catalog_id": f"WS-{number % 1000}",
                    "course_name": "Working safely at height",
                    "username": f"learner{number % 50_000}",
                    "score": 100 if number % REFUSED == 1 else 50,
                    "passing_score": 60,
                    "comment": "needle" if number == 7 else "",
                },
            }
            for number in range(first, min(first + BATCH, count))
        ]
        connection.request(
            "POST", "/v1/events", json.dumps(events), {"Content-Type": "application/cloudevents-batch+json"}
        )
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 202, body
    print(f"{count:,} events stored in {time.perf_counter() - start:.0f} s", flush=True)
    end = time.monotonic() + 900
    while ask("/v1/deliveries?state=pending,waiting&limit=1")[0]["items"] and time.monotonic() < end:
        time.sleep(1)
    size = sum(file.stat().st_size for file in (scratch / "data").iterdir() if file.is_file())
    print(f"the data directory has {size >> 20:,} MiB; the server's memory: {memory()} MiB", flush=True)

    middle = ask("/v1/events?limit=1")[0]["items"][0]["accepted_at"]
    lists = [
        "/v1/events",
        "/v1/events?limit=500",
        "/v1/events?type=user.added",
        "/v1/events?type=course.*&subject=course/WS-7",
        "/v1/events?type=nothing",
        "/v1/events?subject=course/WS-999",
        "/v1/events?source=/import",
        "/v1/events?unmatched=true",
        "/v1/events?person=learner77",
        "/v1/events?person=nobody",
        "/v1/events?text=needle",
        "/v1/events?text=nothing",
        f"/v1/events?until={middle}",
        "/v1/events?until=24h",
        "/v1/deliveries",
        "/v1/deliveries?limit=500",
        "/v1/deliveries?state=dead",
        "/v1/deliveries?state=filtered",
        "/v1/deliveries?state=delivered",
        "/v1/deliveries?pipeline=one-in-many",
        "/v1/deliveries?status=4xx",
        "/v1/deliveries?status=503",
        "/v1/deliveries?type=course.*&subject=course/WS-7",
        "/v1/deliveries?source=/nowhere",
        "/v1/deliveries?state=dead&source=/nowhere",
        "/v1/deliveries?person=learner77",
        "/v1/deliveries?text=needle",
        "/v1/deliveries?state=dead&person=learner101",
        "/v1/deliveries?state=dead&text=nothing",
        "/v1/deliveries?until=24h",
    ]
    lists += sys.argv[4:]
    print("\n| list | first page, ms | median | slowest | pages | rows |\n|---|---|---|---|---|---|")
    worst = 0
    for target in lists:
        times, rows, cursor = [], 0, ""
        while len(times) < PAGES:
            page, took = ask(target + (("&" if "?" in target else "?") + f"cursor={cursor}" if cursor else ""))
            times.append(took)
            rows += len(page["items"])
            cursor = page.get("next")
            if not cursor:
                break
        worst = max(worst, max(times))
        pages = f"{len(times)}" + (" of more" if cursor else "")
        print(
            f"| `{target}` | {times[0]:.1f} | {statistics.median(times):.1f} | {max(times):.1f} | {pages} | {rows:,} |",
            flush=True,
        )
    print(f"\nslowest of all pages: {worst:.1f} ms; the server's memory: {memory()} MiB\n")

    for name in ("events", "deliveries"):
        for form in ("ndjson", "csv"):
            start, size = time.perf_counter(), 0
            connection.request("GET", f"/v1/{name}?format={form}&limit=1000000")
            answer = connection.getresponse()
            while piece := answer.read(1 << 20):
                size += len(piece)
            took = time.perf_counter() - start
            print(f"{name} as {form}: {size >> 20} MiB in {took:.1f} s; memory {memory()} MiB", flush=True)


try:
    main()
finally:
    server.terminate()
    server.wait()
