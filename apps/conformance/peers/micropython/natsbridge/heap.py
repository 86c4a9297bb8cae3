# The allocator goes upwards from its last place until it collects. What lives long is put
# down right after a sweep, else it ends up scattered and no piece for a message is left.

import gc

_SMALL = 2048


def sweep(size=_SMALL):
    """Collects before `size` bytes, or something that lives long, are taken from the heap."""
    if size >= _SMALL:
        gc.collect()
