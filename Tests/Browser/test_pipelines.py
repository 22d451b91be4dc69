"""Pipelines: pausing one and letting it go on."""

import unittest

from playwright.sync_api import expect

from support import world
from support.case import BrowserTest
from support.waiting import until


class Pipelines(BrowserTest):
    """A person who stops what goes out."""

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    def test_a_paused_pipeline_keeps_what_comes_and_sends_it_when_resumed(self):
        for options in ({}, {"java_script_enabled": False}):
            before = len(self.receiver.to("/hr"))
            visit = self.visit(self.admin, "/pipelines", **options)
            page = visit.page
            visit.answer_next_dialog(accept=True)
            page.get_by_role("button", name="Pause hr-webhook").click()
            page.get_by_role("button", name="Resume hr-webhook").wait_for()
            accepted = self.api.accept(world.completed())
            self.assertTrue(
                until(lambda: self.states(accepted).get("hr-webhook") == "held"), f"{self.states(accepted)}"
            )
            self.assertEqual(len(self.receiver.to("/hr")), before)
            page.get_by_role("link", name="hr-webhook").click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("hr-webhook")
            page.get_by_role("button", name="Resume hr-webhook").click()
            page.get_by_role("button", name="Pause hr-webhook").wait_for()
            self.assertTrue(
                until(lambda: self.states(accepted).get("hr-webhook") == "delivered"), f"{self.states(accepted)}"
            )
            self.assertEqual(len(self.receiver.to("/hr")), before + 1)

    def states(self, accepted: dict) -> dict[str, str]:
        return {one["pipeline"]: one["state"] for one in self.api.event(accepted)["deliveries"]}

    def test_whoever_answers_no_pauses_nothing(self):
        visit = self.visit(self.admin, "/pipelines")
        visit.answer_next_dialog(accept=False)
        visit.page.get_by_role("button", name="Pause hr-webhook").click()
        self.assertEqual(len(visit.dialogs), 1)
        visit.open("/pipelines")
        expect(visit.page.get_by_role("button", name="Pause hr-webhook")).to_be_visible()

    def test_a_form_without_its_csrf_token_pauses_nothing(self):
        visit = self.visit(self.admin, "/pipelines")
        for form in ({}, {"csrf": "AAAA"}):
            answer = visit.page.request.post("/pipelines/hr-webhook/pause", form=form)
            self.assertEqual(answer.status, 403)
        visit.open("/pipelines/hr-webhook")
        expect(visit.page.get_by_role("button", name="Pause hr-webhook")).to_be_visible()


if __name__ == "__main__":
    unittest.main()
