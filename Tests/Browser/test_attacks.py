"""What pages of other sites and hand-made requests try (OWASP): nothing is changed, nothing is read."""

import json
import unittest

from support.api import API
from support.case import BrowserTest
from support.receiver import Answer

PIPELINE = """
name: hr-webhook
on: course.completed
stages:
  - transport: http
    with: {{ url: "{url}/hr" }}
"""


# Another port of 127.0.0.1 is another origin of the same site, for which the browser sends the cookie; `localhost` is
# another site.
HOSTS = ("127.0.0.1", "localhost")


class Attacks(BrowserTest):
    """A person is logged in, and another page of the same browser is an attacker's."""

    @classmethod
    def files(cls):
        return {"pipelines/hr-webhook.yaml": PIPELINE.format(url=cls.receiver.url)}

    def attack(self, html: str, host: str, *console: str):
        """Opens a page of another origin in a browser that is logged in.

        console: of what the browser may complain then.
        """
        page = f"<!DOCTYPE html><title>attack</title><link rel=icon href='data:,'>{html}".encode()
        self.receiver.answer("/attack", Answer(200, page, {"Content-Type": "text/html; charset=utf-8"}))
        visit = self.visit(self.admin)
        origin = f"http://{host}:{self.receiver.port}"
        visit.allow_host(origin)
        visit.expect_status(401, 403, 404, 405, 415, 421)
        for words in console:
            visit.expect_console(words)
        visit.page.goto(f"{origin}/attack")
        return visit

    def is_paused(self) -> bool:
        pipelines = {one["name"]: one for one in self.api.get("/v1/pipelines")["items"]}
        return pipelines["hr-webhook"].get("hold") is not None

    def test_a_form_of_another_site_changes_nothing(self):
        for host in HOSTS:
            for path in ("/pipelines/hr-webhook/pause", "/v1/pipelines/hr-webhook/pause"):
                visit = self.attack(f'<form method="post" action="{self.server.url}{path}"><button>x</button></form>', host)
                with visit.page.expect_response(lambda answer, path=path: answer.url.endswith(path)) as answered:
                    visit.page.get_by_role("button").click()
                self.assertIn(answered.value.status, (401, 403), path)
                self.assertFalse(self.is_paused(), path)

    def test_a_script_of_another_site_changes_nothing(self):
        before = len(self.api.get("/v1/events")["items"])
        event = json.dumps({"type": "course.completed", "data": {}})
        for host in HOSTS:
            visit = self.attack("<h1>attack</h1>", host, "blocked by CORS policy", "net::ERR_FAILED")
            for path, body in (("/v1/events", event), ("/v1/pipelines/hr-webhook/pause", ""), ("/v1/reload", "{}")):
                for mode in ("no-cors", "cors"):
                    visit.page.evaluate(
                        """([url, body, mode]) => fetch(url, { method: "POST", mode, credentials: "include", body,
                            headers: mode == "cors" ? { "Content-Type": "application/json" } : {} }).catch(() => null)""",
                        [self.server.url + path, body, mode],
                    )
            self.assertFalse(self.is_paused())
            self.assertEqual(len(self.api.get("/v1/events")["items"]), before)

    def test_a_log_in_by_another_site_is_refused(self):
        for host in HOSTS:
            visit = self.attack(
                f'<form method="post" action="{self.server.url}/login"><input name="token" value="{self.reader}">'
                "<button>x</button></form>",
                host,
            )
            before = visit.context.cookies(self.server.url)
            with visit.page.expect_response("**/login") as answered:
                visit.page.get_by_role("button").click()
            self.assertEqual(answered.value.status, 403)
            self.assertEqual(visit.context.cookies(self.server.url), before)

    def test_another_site_reads_nothing(self):
        for host in HOSTS:
            visit = self.attack("<h1>attack</h1>", host, "blocked by CORS policy", "net::ERR_")
            for path in ("/", "/v1/status", "/v1/events", "/metrics", "/v1/pipelines"):
                read = visit.page.evaluate(
                    """url => fetch(url, { credentials: "include" }).then(answer => answer.text(), () => null)""",
                    self.server.url + path,
                )
                self.assertIsNone(read, path)
            tail = visit.page.evaluate(
                """url => new Promise(done => {
                    const source = new EventSource(url, { withCredentials: true });
                    source.onopen = () => done("open");
                    source.onerror = () => { source.close(); done("refused"); };
                })""",
                self.server.url + "/v1/tail",
            )
            self.assertEqual(tail, "refused")

    def test_no_site_shows_a_page_in_a_frame(self):
        for host in HOSTS:
            frame = f'<iframe src="{self.server.url}/" title="frame"></iframe>'
            visit = self.attack(frame, host, "frame-ancestors", "X-Frame-Options")
            frame = visit.page.frames[1]
            self.assertFalse(frame.url.startswith(self.server.url), frame.url)
            self.assertEqual(frame.get_by_role("heading").count(), 0)

    def test_a_name_that_leads_to_this_machine_is_refused(self):
        for path in ("/", "/v1/status", "/login"):
            reply = self.api.send("GET", path, headers={"Host": "evil.example", "Accept": "text/html"})
            self.assertIn(reply.status, (400, 403, 421), path)
            self.assertNotIn(b"hr-webhook", reply.body)

    def test_no_path_leads_out_of_the_assets(self):
        for path in (
            "/assets/../../../../etc/passwd", "/assets/..%2f..%2f..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/assets//etc/passwd", "/assets/..%5c..%5cetc%5cpasswd", "/assets/%2fetc%2fpasswd", "/assets/%00",
            "/assets/....//....//etc/passwd", "/assets/%252e%252e%252fetc%252fpasswd", "/assets/",
        ):  # fmt: skip
            reply = API(self.server.url).send("GET", path)
            self.assertIn(reply.status, (303, 400, 401, 404), path)
            self.assertNotIn(b"root:", reply.body, path)

    def test_no_parameter_writes_a_header(self):
        for path in (
            "/login?next=/%0d%0aX-Planted:%201", "/%0d%0aX-Planted:%201", "/pipelines/%0d%0aX-Planted:%201",
            "/events?cursor=%0d%0aX-Planted:%201", "/assets/%0d%0aX-Planted:%201",
        ):  # fmt: skip
            for caller in (self.api, API(self.server.url)):
                reply = caller.send("GET", path, headers={"Accept": "text/html"})
                self.assertIsNone(reply.headers["X-Planted"], path)
                self.assertLess(reply.status, 500, path)

    def test_pages_are_kept_by_no_cache_and_say_what_they_load(self):
        anyone = API(self.server.url)
        for caller, path in ((self.api, "/"), (self.api, "/pipelines"), (anyone, "/login"), (self.api, "/nowhere")):
            headers = caller.send("GET", path, headers={"Accept": "text/html"}).headers
            self.assertIn("text/html", headers["Content-Type"], path)
            self.assertEqual(headers["Cache-Control"], "no-store", path)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff", path)
            policy = headers["Content-Security-Policy"]
            for wanted in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
                self.assertIn(wanted, policy, path)
            self.assertNotIn("unsafe", policy, path)


if __name__ == "__main__":
    unittest.main()
