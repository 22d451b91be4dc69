"""Verifies webhooks that are signed as Standard Webhooks 1.0.0 says (v1), with the standard library alone.

    try:
        webhook_id = verify([os.environ["HR_SECRET"]], request.headers, request.get_data())
    except BadSignature as reason:
        return "", 401

Give the body as the bytes that came, before anything parses them. The id is the same each time a webhook is sent again:
remember it, and a webhook that comes twice is done once. During a rotation give both secrets.
"""

import base64
import hashlib
import hmac
import time

TOLERANCE = 300  # seconds on either side


class BadSignature(Exception):
    """The request is not one that the sender signed just now."""


def verify(secrets, headers, body, now=None):
    """Returns the webhook's id, or raises BadSignature with the reason."""
    given = {name.lower(): value for name, value in headers.items()}
    try:
        webhook_id, timestamp, signatures = (
            given["webhook-" + name] for name in ("id", "timestamp", "signature")
        )
        seconds = int(timestamp)
    except (KeyError, ValueError) as reason:
        raise BadSignature("a header is missing or is no number: %s" % reason) from None
    signed = b".".join([webhook_id.encode(), timestamp.encode(), body])
    if not any(_matches(secret, signed, entry) for secret in secrets for entry in signatures.split()):
        raise BadSignature("no signature matches")
    if abs((time.time() if now is None else now) - seconds) > TOLERANCE:
        raise BadSignature("the webhook was signed too long ago, or the clocks differ")
    return webhook_id


def _matches(secret, signed, entry):
    version, _, signature = entry.partition(",")
    if version != "v1":
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    try:
        given = base64.b64decode(signature, validate=True)
    except ValueError:
        return False
    return hmac.compare_digest(hmac.new(key, signed, hashlib.sha256).digest(), given)
