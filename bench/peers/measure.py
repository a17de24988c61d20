"""Runs a command and tells its CPU seconds, wall seconds and peak memory: `measure.py FIGURES OUT ERR COMMAND...`.

A process of its own, and a small one: Linux counts what the parent held when it forked into the child's peak, so
measuring from the process that reads reports of many megabytes would measure that one.
"""

import json
import os
import sys
import time


def measure(command, out, err):
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 1)
            os.dup2(os.open(err, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 2)
            os.execv(command[0], command)
        finally:
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    return {
        # Children that the command waited for are in all of these; the peak is that of the largest of them.
        "cpu": usage.ru_utime + usage.ru_stime,
        "wall": time.monotonic() - started,
        # Kibibytes on Linux, bytes on macOS, see getrusage(2).
        "rss": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "code": os.waitstatus_to_exitcode(status),
    }


if __name__ == "__main__":
    figures, out, err, *command = sys.argv[1:]
    result = measure(command, out, err)
    with open(figures, "w", encoding="utf-8") as file:
        json.dump(result, file)
