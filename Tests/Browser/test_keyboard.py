"""The dashboard with a keyboard alone."""

import unittest

from support import world
from support.case import BrowserTest

# What shows where the keyboard is, of the element that has the focus.
FOCUSED = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    const name = one.getAttribute("aria-label") ?? one.textContent.trim().slice(0, 40);
    const index = [...document.querySelectorAll("*")].indexOf(one);
    return {
        what: `${one.tagName.toLowerCase()}[${one.type ?? ""}] "${name || one.name}"`, index,
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        shown: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    };
}"""


class Keyboard(BrowserTest):
    """A person without a mouse."""

    PAGES = ("/", "/events", "/dead", "/pipelines", "/catalog", "/plugins", "/test")

    @classmethod
    def files(cls):
        return world.files(cls.receiver)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world.fill(cls.api, cls.receiver)

    def test_the_first_key_leads_to_the_content(self):
        visit = self.visit(self.admin, reduced_motion="reduce")
        for path in self.PAGES:
            visit.open(path)
            visit.page.keyboard.press("Tab")
            focused = visit.page.evaluate(FOCUSED)
            self.assertIn("Skip", focused["what"], path)
            self.assertTrue(focused["shown"] and focused["outlined"], (path, focused))
            visit.page.keyboard.press("Enter")
            self.assertEqual(visit.page.evaluate("document.activeElement.id"), "main", path)
            visit.page.keyboard.press("Tab")
            self.assertTrue(
                visit.page.evaluate("document.activeElement.closest('main, footer') !== null"),
                f"{path}: behind the skip link, {visit.page.evaluate(FOCUSED)}",
            )

    def test_the_keyboard_comes_to_everything_in_the_order_of_the_page_and_shows_where_it_is(self):
        visit = self.visit(self.admin, reduced_motion="reduce")
        for path in self.PAGES:
            visit.open(path)
            seen = []
            while True:
                visit.page.keyboard.press("Tab")
                focused = visit.page.evaluate(FOCUSED)
                if focused is None or focused["index"] in seen:
                    break
                self.assertTrue(focused["shown"], f"{path}: cannot be seen: {focused}")
                self.assertTrue(focused["outlined"], f"{path}: nothing shows the focus: {focused}")
                self.assertFalse(seen and focused["index"] < seen[-1], f"{path}: backwards at {focused}")
                seen.append(focused["index"])
                self.assertLess(len(seen), 500, path)
            # Behind the last there is the browser's own bar, or the page begins anew.
            self.assertIn(focused and focused["index"], (None, seen[0]), f"{path}: the keyboard is kept at {focused}")
            expected = visit.page.evaluate(
                """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
                    .filter(one => !one.disabled && one.checkVisibility({ visibilityProperty: true }))
                    .filter(one => one.type !== "radio" || one.checked).length"""
            )
            self.assertGreaterEqual(len(seen), expected, f"{path}: something is passed over")

    def test_one_logs_in_and_out_with_the_keyboard(self):
        visit = self.visit()
        visit.open("/")
        visit.page.keyboard.type(self.admin)  # the field has the focus already
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(self.server.url + "/")
        button = visit.page.get_by_role("button", name="Log out")
        while not button.evaluate("one => one === document.activeElement"):
            visit.page.keyboard.press("Tab")
            self.assertIsNotNone(visit.page.evaluate(FOCUSED), "the end of the page came first")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/login")


if __name__ == "__main__":
    unittest.main()
