# SPDX-License-Identifier: Apache-2.0
"""What a k3s server does with machines that join, by its sources: pkg/clientaccess, pkg/nodepassword, pkg/server/handlers."""
import base64
import contextlib
import hashlib
import json
import pathlib
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from pki import Authority
from standin.kubelet import Agent, Refused
from standin.supervisor import Kubernetes, Supervisor, hashed, is_hash_of

from . import Failure, check, equal

GROUP = "system:bootstrappers:k3s:default-node-token"


class Options:
    """The flags of a supervisor."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


class Site:
    """An apiserver of ours, a supervisor in front of it, and their authorities."""

    def __init__(self, folder: pathlib.Path, delay: float = 0):
        self.folder, self.count = folder, 0
        self.servers, self.clients = Authority(folder / "server", "k3s-server-ca"), Authority(folder / "client", "k3s-client-ca")
        certificate, key = self.servers.leaf("serving", "/CN=k3s", "serverAuth")
        admin = self.clients.client("admin", "system:admin", "system:masters")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        program = pathlib.Path(__file__).resolve().parents[1] / "kube-apiserver"
        self.process = subprocess.Popen(
            [sys.executable, program, f"--secure-port={port}", f"--tls-cert-file={certificate}", f"--tls-private-key-file={key}",
             f"--client-ca-file={self.clients.certificate}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.apiserver = f"https://127.0.0.1:{port}"
        self.supervisor = Supervisor(Options(
            port=0, apiserver=self.apiserver, apiserver_ca=str(self.servers.certificate), certificate=admin["client-certificate"],
            key=admin["client-key"], serving_certificate=certificate, serving_key=key, delay=delay,
            server_ca=str(self.servers.certificate), client_ca=str(self.clients.certificate)))
        self.supervisor.RequestHandlerClass.log_message = lambda *_: None
        threading.Thread(target=self.supervisor.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"https://127.0.0.1:{self.supervisor.server_address[1]}"
        self.kubernetes: Kubernetes = self.supervisor.kubernetes
        for _ in range(200):
            with contextlib.suppress(OSError):
                self.kubernetes("GET", "/api/v1/nodes")
                return
            time.sleep(0.05)
        raise Failure("the stand-in does not answer")

    def stop(self):
        self.supervisor.shutdown()
        self.supervisor.server_close()
        self.process.kill()
        self.process.wait()

    def token(self, seconds: float = 600, groups: str = GROUP, use: str = "true") -> str:
        name, secret = secrets.token_hex(3), secrets.token_hex(8)
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
        data = {"token-id": name, "token-secret": secret, "expiration": expires, "auth-extra-groups": groups,
                "usage-bootstrap-authentication": use}
        self.secret(f"bootstrap-token-{name}", data, "bootstrap.kubernetes.io/token")
        return f"{name}.{secret}"

    def secret(self, name: str, data: dict, kind: str = "Opaque"):
        self.kubernetes("POST", "/api/v1/namespaces/kube-system/secrets", {
            "apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": "kube-system"}, "type": kind,
            "data": {key: base64.b64encode(value.encode()).decode() for key, value in data.items()}})

    def agent(self, token: str, name: str = "n-1", password: str = "a" * 64, digest: str | None = None) -> Agent:
        self.count += 1
        bundle = self.servers.certificate.read_bytes()
        return Agent(self.url, f"K10{digest or sha(bundle)}::{token}", name, password, self.apiserver,
                     folder=self.folder / f"agent-{self.count}")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def site(**options):
    with tempfile.TemporaryDirectory() as folder:
        one = Site(pathlib.Path(folder), **options)
        try:
            yield one
        finally:
            one.stop()


def refusal(agent: Agent) -> tuple:
    try:
        agent.join()
    except Refused as refused:
        return refused.step, refused.code
    return ()


@check("a machine joins by a token, is a Node, and is known by its password from then on")
def joins():
    with site() as k3s:
        agent = k3s.agent(k3s.token()).join().register()
        node = k3s.kubernetes("GET", "/api/v1/nodes/n-1")
        equal(node["spec"]["taints"][0], {"key": "k3s-daas.io/worker", "effect": "NoSchedule"}, "the first taint")
        equal(node["status"]["conditions"][0]["status"], "True", "ready")
        secret = k3s.kubernetes.secret("n-1.node-password.k3s")
        equal((secret["type"], secret["immutable"]), ("k3s.cattle.io/node-password", True), "the Secret")
        agent.beat()
        # The same machine again, by its certificate alone; another one of the same name not, by whatever token.
        agent.token = f"{agent.token[:69]}abcdef.0123456789abcdef"
        agent.join()
        equal(refusal(k3s.agent(k3s.token(), password="b" * 64)), ("v1-k3s/serving-kubelet.crt", 403), "another password")


@check("a password that was put there before counts, whatever the Secret's type")
def known():
    with site() as k3s:
        k3s.secret("n-1.node-password.k3s", {"hash": hashed("a" * 64)})
        equal(refusal(k3s.agent(k3s.token(), password="b" * 64)), ("v1-k3s/serving-kubelet.crt", 403), "another password")
        k3s.agent(k3s.token()).join()


@check("the authority's digest is over each byte of /cacerts, the last line break among them")
def digest():
    with site() as k3s:
        bundle = k3s.servers.certificate.read_bytes()
        equal(refusal(k3s.agent(k3s.token(), digest=sha(bundle.rstrip(b"\n")))), ("cacerts", 0), "without the line break")
        equal(refusal(k3s.agent(k3s.token(), digest=sha(bundle))), (), "as it is")


@check("an expired token, a token for signing and a token that is none open nothing")
def tokens():
    with site() as k3s:
        place = "v1-k3s/serving-kubelet.crt"
        for token in (k3s.token(-1), k3s.token(use="false"), "abcdef.0123456789abcdef", k3s.token()[:-1] + "z",
                      k3s.token(groups="system:masters"), k3s.token(groups=f"{GROUP},system:nodes")):
            equal(refusal(k3s.agent(token)), (place, 401), "the token")


@check("a deleted Node's certificate is refused, and the machine needs a token that lives")
def deleted():
    with site() as k3s:
        agent = k3s.agent(k3s.token()).join().register()
        k3s.kubernetes("DELETE", "/api/v1/nodes/n-1")
        agent.join()
        agent.register()
        k3s.kubernetes("DELETE", "/api/v1/nodes/n-1")
        agent.token = f"{agent.token[:69]}abcdef.0123456789abcdef"
        equal(refusal(agent), ("v1-k3s/serving-kubelet.crt", 401), "with a dead token")


@check("more than ten certificates at a time are refused for a while, and all machines get in")
def storm():
    with site(delay=0.2) as k3s:
        codes, agents = [], [k3s.agent(k3s.token(), name=f"n-{number}") for number in range(16)]
        original = k3s.supervisor.RequestHandlerClass.reply

        def reply(handler, code, body):
            codes.append(code)
            original(handler, code, body)
        k3s.supervisor.RequestHandlerClass.reply = reply
        try:
            threads = [threading.Thread(target=agent.join) for agent in agents]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            k3s.supervisor.RequestHandlerClass.reply = original
        equal(all(agent.certificate.exists() for agent in agents), True, "all machines have a certificate")
        equal(429 in codes, True, "some had to wait")


@check("a hash is as k3s writes it, and any cost is read")
def hashes():
    known = "$1:0001020304050607:15:8:1:"
    equal(hashed("a" * 64, bytes(range(8))).startswith(known), True, "the form")
    equal(is_hash_of(hashed("x", n=4), "x"), True, "another cost")
    for text in ("", "x", known, hashed("y", n=4)):
        equal(is_hash_of(text, "x"), False, text[:12])


@check("who shows nothing gets the authority and a ping, and no more")
def strangers():
    with site() as k3s:
        agent = k3s.agent("abcdef.0123456789abcdef")
        agent.trust()
        equal(agent.call("ping", agent.context(False)), b"pong", "ping")
        for path in ("v1-k3s/config", "v1-k3s/client-ca.crt", "v1-k3s/server-bootstrap"):
            try:
                agent.call(path, agent.context(False))
                raise Failure(f"{path} is open")
            except Refused as refused:
                equal(refused.code, 401, path)
        request = urllib.request.Request(k3s.url + "/v1-k3s/apiservers", headers={"Authorization": f"Bearer {k3s.token()}"})
        with urllib.request.urlopen(request, timeout=5, context=agent.context(False)) as answer:
            equal(json.load(answer), [k3s.apiserver.removeprefix("https://")], "apiservers")
