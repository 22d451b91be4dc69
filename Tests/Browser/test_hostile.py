"""What strangers write is shown as text: in every field of an event, in parameters, and in what receivers answer."""

import json
import unittest
import urllib.parse

from support import world
from support.case import BrowserTest
from support.crawl import pages
from support.hostile import STEERING, TEXTS


class Hostile(BrowserTest):
    """A person who looks at what came from an attacker; each visit fails where a script ran or a dialog opened."""

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world.fill(cls.api, cls.receiver)
        cls.hostile = cls.api.get("/v1/events?type=course.completed&limit=1")["items"][0]

    def shown(self, visit) -> str:
        """All text of the page and what stands in its fields."""
        fields = visit.page.eval_on_selector_all("input, textarea", "all => all.map(one => one.value)")
        return "\n".join([visit.page.locator("body").inner_text(), *fields])

    def test_no_page_runs_what_came_with_an_event_and_none_lets_it_steer_the_text(self):
        visit = self.visit(self.admin)
        for name, _ in pages(visit):
            visit.check_scripts()
            self.assertEqual([one for one in self.shown(visit) if one in STEERING], [], name)
            # What is text is no element: none of these is one of Penstock's own.
            self.assertEqual(visit.page.locator("[onerror], [onload], [onfocus], [src=x], a[href^='javascript:']").count(), 0)

    def test_what_an_event_says_is_shown_word_by_word(self):
        self.assertEqual(self.hostile["id"], TEXTS["attribute"])
        visit = self.visit(self.admin)
        source = urllib.parse.quote(self.hostile["source"], safe="")
        visit.open(f"/events/{urllib.parse.quote(self.hostile['id'], safe='')}?source={source}")
        text = self.shown(visit)
        for wanted in (self.hostile["id"], self.hostile["source"], self.hostile["subject"]):
            self.assertIn(wanted, text)
        for name in ("element", "closing", "template", "comment", "address", "entity"):
            # In the data it stands as JSON.
            self.assertIn(json.dumps(TEXTS[name], ensure_ascii=False)[1:-1], text)

    def test_what_a_receiver_answers_is_shown_word_by_word(self):
        dead = self.api.get("/v1/deliveries?pipeline=register&state=dead&limit=1")["items"][0]
        visit = self.visit(self.admin)
        visit.open(f"/deliveries/{dead['id']}")
        text = visit.page.locator("body").text_content()
        for name in ("element", "attribute"):
            self.assertIn(TEXTS[name], text)

    def test_what_stands_in_the_address_is_shown_as_text(self):
        visit = self.visit(self.admin)
        visit.expect_status(400, 404, 422)
        for name, text in TEXTS.items():
            value = urllib.parse.quote(text, safe="")
            for path in (
                f"/events?type={value}", f"/events?text={value}", f"/events?{value}=1", f"/events?cursor={value}",
                f"/events/{value}", f"/deliveries?state={value}", f"/deliveries/{value}", f"/pipelines/{value}",
                f"/catalog/{value}", f"/?window={value}", f"/test?type={value}", f"/{value}", f"/sources/{value}",
                f"/sources/lms/learned/{value}", f"/inboxes?name={value}", f"/inboxes/{value}",
            ):  # fmt: skip
                answer = visit.page.goto(path)
                self.assertLess(answer.status, 500, path)
                visit.check_scripts()
                self.assertEqual(visit.page.locator("[onerror], [onload], [onfocus], [src=x]").count(), 0, path)
                self.assertEqual(visit.page.locator("h1").count(), 1, path)

    def test_what_happens_while_one_looks_is_shown_as_text(self):
        visit = self.visit(self.admin)
        tail = visit.page.locator("[data-tail] tbody")
        with visit.page.expect_response("**/v1/tail*"):
            visit.open("/")
        event = world.hostile_event() | {"id": "while-one-looks", "type": "<img src=x onerror=alert(1)>"}
        accepted = self.api.send("POST", "/v1/events", json.dumps(event).encode(), {"Content-Type": "application/json"})
        if accepted.status != 202:  # names of types may be bound to plain letters
            self.api.accept(event | {"type": "course.completed"})
        tail.get_by_text("while-one-looks").first.wait_for()
        visit.check_scripts()
        self.assertEqual(tail.locator("img, script").count(), 0)


if __name__ == "__main__":
    unittest.main()
