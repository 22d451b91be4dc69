#!/usr/bin/python3
"""A real SMTP server for tries and tests: it stores each mail and passes none on.

Every mail becomes DIR/0001.eml and so on, byte for byte as it came, and one line of DIR/envelopes.jsonl with the
envelope: {"file", "from", "to"}. The line is written last, so a mail that has a line is complete.
Needs aiosmtpd (Debian: python3-aiosmtpd).
"""

import argparse
import asyncio
import json
import os
import pathlib
import signal

from aiosmtpd.smtp import SMTP


class Mailbox:
    """The handler that aiosmtpd calls with each mail."""

    def __init__(self, directory):
        self.directory = directory
        self.count = len(list(directory.glob("*.eml")))

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = f"{self.count:04}.eml"
        (self.directory / name).write_bytes(envelope.original_content)
        line = json.dumps({"file": name, "from": envelope.mail_from, "to": envelope.rcpt_tos})
        with (self.directory / "envelopes.jsonl").open("a", encoding="utf-8") as index:
            index.write(line + "\n")
        return f"250 2.0.0 stored as {name}"


async def serve(directory, port, port_file):
    directory.mkdir(parents=True, exist_ok=True)
    mailbox = Mailbox(directory)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    listener = await loop.create_server(
        lambda: SMTP(mailbox, hostname="mailbox.localhost", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", port
    )
    if port_file:
        # Written aside and moved, so that a reader never sees half a number.
        aside = port_file.with_suffix(".new")
        aside.write_text(str(listener.sockets[0].getsockname()[1]))
        os.replace(aside, port_file)
    await stopped.wait()
    listener.close()


def main():
    parser = argparse.ArgumentParser(description="Store every mail that comes in over SMTP in a directory.")
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 (the default) takes a free one")
    parser.add_argument("--port-file", type=pathlib.Path, help="file that gets the port once the server listens")
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.directory, arguments.port, arguments.port_file))


if __name__ == "__main__":
    main()
