"""A test with a server, a receiver and browsers of its own."""

import unittest

from support.api import API
from support.browser import Visit
from support.receiver import Receiver
from support.site import Server, Site


class BrowserTest(unittest.TestCase):
    """Starts a server for the tests of a class, with a token of each scope that people have."""

    longMessage = True
    maxDiff = None

    @classmethod
    def files(cls) -> dict[str, str]:
        """The files of the site, by their paths; `cls.receiver` listens already."""
        return {}

    shipped: tuple[str, ...] = ("events",)

    @classmethod
    def setUpClass(cls):
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.site = Site(cls.files(), cls.shipped)
        cls.addClassCleanup(cls.site.close)
        cls.admin = cls.site.token("browser tests", "admin")
        cls.reader = cls.site.token("somebody who looks", "read")
        cls.server = Server(cls.site)
        cls.addClassCleanup(cls.server.close)
        cls.api = API(cls.server.url, cls.admin)

    def visit(self, token: str | None = None, path: str = "/", **options) -> Visit:
        """Opens a browser, logged in where a token is given.

        At the end of the test nothing may have gone wrong in it.
        """
        visit = Visit(self.server.url, **options)
        self.addCleanup(self.end, visit)
        if token:
            visit.log_in(token, path)
        return visit

    def end(self, visit: Visit):
        visit.close()
        self.assertEqual(visit.faults, [], "what went wrong in the browser")
