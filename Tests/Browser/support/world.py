"""A site in which something of everything has happened, so that every page has something to show."""

import datetime
import json
import urllib.parse

from support.api import API
from support.hostile import TEXTS, TURNED
from support.receiver import Answer, Receiver
from support.waiting import until

SECRET = "whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="

PIPELINES = """
name: hr-webhook
description: Tells the HR system who passed a course.
on: course.completed
stages:
  - filter: match
    with: { pointer: /data/score, greater_or_equal: { pointer: /data/passing_score } }
  - sign: standard-webhooks
    with: { secrets: ["${env:HR_SECRET:-{secret}}"] }
  - transport: http
    with: { url: "{receiver}/hr", timeout: 5s }
---
name: register
description: A register that refuses what it does not know.
on: [course.completed, user.added]
outcomes: { 422: permanent }
stages:
  - sign: standard-webhooks
    with: { secrets: ["${env:HR_SECRET:-{secret}}"] }
  - transport: http
    with: { url: "{receiver}/register", timeout: 5s }
---
name: slow-system
description: A system that is not there today.
on: ilt.completed
retry: { schedule: [1h, 2h] }
stages:
  - transform: jq
    with: { expression: "{who: .data.username, of: .data.session_name}" }
  - transport: http
    with: { url: "{receiver}/slow", timeout: 5s, headers: { X-From: "{{event.source}}" } }
---
name: abandoned
description: An address that is gone for good.
on: learning_path.completed
stages:
  - transport: http
    with: { url: "{receiver}/gone", timeout: 5s }
---
name: passed-mail
description: Congratulates whoever passed a course.
on: course.completed
retry: { schedule: [1h] }
stages:
  - transform: email
    with:
      from: "training@example.com"
      to: "{{data.username}}@example.com"
      subject: "You completed {{data.course_name}}"
      text: "Well done, {{data.username}}."
  - transport: smtp
    with: { url: "smtp://127.0.0.1:1", tls: none, timeout: 5s }
---
name: at-rest
description: Switched off until the new term.
on: certification.*
enabled: false
stages:
  - transport: http
    with: { url: "{receiver}/rest" }
"""

SOURCE = """
name: lms
description: A system that sends its own webhooks.
methods: [POST, GET]
verify: { header: X-Secret, equals: "${env:LMS_SECRET:-for-the-browser-alone}" }
events:
  - when: { hook: [user.added, "user.added.*"] }
    type: user.added
    data: { username: { from: [login, /user/login], required: true }, email: email }
learn: true
expect: { every: 1d }
"""


def files(receiver: Receiver) -> dict[str, str]:
    """The files of the site."""
    return {
        "pipelines/all.yaml": PIPELINES.replace("{receiver}", receiver.url).replace("{secret}", SECRET),
        "pipelines/sources/lms.yaml": SOURCE,
    }


def completed(**changes) -> dict:
    """A course that was passed."""
    data = {
        "course_name": "Workplace Safety", "catalog_id": "WS-101", "passing_score": 80, "username": "learner1",
        "score": 92.5, "date": "2026-03-09",
    }  # fmt: skip
    return {"type": "course.completed", "data": data | changes}


def certified(sample: dict) -> list[dict]:
    """Certificates that are about to expire, the last of somebody who is no friend."""
    soon = (datetime.date.today() + datetime.timedelta(days=20)).isoformat()
    dates = {"expiration_date": soon, "renewal_start_date": "2026-01-01"}
    hostile = {
        "username": TEXTS["attribute"], "program_id": TEXTS["closing"], "program_name": TEXTS["element"],
        "certification_number": TEXTS["long"],
    }  # fmt: skip
    return [{"type": "certification.certified", "data": sample | dates | changes} for changes in ({}, hostile)]


def hostile_event() -> dict:
    """An event that tries it in every attribute and in every field."""
    return completed(
        course_name=TEXTS["element"], username=TEXTS["attribute"], catalog_id=TEXTS["closing"], date=TEXTS["handler"],
        comment=TURNED, **{TEXTS["apostrophe"]: TEXTS["template"]},
        nested=[TEXTS["comment"], {"deep": TEXTS["long"]}, TEXTS["address"], TEXTS["accent"], TEXTS["entity"]],
    ) | {"id": TEXTS["attribute"], "source": "/lms/" + TEXTS["element"], "subject": TEXTS["apostrophe"]}  # fmt: skip


def hostile_answer(status: int = 422) -> Answer:
    """What a receiver says that is no friend."""
    body = f"<html><body>{TEXTS['element']}{TEXTS['attribute']} {TURNED} {TEXTS['long']}</body></html>"
    return Answer(
        status,
        body.encode(),
        {"Content-Type": "text/html", "X-Why": TEXTS["element"], "X-Long": TEXTS["long"], "X-Attribute": TEXTS["attribute"]},
    )


def fill(api: API, receiver: Receiver):
    """Lets all that happen."""
    receiver.answer("/register", hostile_answer())
    receiver.answer("/slow", Answer(503, b"tomorrow", {"Content-Type": "text/plain", "Retry-After": "3600"}))
    receiver.answer("/gone", Answer(410, b"gone"))
    final_or_waiting = API.FINAL | {"waiting"}
    samples = {one["type"]: one["sample"] for one in api.get("/v1/catalog")["items"] if "sample" in one}
    for type in ("ilt.completed", "learning_path.completed", "user.added"):
        api.settle({"type": type, "data": samples[type]}, final_or_waiting)
    api.settle(completed(), final_or_waiting)
    api.settle(completed(score=12), final_or_waiting)
    api.settle(hostile_event(), final_or_waiting)
    for event in certified(samples["certification.certified"]):
        api.accept(event)
    # A type that nobody has told of, and one that no pipeline asks for.
    api.accept({"type": "forum.posted", "data": {"text": TEXTS["element"]}})
    api.accept({"type": "course.started", "data": samples["course.started"]})
    # A source that has learned a request, and refused one; an inbox.
    hostile = json.dumps({TEXTS["attribute"]: TEXTS["element"], "long": TEXTS["long"]}).encode()
    for secret, status in (("for-the-browser-alone", 202), ("wrong", 401)):
        headers = {"Content-Type": "application/json", "X-Secret": secret}
        answer = api.send("POST", "/in/lms/" + urllib.parse.quote(TEXTS["closing"], safe=""), hostile, headers)
        assert answer.status == status, answer.body
    headers = {"Content-Type": "application/json", "X-Why": TEXTS["handler"], "X-Long": TEXTS["long"]}
    caught = api.send("POST", "/inbox/" + urllib.parse.quote(TEXTS["element"], safe=""), hostile, headers)
    assert caught.status == 200, caught.body
    # A job that has come to its end, as most have.
    body = json.dumps({"pipeline": "hr-webhook", "since": "1h"}).encode()
    begun = api.send("POST", "/v1/replays", body, {"Content-Type": "application/json"})
    assert begun.status == 202, begun.body
    job = begun.json()["id"]
    assert until(lambda: api.get(f"/v1/replays/{job}")["state"] == "done"), api.get(f"/v1/replays/{job}")
