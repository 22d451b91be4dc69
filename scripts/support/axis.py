#!/usr/bin/env python3
"""Plays an Axis LMS whose global and per-item webhooks are both set: sends each of its nine events twice, as forms.

The values are those of the samples in pipelines/events, as that LMS writes them: everything as text, days as YYYYMMDD.
The secret is AXIS_SECRET of the environment. Each line tells what the server made of the two requests; exit 1 unless
they were one event each time.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

COURSE = {"course_name": "Workplace Safety", "course_id": "WS-101", "passing_score": "80", "username": "learner1"}
TRAINING = {
    "program_name": "Forklift Operation",
    "session_name": "Spring group A",
    "session_start_date": "20260316",
    "username": "learner2",
}
PATH = {"learning_path_name": "New Team Lead", "enrollment_date": "20260112", "username": "learner2"}
CERTIFICATE = {"program_name": "First Aid", "program_id": "FA-20"}

# The event type, which is the global hook; the hook of the one item; what both are sent.
EVENTS = [
    ("course.started", "course.started.WS-101", {**COURSE, "date": "20260302"}),
    ("course.completed", "course.completed.WS-101", {**COURSE, "score": "92.5", "date": "20260309"}),
    ("ilt.started", "ilt.started.forklift", {**TRAINING, "date": "20260316"}),
    (
        "ilt.completed",
        "ilt.completed.forklift",
        {**TRAINING, "session_end_date": "20260320", "attendance_percent": "80", "date": "20260320"},
    ),
    ("learning_path.started", "learning_path.started.team-lead", {**PATH, "date": "20260114"}),
    ("learning_path.completed", "learning_path.completed.team-lead", {**PATH, "date": "20260327"}),
    (
        "certification.certified",
        "certification.FA-20",
        {
            **CERTIFICATE,
            "username": "learner1",
            "certification_number": "FA-20-0417",
            "issue_date": "20260311",
            "renewal_start_date": "20271211",
            "expiration_date": "20280310",
            "certification_type": "certified",
        },
    ),
    (
        "certification.recertified",
        "certification.FA-20",
        {
            **CERTIFICATE,
            "username": "learner2",
            "certification_number": "FA-20-0233",
            "issue_date": "20260402",
            "renewal_start_date": "20280102",
            "expiration_date": "20280401",
            "certification_type": "recertified",
        },
    ),
    (
        "user.added",
        "user.added.import",
        {
            "username": "learner3",
            "first_name": "Learner",
            "last_name": "Three",
            "email": "learner3@example.com",
            "manager_id": "manager1",
            "added_by": "import",
        },
    ),
]


def send(server, hook, form):
    """The answer to a form at a hook: its status and its body."""
    request = urllib.request.Request(
        f"{server}/in/axis/{hook}",
        data=urllib.parse.urlencode(form).encode(),
        headers={"X-Secret": os.environ["AXIS_SECRET"]},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, {"answer": error.read().decode("utf-8", "replace")}


def main():
    parser = argparse.ArgumentParser(description="Send the nine events of Axis LMS, each to two hooks.")
    parser.add_argument("--server", required=True, help="where penstock serves, such as http://127.0.0.1:8080")
    arguments = parser.parse_args()
    wrong = 0
    for kind, item, form in EVENTS:
        first, event = send(arguments.server, kind, form)
        second, repeat = send(arguments.server, item, form)
        one = (first, second) == (202, 202) and event.get("id") and event.get("id") == repeat.get("id")
        if one and event.get("duplicate") is False and repeat.get("duplicate") is True:
            print(f"  {kind} and {item}: one event, {event['id']}")
        else:
            wrong += 1
            print(f"  wrong: {kind} {first} {event}, {item} {second} {repeat}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
