"""Waiting for something to hold, within bounds."""

import threading
import time
from collections.abc import Callable


def until(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Looks again until something holds.

    Returns whether it did before so many seconds were over.
    """
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not holds():
        if time.monotonic() > end:
            return False
        # Not in a rush: the other side has a processor to share.
        pause.wait(0.05)
    return True
