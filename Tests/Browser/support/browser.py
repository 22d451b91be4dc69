"""Debian's Chromium, steered by Playwright, and one person's visit with everything that went wrong in it."""

import atexit
import functools
import os
import re
import urllib.parse

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Response, sync_playwright

CHROMIUM = os.environ.get("PENSTOCK_CHROMIUM", "/usr/bin/chromium")

# Milliseconds that an element, a page or an expectation is waited for.
PATIENCE = 15_000

# A script that gets into a page sets it; see `support/hostile.py`.
FLAG = "penstockWasHere"


@functools.cache
def chromium() -> Browser:
    """The one browser of this process; it ends with it."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        headless=True,
        # No name but this machine's leads anywhere, whatever a page or the browser itself asks for.
        args=[*sandbox, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"],
    )
    atexit.register(browser.close)
    return browser


class Visit:
    """A browser without a past: cookies of its own, a page, and the faults that were seen meanwhile.

    A fault is what no page of the dashboard may cause: an error on the console, which a breach of the content security
    policy is too, an exception in a script, a request to any other host, a dialog that nobody asked for, and a script
    that came with an event.
    """

    def __init__(self, url: str, **options):
        """Opens the browser.

        url: the server's; paths are taken from there.
        options: of Playwright's `new_context`.
        """
        self.url = url
        self.hosts = {urllib.parse.urlsplit(url).netloc}
        self.faults: list[str] = []
        self.dialogs: list[str] = []
        self._answers: list[bool] = []
        self._statuses: set[int] = set()
        self._words: list[str] = []
        self.context = chromium().new_context(**({"base_url": url, "locale": "en-GB", "timezone_id": "UTC"} | options))
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.faults.append(f"an exception in a script: {error.error}"))
        self.context.on("request", lambda request: self._watch(request.url))
        self.context.on("dialog", self._ask)
        self.page: Page = self.context.new_page()

    # What is expected

    def expect_status(self, *statuses: int):
        """Lets answers with these statuses pass, of which the browser complains on the console."""
        self._statuses.update(statuses)

    def expect_console(self, words: str):
        """Lets what the browser says on the console pass where these words are in it."""
        self._words.append(words)

    def allow_host(self, url: str):
        """Lets requests to another host pass."""
        self.hosts.add(urllib.parse.urlsplit(url).netloc)

    def answer_next_dialog(self, accept: bool):
        """Says what is clicked in the next question of the page."""
        self._answers.append(accept)

    # What is done

    def open(self, path: str, status: int = 200) -> Response:
        """Opens a page, which must be answered with a status."""
        if status >= 400:
            self.expect_status(status)
        answer = self.page.goto(path, wait_until="load")
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}, not {status}"
        self.check_scripts()
        return answer

    def log_in(self, token: str, path: str = "/"):
        """Goes to a page by way of the log-in."""
        self.open(path)
        self.page.get_by_label("Token", exact=True).fill(token)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(urllib.parse.urljoin(self.url, path))

    def csrf(self) -> str:
        """What this person's forms carry."""
        return self.page.locator("form[action='/logout'] input[name=csrf]").get_attribute("value")

    def path(self) -> str:
        """Where the page is, as a path with its query."""
        parts = urllib.parse.urlsplit(self.page.url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def check_scripts(self):
        """Looks whether a script has run that came with an event."""
        if self.context.pages and self.page.evaluate(f"() => '{FLAG}' in window"):
            self.faults.append(f"a script that came with an event has run at {self.path()}")

    def close(self):
        self.check_scripts()
        self.context.close()

    # What is seen

    def _hear(self, message: ConsoleMessage):
        if message.type not in ("error", "warning", "assert"):
            return
        status = re.search(r"the server responded with a status of (\d+)", message.text)
        if status and int(status[1]) in self._statuses or any(words in message.text for words in self._words):
            return
        self.faults.append(f"the console says at {message.location.get('url', '')}: {message.text}")

    def _watch(self, url: str):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self.hosts:
            self.faults.append(f"a request to another host: {url}")

    def _ask(self, dialog: Dialog):
        self.dialogs.append(dialog.message)
        if dialog.type == "beforeunload" or not self._answers:
            self.faults.append(f"a dialog that nobody asked for: {dialog.message}")
            dialog.dismiss()
        elif self._answers.pop(0):
            dialog.accept()
        else:
            dialog.dismiss()
