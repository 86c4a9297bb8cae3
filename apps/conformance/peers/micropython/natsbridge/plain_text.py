# Foreign text (ids, names, what a broker says) in error messages and log lines: short, and on one line.

MOST_FOREIGN = 200
_MOST_MESSAGE = 2000


def cut(text):
    """At most 200 characters of a foreign text."""
    text = str(text)
    return text if len(text) <= MOST_FOREIGN else text[: MOST_FOREIGN - 1] + "…"


def one_line(text):
    """The text with control characters and line separators escaped: it cannot forge a line or move a cursor."""
    if not text or (min(text) >= " " and max(text) < "\x7f"):
        return text
    return "".join([_escaped(character) for character in text])


def message_line(text):
    """A whole message: one line of at most 2,000 characters."""
    # Escaping makes six characters of one: what is cut away later need not be escaped.
    text = one_line(text[:_MOST_MESSAGE])
    return text if len(text) <= _MOST_MESSAGE else text[: _MOST_MESSAGE - 1] + "…"


def _escaped(character):
    code = ord(character)
    if code < 32 or 0x7F <= code < 0xA0 or code in (0x2028, 0x2029):
        return "\\u%04x" % code
    return character
