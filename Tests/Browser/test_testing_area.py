"""The testing area: an event of one's own, looked at dry and sent live."""

import json
import unittest

from playwright.sync_api import expect

from support import world
from support.case import BrowserTest


class TestingArea(BrowserTest):
    """A person who wants to see what would be sent, before anything happens."""

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    def open(self, **options):
        """The testing area with the sample of a completed course, as one gets there."""
        visit = self.visit(self.admin, "/test", **options)
        page = visit.page
        page.get_by_label("Event type").select_option("course.completed")
        page.get_by_role("button", name="Take its sample").click()
        page.get_by_role("heading", name="An event of type course.completed").wait_for()
        page.get_by_label("Through").select_option("hr-webhook")
        return visit

    def run_it(self, page):
        page.get_by_role("button", name="Run", exact=True).click()

    def events(self) -> int:
        return len(self.api.get("/v1/events")["items"])

    def test_a_dry_run_shows_every_stage_and_the_request_and_sends_nothing(self):
        for options in ({}, {"java_script_enabled": False}):
            visit = self.open(**options)
            page = visit.page
            self.assertEqual(page.get_by_label("username", exact=True).input_value(), "learner1")
            page.get_by_label("username", exact=True).fill("learner of <b>mine</b>")
            self.run_it(page)
            outcome = page.locator("section.outcome")
            expect(outcome.get_by_role("heading", level=2)).to_have_text("What would become of it")
            steps = outcome.get_by_role("listitem").filter(has=page.locator(".stage"))
            expect(steps).to_have_count(3)
            for stage in ("match", "standard-webhooks", "http"):
                expect(steps.filter(has_text=stage)).to_have_count(1)
            request = outcome.locator("pre.code", has_text="webhook-signature")
            expect(request).to_contain_text(f"{self.receiver.url}/hr")
            expect(request).to_contain_text("learner of <b>mine</b>")
            # The form is as it was sent, so that one goes on from there.
            self.assertEqual(page.get_by_label("username", exact=True).input_value(), "learner of <b>mine</b>")
        self.assertEqual(self.receiver.to("/hr"), [])
        self.assertEqual(self.events(), 0)

    def test_a_filter_says_what_it_looked_at(self):
        visit = self.open()
        visit.page.get_by_label("score", exact=True).fill("12")
        self.run_it(visit.page)
        outcome = visit.page.locator("section.outcome")
        expect(outcome).to_contain_text("/data/score is 12")
        expect(outcome.locator("pre", has_text="webhook-signature")).to_have_count(0)

    def test_a_link_is_tested_with_what_a_pipeline_has_or_refused_with_the_reason(self):
        for options in ({}, {"java_script_enabled": False}):
            before = len(self.receiver.to("/hr"))
            page = self.visit(self.admin, "/test", **options).page
            page.get_by_role("link", name="Test one link").click()
            page.get_by_label("Or the link of a pipeline").select_option("hr-webhook")
            page.get_by_role("button", name="Send the test").click()
            outcome = page.locator("section.outcome")
            expect(outcome.get_by_role("heading", level=2)).to_contain_text("200")
            expect(outcome).to_contain_text("A delivery would have been delivered.")
            expect(outcome.get_by_role("table")).to_contain_text("Until the answer began")
            sent = self.receiver.to("/hr")
            self.assertEqual(len(sent), before + 1)
            self.assertEqual(sent[-1].headers["webhook-test"], "true")
            page.get_by_label("Or the link of a pipeline").select_option("")
            page.get_by_label("URL", exact=True).fill("http://127.0.0.1:1/")
            page.get_by_role("button", name="Send the test").click()
            expect(outcome).to_contain_text("egress.allow")
        self.assertEqual(self.events(), 0)

    def test_a_live_run_is_asked_for_twice_and_sends_once_with_its_mark(self):
        before = len(self.receiver.to("/hr"))
        visit = self.open()
        page = visit.page
        page.get_by_role("radio", name="Live").check()
        self.run_it(page)
        expect(page.get_by_role("alert")).to_contain_text("Nothing was sent")
        self.assertEqual(len(self.receiver.to("/hr")), before)
        page.get_by_role("checkbox", name="Yes, send it for real").check()
        self.run_it(page)
        outcome = page.locator("section.outcome")
        expect(outcome.get_by_role("heading", level=2)).to_have_text("What became of it")
        expect(outcome).to_contain_text("200")
        sent = self.receiver.to("/hr")
        self.assertEqual(len(sent), before + 1)
        self.assertEqual(sent[-1].headers["webhook-test"], "true")
        self.assertEqual(self.events(), 0)

    def test_json_that_is_none_is_told_by_the_browser_and_without_script_by_the_server(self):
        for options in ({}, {"java_script_enabled": False}):
            visit = self.open(**options)
            page = visit.page
            page.get_by_role("button", name="Edit it as JSON").click()
            editor = page.get_by_label("As JSON")
            self.assertEqual(json.loads(editor.input_value()), world.completed()["data"])
            editor.fill('{"username": ')
            self.run_it(page)
            if options:
                expect(page.get_by_role("alert")).to_be_visible()
            else:
                self.assertIn("not JSON", editor.evaluate("one => one.validationMessage"))
            expect(editor).to_have_value('{"username": ')
            expect(page.locator("section.outcome")).to_have_count(0)

    def test_somebody_who_may_only_look_runs_nothing(self):
        visit = self.visit(self.reader, "/test?type=course.completed")
        expect(visit.page.get_by_role("button", name="Run", exact=True)).to_have_count(0)
        form = {"csrf": visit.csrf(), "type": "course.completed", "do": "run", "mode": "dry"}
        answer = visit.page.request.post("/test", form=form)
        self.assertEqual(answer.status, 403)
        visit.open("/test/link")
        expect(visit.page.get_by_role("button", name="Send the test")).to_have_count(0)


if __name__ == "__main__":
    unittest.main()
