# SPDX-License-Identifier: Apache-2.0
"""enclave-boot forward: the process on an enclave's parent, between sockets of Python's and a webhook-server."""
import hashlib
import os
import pathlib
import resource
import secrets
import select
import signal
import socket
import subprocess
import threading
import time

from harness import Failure, case, check, equal, eventually, free_port, need, ops_page, processor_seconds, token_review


class Forwarder:
    """One process, one way through to `target`, and its ops page; ended with the case."""

    def __init__(self, bench, target: int, *flags: str, nofile: int | None = None):
        self.binary = pathlib.Path(bench.binary).with_name("enclave-boot")
        self.port, self.ops_port = free_port(), free_port()
        self.rule = f"tcp:127.0.0.1:{self.port}"

        def limit():
            if nofile:
                resource.setrlimit(resource.RLIMIT_NOFILE, (nofile, nofile))
        self.process = subprocess.Popen(
            [self.binary, "forward", "--map", f"{self.rule}=tcp:127.0.0.1:{target}",
             "--ops-address", f"127.0.0.1:{self.ops_port}", *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=limit)

    def __enter__(self):
        eventually(lambda: self.ops("/readyz")[0] == 200, 10, "/readyz answers 200")
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def ops(self, path: str) -> tuple[int, str]:
        return ops_page(self.ops_port, path)

    def metric(self, name: str, **labels: str) -> int:
        text = "".join(f',{key}="{value}"' for key, value in labels.items())
        line = f'k3s_daas_enclave_forward_{name}{{rule="{self.rule}"{text}}} '
        for found in self.ops("/metrics")[1].splitlines():
            if found.startswith(line):
                return int(found.removeprefix(line))
        raise Failure(f"no metric {line}")

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def processor_seconds(self) -> float:
        return processor_seconds(self.process.pid)

    def end(self, seconds: float) -> tuple[int, str]:
        _, log = self.process.communicate(timeout=seconds)
        return self.process.returncode, log


class Target:
    """A socket that connections are carried on to."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.socket.settimeout(20)
        self.port = self.socket.getsockname()[1]

    def accept(self) -> socket.socket:
        connection, _ = self.socket.accept()
        connection.settimeout(20)
        return connection


def is_broken(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@case("a webhook's answers come through, and its certificate is the one that is seen")
def carries_tls(bench):
    server = bench.server()
    with Forwarder(bench, server.port) as forwarder:
        real, server.port = server.port, forwarder.port
        try:
            for _ in range(20):
                with server.connect() as client:
                    reply = client.post("/authenticate", token_review(bench.token))
                    equal((reply.status, reply.json()["status"]["authenticated"]), (200, True), "TokenReview")
        finally:
            server.port = real
        eventually(lambda: forwarder.metric("connections_open") == 0, 10, "all connections end")
        equal(forwarder.metric("connections_total"), 20, "connections")


@case("many megabytes both ways at once arrive as they were sent", alone=True)
def carries_bulk(bench):
    target = Target()
    with Forwarder(bench, target.port) as forwarder:
        near = forwarder.connect()
        far = target.accept()
        sent, heard = {}, {}

        def say(name, connection, size):
            digest, left = hashlib.sha256(), size
            while left:
                piece = secrets.token_bytes(min(left, 1 + secrets.randbelow(200_000)))
                connection.sendall(piece)
                digest.update(piece)
                left -= len(piece)
            connection.shutdown(socket.SHUT_WR)
            sent[name] = digest.hexdigest()

        def hear(name, connection):
            digest = hashlib.sha256()
            while piece := connection.recv(1 + secrets.randbelow(100_000)):
                digest.update(piece)
            heard[name] = digest.hexdigest()

        threads = [threading.Thread(target=say, args=("up", near, 48 << 20)),
                   threading.Thread(target=say, args=("down", far, 32 << 20)),
                   threading.Thread(target=hear, args=("up", far)), threading.Thread(target=hear, args=("down", near))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        equal(heard, sent, "digests")
        equal(forwarder.metric("bytes_total", direction="to_target"), 48 << 20, "bytes to the target")
        equal(forwarder.metric("bytes_total", direction="to_source"), 32 << 20, "bytes to the source")


@case("SIGTERM lets connections end, and takes no more")
def drains(bench):
    target = Target()
    with Forwarder(bench, target.port, "--drain-timeout=20s") as forwarder:
        near = forwarder.connect()
        far = target.accept()
        forwarder.process.send_signal(signal.SIGTERM)
        eventually(lambda: forwarder.ops("/readyz")[0] == 503, 5, "/readyz answers 503")

        def is_closed():
            try:
                forwarder.connect().close()
                return False
            except ConnectionError:
                return True
        eventually(is_closed, 5, "nothing is accepted")
        near.sendall(b"still here")
        equal(far.recv(10), b"still here", "what the target hears")
        near.close()
        equal(far.recv(1), b"", "the end")
        far.close()
        code, log = forwarder.end(5)
        equal(code, 0, "exit")
        check("connections_cut=0" in log, log)


@case("a second signal, or the end of its patience, cuts what is open")
def cuts(bench):
    target = Target()
    for flag, signals in (("--drain-timeout=60s", 2), ("--drain-timeout=200ms", 1)):
        with Forwarder(bench, target.port, flag) as forwarder:
            near = forwarder.connect()
            far = target.accept()
            for _ in range(signals):
                forwarder.process.send_signal(signal.SIGTERM)
                time.sleep(0.05)
            code, log = forwarder.end(5)
            equal(code, 0, "exit")
            check("connections_cut=1" in log, log)
            check(is_broken(near) and is_broken(far), "both sides are told")


@case("without descriptors it breaks what comes, idles, and recovers", alone=True)
def few_descriptors(bench):
    target = Target()
    with Forwarder(bench, target.port, nofile=64) as forwarder:
        near, breaks = [], 0
        for _ in range(60):
            try:
                near.append(forwarder.connect())
            except ConnectionResetError:
                breaks += 1  # broken before connect(2) returned
        # Its ops page has no descriptor either: what comes of it is seen from outside.
        eventually(lambda: breaks or select.select(near, [], [], 0)[0], 10, "connections are broken")
        before = forwarder.processor_seconds()
        time.sleep(1)
        check(forwarder.processor_seconds() - before < 0.3, "it spins while there are no descriptors")
        for connection in near:
            connection.close()
        # The target has ends of its own to put.
        target.socket.setblocking(False)
        try:
            while True:
                target.socket.accept()[0].close()
        except BlockingIOError:
            target.socket.settimeout(20)
        eventually(lambda: forwarder.ops("/readyz")[0] == 200, 10, "the ops page answers again")
        eventually(lambda: forwarder.metric("connections_open") == 0, 10, "all connections end")
        broken = (forwarder.metric("refused_total", cause="descriptors")
                  + forwarder.metric("failures_total", cause="system"))
        check(broken > 0, "what was broken is not counted")
        last = forwarder.connect()
        far = target.accept()
        last.sendall(b"again")
        equal(far.recv(5), b"again", "what the target hears")


@case("it holds sockets and a log, and nothing of a machine's secrets")
def holds_nothing(bench):
    target = Target()
    with Forwarder(bench, target.port) as forwarder:
        folder = pathlib.Path(f"/proc/{forwarder.process.pid}/fd")
        held = sorted({os.readlink(entry).split(":")[0] for entry in folder.iterdir()})
        # Standard streams, sockets, epoll and event descriptors.
        equal([kind for kind in held if kind not in ("/dev/null", "anon_inode", "pipe", "socket")], [], "descriptors")
        maps = pathlib.Path(f"/proc/{forwarder.process.pid}/maps").read_text()
        check("libcurl" not in maps, "libcurl is part of it")


@case("what it cannot do it says before it serves")
def says_why(bench):
    binary = pathlib.Path(bench.binary).with_name("enclave-boot")
    taken = Target()
    for arguments, code, words in (
            ([], 64, "--map"), (["--map", "vsock:7=tcp:node.example:443"], 64, "--cid"),
            (["--map", "tcp:127.0.0.1:1"], 78, "--map"), (["--secret", "x"], 64, "--secret"),
            (["--map", f"tcp:127.0.0.1:{taken.port}=tcp:127.0.0.1:1"], 69, "Address already in use")):
        done = subprocess.run([binary, "forward", *arguments], capture_output=True, text=True, timeout=10)
        equal(done.returncode, code, f"exit of {arguments}")
        check(words in done.stderr, f"{arguments}: {done.stderr}")


def processor_seconds_of(process: int) -> float:
    """A process and the children that it has or had: socat makes one for each connection."""
    total = 0
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            number, fields = int(entry.parent.name), entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if number == process:
            total += sum(int(field) for field in fields[11:15])
        elif int(fields[1]) == process:
            total += sum(int(field) for field in fields[11:13])
    return total / os.sysconf("SC_CLK_TCK")


@case("bytes cost no more than with socat, and connections far less", alone=True)
def costs_little(bench):
    tool, target = need("socat"), Target()

    def swallow():
        room = bytearray(1 << 20)
        while True:
            try:
                connection = target.accept()
            except OSError:
                return
            while connection.recv_into(room):
                pass
            connection.sendall(b"!")
            connection.close()
    threading.Thread(target=swallow, daemon=True).start()

    def ask(port: int, size: int):
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            piece = memoryview(bytes(min(size, 1 << 20)))
            for _ in range(size // len(piece)):
                connection.sendall(piece)
            connection.shutdown(socket.SHUT_WR)
            equal(connection.recv(1), b"!", "the answer")

    def cost(process: int, port: int) -> tuple[float, float]:
        began = processor_seconds_of(process)
        ask(port, 1 << 30)
        between = processor_seconds_of(process)
        for _ in range(300):
            ask(port, 1)
        return between - began, processor_seconds_of(process) - between

    with Forwarder(bench, target.port) as forwarder:
        ours = cost(forwarder.process.pid, forwarder.port)
    port = free_port()
    # The same buffer as ours, which is eight times its own.
    other = subprocess.Popen([tool, "-b", "65536", f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr,backlog=512",
                              f"TCP:127.0.0.1:{target.port}"], stderr=subprocess.DEVNULL)
    try:
        def listens():
            try:
                return ask(port, 1) is None
            except OSError:
                return False
        eventually(listens, 5, "socat listens")
        theirs = cost(other.pid, port)
    finally:
        other.terminate()
        other.wait()
        target.socket.close()
    check(ours[0] <= 1.5 * theirs[0], f"a gibibyte costs {ours[0]:.2f} s of processor, with socat {theirs[0]:.2f} s")
    check(ours[1] <= 0.5 * theirs[1], f"300 connections cost {ours[1]:.2f} s, with socat {theirs[1]:.2f} s")
