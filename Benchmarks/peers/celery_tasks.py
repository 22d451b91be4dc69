"""The tasks of the Celery peer, and, run as a program, the listener that makes a task of each line."""

import os
import socketserver

import celery
import requests

app = celery.Celery("celery_tasks", broker=os.environ["BENCH_BROKER"])
app.conf.task_ignore_result = True
session = requests.Session()


@app.task
def deliver(body: str) -> None:
    """Posts one event, over the worker's own connection."""
    headers = {"Content-Type": "application/json"}
    session.post(os.environ["BENCH_URL"], data=body.encode(), headers=headers, timeout=15).raise_for_status()


class Lines(socketserver.StreamRequestHandler):
    """Makes a task of each line of a connection."""

    def handle(self) -> None:
        for line in self.rfile:
            deliver.delay(line.decode())


class Server(socketserver.ThreadingTCPServer):
    """A thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512


if __name__ == "__main__":
    with Server(("127.0.0.1", int(os.environ["BENCH_PORT"])), Lines) as server:
        server.serve_forever()
