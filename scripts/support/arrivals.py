#!/usr/bin/env python3
"""Waits until all that is expected has arrived, shows it, and says whether it is all there and nothing else.

The table of what is expected comes on standard input, one kind of arrival a line:

    TIMES POST PATH PROOF STATUSES          a request to receiver.py; STATUSES are its answers, such as 200,409
    TIMES MAIL TO CC SUBJECT...             a mail in mailbox.py's directory; CC is - where there is none

Exit 0 when it matches, 1 when not. Copies of one mail count once, by Message-ID.
"""

import argparse
import collections
import email
import email.policy
import email.utils
import json
import pathlib
import sys
import time

# Seconds to listen on for what nobody expected, after all the rest has come. Longer than the first wait of the
# pipelines' retry schedule (5 s and a fifth more), so that a delivery which is wrongly tried again is seen.
QUIET = 7


def lines(path):
    """The complete lines of a file of JSON lines; none while it does not exist."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines(True) if line.endswith("\n")]


def addresses(message, name):
    pairs = email.utils.getaddresses([str(value) for value in message.get_all(name, [])])
    return ",".join(sorted(address for _, address in pairs)) or "-"


def defects(message):
    """What Python's parser found wrong with a message, in its parts and headers."""
    found = []
    for part in message.walk():
        found += part.defects
        for value in part.values():
            found += getattr(value, "defects", [])
    return found


def mails(directory):
    """Every mail once, with the recipients of all envelopes in which it came."""
    found = {}
    for envelope in lines(directory / "envelopes.jsonl"):
        data = (directory / envelope["file"]).read_bytes()
        message = email.message_from_bytes(data, policy=email.policy.default)
        key = message["Message-ID"] or envelope["file"]
        _, recipients = found.setdefault(key, (message, set()))
        recipients.update(envelope["to"])
    return list(found.values())


def arrived(requests, letters):
    counted = collections.Counter()
    statuses = collections.defaultdict(list)
    for request in requests:
        key = (request["method"], request["path"], request["proof"])
        counted[key] += 1
        statuses[key].append(str(request["status"]))
    for message, recipients in letters:
        counted["MAIL", addresses(message, "To"), addresses(message, "Cc"), str(message["Subject"])] += 1
    return counted, {key: ",".join(sorted(value)) for key, value in statuses.items()}


def expected(table):
    counted, statuses = {}, {}
    for line in table:
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[1] == "MAIL":
            key = ("MAIL", words[2], words[3], " ".join(words[4:]))
        else:
            key = tuple(words[1:4])
            statuses[key] = words[4]
        counted[key] = int(words[0])
    return counted, statuses


def show_request(request, number):
    print(f"\n  [{number}] {request['method']} {request['path']}   {request['proof']}, answered {request['status']}")
    for name in ("content-type", "webhook-id", "webhook-signature"):
        if name in request["headers"]:
            print(f"      {name}: {request['headers'][name]}")
    try:
        body = json.dumps(json.loads(request["body"]), indent=2, ensure_ascii=False)
    except ValueError:
        body = request["body"]
    for line in body.splitlines():
        print(f"      {line}")


def show_mail(message, number):
    print(f"\n  [{number}] mail")
    for name in ("From", "To", "Cc", "Subject"):
        if message[name]:
            print(f"      {name}: {message[name]}")
    body = message.get_body(("plain",))
    text = [line for line in (body.get_content() if body else "").splitlines() if line.strip()]
    for line in text[:8]:
        print(f"      | {line}")
    print(f"      parts: {', '.join(p.get_content_type() for p in message.walk() if not p.is_multipart())}")


def complaints(wanted, answers, requests, letters):
    """Every difference between what was expected and what came, as sentences."""
    counted, statuses = arrived(requests, letters)
    found = []
    for key in sorted(set(wanted) | set(counted)):
        if wanted.get(key, 0) != counted.get(key, 0):
            found.append(f"{' '.join(key)}: expected {wanted.get(key, 0)}, arrived {counted.get(key, 0)}")
        elif key in answers and answers[key] != statuses[key]:
            found.append(f"{' '.join(key)}: expected the answers {answers[key]}, given {statuses[key]}")
    for message, recipients in letters:
        named = set(",".join([addresses(message, "To"), addresses(message, "Cc")]).split(",")) - {"-"}
        if recipients != named:
            found.append(f"mail {message['Message-ID']}: addressed to {sorted(named)}, sent to {sorted(recipients)}")
        found += [f"mail {message['Message-ID']}: {defect!r}" for defect in defects(message)]
        missing = [name for name in ("Message-ID", "Date", "MIME-Version") if not message[name]]
        found += [f"mail to {addresses(message, 'To')}: has no {name}" for name in missing]
    return found


def main():
    parser = argparse.ArgumentParser(description="Compare what arrived with a table on standard input.")
    parser.add_argument("--requests", type=pathlib.Path, required=True, help="the journal of receiver.py")
    parser.add_argument("--mails", type=pathlib.Path, required=True, help="the directory of mailbox.py")
    parser.add_argument("--within", type=float, default=60, help="seconds to wait at most")
    arguments = parser.parse_args()
    wanted, answers = expected(sys.stdin)

    end = time.monotonic() + arguments.within
    while time.monotonic() < end:
        counted, _ = arrived(lines(arguments.requests), mails(arguments.mails))
        if all(counted.get(key, 0) >= times for key, times in wanted.items()):
            print(f"All of it is here; listening for {QUIET} seconds more.", flush=True)
            time.sleep(QUIET)
            break
        time.sleep(0.1)

    requests, letters = lines(arguments.requests), mails(arguments.mails)
    for number, request in enumerate(sorted(requests, key=lambda r: (r["path"], r["status"])), 1):
        show_request(request, number)
    for number, (message, _) in enumerate(letters, len(requests) + 1):
        show_mail(message, number)

    found = complaints(wanted, answers, requests, letters)
    print(f"\n{len(requests)} requests and {len(letters)} mails arrived, {sum(wanted.values())} were expected.")
    for complaint in found:
        print(f"  wrong: {complaint}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
