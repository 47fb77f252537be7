# SPDX-License-Identifier: Apache-2.0
"""sealctl top beside a server that works: on a terminal, for programs, and where nobody answers."""
import fcntl
import json
import os
import pty
import signal
import struct
import termios
import time

from harness import case, check, equal, eventually, free_port
from cases.chain import Cluster


class Screen:
    """sealctl top on a terminal of its own, which the test sees."""

    def __init__(self, cluster, *arguments, size=(30, 150), environment=None, shell=None):
        self.master, self.slave = pty.openpty()
        self.resize(size)
        self.before = termios.tcgetattr(self.slave)
        self.seen = b""
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(self.slave, number)
            if shell:
                shell()
            os.execve(cluster.binary, ["sealctl", "top", *arguments],
                      cluster.environment | {"TERM": "xterm"} | (environment or {}))
        os.set_blocking(self.master, False)

    def resize(self, size):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def read(self):
        try:
            self.seen += os.read(self.master, 1 << 16)
        except BlockingIOError:
            pass
        return self.seen

    def shows(self, text, what):
        eventually(lambda: text in self.read(), 60, what)

    def end(self):
        """Its exit code, once it has ended; the terminal must be as it was."""
        def over():
            self.read()
            pid, self.status = os.waitpid(self.pid, os.WNOHANG)
            return pid != 0
        eventually(over, 60, "it ends")
        equal(termios.tcgetattr(self.slave)[3], self.before[3], "how the terminal reads keys")
        check(self.read().rstrip().endswith(b"\x1b[?25h"), f"the cursor is back: {self.seen[-60:]}")
        os.close(self.master)
        os.close(self.slave)
        return os.waitstatus_to_exitcode(self.status)


@case("top draws in place, follows the terminal's size, and gives it back")
def screen(bench):
    with Cluster(bench) as cluster:
        server = cluster.server()
        url, nobody = f"http://127.0.0.1:{server.ops_port}", f"http://127.0.0.1:{free_port()}"
        for last, code in ((b"q", 0), (b"\x03", 0), (b"\x1c", 0), (signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGQUIT, 0)):
            top = Screen(cluster, "--webhook", url, "--controller", nobody, "--interval", "500ms")
            top.shows(b"stakers    4: 1 super, 1 admin, 1 developer, 1 viewer", "the stakers")
            top.shows(url.encode(), "the server")
            top.shows(b"nobody answers", "who does not answer")
            check(b"\x1b[31m" in top.seen, "who does not answer stands out")
            top.seen = b""
            top.resize((30, 40))
            top.shows(b"\x1b[2J", "the page is wiped for another size")
            top.shows("…".encode(), "lines are cut")
            if isinstance(last, bytes):
                os.write(top.master, last)
            else:
                os.kill(top.pid, last)
            equal(top.end(), code, f"the exit code after {last}")
        plain = Screen(cluster, "--webhook", url, environment={"NO_COLOR": "1"})
        plain.shows(b"stakers    4", "the stakers")
        check(b"\x1b[31m" not in plain.seen and b"\x1b[1m" not in plain.seen, "no colours")
        os.write(plain.master, b"q")
        equal(plain.end(), 0, "the exit code")


@case("top steps aside at ^Z, and draws anew when it goes on")
def aside(bench):
    stopped, was_stopped = os.pipe()
    go, may_go = os.pipe()

    def shell():
        """What a shell does with a job: it has the terminal, stops, and is let go on. Ends as the job does; the job itself returns."""
        job = os.fork()
        if job == 0:
            os.setpgid(0, 0)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.tcsetpgrp(0, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            return
        while True:
            _, status = os.waitpid(job, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                os._exit(os.waitstatus_to_exitcode(status))
            os.write(was_stopped, b"s")
            os.read(go, 1)
            os.kill(job, signal.SIGCONT)

    with Cluster(bench) as cluster:
        top = Screen(cluster, "--controller", f"http://127.0.0.1:{free_port()}", "--interval", "500ms", shell=shell)
        top.shows(b"nobody answers", "the page")
        os.write(top.master, b"\x1a")
        equal(os.read(stopped, 1), b"s", "it stops")
        equal(termios.tcgetattr(top.slave)[3], top.before[3], "how the terminal reads keys meanwhile")
        check(top.read().rstrip().endswith(b"\x1b[?25h"), "the cursor is back meanwhile")
        top.seen = b""
        os.write(may_go, b"g")
        top.shows(b"nobody answers", "the page again")
        check(b"\x1b[?25l\x1b[2J" in top.seen, "on a clean page")
        os.write(top.master, b"q")
        equal(top.end(), 0, "the exit code")


@case("top's numbers are those of the server, for programs too")
def numbers(bench):
    with Cluster(bench) as cluster:
        server = cluster.server()
        url = f"http://127.0.0.1:{server.ops_port}"
        eventually(lambda: server.ask(cluster.tokens["viewer"]).get("authenticated"), 20, "the viewer is known")
        view = cluster.json("top", "--once", "--interval", "500ms", "--webhook", url)
        chain, (one,) = view["chain"], view["servers"]
        equal(chain["tiers"], {"super": 1, "admin": 1, "developer": 1, "viewer": 1}, "stakers by tier")
        equal((chain["accounts"], chain["staked"]), (4, 17_500_000_000), "how many, and their stake")
        equal((one["ready"], one["complete"], one["hole"], one["silence"], one["role"]), (True, True, False, None, "webhook"), "the server")
        check(one["chainAgeSeconds"] < 60 and one["version"], f"its age and version: {one}")
        text = cluster("top", "--once", "--interval", "500ms", "--webhook", url)
        check("\x1b" not in text and "WEBHOOK SERVER" in text, text)
        began = time.monotonic()
        text = cluster("top", "--once", "--interval", "500ms", "--webhook", f"http://127.0.0.1:{free_port()}")
        check("nobody answers" in text and "stakers    4" in text and time.monotonic() - began < 30, text)
        json.dumps(view)
