# Settings: option, then environment, then micropython.conf, then default.

import os

from .constants import (
    DEFAULT_BROKER_URL,
    DEFAULT_FILESERVER_URL,
    DEFAULT_MAX_PAYLOAD_SIZE,
    DEFAULT_SIZE_THRESHOLD,
)
from .errors import NatsBridgeError
from .plain_text import cut

CONFIG_FILE = "micropython.conf"
# The options of calls and constructors that are settings.
OPTIONS = ("broker_url", "fileserver_url", "allowed_link_origins", "size_threshold", "max_payload_size", "config_file")


class Config:
    def __init__(self, options):
        found = _read_file(options.get("config_file") or CONFIG_FILE)
        self.broker_url = _text(options, found, "NATS_URL", "broker_url", DEFAULT_BROKER_URL)
        self.fileserver_url = _text(
            options, found, "FILESERVER_URL", "fileserver_url", DEFAULT_FILESERVER_URL
        )
        # What links may be read: "any", or those below one of these, or of the file server's own shape.
        self.allowed_link_origins = ()
        self.own_files = None
        value, name = _find(options, found, "NATSBRIDGE_ALLOWED_LINK_ORIGINS", "allowed_link_origins")
        if value:
            from .link import read_entries

            self.allowed_link_origins = read_entries(value, name)
        value, name = _find(options, found, "FILESERVER_URL", "fileserver_url")
        if value:
            from .link import read_base

            self.own_files = read_base(value, name)
        self.size_threshold = _number(
            options, found, "SIZE_THRESHOLD", "size_threshold", DEFAULT_SIZE_THRESHOLD
        )
        self.max_payload_size = _number(
            options, found, "MAX_PAYLOAD_SIZE", "max_payload_size", DEFAULT_MAX_PAYLOAD_SIZE
        )


def _find(options, found, variable, option):
    value = options.get(option)
    if value is not None:
        return value, option
    # Boards have no environment.
    value = os.getenv(variable) if hasattr(os, "getenv") else None
    if value:
        return value, variable
    return found.get(variable), "%s in %s" % (variable, options.get("config_file") or CONFIG_FILE)


def _text(options, found, variable, option, default):
    value, name = _find(options, found, variable, option)
    if value is None or value == "":
        return default
    if not isinstance(value, str):
        raise NatsBridgeError("invalid_config", "%s: expected text, got %s" % (name, type(value).__name__))
    return value


def _number(options, found, variable, option, default):
    value, name = _find(options, found, variable, option)
    if value is None:
        return default
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NatsBridgeError(
            "invalid_config", "%s: expected a number of bytes, got %s" % (name, cut(repr(value)))
        )
    return value


def _read_file(path):
    found = {}
    try:
        file = open(path)
    except OSError:
        return found
    with file:
        for number, line in enumerate(file):
            line = line.strip()
            if line and not line.startswith("#"):
                name, value = _read_line(path, number + 1, line)
                found[name] = value
    return found


def _read_line(path, number, line):
    name, equals, value = line.partition("=")
    value = value.strip()
    if equals and value[:1] in ('"', "'") and value.find(value[0], 1) > 0:
        end = value.find(value[0], 1)
        rest = value[end + 1 :].strip()
        value = value[1:end]
    else:
        value, _, rest = value.partition("#")
        value = value.strip().replace("_", "")
        rest = ""
        value = int(value) if value.isdigit() else None
    if value is None or not equals or (rest and not rest.startswith("#")):
        raise NatsBridgeError(
            "invalid_config",
            # The line is not repeated: it may hold a password.
            '%s, line %d: expected NAME = "text" or NAME = number' % (path, number),
        )
    return name.strip(), value
