#!/usr/bin/env python3
"""A receiver of webhooks for tries and tests: it answers 200 and records each request as a line of JSON.

A line: {"method", "path", "headers", "body", "proof", "status"}. `proof` says how the sender proved itself:
"signed" (a valid Standard Webhooks signature), "authorized" (the expected bearer token), "none", or a sentence on what
was wrong; a wrong proof is answered 401. Secrets come from the environment, by the name of a variable, so that none
stands on a command line.
"""

import argparse
import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import signal
import threading
import time

TOLERANCE = 300  # seconds that a signature's time may be off (Standard Webhooks 1.0.0)


def signature_problem(headers, body, secret):
    """What is wrong with a Standard Webhooks signature; None when it is valid."""
    identifier, timestamp = headers.get("webhook-id"), headers.get("webhook-timestamp")
    signatures = headers.get("webhook-signature")
    if not (identifier and timestamp and signatures):
        return "a webhook-* header is missing"
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return "webhook-timestamp is not of these five minutes"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    expected = "v1," + base64.b64encode(digest).decode()
    if not any(hmac.compare_digest(expected.encode(), each.encode()) for each in signatures.split()):
        return "webhook-signature does not match"
    return None


def bearer_problem(headers, token):
    """What is wrong with a bearer token; None when it is the expected one."""
    matches = hmac.compare_digest(headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return None if matches else "the bearer token does not match"


def proof(path, headers, body, demands):
    """How the sender proved itself, or what was wrong; the demand with the longest fitting prefix counts."""
    fitting = [prefix for prefix in demands if path.startswith(prefix)]
    if not fitting:
        return "none"
    kind, secret = demands[max(fitting, key=len)]
    if kind == "signed":
        return signature_problem(headers, body, secret) or kind
    return bearer_problem(headers, secret) or kind


class Journal:
    """The file of requests, and the paths that were already written to."""

    def __init__(self, file):
        self.file = file
        self.lock = threading.Lock()
        self.put = set()

    def is_repeated(self, path):
        with self.lock:
            repeated = path in self.put
            self.put.add(path)
            return repeated

    def append(self, record):
        with self.lock:
            self.file.write(json.dumps(record) + "\n")
            self.file.flush()


def handler(journal, demands):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 60  # seconds; an idle connection is closed

        def take(self):
            length = self.headers.get("Content-Length")
            if length is None:
                self.close_connection = True  # where this request ends is unknown
                self.answer(411)
                return
            body = self.rfile.read(int(length))
            shown = proof(self.path, self.headers, body, demands)
            if shown not in ("signed", "authorized", "none"):
                status = 401
            elif self.command == "PUT" and journal.is_repeated(self.path):
                status = 409  # as a system of records answers that has the record already
            else:
                status = 200
            journal.append(
                {
                    "method": self.command,
                    "path": self.path,
                    # The token is the one secret that a request carries; all else is fit to be looked at.
                    "headers": {k.lower(): v for k, v in self.headers.items() if k.lower() != "authorization"},
                    "body": body.decode("utf-8", "replace"),
                    "proof": shown,
                    "status": status,
                }
            )
            self.answer(status)

        do_POST = do_PUT = do_PATCH = take

        def answer(self, status):
            text = json.dumps({"status": status}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            pass  # the journal has it all

    return Handler


def demanded(kind, arguments):
    """PREFIX=VARIABLE on the command line, as the prefix with the kind of proof and the variable's value."""
    found = {}
    for argument in arguments:
        prefix, _, variable = argument.partition("=")
        if not variable or variable not in os.environ:
            raise SystemExit(f"receiver: {argument}: expected PREFIX=VARIABLE with a variable that is set")
        found[prefix] = (kind, os.environ[variable])
    return found


def main():
    parser = argparse.ArgumentParser(description="Record webhooks as lines of JSON.")
    parser.add_argument("journal", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (the default) takes a free one")
    parser.add_argument("--port-file", type=pathlib.Path, help="file that gets the port once the server listens")
    parser.add_argument(
        "--signed", action="append", default=[], metavar="PREFIX=VARIABLE",
        help="paths that must carry a Standard Webhooks signature, and the variable with its secret; the longest "
        "prefix counts",
    )
    parser.add_argument(
        "--bearer", action="append", default=[], metavar="PREFIX=VARIABLE",
        help="paths that must carry a bearer token, and the variable that holds it",
    )
    arguments = parser.parse_args()
    demands = demanded("signed", arguments.signed) | demanded("authorized", arguments.bearer)
    with arguments.journal.open("a", encoding="utf-8") as file:
        kind = handler(Journal(file), demands)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), kind)
        server.daemon_threads = True
        # shutdown() waits for serve_forever() to return, which the signal has interrupted: it needs its own thread.
        stop = lambda *_: threading.Thread(target=server.shutdown).start()
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        if arguments.port_file:
            # Written aside and moved, so that a reader never sees half a number.
            aside = arguments.port_file.with_suffix(".new")
            aside.write_text(str(server.server_address[1]))
            os.replace(aside, arguments.port_file)
        server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
