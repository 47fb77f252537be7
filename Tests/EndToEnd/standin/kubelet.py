# SPDX-License-Identifier: Apache-2.0
"""Stands in for a k3s agent with its kubelet: joins as one does, makes its Node, and keeps it ready."""
import argparse
import hashlib
import json
import pathlib
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
if __name__ == "__main__":
    # The folder above, instead of this one: a module here must not hide one of the library.
    sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
from standin import plainyaml  # noqa: E402

TAINT = "k3s-daas.io/worker=:NoSchedule"


class Refused(Exception):
    """What a server said instead of yes."""

    def __init__(self, step: str, code: int, text: str):
        super().__init__(f"{step}: {code} {text.strip()}")
        self.step, self.code, self.text = step, code, text


class Agent:
    """One machine: what its configuration says, its password, and the certificates that it was given."""

    def __init__(self, server: str, token: str, name: str, password: str, apiserver: str, *, taints=(TAINT,), labels=(),
                 folder: pathlib.Path | None = None):
        self.server, self.token, self.name, self.password = server.rstrip("/"), token, name, password
        self.apiserver, self.taints, self.labels = apiserver, list(taints), dict(labels)
        self.folder = folder or pathlib.Path(tempfile.mkdtemp(prefix="agent-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.certificate = self.folder / "client-kubelet.crt"
        self.ended, self.since = threading.Event(), None

    @classmethod
    def configured(cls, config: pathlib.Path, password: pathlib.Path, apiserver: str, folder: pathlib.Path) -> "Agent":
        """From a file of k3s' and /etc/rancher/node/password."""
        fields = plainyaml.document(config.read_text())
        return cls(fields["server"], fields["token"], fields["node-name"], password.read_text().strip(), apiserver,
                   taints=fields.get("node-taint") or [], folder=folder,
                   labels=dict(one.split("=", 1) for one in fields.get("node-label") or []))

    # -- the k3s agent

    def join(self) -> "Agent":
        """The server's authority, by the token's first half; then certificates, by its second, or by the one it has."""
        self.trust()
        if self.certificate.exists():
            try:
                self.fetch_certificates(bearer=None)
                return self
            except Refused as refused:
                # A deleted Node's certificate is none: k3s falls back on the token.
                if refused.code != 401:
                    raise
        self.fetch_certificates(bearer=self.token.split("::", 1)[1])
        return self

    def trust(self):
        whole = re.fullmatch(r"K10([0-9a-f]{64})::.+", self.token)
        if not whole:
            raise Refused("token", 0, "no K10 token with an authority's digest")
        bundle = self.call("cacerts", ssl._create_unverified_context())
        if bundle.count(b"BEGIN CERTIFICATE") != 1:
            raise Refused("cacerts", 0, "the stand-in knows bundles of one certificate")
        if hashlib.sha256(bundle).hexdigest() != whole[1]:
            raise Refused("cacerts", 0, "token CA hash does not match the Cluster CA certificate hash")
        (self.folder / "server-ca.crt").write_bytes(bundle)
        self.call("cacerts", self.context(False))

    def fetch_certificates(self, bearer: str | None):
        context = self.context(bearer is None)
        for kind in ("serving-kubelet", "client-kubelet"):
            key, request = self.folder / f"{kind}.key.new", self.folder / f"{kind}.csr"
            subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                            "/CN=asked", "-keyout", key, "-out", request], check=True, stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            headers = {"k3s-Node-Name": self.name, "k3s-Node-Password": self.password}
            if bearer:
                headers["Authorization"] = f"Bearer {bearer}"
            signed = self.call(f"v1-k3s/{kind}.crt", context, request.read_bytes(), headers)
            (self.folder / f"{kind}.crt.new").write_bytes(signed)
        for kind in ("serving-kubelet", "client-kubelet"):
            for end in ("key", "crt"):
                (self.folder / f"{kind}.{end}.new").rename(self.folder / f"{kind}.{end}")

    def call(self, path: str, context: ssl.SSLContext, body: bytes | None = None, headers: dict | None = None) -> bytes:
        """Asks the server, and waits as it is told to when too many do."""
        for _ in range(60):
            try:
                request = urllib.request.Request(f"{self.server}/{path}", data=body, headers=headers or {})
                with urllib.request.urlopen(request, timeout=30, context=context) as reply:
                    return reply.read()
            except urllib.error.HTTPError as error:
                if error.code != 429:
                    raise Refused(path, error.code, error.read().decode()) from None
                self.ended.wait(float(error.headers.get("Retry-After", "1")))
        raise Refused(path, 429, "for too long")

    def context(self, is_known: bool) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.folder / "server-ca.crt"))
        if is_known:
            context.load_cert_chain(self.certificate, self.certificate.with_suffix(".key"))
        return context

    # -- the kubelet

    def register(self) -> "Agent":
        """Makes its Node, if there is none, and is ready."""
        taints = []
        for text in self.taints:
            key, _, effect = text.partition(":")
            key, _, value = key.partition("=")
            taints.append({"key": key, "effect": effect, **({"value": value} if value else {})})
        node = {"apiVersion": "v1", "kind": "Node", "spec": {"taints": taints},
                "metadata": {"name": self.name, "labels": {"kubernetes.io/hostname": self.name, "kubernetes.io/os": "linux",
                                                           "kubernetes.io/arch": "amd64", **self.labels}}}
        # Refused, a kubelet tries again, less and less often: who is asked may not have heard yet that it was let in.
        for wait in (0.1, 0.2, 0.4, 0.8, 1.6, None):
            try:
                self.kubernetes("POST", "/api/v1/nodes", node, known=(409,))
                break
            except Refused:
                if wait is None:
                    raise
                self.ended.wait(wait)
        self.beat()
        return self

    def beat(self):
        """What a kubelet says every ten seconds."""
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self.since = self.since or now
        condition = {"type": "Ready", "status": "True", "reason": "KubeletReady", "message": "", "lastHeartbeatTime": now,
                     "lastTransitionTime": self.since}
        lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {
            "name": self.name, "namespace": "kube-node-lease"}, "spec": {
                "holderIdentity": self.name, "leaseDurationSeconds": 40, "renewTime": f"{now[:-1]}.000000Z"}}
        self.kubernetes("PATCH", f"/api/v1/nodes/{self.name}/status", {"status": {"conditions": [condition]}})
        place = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
        if not self.kubernetes("PATCH", f"{place}/{self.name}", {"spec": lease["spec"]}, known=(404,)):
            self.kubernetes("POST", place, lease, known=(409,))

    def kubernetes(self, method: str, path: str, body: dict, known: tuple = ()) -> dict | None:
        kind = "application/strategic-merge-patch+json" if method == "PATCH" else "application/json"
        request = urllib.request.Request(self.apiserver + path, method=method, data=json.dumps(body).encode(),
                                         headers={"Content-Type": kind})
        try:
            with urllib.request.urlopen(request, timeout=30, context=self.context(True)) as reply:
                return json.load(reply)
        except urllib.error.HTTPError as error:
            if error.code in known:
                return None
            raise Refused(f"{method} {path}", error.code, error.read().decode()) from None

    def run(self):
        """As a unit does: joins, registers, beats until it is ended."""
        self.join().register()
        while not self.ended.wait(10):
            try:
                self.beat()
            except (Refused, OSError) as error:
                print(error, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    for name in ("config", "password", "folder"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--apiserver", required=True)
    options = parser.parse_args()
    agent = Agent.configured(options.config, options.password, options.apiserver, options.folder)
    signal.signal(signal.SIGTERM, lambda *_: agent.ended.set())
    try:
        agent.run()
    except (Refused, OSError) as error:
        print(f"agent (stand-in): {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
