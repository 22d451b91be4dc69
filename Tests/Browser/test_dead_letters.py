"""Dead letters, many at once: how many is said before it happens."""

import re
import unittest

from playwright.sync_api import expect

from support import world
from support.case import BrowserTest
from support.receiver import Answer
from support.waiting import until


class DeadLetters(BrowserTest):
    """A person whose receiver works again."""

    COUNT = 12

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    def in_state(self, state: str) -> list[dict]:
        return self.api.get(f"/v1/deliveries?pipeline=register&state={state}&limit=500")["items"]

    def dead(self) -> list[dict]:
        return self.in_state("dead")

    def bury(self):
        """Lets a receiver refuse as many."""
        self.receiver.answer("/register", Answer(422))
        before = len(self.dead())
        for number in range(self.COUNT):
            self.api.accept(world.completed(username=f"learner{number}"))
        self.assertTrue(until(lambda: len(self.dead()) == before + self.COUNT), len(self.dead()))

    def test_all_of_a_pipeline_are_retried_after_the_count_was_confirmed(self):
        for options in ({}, {"java_script_enabled": False}):
            self.bury()
            visit = self.visit(self.admin, "/dead", **options)
            page = visit.page
            page.get_by_role("search").get_by_label("Pipeline").select_option("register")
            page.get_by_role("button", name="Show").click()
            page.wait_for_url(re.compile("pipeline=register"))
            page.get_by_role("button", name="Retry…", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text("Retry deliveries")
            expect(page.locator("main")).to_contain_text(f"This will happen to {self.COUNT} deliveries")
            # Nothing has happened by looking.
            self.assertEqual(len(self.dead()), self.COUNT)
            self.receiver.answer("/register", Answer(200))
            page.get_by_role("button", name=f"Do it to {self.COUNT} deliveries").click()
            page.wait_for_url("**/jobs/*")
            # All of them: one that is still on its way would be refused again in the next round.
            unfinished = ("dead", "pending", "waiting")
            self.assertTrue(until(lambda: not any(map(self.in_state, unfinished))), len(self.dead()))
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            visit.open("/dead?pipeline=register")
            expect(page.locator("main")).to_contain_text("No dead letters are like this")

    def test_the_question_is_no_order(self):
        self.bury()
        count = len(self.dead())
        visit = self.visit(self.admin)
        # A link from a mail must do nothing.
        visit.open("/bulk?work=retry&pipeline=register&state=dead")
        visit.page.get_by_role("link", name="Leave it").click()
        visit.page.wait_for_url("**/dead*")
        self.assertEqual(len(self.dead()), count)

    def test_somebody_who_may_only_look_is_not_asked(self):
        visit = self.visit(self.reader, "/bulk?work=retry&pipeline=register&state=dead")
        expect(visit.page.get_by_role("button", name="Do it to")).to_have_count(0)
        form = {"csrf": visit.csrf(), "work": "retry", "pipeline": "register", "state": "dead"}
        answer = visit.page.request.post("/bulk", form=form)
        self.assertEqual(answer.status, 403)


if __name__ == "__main__":
    unittest.main()
