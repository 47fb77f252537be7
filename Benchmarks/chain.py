# SPDX-License-Identifier: Apache-2.0
"""A local ledger, a cluster of stakers on it, and the server that follows it: what the chain's benchmarks begin with."""
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "Peers"))
import harness  # noqa: E402

AUDIENCE = "https://kubernetes.default.svc"


def review(token: str) -> bytes:
    """A TokenReview as a whole request."""
    return harness.request("POST", "/authenticate", harness.token_review(token))


class Process:
    """A process that ends with its `with`."""

    def __init__(self, command: list, environment: dict | None = None, core: str | None = None, **streams):
        pinned = ["taskset", "-c", core] if core else []
        self.process = subprocess.Popen([*pinned, *map(str, command)], text=True,
                                        env=environment or {**os.environ, "SWIFT_BACKTRACE": "enable=no"},
                                        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, **streams})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


class Node(Process):
    """A node with a local ledger behind it."""

    def __init__(self, work: pathlib.Path, name: str, command):
        self.port = harness.free_port()
        self.cluster_file = work / f"{name}.yaml"
        self.base = f"http://127.0.0.1:{self.port}"
        super().__init__(command(self), {"HOME": str(work), "PATH": os.environ["PATH"]}, stdout=subprocess.PIPE)

    def control(self, order: dict):
        """Turns its clock or has it do wrong what nodes do wrong."""
        request = urllib.request.Request(self.base + "/control", json.dumps(order).encode(),
                                         {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as reply:
            reply.read()


class Devnet(Node):
    """`sealctl devnet`, with everything it keeps in one folder."""

    def __init__(self, binary: pathlib.Path, work: pathlib.Path):
        super().__init__(work, "devnet", lambda node: [
            binary, "devnet", "--address", f"127.0.0.1:{node.port}", "--cluster-file", node.cluster_file,
            "--ledger-file", work / "devnet"])
        if "worth nothing" not in self.process.stdout.readline():
            sys.exit("the local ledger does not start")


class CannedNode(Node):
    """A node whose lists show a crowd of made-up stakers, of whom `tokens` are the first, or are refused where that is 0."""

    def __init__(self, binary: pathlib.Path, work: pathlib.Path, crowd: int, tokens: int):
        super().__init__(work, f"crowd-{crowd}", lambda node: [
            binary, f"127.0.0.1:{node.port}", node.cluster_file, crowd, tokens])
        self.tokens = []
        while (line := self.process.stdout.readline().strip()) != "ready":
            if not line:
                sys.exit("the canned node does not start")
            self.tokens.append(line)


class Stakers(Process):
    """A cluster on a local ledger, whose stakers do what they are told; `tokens` are (tier, token) by their numbers."""

    def __init__(self, binary: pathlib.Path, node: Node, count: int):
        super().__init__([binary, node.cluster_file, count, AUDIENCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.tokens = []
        while (line := self.hear())[0] == "staker":
            self.tokens.append((line[1], line[2]))

    def tell(self, order: str, number: int):
        self.process.stdin.write(f"{order} {number}\n")
        self.process.stdin.flush()

    def hear(self) -> list[str]:
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the stakers ended")
        return line.split()

    def __call__(self, order: str, number: int) -> list[str]:
        self.tell(order, number)
        return self.hear()[1:]


class Server(Process):
    """The server on that chain."""

    name = "ours"
    flags = ("--client-auth", "off")

    def __init__(self, binary: pathlib.Path, work: pathlib.Path, cluster_file: pathlib.Path, *flags,
                 core: str | None = None, environment: dict | None = None, is_complete: bool = True):
        self.port, self.operations = harness.free_port(), harness.free_port()
        super().__init__([binary, "run", "--listen-address", f"127.0.0.1:{self.port}", "--ops-address",
                          f"127.0.0.1:{self.operations}", "--tls-cert-file", work / "pki/server.crt",
                          "--tls-private-key-file", work / "pki/server.key", *self.flags, "--loops", 1,
                          "--cluster-file", cluster_file, "--insecure-dev-ledger", "--log-level", "error", *flags],
                         environment={**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})}, core=core)
        self.started = time.monotonic()
        if is_complete:
            self.wait(lambda series: series.get('k3s_daas_chain_state{state="complete"}') == 1, "a whole copy")

    def pids(self) -> list[int]:
        return [self.process.pid]

    def wait(self, condition, what: str, seconds: float = 900):
        while not condition(self.metrics()):
            if self.process.poll() is not None or time.monotonic() - self.started > seconds:
                sys.exit(f"the server did not come to have {what}")
            time.sleep(0.02)

    def metrics(self) -> dict[str, float]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.operations}/metrics", timeout=5) as reply:
                lines = reply.read().decode().splitlines()
        except (OSError, urllib.error.URLError):
            return {}
        return {name: float(value) for name, value in
                (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))}


class Connection:
    """One connection that is kept, and one question after the other on it."""

    def __init__(self, work: pathlib.Path, port: int):
        context = ssl.create_default_context(cafile=work / "pki/ca.crt")
        plain = socket.create_connection(("127.0.0.1", port), 10)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = context.wrap_socket(plain, server_hostname="127.0.0.1")

    def ask(self, request: bytes) -> bytes:
        """The body of the reply."""
        self.socket.sendall(request)
        data = b""
        while True:
            piece = self.socket.recv(65536)
            if not piece:
                sys.exit("the server closed a connection")
            data += piece
            head, separator, body = data.partition(b"\r\n\r\n")
            if separator and len(body) >= int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]):
                break
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(f"a review was answered with {head.splitlines()[0]!r}")
        return body

    def accepts(self, request: bytes) -> bool:
        """Whether the token of a review is accepted."""
        return json.loads(self.ask(request))["status"].get("authenticated") is True


class Load(Process):
    """`tls-load ask`: the requests of some files, over and over, at a rate or as fast as they are answered."""

    def __init__(self, work: pathlib.Path, port: int, files: list[pathlib.Path], connections: int, seconds: float,
                 rate: float = 0, core: str | None = None, addresses: int = 200):
        super().__init__([work / "tls-load", "ask", "-p", port, "-c", connections, "-t", seconds, "-R", rate, "-a", addresses,
                          *(word for file in files for word in ("-Q", file))], core=core, stdout=subprocess.PIPE)

    def result(self, ends: bool = False) -> dict:
        """What came out at the end, or now if it `ends` before its time."""
        if ends:
            self.process.terminate()
        text = self.process.stdout.read()
        if self.process.wait() != 0:
            sys.exit(f"the load ended with {self.process.returncode}: {text}")
        return json.loads(text)


def quantile(values: list[float], share: float) -> float:
    """The least value that at least this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]
