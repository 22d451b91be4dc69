"""A mail server for tests that misbehaves at one step: it falls silent, trickles, floods, cuts or gives a reply.

Writes the port to standard output as JSON, and after a flood how many bytes of it were taken.
"""
import argparse
import json
import socket
import sys
import threading
import time

STEPS = ["greeting", "hello", "sender", "recipient", "data", "content"]
options = argparse.ArgumentParser()
options.add_argument("--at", choices=STEPS, required=True)
options.add_argument("--do", required=True, help="silence, trickle, flood, cut, unread, or a reply")
options.add_argument("--certificate")
options.add_argument("--key")
options = options.parse_args()

GOOD = {
    "greeting": "220 relay.example.com", "hello": "250-relay.example.com\r\n250 8BITMIME", "sender": "250 2.1.0 fine",
    "recipient": "250 2.1.5 fine", "data": "354 go on", "content": "250 2.0.0 taken",
}
COMMANDS = {b"EHLO": "hello", b"HELO": "hello", b"MAIL": "sender", b"RCPT": "recipient", b"DATA": "data"}


def answer(connection, step):
    """Answers a step; false when the conversation is over."""
    if step != options.at:
        connection.sendall((GOOD[step] + "\r\n").encode())
        return True
    if options.do == "silence":
        while connection.recv(65536):
            pass
    elif options.do == "trickle":
        connection.sendall(b"250-")
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)
    elif options.do == "flood":
        sent, line = 0, b"250-and more of this\r\n" * 1000
        try:
            while sent < 500_000_000:
                sent += connection.send(line)
        finally:
            print(json.dumps({"port": sent}), flush=True)
    elif options.do == "unread":
        connection.sendall((GOOD[step] + "\r\n").encode())
        sys.stdin.read()
    elif options.do != "cut":
        connection.sendall((options.do + "\r\n").encode())
        return True
    return False


def serve(connection):
    with connection, connection.makefile("rb") as lines:
        try:
            if not answer(connection, "greeting"):
                return
            content = False
            for line in lines:
                if content:
                    if line == b".\r\n":
                        content = False
                        if not answer(connection, "content"):
                            return
                    continue
                command = line[:4].upper()
                if command == b"QUIT":
                    # Never answered, and the connection is left open.
                    sys.stdin.read()
                    return
                if not answer(connection, COMMANDS.get(command, "hello")):
                    return
                content = command == b"DATA" and (options.at != "data" or options.do == "unread")
        except OSError:
            pass


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
listener.bind(("127.0.0.1", 0))
listener.listen()


def accept():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
