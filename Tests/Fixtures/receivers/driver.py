"""Calls verify.py with SECRETS NOW ID TIMESTAMP SIGNATURE and a body on standard input."""

import sys

sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from verify import BadSignature, verify  # noqa: E402

secrets, now, names = sys.argv[2], int(sys.argv[3]), ("Webhook-Id", "webhook-timestamp", "webhook-signature")
headers = {name: value for name, value in zip(names, sys.argv[4:]) if value}
try:
    print(verify(secrets.split(), headers, sys.stdin.buffer.read(), now))
except BadSignature as reason:
    sys.exit(str(reason))
