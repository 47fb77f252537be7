# SPDX-License-Identifier: Apache-2.0
"""What every case needs: a throwaway PKI, a file ledger, a running server, and clients that keep no secrets from us."""
import base64
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import resource
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Failure(Exception):
    """The server did something else than the case demands."""


class Skip(Exception):
    """The case cannot run here; the text says what is missing."""


@dataclasses.dataclass
class Case:
    title: str
    run: object
    alone: bool


CASES: list[Case] = []


def case(title: str, alone: bool = False):
    """Registers a function as a case; its group is the name of its file.

    What measures time, or takes the machine for itself, runs `alone`.
    """
    def register(function):
        group = function.__module__.rsplit(".", 1)[-1]
        CASES.append(Case(f"{group}: {title}", function, alone))
        return function
    return register


def check(condition, message: str):
    if not condition:
        raise Failure(message)


def equal(actual, expected, what: str):
    if actual != expected:
        raise Failure(f"{what}: expected {expected!r}, got {actual!r}")


def need(tool: str) -> str:
    found = shutil.which(tool)
    if not found:
        raise Skip(f"{tool} is not installed")
    return found


def eventually(condition, seconds: float, what: str):
    """Polls until `condition()` is true; what it last returned is given back."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(f"not within {seconds:g} s: {what}")
        time.sleep(0.02)


def fixtures() -> pathlib.Path:
    folder = pathlib.Path(os.environ.get("K3S_DAAS_FIXTURES", ROOT.parent / "shared" / "fixtures"))
    if not (folder / "apiserver").is_dir():
        raise Skip(f"no recorded apiserver bodies in {folder} (K3S_DAAS_FIXTURES names another folder)")
    return folder / "apiserver"


# Whose ports are tried, where processes run side by side; the kernel's choice otherwise.
ports = None


def free_port() -> int:
    for port in ports or (0,):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]


def ops_page(port: int, path: str) -> tuple[int, str]:
    """What a process says of itself at its port for operations; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def processor_seconds(pid: int) -> float:
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Ledger:
    """A file ledger: stakes and seals in, YAML out; the hashes are computed here, not by the code under test."""

    def __init__(self, path: pathlib.Path):
        self.path = path
        self.cluster = secrets.token_bytes(32)
        self.stakes: dict[str, dict] = {}
        self.seals: list[dict] = []

    def add(self, stake: str, status: str = "active", **fields) -> tuple[str, str]:
        """Adds a staker with one seal and returns its token and owner."""
        owner, secret = secrets.token_bytes(32), secrets.token_bytes(32)
        self.stakes[owner.hex()] = {"stake": stake, "status": status}
        self.seals.append({
            "id": secrets.token_hex(32), "owner": owner.hex(),
            "key": hashlib.sha256(b"k3s-daas/seal/v1" + self.cluster + secret).hexdigest(),
            "bind": hashlib.sha256(b"k3s-daas/seal-owner/v1" + owner + secret).hexdigest(), **fields})
        return secret.hex(), owner.hex()

    def write(self):
        lines = ["apiVersion: k3s-daas.io/v1alpha1", "kind: FileLedger", f'clusterId: "0x{self.cluster.hex()}"', "stakes:"]
        for owner, entry in self.stakes.items():
            lines.append(f'- {{owner: "0x{owner}", stake: "{entry["stake"]}", status: {entry["status"]}}}')
        lines.append("seals:")
        for seal in self.seals:
            expires = f', expires: "{seal["expires"]}"' if "expires" in seal else ""
            lines.append(f'- {{id: "0x{seal["id"]}", key: "{seal["key"]}", bind: "{seal["bind"]}", '
                         f'owner: "0x{seal["owner"]}"{expires}}}')
        write_atomically(self.path, "\n".join(lines) + "\n")


def write_atomically(path: pathlib.Path, content: str | bytes):
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(path.name + ".new")
    temporary.write_bytes(data)
    temporary.chmod(0o600)
    temporary.replace(path)


@dataclasses.dataclass
class Reply:
    status: int
    fields: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


class Closed(Exception):
    """The server closed the connection where a reply was due."""


class Client:
    """One connection, bytes exactly as the case wants them."""

    def __init__(self, server: "Server", certificate: str | None = None, alpn=("http/1.1",), timeout: float = 10,
                 source: str | None = None, maximum=None, session=None):
        plain = socket.create_connection(("127.0.0.1", server.port), timeout,
                                         source_address=(source, 0) if source else None)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        context = server.client_context(certificate, alpn, maximum)
        try:
            self.socket = context.wrap_socket(plain, server_hostname="127.0.0.1", session=session)
        except BaseException:
            plain.close()
            raise
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def reset(self):
        """Ends the connection with RST instead of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.socket.close()

    def send(self, data: bytes):
        self.socket.sendall(data)

    def more(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionResetError, BrokenPipeError):
            data = b""
        except ssl.SSLError as error:
            if "EOF" in str(error) or "SHUTDOWN" in str(error).upper():
                data = b""
            else:
                raise
        self.buffer += data
        return bool(data)

    def reply(self, to_head: bool = False, interim: list | None = None) -> Reply:
        while True:
            while b"\r\n\r\n" not in self.buffer:
                if not self.more():
                    raise Closed(f"closed after {self.buffer[:80]!r}")
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            lines = head.decode("latin-1").split("\r\n")
            status = int(lines[0].split(" ")[1])
            fields = {}
            for line in lines[1:]:
                name, value = line.split(":", 1)
                check(name.lower() not in fields, f"the reply has two {name} fields")
                fields[name.lower()] = value.strip()
            if 100 <= status < 200:
                if interim is not None:
                    interim.append(status)
                continue
            length = 0 if to_head or status in (204, 304) else int(fields["content-length"])
            while len(self.buffer) < length:
                if not self.more():
                    raise Closed(f"closed after {len(self.buffer)} of {length} bytes of a body")
            body, self.buffer = self.buffer[:length], self.buffer[length:]
            return Reply(status, fields, body)

    def is_closed_within(self, seconds: float) -> bool:
        self.socket.settimeout(seconds)
        try:
            while self.more():
                pass
            return True
        except (TimeoutError, socket.timeout):
            return False

    def post(self, path: str, body: bytes, fields: str = "") -> Reply:
        self.send(request("POST", path, body, fields))
        return self.reply()


def request(method: str, path: str, body: bytes = b"", fields: str = "") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if body or method == "POST":
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + fields + "\r\n").encode("latin-1") + body


def token_review(token: str, version: str = "v1") -> bytes:
    return (json.dumps({"kind": "TokenReview", "apiVersion": f"authentication.k8s.io/{version}", "metadata": {},
                        "spec": {"token": token, "audiences": ["https://kubernetes.default.svc"]},
                        "status": {"user": {}}}, separators=(",", ":")) + "\n").encode()


def home_namespace(owner: str) -> str:
    """The namespace that belongs to an address of 64 hexadecimal digits."""
    return "seal-" + base64.b32encode(bytes.fromhex(owner)).decode().lower().rstrip("=")


def admission_review(padding: int = 0, uid: str = "705ab4f5-6393-11e8-b7cc-42010a800002") -> bytes:
    pods = {"group": "", "version": "v1", "resource": "configmaps"}
    kind = {"group": "", "version": "v1", "kind": "ConfigMap"}
    user = {"username": "kubernetes-admin", "groups": ["system:masters", "system:authenticated"]}
    configmap = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "default"},
                 "data": {"a": "x" * padding}}
    return json.dumps({
        "kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1",
        "request": {"uid": uid, "kind": kind, "resource": pods, "requestKind": kind, "requestResource": pods,
                    "name": "a", "namespace": "default", "operation": "CREATE", "userInfo": user,
                    "object": configmap, "oldObject": None, "dryRun": False, "options": None}},
        separators=(",", ":")).encode()


class Server:
    """One process of ours and what can be asked of it from outside."""

    def __init__(self, bench: "Bench", *flags: str, client_auth: str = "off", key: str = "server", loops: int = 1,
                 port: int | None = None, ops_port: int | None = None, log_level: str = "info", nofile: int | None = None,
                 wrapper: tuple = (), environment: dict | None = None, pass_fds: tuple = (), wait: bool = True,
                 ledger: "Ledger | None" = None, client_ca: pathlib.Path | None = None):
        self.bench = bench
        self.port, self.ops_port = port or free_port(), ops_port or free_port()
        self.ledger = ledger or bench.ledger
        number = len(bench.servers)
        self.log = bench.folder / f"server-{number}.log"
        self.audit = bench.folder / f"audit-{number}.log"
        self.certificate, self.key = bench.folder / f"{number}.crt", bench.folder / f"{number}.key"
        self.install(key)
        self.flags = [
            "--listen-address", f"127.0.0.1:{self.port}", "--ops-address", f"127.0.0.1:{self.ops_port}",
            "--tls-cert-file", str(self.certificate), "--tls-private-key-file", str(self.key),
            "--client-auth", client_auth,
            *(() if client_auth == "off" else ("--client-ca-file", str(client_ca or bench.pki / "ca.crt"))),
            "--loops", str(loops), *(() if "--cluster-file" in flags else ("--ledger-file", str(self.ledger.path))),
            *(() if "--audit-directory" in flags else ("--audit-log", str(self.audit))),
            "--log-level", log_level, "--log-format", "text", *flags]

        def limit():
            if nofile:
                resource.setrlimit(resource.RLIMIT_NOFILE, (nofile, nofile))
        self.expected_exit = False
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, str(bench.binary), "run", *self.flags], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})}, pass_fds=pass_fds,
                preexec_fn=limit)
        bench.servers.append(self)
        if wait:
            self.wait_until_ready()

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_until_ready(self):
        def ready():
            check(self.process.poll() is None, f"the server ended with {self.process.returncode} before it was ready")
            return self.ops("/readyz")[0] == 200
        eventually(ready, 10, "/readyz answers 200")

    def install(self, key: str):
        """Puts another certificate and key in place, each by rename."""
        write_atomically(self.key, (self.bench.pki / f"{key}.key").read_bytes())
        write_atomically(self.certificate, (self.bench.pki / f"{key}.crt").read_bytes())

    def ops(self, path: str) -> tuple[int, str]:
        return ops_page(self.ops_port, path)

    def metrics(self) -> dict[str, float]:
        status, text = self.ops("/metrics")
        equal(status, 200, "/metrics")
        series = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                series[name] = float(value)
        return series

    def client_context(self, certificate: str | None, alpn=("http/1.1",), maximum=None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(self.bench.pki / "ca.crt")
        if certificate:
            context.load_cert_chain(self.bench.pki / f"{certificate}.crt", self.bench.pki / f"{certificate}.key")
        if alpn:
            context.set_alpn_protocols(list(alpn))
        if maximum:
            context.maximum_version = maximum
        return context

    def connect(self, **options) -> Client:
        return Client(self, **options)

    def ask(self, token: str, **options) -> dict:
        """One TokenReview on a connection of its own; the reply's status object."""
        with self.connect(**options) as client:
            reply = client.post("/authenticate", token_review(token))
            equal(reply.status, 200, "TokenReview")
            return reply.json()["status"]

    def answers(self) -> bool:
        return self.ask(self.bench.token).get("authenticated") is True

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def resident(self) -> int:
        text = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", text)[1]) * 1024

    def processor_seconds(self) -> float:
        return processor_seconds(self.pid)

    def signal(self, number: int):
        self.process.send_signal(number)

    def wait(self, seconds: float) -> int:
        self.expected_exit = True
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failure(f"the server did not end within {seconds:g} s") from None

    def stop(self) -> int:
        """Two SIGTERMs: the second one does not wait for connections."""
        self.expected_exit = True
        for _ in range(2):
            if self.process.poll() is None:
                self.signal(signal.SIGTERM)
                try:
                    return self.process.wait(1)
                except subprocess.TimeoutExpired:
                    pass
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        return self.process.returncode


class Folder:
    """Where a run leaves everything; gone at its end, unless it is to be kept."""

    def __init__(self, keep: bool):
        self.keep = keep

    def __enter__(self) -> pathlib.Path:
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="peers-"))
        return self.path

    def __exit__(self, *_):
        if self.keep:
            print(f"kept: {self.path}", file=sys.stderr)
        else:
            shutil.rmtree(self.path, ignore_errors=True)


def build(given: str | None) -> pathlib.Path:
    """The server to test: the one that was given, or what is released."""
    built = given or subprocess.run(
        [ROOT / "hack" / "build-release"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return pathlib.Path(built).resolve()


class Bench:
    """The working folder of a process that runs cases: PKI, ledger, servers."""

    def __init__(self, folder: pathlib.Path, binary: pathlib.Path, scale: float):
        self.parent, self.binary, self.scale = folder, binary, scale
        self.servers: list[Server] = []

    def __enter__(self):
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.parent))
        self.pki = self.folder / "pki"
        subprocess.run([ROOT / "hack" / "make-pki", self.pki], check=True)
        self.ledger = Ledger(self.folder / "ledger.yaml")
        self.tokens = {tier: self.ledger.add(stake)[0] for tier, stake in
                       (("viewer", "0.5 SUI"), ("developer", "2 SUI"), ("admin", "5 SUI"), ("super", "10 SUI"))}
        self.token = self.tokens["developer"]
        self.ledger.write()
        return self

    def __exit__(self, *_):
        self.sweep()

    def server(self, *flags: str, **options) -> Server:
        return Server(self, *flags, **options)

    def sweep(self) -> str:
        """Ends what a case left running; says so if a server had died on its own."""
        died = ""
        self.swept = self.servers
        for server in self.servers:
            code = server.process.poll()
            if code is not None and not server.expected_exit:
                died = f"the server ended by itself with {code}"
            server.stop()
        self.servers = []
        return died

    def last_log_lines(self, count: int = 12) -> list[str]:
        return [line for server in self.swept if server.log.exists()
                for line in server.log.read_text(errors="replace").splitlines()[-count:]]

    def tls_load(self) -> pathlib.Path:
        """The load generator, compiled once for this run."""
        target = self.folder / "tls-load"
        if not target.exists():
            compiler = shutil.which("cc")
            if not compiler:
                raise Skip("no C compiler")
            subprocess.run([compiler, "-O2", "-o", target, ROOT / "Benchmarks" / "tls-load.c", "-lssl", "-lcrypto"],
                           check=True)
        return target


class Load:
    """Threads that ask all the time, as an apiserver does, and remember every request that failed.

    `fresh` threads make a connection per request; `kept` ones reuse theirs until the server says
    `Connection: close`. A request that fails on a reused connection counts: admission is not retried.
    """

    def __init__(self, server: Server, fresh: int = 2, kept: int = 4, certificate: str | None = None):
        self.server, self.certificate = server, certificate
        self.done, self.failures, self.names = 0, [], set()
        self.lock, self.ending = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(False,)) for _ in range(fresh)]
        self.threads += [threading.Thread(target=self.work, args=(True,)) for _ in range(kept)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        eventually(lambda: self.done > 20 or self.failures, 10, "the load runs")
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def work(self, keeps: bool):
        review = token_review(self.server.bench.token)
        client = None
        while not self.ending.is_set():
            try:
                client = client or self.server.connect(certificate=self.certificate)
                name = dict(pair[0] for pair in client.socket.getpeercert()["subject"])["commonName"]
                reply = client.post("/authenticate", review)
                equal(reply.status, 200, "status")
                equal(reply.json()["status"].get("authenticated"), True, "authenticated")
                with self.lock:
                    self.done += 1
                    self.names.add(name)
                if not keeps or reply.fields.get("connection", "").lower() == "close":
                    client.close()
                    client = None
            except Exception as error:  # every kind of failure is what is being counted
                with self.lock:
                    self.failures.append(f"{type(error).__name__}: {error}")
                if client:
                    client.close()
                client = None
                time.sleep(0.05)
        if client:
            client.close()

    def verdict(self):
        check(not self.failures, f"{len(self.failures)} of {self.done + len(self.failures)} requests failed, "
                                 f"first: {self.failures[:1]}")
        check(self.done > 0, "no request was made")
