"""Sources, inboxes, and why a signature does not hold."""

import base64
import hashlib
import hmac
import json
import time
import unittest

from playwright.sync_api import expect

from support import world
from support.case import BrowserTest

# A body that a form of HTML does not bring along as it was: its line breaks are LF.
BODY = b'{\n  "what": "line breaks"\n}\n'


def signed(body: bytes) -> dict[str, str]:
    """The headers of a webhook that is signed now."""
    key, now = base64.b64decode(world.SECRET.removeprefix("whsec_")), str(int(time.time()))
    code = hmac.new(key, f"msg_1.{now}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": "msg_1", "webhook-timestamp": now, "webhook-signature": "v1," + base64.b64encode(code).decode(),
        "Content-Type": "application/json",
    }  # fmt: skip


class Receivers(BrowserTest):
    """A person who builds a receiver, and one who connects a sender."""

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    def test_what_arrived_at_an_inbox_is_verified_and_its_secret_shown_nowhere(self):
        for options in ({}, {"java_script_enabled": False}):
            self.assertEqual(self.api.send("POST", "/inbox/hr", BODY, signed(BODY)).status, 200)
            visit = self.visit(self.reader, "/inboxes", **options)
            page = visit.page
            page.get_by_role("link", name="#").first.click()
            expect(page.locator("body")).to_contain_text("line breaks")
            page.get_by_label("Secret").fill(world.SECRET)
            page.get_by_role("button", name="Verify").click()
            expect(page.get_by_role("heading", name="What was found")).to_contain_text("valid")
            expect(page.locator("#verdict .badge")).to_have_class("badge good")
            self.assertEqual(visit.path(), "/signatures")
            self.assertNotIn(world.SECRET.removeprefix("whsec_"), page.content())
            # What was pasted stays, and the secret is asked for anew.
            self.assertEqual(page.get_by_label("Secret").input_value(), "")
            page.get_by_label("Secret").fill("whsec_" + base64.b64encode(b"another one of 24 bytes!").decode())
            page.get_by_role("button", name="Verify").click()
            expect(page.locator("#verdict .badge")).to_have_class("badge bad")

    def test_inboxes_are_emptied_by_those_who_may(self):
        self.assertEqual(self.api.send("POST", "/inbox/hr", BODY, signed(BODY)).status, 200)
        looking = self.visit(self.reader, "/inboxes")
        self.assertEqual(looking.page.get_by_role("button", name="Clear all inboxes").count(), 0)
        visit = self.visit(self.admin, "/inboxes")
        visit.answer_next_dialog(accept=True)
        visit.page.get_by_role("button", name="Clear all inboxes").click()
        expect(visit.page.locator("main")).to_contain_text("Nothing has arrived")
        self.assertEqual(self.api.get("/v1/inbox")["items"], [])

    def test_a_source_shows_what_it_learned_until_it_is_forgotten(self):
        headers = {"Content-Type": "application/json", "X-Secret": "for-the-browser-alone"}
        answer = self.api.send("POST", "/in/lms/unknown", json.dumps({"a": "of the sender"}).encode(), headers)
        self.assertEqual(answer.status, 202)
        visit = self.visit(self.admin, "/sources")
        page = visit.page
        page.get_by_role("link", name="lms", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("lms")
        page.get_by_role("link", name=answer.json()["id"], exact=True).click()
        expect(page.locator("main")).to_contain_text("of the sender")
        visit.answer_next_dialog(accept=True)
        page.get_by_role("button", name="Forget it").click()
        expect(page.locator("main")).to_contain_text("None is kept.")
        self.assertEqual(self.api.get("/v1/sources/lms/learned")["items"], [])


if __name__ == "__main__":
    unittest.main()
