"""What must hold of every page there is, in light and dark, wide and narrow, with script and without."""

import unittest

from support import world
from support.case import BrowserTest
from support.crawl import pages
from support.looks import LOOKS, look_at


class Pages(BrowserTest):
    """A person who follows every link."""

    # Kinds of pages that are found by following links; the crawl itself finds more.
    KNOWN = {
        "overview", "events", "deliveries", "deliveries-one", "dead", "jobs", "jobs-one", "pipelines", "pipelines-one",
        "sources", "sources-one", "sources-one-learned-one", "catalog", "catalog-one", "plugins", "test", "inboxes",
        "inboxes-one", "signatures", "learners", "learners-one", "certificates",
    }  # fmt: skip

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world.fill(cls.api, cls.receiver)

    def test_every_page_has_a_title_a_heading_no_barrier_and_fits_its_window(self):
        for look in LOOKS:
            visit = self.visit(self.admin, **look.options())
            faults, found = [], set()
            for name, _ in pages(visit):
                found.add(name)
                faults += look_at(visit.page, name, look)
            self.assertLessEqual(self.KNOWN, found, look.name)
            self.assertEqual(faults, [], "\n".join(faults))

    def test_the_log_in_and_pages_of_problems_are_no_worse(self):
        for look in LOOKS:
            visit = self.visit(**look.options())
            faults = []
            visit.open("/login")
            faults += look_at(visit.page, "login", look)
            visit.expect_status(401)
            visit.page.get_by_label("Token").fill("wrong")
            visit.page.get_by_role("button", name="Log in").click()
            visit.page.get_by_role("alert").wait_for()
            faults += look_at(visit.page, "login-refused", look)
            visit.log_in(self.admin)
            visit.open("/nowhere", 404)
            faults += look_at(visit.page, "problem", look)
            self.assertEqual(faults, [], "\n".join(faults))

    def test_every_page_says_the_same_without_script(self):
        visit = self.visit(self.admin)
        found = {path: self.headings(visit) for _, path in pages(visit)}
        plain = self.visit(self.admin, java_script_enabled=False)
        for path, headings in found.items():
            plain.open(path)
            self.assertEqual([one for one in self.headings(plain)], headings, path)

    def headings(self, visit) -> list[str]:
        """What the page is about, but for what only happens while one looks."""
        return visit.page.locator("main :is(h1, h2):not([data-tail] *)").all_inner_texts()


if __name__ == "__main__":
    unittest.main()
