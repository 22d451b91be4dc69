"""A mail server for tests: aiosmtpd that answers as its options say.

Writes the port and then a line for each mail to standard output, as JSON. Recipients choose their fate by their local
part: no-550, later-451, many-452 and login-530 are answered with that code; everybody else is accepted.
"""
import argparse
import asyncio
import base64
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

options = argparse.ArgumentParser()
options.add_argument("--certificate")
options.add_argument("--key")
options.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
options.add_argument("--password")
options.add_argument("--final", default="250 2.0.0 taken")
options = options.parse_args()

REPLIES = {"550": "550 5.1.1 nobody of that name", "451": "451 4.3.0 come again", "452": "452 4.5.3 too many recipients", "530": "530 5.7.0 log in first"}


def defects(message):
    found = [str(defect) for part in message.walk() for defect in part.defects]
    return found + [f"{name}: {d}" for name, value in message.items() for d in value.defects]


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        code = address.partition("@")[0].rpartition("-")[2]
        if code in REPLIES:
            return REPLIES[code]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        if options.final == "cut":
            server.transport.abort()
            return "250 never seen"
        raw = envelope.original_content
        message = email.message_from_bytes(raw, policy=email.policy.default)
        body = {p.get_content_type(): p.get_content().replace("\r\n", "\n") for p in message.walk() if not p.is_multipart()}
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "peer": session.peer[1],
            "headers": [[name, str(value)] for name, value in message.items()], "defects": defects(message),
            "body": body, "raw": base64.b64encode(raw).decode(), "tls": server.transport.get_extra_info("ssl_object") is not None,
            "login": bool(session.authenticated),
        }), flush=True)
        return options.final


def login(server, session, envelope, mechanism, data):
    good = getattr(data, "password", None) == (options.password or "").encode()
    return AuthResult(success=good, handled=good)


context = None
if options.tls != "none":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)


def session():
    return SMTP(
        Handler(), hostname="relay.example.com", decode_data=False,
        tls_context=context if options.tls == "starttls" else None, require_starttls=options.tls == "starttls",
        authenticator=login if options.password else None, auth_require_tls=False,
        auth_exclude_mechanism=None if options.password else ["LOGIN", "PLAIN"])


async def main():
    implicit = context if options.tls == "implicit" else None
    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", 0, ssl=implicit)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
