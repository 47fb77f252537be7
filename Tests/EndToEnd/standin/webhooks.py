# SPDX-License-Identifier: Apache-2.0
"""Calls a webhook as client-go does: a kubeconfig, HTTP/1.1 on connections that are kept, its rules of trying again."""
import base64
import dataclasses
import errno
import os
import pathlib
import random
import select
import socket
import ssl
import tempfile
import threading
import time
import urllib.parse
import zlib

from . import plainyaml

DIAL = 30.0  # seconds; the handshake has ten of its own
HANDSHAKE = 10.0
KEPT_IDLE = 25  # connections per peer
IDLE = 90.0  # after which one is closed
ATTEMPTS = 5  # of TokenReview and SubjectAccessReview
FIRST_PAUSE, GROWTH, JITTER = 0.5, 1.5, 0.2
PATIENCE = 10  # times that an answer with Retry-After is followed, within one attempt


class CallFailed(Exception):
    """No answer that can be used. `is_retryable` says whether an authenticator or authorizer asks again."""

    def __init__(self, reason: str, is_retryable: bool = False):
        super().__init__(reason)
        self.is_retryable = is_retryable


@dataclasses.dataclass
class Credentials:
    """Who a kubeconfig says that the caller is, and whom it trusts."""

    authorities: str = ""
    certificate: pathlib.Path | None = None
    key: pathlib.Path | None = None
    token: str = ""
    server_name: str = ""


def kubeconfig(path: str, user: str | None = None) -> tuple[str, Credentials]:
    """The URL and credentials of a kubeconfig's current context; with `user`, those of that user alone."""
    config = plainyaml.document(pathlib.Path(path).read_text())
    named = {kind: {entry["name"]: entry.get(kind[:-1]) or {} for entry in config.get(kind) or []}
             for kind in ("clusters", "users", "contexts")}
    cluster = {}
    if user is None:
        context = named["contexts"][config["current-context"]]
        cluster, user = named["clusters"][context["cluster"]], context.get("user")
    entry = named["users"].get(user, {})
    if cluster.get("insecure-skip-tls-verify"):
        raise plainyaml.YAMLError("insecure-skip-tls-verify is not for webhooks")
    if "exec" in entry or "auth-provider" in entry:
        raise plainyaml.YAMLError("only certificates and tokens are read here")
    token = entry.get("token") or ""
    if entry.get("tokenFile"):
        token = pathlib.Path(entry["tokenFile"]).read_text().strip()
    return cluster.get("server", ""), Credentials(
        authorities=text_of(cluster, "certificate-authority"), token=token,
        certificate=file_of(entry, "client-certificate"), key=file_of(entry, "client-key"),
        server_name=cluster.get("tls-server-name", ""))


def text_of(entry: dict, field: str) -> str:
    if data := entry.get(f"{field}-data"):
        return decoded(data)
    return pathlib.Path(entry[field]).read_text() if entry.get(field) else ""


def file_of(entry: dict, field: str) -> pathlib.Path | None:
    """A file, because `ssl` takes certificates from nothing else."""
    if data := entry.get(f"{field}-data"):
        descriptor, name = tempfile.mkstemp(prefix="standin-")
        with os.fdopen(descriptor, "w") as file:
            file.write(decoded(data))
        return pathlib.Path(name)
    return pathlib.Path(entry[field]) if entry.get(field) else None


def decoded(data: str) -> str:
    return base64.b64decode(data).decode()


@dataclasses.dataclass
class Reply:
    status: int
    fields: dict[str, str]
    body: bytes


class Peer:
    """One webhook: its URL, our credentials, and the connections to it that are open."""

    def __init__(self, url: str, credentials: Credentials, agent: str, sleep=time.sleep):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "https" or not parts.hostname:
            raise plainyaml.YAMLError(f"an https URL is due, not {url!r}")
        self.url, self.host, self.port = url, parts.hostname, parts.port or 443
        self.authority, self.path = parts.netloc, parts.path.rstrip("/") or "/"
        self.credentials, self.agent, self.sleep = credentials, agent, sleep
        self.lock, self.idle = threading.Lock(), []
        self.stamp, self.context = None, None
        self.refresh()

    def refresh(self) -> ssl.SSLContext:
        """Certificate and key are read again when their files change; the authorities never are."""
        files = [file for file in (self.credentials.certificate, self.credentials.key) if file]
        with self.lock:
            try:
                stamp = [(file.stat().st_mtime_ns, file.stat().st_ino) for file in files]
                if self.context and stamp == self.stamp:
                    return self.context
                context = ssl.create_default_context(cadata=self.credentials.authorities or None)
                context.set_alpn_protocols(["http/1.1"])
                if files:
                    context.load_cert_chain(*files)
            except (OSError, ssl.SSLError) as error:
                if not self.context:
                    raise CallFailed(f"the client certificate cannot be used: {error}") from None
                return self.context  # half changed: the old pair until the new one is whole
            stale, self.idle = self.idle, []
            self.stamp, self.context = stamp, context
        for connection, _ in stale:
            connection.close()
        return context

    def post(self, body: bytes, timeout: float) -> bytes:
        """One attempt: the body of a good answer. Answers with Retry-After are waited for, as every client does."""
        deadline = time.monotonic() + timeout
        for patience in range(PATIENCE + 1):
            reply = self.exchange(body, deadline, timeout)
            wait = reply.fields.get("retry-after", "")
            if not ((reply.status == 429 or reply.status >= 500) and wait.isdigit() and patience < PATIENCE):
                break
            if time.monotonic() + int(wait) > deadline:
                raise CallFailed("context deadline exceeded")
            self.sleep(int(wait))
        if not 200 <= reply.status <= 206:
            text = reply.body[:2048].decode(errors="replace").strip()
            raise CallFailed(f"the server answered {reply.status}: {text}" if text else
                             f"the server answered {reply.status}", may_pass(reply))
        return reply.body

    def post_patiently(self, body: bytes, timeout: float) -> bytes:
        """As authenticators and authorizers ask: five attempts, for those failures that may pass."""
        pause = FIRST_PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self.post(body, timeout)
            except CallFailed as failure:
                if not failure.is_retryable or attempt == ATTEMPTS:
                    raise
            self.sleep(pause * (1 + JITTER * random.random()))
            pause *= GROWTH
        raise AssertionError("unreachable")

    def exchange(self, body: bytes, deadline: float, timeout: float) -> Reply:
        target = f'{self.path}?timeout={max(1, -int(-timeout // 1))}s'
        head = [f"POST {target} HTTP/1.1", f"Host: {self.authority}", f"User-Agent: {self.agent}",
                f"Content-Length: {len(body)}", "Accept: application/json, */*", "Content-Type: application/json",
                "Accept-Encoding: gzip"]
        if self.credentials.token:
            head.insert(4, f"Authorization: Bearer {self.credentials.token}")
        say = f'Post "https://{self.authority}{target}": '
        connection = None
        try:
            connection = self.kept() or self.dialled(deadline)
            connection.settimeout(remaining(deadline))
            connection.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)
            reply = Reading(connection, deadline).reply()
        except TimeoutError:
            raise CallFailed(say + "context deadline exceeded") from None
        except ConnectionRefusedError:
            raise CallFailed(f"{say}dial tcp {self.host}:{self.port}: connect: connection refused") from None
        except OSError as error:
            is_reset = error.errno == errno.ECONNRESET
            raise CallFailed(say + (error.strerror or str(error)), is_retryable=is_reset) from None
        else:
            if reply.fields.get("connection", "").lower() != "close":
                self.keep(connection)
                connection = None
            return reply
        finally:
            if connection:
                connection.close()

    def dialled(self, deadline: float) -> ssl.SSLSocket:
        context = self.refresh()
        plain = socket.create_connection((self.host, self.port), min(DIAL, remaining(deadline)))
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(min(HANDSHAKE, remaining(deadline)))
            return context.wrap_socket(plain, server_hostname=self.credentials.server_name or self.host)
        except BaseException:
            plain.close()
            raise

    def kept(self) -> ssl.SSLSocket | None:
        """The connection that was used last and is still good: one that the peer closed, or wrote to, is not."""
        self.refresh()
        while True:
            with self.lock:
                if not self.idle:
                    return None
                connection, since = self.idle.pop()
            is_quiet = not connection.pending() and not select.select([connection], [], [], 0)[0]
            if is_quiet and time.monotonic() - since < IDLE:
                return connection
            connection.close()

    def keep(self, connection: ssl.SSLSocket):
        with self.lock:
            self.idle.append((connection, time.monotonic()))
            extra = self.idle.pop(0)[0] if len(self.idle) > KEPT_IDLE else None
        if extra:
            extra.close()

    def close(self):
        with self.lock:
            closing, self.idle = self.idle, []
        for connection, _ in closing:
            connection.close()


def may_pass(reply: Reply) -> bool:
    """Failures after which authenticators and authorizers ask again. 503 is not among them, unless it says when."""
    is_overload = reply.status == 429 or (reply.status >= 500 and reply.status != 503)
    return is_overload or reply.fields.get("retry-after", "").isdigit()


def remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class Reading:
    """Reads one reply; the deadline is for the whole of it, so that a peer that drips gains nothing."""

    def __init__(self, connection: ssl.SSLSocket, deadline: float):
        self.connection, self.deadline, self.buffer = connection, deadline, b""

    def more(self):
        self.connection.settimeout(remaining(self.deadline))
        data = self.connection.recv(65536)
        if not data:
            raise OSError("EOF" if not self.buffer else "unexpected EOF")
        self.buffer += data

    def until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            self.more()
        before, self.buffer = self.buffer.split(mark, 1)
        return before

    def count(self, length: int) -> bytes:
        while len(self.buffer) < length:
            self.more()
        data, self.buffer = self.buffer[:length], self.buffer[length:]
        return data

    def reply(self) -> Reply:
        status = 100
        while 100 <= status < 200:
            first, *lines = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
            if not first.startswith("HTTP/1.") or not first[9:12].isdigit():
                raise OSError(f"malformed HTTP response {first[:40]!r}")
            status = int(first[9:12])
        fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if fields.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.until(b"\r\n").split(b";")[0], 16):
                body += self.count(size)
                self.count(2)
            self.until(b"\r\n")
        elif status == 204:
            body = b""
        elif not fields.get("content-length", "").isdigit():
            raise OSError("an answer without a length")
        else:
            body = self.count(int(fields["content-length"]))
        if fields.get("content-encoding", "").lower() == "gzip":
            body = zlib.decompress(body, wbits=31)
        return Reply(status, fields, body)
