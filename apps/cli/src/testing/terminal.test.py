"""Runs a command in a pseudo terminal: terminal.test.py COLUMNS COMMAND... A byte on standard input is a key pressed."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

columns, command = int(sys.argv[1]), sys.argv[2:]
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    os.execvp(command[0], command)

sources = [master, 0]
while master in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:  # the other side of a terminal is closed
            data = b""
        if not data:
            sources.remove(source)
        elif source == master:
            os.write(1, data)
        else:
            os.write(master, data)

_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
