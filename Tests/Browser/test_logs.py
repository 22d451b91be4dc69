"""The logs: finding an event, following its deliveries, trying again what did not arrive."""

import unittest

from playwright.sync_api import expect

from support import world
from support.case import BrowserTest
from support.receiver import Answer
from support.waiting import until


class Logs(BrowserTest):
    """A person who is asked why somebody's completion did not arrive."""

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world.fill(cls.api, cls.receiver)

    def search(self, visit, **fields):
        """Fills in the filter of a list and shows it."""
        form = visit.page.get_by_role("search")
        for label, value in fields.items():
            field = form.get_by_label(label, exact=True)
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.get_by_role("button", name="Show").click()
        visit.page.wait_for_load_state()

    def rows(self, visit):
        return visit.page.locator("main table tbody tr:not([data-tail] *)")

    def test_an_event_is_found_by_person_type_subject_and_text_and_leads_to_its_deliveries(self):
        for options in ({}, {"java_script_enabled": False}):
            self.api.settle(world.completed(username="learner2", course_name="Fire Drill"), self.api.FINAL | {"waiting"})
            for fields in (
                {"Person": "learner2"}, {"Text": "Fire Drill"}, {"Type": "course.*", "Person": "learner2"},
                {"Person": "learner2", "Subject": "course/WS-101", "Since": "1h"},
            ):  # fmt: skip
                visit = self.visit(self.admin, "/events", **options)
                self.search(visit, **fields)
                rows = self.rows(visit)
                self.assertGreater(rows.count(), 0, fields)
                for row in rows.all() if "Type" in fields else []:
                    expect(row).to_contain_text("course.completed")
                # What was looked for stands in the form.
                for label, value in fields.items():
                    expect(visit.page.get_by_role("search").get_by_label(label, exact=True)).to_have_value(value)
            rows.first.get_by_role("link").first.click()
            expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Event")
            expect(visit.page.locator("main")).to_contain_text("Fire Drill")
            visit.page.get_by_role("row").filter(has_text="hr-webhook").get_by_role("link", name="dlv_").click()
            expect(visit.page.get_by_role("heading", level=1)).to_contain_text("Delivery")
            expect(visit.page.get_by_role("heading", level=3)).to_contain_text("Try 1")
            for part in ("What the stages did", "The message"):
                expect(visit.page.get_by_role("heading", name=part)).to_be_visible()

    def test_what_is_not_there_is_said(self):
        visit = self.visit(self.admin, "/events")
        self.search(visit, Person="nobody at all")
        expect(visit.page.locator("main")).to_contain_text("No events are like this")
        expect(self.rows(visit)).to_have_count(0)

    def test_lists_page_by_page_come_to_their_end(self):
        visit = self.visit(self.admin)
        visit.open("/events?limit=2")
        seen = []
        while True:
            ids = self.rows(visit).locator("th").all_inner_texts()
            self.assertFalse(set(ids) & set(seen), "a page repeats another")
            seen += ids
            older = visit.page.get_by_role("link", name="Older")
            if not older.count():
                break
            older.click()
            visit.page.wait_for_load_state()
        self.assertEqual(len(seen), len(self.api.get("/v1/events?limit=500")["items"]))

    def test_a_delivery_that_failed_arrives_when_it_is_retried(self):
        for options in ({}, {"java_script_enabled": False}):
            self.receiver.answer("/register", Answer(422, b'{"why": "no such course"}'))
            event = self.api.settle(world.completed(username="learner7"), self.api.FINAL | {"waiting"})
            dead = next(one for one in event["deliveries"] if one["pipeline"] == "register")
            visit = self.visit(self.admin, f"/deliveries/{dead['id']}", **options)
            page = visit.page
            expect(page.locator(".heading").first).to_contain_text("dead")
            expect(page.locator("main")).to_contain_text("422")
            expect(page.locator("main")).to_contain_text('"why": "no such course"')
            self.receiver.answer("/register", Answer(200))
            before = len(self.receiver.to("/register"))
            page.get_by_role("button", name="Retry", exact=True).click()
            page.wait_for_url(f"**/deliveries/{dead['id']}")
            self.assertTrue(until(lambda: self.state(dead["id"]) == "delivered"), self.state(dead["id"]))
            page.reload()
            expect(page.locator(".heading").first).to_contain_text("delivered")
            expect(page.get_by_role("heading", level=3)).to_have_count(2)
            self.assertEqual(len(self.receiver.to("/register")), before + 1)
            # A delivery keeps its id, by which a receiver knows it.
            self.assertEqual(len({one.headers["webhook-id"] for one in self.receiver.to("/register")[-2:]}), 1)

    def test_what_waits_can_be_cancelled_and_is_asked_for_first(self):
        waiting = self.api.get("/v1/deliveries?pipeline=slow-system&state=waiting")["items"][0]
        visit = self.visit(self.admin, f"/deliveries/{waiting['id']}")
        visit.answer_next_dialog(accept=False)
        visit.page.get_by_role("button", name="Cancel").click()
        self.assertEqual(self.state(waiting["id"]), "waiting")
        visit.answer_next_dialog(accept=True)
        visit.page.get_by_role("button", name="Cancel").click()
        expect(visit.page.locator(".heading").first).to_contain_text("cancelled")
        self.assertEqual(self.state(waiting["id"]), "cancelled")

    def state(self, identifier: str) -> str:
        return self.api.get(f"/v1/deliveries/{identifier}")["state"]

    def test_lists_can_be_kept_as_files(self):
        visit = self.visit(self.admin, "/events")
        for name, first in (("CSV", "id,"), ("NDJSON", "{")):
            with visit.page.expect_download() as download:
                visit.page.get_by_role("link", name=name, exact=True).click()
            with open(download.value.path(), encoding="utf-8") as file:
                self.assertTrue(file.read().startswith(first), name)


if __name__ == "__main__":
    unittest.main()
