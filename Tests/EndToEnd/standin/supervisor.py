# SPDX-License-Identifier: Apache-2.0
"""Stands in for what a k3s server has on 6443 for machines that join: see README.md in this folder."""
import argparse
import base64
import contextlib
import datetime
import hashlib
import http.server
import json
import os
import pathlib
import re
import secrets
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

NAMESPACE = "kube-system"
READING, WRITING = 20, 10  # requests at a time for role agent
PASSWORD_TYPE = "k3s.cattle.io/node-password"
AGENTS = {"k3s:agent", "system:nodes", "system:bootstrappers"}
# What each path signs: the subject, and the certificate's use. Only the first two are the machine's own.
SIGNED = {
    "serving-kubelet.crt": ("/CN={node}", "serverAuth"),
    "client-kubelet.crt": ("/O=system:nodes/CN=system:node:{node}", "clientAuth"),
    "client-kube-proxy.crt": ("/CN=system:kube-proxy", "clientAuth"),
    "client-k3s-controller.crt": ("/CN=system:k3s-controller", "clientAuth"),
}


class Refused(Exception):
    def __init__(self, code: int, text: str):
        super().__init__(text)
        self.code, self.text = code, text


class Kubernetes:
    """The apiserver, as the server itself sees it."""

    def __init__(self, url: str, authorities: str, certificate: str, key: str):
        self.url, self.context = url, ssl.create_default_context(cafile=authorities)
        self.context.load_cert_chain(certificate, key)

    def __call__(self, method: str, path: str, body: dict | None = None) -> dict | None:
        """The answer; None for what is not there. Anything else that goes wrong is an OSError."""
        request = urllib.request.Request(self.url + path, method=method, data=body and json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10, context=self.context) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def secret(self, name: str) -> dict | None:
        return self("GET", f"/api/v1/namespaces/{NAMESPACE}/secrets/{name}")


def decoded(secret: dict, key: str) -> str:
    return base64.b64decode((secret.get("data") or {}).get(key, "")).decode("utf-8", "replace")


def hashed(password: str, salt: bytes | None = None, n: int = 15, r: int = 8, p: int = 1, length: int = 64) -> str:
    salt = secrets.token_bytes(8) if salt is None else salt
    key = hashlib.scrypt(password.encode(), salt=salt, n=1 << n, r=r, p=p, maxmem=128 << 20, dklen=length)
    return f"$1:{salt.hex()}:{n}:{r}:{p}:{base64.b64encode(key).decode().rstrip('=')}"


def is_hash_of(text: str, password: str) -> bool:
    """As k3s reads it: whatever cost stands there."""
    parts = re.fullmatch(r"\$1:([0-9a-f]+):(\d+):(\d+):(\d+):([A-Za-z0-9+/]+)", text)
    if not parts:
        return False
    salt, n, r, p, key = parts.groups()
    length = len(base64.b64decode(key + "=" * (-len(key) % 4)))
    return secrets.compare_digest(text, hashed(password, bytes.fromhex(salt), int(n), int(r), int(p), length))


class Supervisor(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 512

    def __init__(self, options):
        self.options = options
        self.kubernetes = Kubernetes(options.apiserver, options.apiserver_ca, options.certificate, options.key)
        self.reading, self.writing = threading.BoundedSemaphore(READING), threading.BoundedSemaphore(WRITING)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(options.serving_certificate, options.serving_key)
        self.tls.load_verify_locations(options.client_ca)
        self.tls.verify_mode = ssl.CERT_OPTIONAL
        super().__init__(("127.0.0.1", options.port), Handler)

    def finish_request(self, request, client_address):
        """In the connection's own thread: nobody waits for another's handshake."""
        request.settimeout(10)
        with self.tls.wrap_socket(request, server_side=True) as connection:
            super().finish_request(connection, client_address)

    def handle_error(self, request, client_address):
        """A peer that leaves, or does not take our certificate, is its own business."""

    def groups(self, handler: "Handler") -> tuple[str, set[str]]:
        """Who asks: by client certificate, or by a bootstrap token as the apiserver's authenticator knows it."""
        pairs = [pair for names in (handler.connection.getpeercert() or {}).get("subject", ()) for pair in names]
        if name := next((value for key, value in pairs if key == "commonName"), ""):
            return name, {value for key, value in pairs if key == "organizationName"}
        token = handler.headers.get("Authorization", "").removeprefix("Bearer ")
        if not (parts := re.fullmatch(r"([a-z0-9]{6})\.([a-z0-9]{16})", token)):
            raise Refused(401, "Unauthorized")
        try:
            secret = self.kubernetes.secret(f"bootstrap-token-{parts[1]}")
        except OSError:
            raise Refused(401, "Unauthorized") from None
        if (not secret or secret.get("type") != "bootstrap.kubernetes.io/token" or secret["metadata"].get("deletionTimestamp")
                or decoded(secret, "token-id") != parts[1] or not secrets.compare_digest(decoded(secret, "token-secret"), parts[2])
                or decoded(secret, "usage-bootstrap-authentication") != "true" or is_over(decoded(secret, "expiration"))):
            raise Refused(401, "Unauthorized")
        extra = {group for group in decoded(secret, "auth-extra-groups").split(",") if group}
        if any(not re.fullmatch(r"system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]", group) for group in extra):
            raise Refused(401, "Unauthorized")
        return f"system:bootstrap:{parts[1]}", {"system:bootstrappers", *extra}

    def node(self, handler: "Handler", user: str, groups: set[str]) -> str:
        """The node that a certificate is asked for, once its password is known to be right."""
        name, password = handler.headers.get("k3s-Node-Name", "").lower(), handler.headers.get("k3s-Node-Password", "")
        if not name or not password:
            raise Refused(400, "node name not set" if not name else "node password not set")
        if "system:nodes" in groups:
            if user != f"system:node:{name}":
                raise Refused(400, "header node name does not match auth node name")
            if self.kubernetes("GET", f"/api/v1/nodes/{name}") is None:
                raise Refused(401, "unable to verify node identity")
        self.ensure(name, password)
        return name

    def ensure(self, node: str, password: str):
        """Known passwords must be right, unknown ones are kept; whoever comes while that cannot be done is let in."""
        name = f"{node}.node-password.k3s"
        for _ in range(2):
            try:
                secret = self.kubernetes.secret(name)
            except OSError as error:
                raise Refused(403, f"unable to verify password for node {node}: {error}") from None
            if secret:
                if not is_hash_of(decoded(secret, "hash"), password):
                    raise Refused(403, f"unable to verify password for node {node}: hash does not match")
                return
            body = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": NAMESPACE}, "immutable": True,
                    "type": PASSWORD_TYPE, "data": {"hash": base64.b64encode(hashed(password).encode()).decode()}}
            try:
                self.kubernetes("POST", f"/api/v1/namespaces/{NAMESPACE}/secrets", body)
                return
            except urllib.error.HTTPError as error:
                if error.code != 409:
                    return
            except OSError:
                return

    def sign(self, request: bytes, kind: str, node: str) -> bytes:
        subject, use = SIGNED[kind]
        authority = pathlib.Path(self.options.client_ca if use == "clientAuth" else self.options.server_ca)
        names = ("-addext", f"subjectAltName=DNS:{node},DNS:localhost,IP:127.0.0.1") if use == "serverAuth" else ()
        with tempfile.NamedTemporaryFile() as file:
            file.write(request)
            file.flush()
            done = subprocess.run(
                ["openssl", "req", "-x509", "-in", file.name, "-CA", authority, "-CAkey", authority.with_suffix(".key"), "-days",
                 "365", "-subj", subject.format(node=node), "-addext", "basicConstraints=critical,CA:FALSE", "-addext",
                 f"extendedKeyUsage={use}", *names], stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            raise Refused(400, "the request to sign cannot be read")
        return done.stdout


def is_over(expiration: str) -> bool:
    """Whether a token has expired; one that does not say when never does."""
    if not expiration:
        return False
    with contextlib.suppress(ValueError):
        return datetime.datetime.fromisoformat(expiration.replace("Z", "+00:00")).timestamp() <= time.time()
    return True


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Supervisor

    def log_message(self, format, *arguments):
        print(f"{time.time():.3f} {format % arguments}", file=sys.stderr, flush=True)

    def answer(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1 << 20))
        try:
            self.reply(200, self.found(body))
        except Refused as refused:
            self.reply(refused.code, refused.text.encode() + b"\n")
        except (urllib.error.URLError, OSError) as error:
            self.reply(500, f"{error}\n".encode())

    do_GET = do_POST = answer

    def found(self, body: bytes) -> bytes:
        options = self.server.options
        if self.path == "/cacerts":
            return pathlib.Path(options.server_ca).read_bytes()
        if self.path == "/ping":
            return b"pong"
        path = self.path.removeprefix("/v1-k3s/")
        if path == self.path:
            raise Refused(404, "404 page not found")
        user, groups = self.server.groups(self)
        if not groups & AGENTS:
            raise Refused(403, "forbidden: not authorized")
        with self.place():
            time.sleep(options.delay)
            if path in SIGNED:
                if self.command != "POST":
                    raise Refused(405, "a request to sign is due")
                return self.server.sign(body, path, self.server.node(self, user, groups))
            files = {"client-ca.crt": options.client_ca, "server-ca.crt": options.server_ca}
            if path in files:
                return pathlib.Path(files[path]).read_bytes()
            if path in ("config", "apiservers", "readyz"):
                address = options.apiserver.removeprefix("https://")
                return {"config": b"{}", "apiservers": json.dumps([address]).encode(), "readyz": b"ok"}[path]
        raise Refused(404, "404 page not found")

    @contextlib.contextmanager
    def place(self):
        places = self.server.reading if self.command == "GET" else self.server.writing
        if not places.acquire(blocking=False):
            raise Refused(429, "Too many requests, please try again later.")
        try:
            yield
        finally:
            places.release()

    def reply(self, code: int, body: bytes):
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        if code == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--port", type=int, required=True)
    for name in ("apiserver", "apiserver-ca", "certificate", "key", "serving-certificate", "serving-key", "server-ca", "client-ca"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--delay", type=float, default=0, help="how long each certificate takes, in seconds")
    options = parser.parse_args()
    server = Supervisor(options)
    print(f"stand-in for a k3s server on https://127.0.0.1:{server.server_address[1]}", file=sys.stderr, flush=True)
    server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    os.umask(0o077)
    main()
