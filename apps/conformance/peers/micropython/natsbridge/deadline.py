# Points in time as the port counts them: they wrap, so they are compared by difference only.

import time

# Half of the period of ticks_ms on every port, in ms: about six days.
LONGEST = 0x1FFFFFFF


def deadline_in(timeout):
    """The point `timeout` ms from now; None for None: never."""
    return None if timeout is None else time.ticks_add(time.ticks_ms(), min(timeout, LONGEST))


def ms_left(end):
    """Milliseconds until `end`, negative after it; None for None."""
    return None if end is None else time.ticks_diff(end, time.ticks_ms())


def is_past(end):
    """Whether `end` has come; None never comes."""
    return end is not None and time.ticks_diff(end, time.ticks_ms()) <= 0
