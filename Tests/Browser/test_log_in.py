"""Coming in and going out: tokens, the log-in, sessions."""

import unittest
import urllib.parse

from playwright.sync_api import expect

from support.api import API
from support.case import BrowserTest


class LogIn(BrowserTest):
    """A person with a browser, on a server that has tokens."""

    def cookie(self, visit) -> dict:
        cookies = visit.context.cookies()
        self.assertEqual(len(cookies), 1, cookies)
        return cookies[0]

    def status_with(self, cookie: str) -> int:
        """What a page is answered to whoever shows a cookie."""
        return API(self.server.url).send("GET", "/", headers={"Cookie": cookie, "Accept": "text/html"}).status

    def test_whoever_comes_without_a_log_in_is_led_to_it_and_back(self):
        visit = self.visit()
        visit.open("/pipelines?x=%3C")
        self.assertEqual(urllib.parse.urlsplit(visit.page.url).path, "/login")
        visit.expect_status(400)  # the page does not know the parameter
        visit.page.get_by_label("Token").fill(self.admin)
        visit.page.get_by_role("button", name="Log in").click()
        visit.page.wait_for_url("**/pipelines*")
        self.assertEqual(visit.path(), "/pipelines?x=%3C")

    def test_a_wrong_token_is_refused_and_not_shown_again(self):
        visit = self.visit()
        visit.expect_status(401)
        visit.open("/")
        wrong = self.admin[:-4] + "AAAA"
        for text in (wrong, "nothing-like-a-token", "<script>window.penstockWasHere = 1</script>"):
            visit.page.get_by_label("Token").fill(text)
            visit.page.get_by_role("button", name="Log in").click()
            expect(visit.page.get_by_role("alert")).to_be_visible()
            self.assertNotIn(text, visit.page.content())
            visit.check_scripts()
        self.assertEqual(visit.context.cookies(), [])

    def test_a_token_that_was_revoked_ends_the_sessions_that_it_began(self):
        made = self.api.send("POST", "/v1/tokens", b'{"name": "for a moment", "scopes": ["read"]}')
        self.assertEqual(made.status, 201, made.body)
        visit = self.visit(made.json()["token"])
        # A page that follows nothing: one that does would ask again by itself, and be refused first.
        visit.open("/api")
        revoked = self.api.send("DELETE", f"/v1/tokens/{made.json()['id']}")
        self.assertIn(revoked.status, (200, 204), revoked.body)
        visit.open("/")
        self.assertEqual(visit.path(), "/login")

    def test_the_cookie_is_read_by_no_script_and_sent_for_no_other_site(self):
        visit = self.visit(self.admin)
        cookie = self.cookie(visit)
        self.assertTrue(cookie["httpOnly"], cookie)
        self.assertEqual((cookie["sameSite"], cookie["path"], cookie["expires"]), ("Strict", "/", -1))
        self.assertEqual(visit.page.evaluate("document.cookie"), "")

    def test_the_form_says_where_it_comes_from(self):
        # By its origin the server tells that a proxy speaks TLS for it, and marks the cookie.
        visit = self.visit()
        visit.open("/login")
        visit.page.get_by_label("Token").fill(self.admin)
        with visit.page.expect_request(lambda request: request.method == "POST") as sent:
            visit.page.get_by_role("button", name="Log in").click()
        self.assertEqual(sent.value.all_headers()["origin"], self.server.url)
        cookie = API(self.server.url).send(
            "POST", "/login", f"token={self.admin}".encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://127.0.0.1:{self.server.port}"},
        ).headers["Set-Cookie"]  # fmt: skip
        self.assertTrue(cookie.startswith("__Host-"), cookie)
        self.assertIn("Secure", cookie)

    def test_a_session_that_was_planted_before_the_log_in_is_worth_nothing_after_it(self):
        known = self.cookie(self.visit(self.reader))
        visit = self.visit()
        planted = {"name": known["name"], "value": "planted-by-somebody-else", "url": self.server.url}
        visit.context.add_cookies([planted])
        visit.log_in(self.admin)
        self.assertNotEqual(self.cookie(visit)["value"], planted["value"])
        self.assertNotEqual(self.status_with(f"{planted['name']}={planted['value']}"), 200)

    def test_another_log_in_ends_the_one_before_it(self):
        visit = self.visit(self.reader)
        before = self.cookie(visit)
        answer = visit.context.request.post("/login", form={"token": self.admin, "next": "/"}, max_redirects=0)
        self.assertEqual(answer.status, 303)
        self.assertNotEqual(self.cookie(visit)["value"], before["value"])
        self.assertNotEqual(self.status_with(f"{before['name']}={before['value']}"), 200)

    def test_after_the_log_out_neither_the_cookie_nor_the_way_back_shows_anything(self):
        visit = self.visit(self.admin)
        cookie = self.cookie(visit)
        visit.page.get_by_role("button", name="Log out").click()
        visit.page.wait_for_url("**/login")
        self.assertEqual(visit.context.cookies(), [])
        self.assertNotEqual(self.status_with(f"{cookie['name']}={cookie['value']}"), 200)
        visit.page.go_back()
        expect(visit.page.get_by_label("Token")).to_be_visible()

    def test_a_link_does_not_log_out(self):
        visit = self.visit(self.admin)
        visit.expect_status(404, 405)
        visit.page.goto("/logout")
        visit.open("/")
        expect(visit.page.get_by_role("button", name="Log out")).to_be_visible()

    def test_the_log_in_leads_to_no_other_host(self):
        for target in (
            "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
            "/\t/evil.example", "/%09/evil.example", "/%5Cevil.example", "javascript:alert(1)", "evil.example",
            "/\r\nLocation: https://evil.example", "http:evil.example", "/login?next=//evil.example",
        ):  # fmt: skip
            with self.subTest(target):
                visit = self.visit()
                visit.expect_status(404)
                visit.open("/login?" + urllib.parse.urlencode({"next": target}))
                visit.page.get_by_label("Token").fill(self.admin)
                with visit.page.expect_navigation():
                    visit.page.get_by_role("button", name="Log in").click()
                self.assertTrue(visit.page.url.startswith(self.server.url + "/"), visit.page.url)

    def test_somebody_who_may_only_look_sees_no_buttons_that_change_something(self):
        visit = self.visit(self.reader, "/pipelines")
        forms = visit.page.locator("form[method=post i]")
        actions = [forms.nth(index).get_attribute("action") for index in range(forms.count())]
        self.assertEqual(actions, ["/logout"])


if __name__ == "__main__":
    unittest.main()
