# The allocator goes upwards from its last place until it collects. What lives long is put
# down right after a sweep, else it ends up scattered and no piece for a message is left.

import gc

_SMALL = 2048
# Bytes allocated between two sweeps: as much as litter may raise the place of the next object.
_LITTER = 8192


def sweep_often():
    """Makes the collector run every few KiB, unless the program has set gc.threshold() itself."""
    if hasattr(gc, "threshold") and gc.threshold() < 0:
        gc.threshold(_LITTER)


def sweep(size=_SMALL):
    """Collects before `size` bytes, or something that lives long, are taken from the heap."""
    if size >= _SMALL:
        gc.collect()
