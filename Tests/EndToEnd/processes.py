# SPDX-License-Identifier: Apache-2.0
"""Processes that a scenario starts, ends, kills and starts again; none of them outlives the run."""
import os
import pathlib
import signal
import socket
import subprocess
import sys

from harness import Failure, check, eventually

# Becomes the program with the inherited socket as descriptor 3, as systemd would start it.
INHERIT = ("import os, sys; os.dup2(int(sys.argv[1]), 3); os.set_inheritable(3, True); "
           "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='webhook'); "
           "os.execv(sys.argv[2], sys.argv[2:])")


class Process:
    """One program with its own log, which may be started more than once."""

    started: list["Process"] = []

    def __init__(self, name: str, argv: list, log: pathlib.Path, environment: dict | None = None,
                 listener: socket.socket | None = None):
        self.name, self.log, self.environment = name, log, environment or {}
        self.argv = [str(word) for word in argv]
        self.listener = listener
        self.process = None

    def start(self):
        check(not self.is_alive(), f"{self.name} runs already")
        argv, descriptors = self.argv, ()
        if self.listener:
            number = self.listener.fileno()
            argv, descriptors = [sys.executable, "-c", INHERIT, str(number), *argv], (number,)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=descriptors,
                                            env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **self.environment})
        Process.started.append(self)
        return self

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: int):
        self.process.send_signal(number)

    def wait(self, seconds: float) -> int:
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name} did not end within {seconds:g} s") from None

    def kill(self):
        if self.is_alive():
            self.process.kill()
            self.process.wait()

    def stop(self, seconds: float = 20):
        """SIGTERM, a second one for who waits for its clients, and SIGKILL for who does not listen."""
        for patience in (1, seconds):
            if self.is_alive():
                self.signal(signal.SIGTERM)
                try:
                    self.process.wait(patience)
                except subprocess.TimeoutExpired:
                    pass
        self.kill()

    def wait_until(self, condition, seconds: float, what: str):
        """As `eventually`, but gives up at once if the program ends."""
        def still():
            check(self.is_alive(), f"{self.name} ended with {self.process.poll()}: {self.last_words()}")
            return condition()
        return eventually(still, seconds, f"{self.name}: {what}")

    def last_words(self, count: int = 6) -> str:
        if not self.log.exists():
            return ""
        return " / ".join(self.log.read_text(errors="replace").splitlines()[-count:])

    @classmethod
    def sweep(cls):
        for process in reversed(cls.started):
            process.kill()
        cls.started.clear()
