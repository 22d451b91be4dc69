"""What axe says of a page, by the rules of WCAG 2.1, levels A and AA."""

import pathlib

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[str]:
    """What breaks a rule on the page as it is shown now: the rule, the element, and what is wrong with it."""
    # Playwright evaluates beside the page's content security policy, which stays as it is for the page.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SCRIPT)
    results = page.evaluate("options => axe.run(document, options)", OPTIONS)
    found = []
    for violation in results["violations"]:
        for node in violation["nodes"]:
            why = "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
            found.append(f"{violation['id']} at {' '.join(map(str, node['target']))}: {why}")
    return found
