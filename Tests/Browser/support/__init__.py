"""What the browser tests share: the real command, a receiver, the browser, and what must hold of every page."""
