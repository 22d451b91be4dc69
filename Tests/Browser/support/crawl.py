"""Every page that links lead to, so that none is forgotten."""

import urllib.parse

from playwright.sync_api import Page

from support.browser import Visit

# Pages that differ only in what they are about are looked at this often.
ENOUGH = 2


def shape(path: str) -> str:
    """A name for a page's kind: what it is about and the values of its parameters left out.

    `/pipelines/hr-webhook?window=day` is `pipelines-one-by-window`.
    """
    parts = urllib.parse.urlsplit(path)
    segments = [segment for segment in parts.path.split("/") if segment]
    kind = "-".join("one" if index % 2 else segment for index, segment in enumerate(segments)) or "overview"
    names = sorted({name for name, _ in urllib.parse.parse_qsl(parts.query, keep_blank_values=True)})
    return kind + ("-by-" + "-".join(names) if names else "")


def links(page: Page) -> list[str]:
    """Where links of the page lead, as paths; files to keep are left out."""
    return page.eval_on_selector_all(
        "a[href]:not([download])",
        """all => all.map(one => new URL(one.href)).filter(one => one.origin == location.origin)
            .map(one => one.pathname + one.search)""",
    )


def pages(visit: Visit, start: str = "/", without: tuple[str, ...] = ("/v1", "/metrics", "/openapi.json", "/problems")):
    """Follows links from a page on, and yields each page once it is open: its name, and its path.

    A kind of page that comes again gets a number behind its name.
    """
    waiting, known, counts = [start], {start}, {}
    while waiting:
        path = waiting.pop(0)
        name = shape(path)
        counts[name] = counts.get(name, 0) + 1
        if counts[name] > ENOUGH:
            continue
        visit.open(path)
        # Whoever is given the page may go elsewhere with it.
        further = links(visit.page)
        yield (name if counts[name] == 1 else f"{name}-{counts[name]}"), path
        for link in further:
            if link not in known and not any(link == one or link.startswith(one + "/") for one in without):
                known.add(link)
                waiting.append(link)
