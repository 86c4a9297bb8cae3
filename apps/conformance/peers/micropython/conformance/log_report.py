# What is told of the log of a job, see PROTOCOL.md.


class LogReport:
    """Counts what is logged, and keeps the first line that holds a control character or a text that must not be told."""

    def __init__(self, secret):
        self._secret = secret
        self._lines = self._characters = self._longest = 0
        self._foul = None

    def __call__(self, line):
        self._lines += 1
        self._characters += len(line)
        self._longest = max(self._longest, len(line))
        is_foul = self._secret in line or any(c < " " or "\x7f" <= c <= "\x9f" or c in "\u2028\u2029" for c in line)
        if is_foul and self._foul is None:
            self._foul = line[:500]

    def report(self):
        return {"lines": self._lines, "characters": self._characters, "longest": self._longest, "foul": self._foul}
