# SPDX-License-Identifier: Apache-2.0
"""A real kube-apiserver with etcd, wired to the server as docs/operations.md says."""
import json
import os
import pathlib
import secrets
import shutil
import subprocess
import time
import urllib.request

from harness import Ledger, Skip, case, check, equal, eventually, free_port, need


def tool(name: str) -> str:
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets and (pathlib.Path(assets) / name).exists():
        return str(pathlib.Path(assets) / name)
    found = shutil.which(name)
    if not found:
        raise Skip(f"{name} is neither in KUBEBUILDER_ASSETS nor in PATH")
    return found


def kubeconfig(url: str, pki: pathlib.Path, user: dict) -> str:
    return json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": url, "certificate-authority": str(pki / "ca.crt")}}],
        "users": [{"name": "u", "user": user}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]})


class Cluster:
    """etcd and kube-apiserver with our webhooks; ends both."""

    def __init__(self, bench, server, flags=None):
        self.folder, self.pki = bench.folder / f"cluster-{time.monotonic_ns()}", bench.pki
        self.folder.mkdir()
        self.processes = []
        self.admin = secrets.token_hex(16)
        (self.folder / "tokens.csv").write_text(f"{self.admin},break-glass,1,system:masters\n")
        self.boot(flags or self.wired(server))

    def wired(self, server) -> list:
        """What an operator without sealctl would write."""
        client = {"client-certificate": str(self.pki / "client.crt"), "client-key": str(self.pki / "client.key")}
        (self.folder / "webhook.json").write_text(kubeconfig(f"https://127.0.0.1:{server.port}/authenticate", self.pki, client))
        (self.folder / "gate.json").write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config",
            "users": [{"name": f"127.0.0.1:{server.port}", "user": client}]}))
        (self.folder / "admission.yaml").write_text(json.dumps({
            "apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration",
            "plugins": [{"name": "ValidatingAdmissionWebhook", "configuration": {
                "apiVersion": "apiserver.config.k8s.io/v1", "kind": "WebhookAdmissionConfiguration",
                "kubeConfigFile": str(self.folder / "gate.json")}}]}))
        return ["--authorization-mode", "RBAC",
                "--authentication-token-webhook-config-file", self.folder / "webhook.json",
                "--authentication-token-webhook-version", "v1", "--authentication-token-webhook-cache-ttl", "10s",
                "--admission-control-config-file", self.folder / "admission.yaml"]

    def boot(self, flags: list):
        self.port, peer, etcd = free_port(), free_port(), free_port()
        self.start(tool("etcd"), "--data-dir", self.folder / "etcd", "--listen-client-urls", f"http://127.0.0.1:{etcd}",
                   "--advertise-client-urls", f"http://127.0.0.1:{etcd}", "--listen-peer-urls", f"http://127.0.0.1:{peer}",
                   "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}", "--initial-cluster", f"default=http://127.0.0.1:{peer}")
        self.start(tool("kube-apiserver"), "--etcd-servers", f"http://127.0.0.1:{etcd}", "--secure-port", self.port,
                   "--bind-address", "127.0.0.1", "--tls-cert-file", self.pki / "server.crt",
                   "--tls-private-key-file", self.pki / "server.key", "--service-cluster-ip-range", "10.96.0.0/16",
                   "--service-account-issuer", "https://kubernetes.default.svc",
                   "--service-account-key-file", self.pki / "server-rsa.key",
                   "--service-account-signing-key-file", self.pki / "server-rsa.key",
                   "--token-auth-file", self.folder / "tokens.csv", *flags)

    def start(self, *command):
        name = pathlib.Path(str(command[0])).name
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def kubectl(self, token: str, *arguments: str, text: str | None = None) -> subprocess.CompletedProcess:
        return subprocess.run(
            [tool("kubectl"), "--kubeconfig", "/dev/null", "--server", f"https://127.0.0.1:{self.port}",
             "--certificate-authority", self.pki / "ca.crt", "--token", token, *arguments],
            input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
            env={**os.environ, "HOME": str(self.folder)})

    def wait_until_ready(self):
        eventually(lambda: self.kubectl(self.admin, "get", "--raw", "/readyz").stdout.strip() == "ok", 90,
                   "the apiserver is ready")


# Not `view`: a controller manager fills it, and there is none here.
ROLES = """
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: seal-reads}
rules: [{apiGroups: [""], resources: [namespaces, configmaps], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: seal-viewers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: seal-reads}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "seal:stakers"}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: seal-supers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "seal:super"}]
"""

GATE = {
    "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
    "metadata": {"name": "k3s-daas-validating-webhook-configuration"}}


@case("kubectl with a token of each tier reads; a super writes through admission; a slashed one is out", alone=True)
def tiers(bench):
    tool("kube-apiserver"), tool("etcd"), tool("kubectl")
    own = Ledger(bench.folder / "cluster-ledger.yaml")
    tokens = {tier: own.add(stake) for tier, stake in
              (("viewer", "0.5 SUI"), ("developer", "2 SUI"), ("admin", "5 SUI"), ("super", "10 SUI"))}
    own.write()
    server = bench.server("--client-subject-names", "kube-apiserver", client_auth="required", ledger=own)
    with Cluster(bench, server) as cluster:
        cluster.wait_until_ready()
        import base64
        gate = {**GATE, "webhooks": [{
            "name": "gate.k3s-daas.io", "admissionReviewVersions": ["v1"], "sideEffects": "None", "failurePolicy": "Fail",
            "timeoutSeconds": 5,
            "clientConfig": {"url": f"https://127.0.0.1:{server.port}/admit",
                             "caBundle": base64.b64encode((bench.pki / "ca.crt").read_bytes()).decode()},
            "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["configmaps"],
                       "scope": "*"}]}]}
        for text in (ROLES, json.dumps(gate)):
            done = cluster.kubectl(cluster.admin, "apply", "-f", "-", text=text)
            equal(done.returncode, 0, done.stdout)
        for tier, (token, owner) in tokens.items():
            for shown in (token, "seal_" + token):
                eventually(lambda: cluster.kubectl(shown, "get", "namespaces").returncode == 0, 30, f"{tier} reads namespaces")
            answer = cluster.kubectl(token, "auth", "whoami", "-o", "json")
            equal(answer.returncode, 0, f"{tier}: {answer.stdout}")
            who = json.loads(answer.stdout)
            user = who["status"]["userInfo"]
            equal(user["username"], f"sui:0x{owner}", f"{tier}: name")
            equal(sorted(user["groups"]), sorted(["seal:stakers", f"seal:{tier}", "system:authenticated"]), f"{tier}: groups")
        stranger = cluster.kubectl(secrets.token_hex(32), "get", "namespaces")
        check(stranger.returncode != 0 and "Unauthorized" in stranger.stdout, f"a stranger: {stranger.stdout}")
        refused = cluster.kubectl(tokens["viewer"][0], "create", "configmap", "a", "-n", "default")
        check(refused.returncode != 0 and "orbidden" in refused.stdout, f"a viewer writes: {refused.stdout}")
        reviewed = len(server.audit.read_text())

        def is_reviewed():  # the apiserver takes a moment to notice a new webhook
            name = "a-" + secrets.token_hex(4)
            written = cluster.kubectl(tokens["super"][0], "create", "configmap", name, "-n", "default")
            equal(written.returncode, 0, f"a super's write: {written.stdout}")
            return '"admit"' in server.audit.read_text()[reviewed:]

        eventually(is_reviewed, 10, "a super's write is reviewed")
        own.stakes[tokens["super"][1]]["status"] = "slashed"
        own.write()
        began = time.monotonic()
        eventually(lambda: "Unauthorized" in cluster.kubectl(tokens["super"][0], "get", "namespaces").stdout, 25,
                   "a slashed staker is out, cache included")
        check(time.monotonic() - began < 22, "only after the stated twenty seconds")


def crowd(cluster, tokens: list[str], at_once: int) -> list[float]:
    """Asks the apiserver with each token once, so many at a time, each on a connection of its own; seconds it took, sorted."""
    import http.client
    import queue
    import ssl
    import threading
    context = ssl.create_default_context(cafile=str(cluster.pki / "ca.crt"))
    left, taken, failures = queue.SimpleQueue(), [], []
    for token in tokens:
        left.put(token)
    gate = threading.Barrier(at_once)

    def work():
        client = http.client.HTTPSConnection("127.0.0.1", cluster.port, context=context, timeout=60)
        client.connect()
        gate.wait(60)
        while True:
            try:
                token = left.get_nowait()
            except queue.Empty:
                return client.close()
            began = time.monotonic()
            client.request("GET", "/api/v1/namespaces/default/configmaps", headers={"Authorization": "Bearer " + token})
            reply = client.getresponse()
            reply.read()
            taken.append(time.monotonic() - began)
            if reply.status != 403:  # known, and bound to nothing
                failures.append(reply.status)

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(not failures and len(taken) == len(tokens), f"{len(failures)} of {len(tokens)} failed: {failures[:5]}")
    return sorted(taken)


@case("an apiserver sends 64 and 256 reviews at once over one connection of HTTP/2, and over many of HTTP/1.1")
def one_connection(bench):
    tool("kube-apiserver"), tool("etcd"), tool("kubectl")
    own = Ledger(bench.folder / "crowd-ledger.yaml")
    own.tokens = [own.add("0.5 SUI")[0] for _ in range(2562)]
    own.write()
    for flags, is_one in (((), True), (("--http2=false",), False)):
        server = bench.server("--client-subject-names", "kube-apiserver", *flags, client_auth="required", ledger=own)
        name = f'k3s_daas_connections_accepted_total{{listener="127.0.0.1:{server.port}"}}'
        with Cluster(bench, server) as cluster:
            cluster.wait_until_ready()
            # Before there is a connection, an apiserver makes as many as it has requests, whatever they will speak.
            crowd(cluster, [own.tokens.pop()], 1)
            for at_once in (64, 256):
                before = server.metrics()[name]
                crowd(cluster, [own.tokens.pop() for _ in range(4 * at_once)], at_once)
                made = server.metrics()[name] - before
                check((made == 0) == is_one, f"{made:.0f} connections more for {at_once} at once {flags}")
