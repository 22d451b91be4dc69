"""The ways in which a page is looked at, and what must hold of every page in each of them."""

import dataclasses
import os
import pathlib

from playwright.sync_api import Page

from support.accessibility import violations
from support.site import ROOT

# Screenshots are kept here for people to look at; no test compares them.
SCREENSHOTS = pathlib.Path(os.environ.get("PENSTOCK_SCREENSHOTS", ROOT / ".build/screenshots"))


@dataclasses.dataclass(frozen=True)
class Look:
    """A window and the colours that its owner prefers."""

    name: str
    width: int
    colors: str

    def options(self) -> dict:
        """For Playwright's `new_context`."""
        return {
            "viewport": {"width": self.width, "height": 900},
            "color_scheme": self.colors,
            # Nothing is half on its way when it is looked at.
            "reduced_motion": "reduce",
        }


LOOKS = (Look("light", 1280, "light"), Look("dark", 1280, "dark"), Look("narrow", 360, "light"))


def shape_faults(page: Page) -> list[str]:
    """What is wrong with the bones of a page."""
    faults = []
    if not page.title().strip():
        faults.append("it has no title")
    headings = page.get_by_role("heading", level=1).count()
    if headings != 1:
        faults.append(f"it has {headings} headings of the first level")
    if not page.locator("html[lang]").count():
        faults.append("it does not say its language")
    # A table may scroll within its own box; the page may not.
    wide = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide[0] > wide[1]:
        faults.append(f"it scrolls sideways: {wide[0]} of {wide[1]} pixels{widest(page)}")
    return faults


def widest(page: Page) -> str:
    """The elements that stand out at the right, innermost first."""
    found = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .filter(one => !one.closest('.scroller') && !one.querySelector('*'))
            .slice(0, 3)
            .map(one => `${one.tagName.toLowerCase()}.${one.className} ${one.textContent.slice(0, 40)}`)"""
    )
    return "".join(f"; {one}" for one in found)


def look_at(page: Page, name: str, look: Look) -> list[str]:
    """Keeps a picture of a page and says what is wrong with it."""
    path = SCREENSHOTS / look.name / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return [f"{name} ({look.name}): {fault}" for fault in shape_faults(page) + violations(page)]
