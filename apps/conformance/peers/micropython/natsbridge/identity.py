# Ids and time stamps of messages.

import os
import time
from binascii import hexlify


def new_uuid():
    """UUID v4, lower case with dashes, from the operating system's random source."""
    raw = bytearray(os.urandom(16))
    raw[6] = raw[6] & 0x0F | 0x40
    raw[8] = raw[8] & 0x3F | 0x80
    text = hexlify(raw).decode()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def timestamp():
    """Now, ISO 8601 UTC with milliseconds. The clock must be set (ntptime) for it to be true."""
    milliseconds = time.time_ns() // 1000000 % 1000
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % (tuple(time.gmtime()[:6]) + (milliseconds,))
