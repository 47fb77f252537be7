# SPDX-License-Identifier: Apache-2.0
"""sealctl doctor: a server of ours, an apiserver that asks it, a kubectl that answers by script, a machine that lies in a folder."""
import base64
import json
import shutil
import subprocess

from cases.sealctl import Staker
from harness import case, check, equal, eventually, token_review
from jsonserver import JSONServer

FLAGS = {"authentication-token-webhook-config-file": "/etc/k3s-daas/wiring/token-webhook.yaml", "authentication-token-webhook-version": "v1",
         "authentication-token-webhook-cache-ttl": "10s", "admission-control-config-file": "/etc/k3s-daas/wiring/admission.yaml"}


class Apiserver(JSONServer):
    """Answers SelfSubjectReviews by asking our server who a token is, as an apiserver does, and tells them its date."""

    def __init__(self, bench, server):
        def review(handler):
            token = handler.headers.get("Authorization", "").removeprefix("Bearer ")
            review = json.loads(token_review(token))
            review["spec"]["audiences"].append("k3s")
            try:
                with server.connect(certificate="client") as client:
                    status = client.post("/authenticate", json.dumps(review).encode()).json()["status"]
            except OSError:  # whatever it is, an apiserver says no more than this
                status = {}
            if not status.get("authenticated"):
                return 401, {"kind": "Status"}
            if handler.path.endswith("/selfsubjectrulesreviews"):
                rules = [{"verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods"]}]
                return 201, {"status": {"resourceRules": rules, "nonResourceRules": [], "incomplete": False}}
            user = {**status["user"], "groups": status["user"]["groups"] + ["system:authenticated"]}
            return 201, {"kind": "SelfSubjectReview", "status": {"userInfo": user}}
        super().__init__(bench, GET=lambda _: (401, {"kind": "Status"}), POST=review)


class Site:
    """A staker with a chain, a server that follows it, and everything that a server's machine has."""

    def __init__(self, bench, client_auth="required"):
        self.bench, self.client_auth = bench, client_auth

    def __enter__(self):
        self.staker = Staker(self.bench)
        self.staker.start()
        for words in (("wallet", "new", "me"), ("faucet",), ("cluster", "create")):
            self.staker(*words)
        minted = self.staker.json("seal", "mint", "--stake", "2SUI")
        self.token, self.key = minted["token"], minted["key"]
        file = self.staker.home / ".config/k3s-daas/cluster.yaml"
        self.server = self.bench.server("--cluster-file", str(file), "--insecure-dev-ledger", client_auth=self.client_auth)
        self.apiserver = Apiserver(self.bench, self.server)
        self.root, self.bin = self.staker.home / "root", self.staker.home / "bin"
        self.bin.mkdir()
        self.staker.environment["PATH"] = f"{self.bin}:{self.staker.environment['PATH']}"
        self.machine()
        self.kubeconfig()
        self.kubectl({})
        return self

    def __exit__(self, *_):
        self.apiserver.close()
        self.staker.__exit__()

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def machine(self, **flags):
        """An apiserver among the processes, and what `sealctl wire` would have written as far as doctor reads it by itself."""
        words = ["kube-apiserver", *(f"--{name}={value}" for name, value in {**FLAGS, **flags}.items())]
        self.write("proc/42/cmdline", "\0".join(words) + "\0")
        self.write("proc/42/environ", "PATH=/bin\0")
        self.write("etc/k3s-daas/webhook-server.yaml", "\n".join([
            f"listenAddress: 127.0.0.1:{self.server.port}", f"opsAddress: 127.0.0.1:{self.server.ops_port}",
            f"clientAuth: {{mode: {self.client_auth}, caFile: /etc/k3s-daas/pki/ca.crt}}"]) + "\n")
        self.write("etc/k3s-daas/wiring/admission.yaml", "{}\n")
        self.write("etc/k3s-daas/wiring/token-webhook.yaml", json.dumps({
            "clusters": [{"cluster": {"server": f"https://127.0.0.1:{self.server.port}/authenticate",
                                      "certificate-authority": "/etc/k3s-daas/pki/ca.crt"}}],
            "users": [{"user": {"client-certificate": "/etc/k3s-daas/pki/client.crt"}}]}))
        (self.root / "etc/k3s-daas/pki").mkdir(parents=True, exist_ok=True)
        for name in ("ca.crt", "client.crt"):
            shutil.copy(self.bench.pki / name, self.root / "etc/k3s-daas/pki" / name)

    def kubeconfig(self):
        self.config = self.staker.home / "kubeconfig"
        authority = base64.b64encode((self.bench.pki / "ca.crt").read_bytes()).decode()
        self.config.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "it",
            "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}], "users": [{"name": "it", "user": {}}],
            "clusters": [{"name": "it", "cluster": {"server": self.apiserver.url, "certificate-authority-data": authority}}]}))
        self.config.chmod(0o600)

    def registration(self, **changes):
        bundle = base64.b64encode((self.bench.pki / "ca.crt").read_bytes()).decode()
        users = " || ".join(f"request.userInfo.username.startsWith('{user}')" for user in ("sui:", "system:serviceaccount:seal-"))
        return {"webhooks": [{
            "name": "admit.k3s-daas.io", "failurePolicy": "Fail", "timeoutSeconds": 3, "sideEffects": "None", "matchPolicy": "Equivalent",
            "clientConfig": {"url": f"https://127.0.0.1:{self.server.port}/admit", "caBundle": bundle},
            "rules": [{"operations": ["*"], "apiGroups": ["*"], "apiVersions": ["*"], "resources": ["*", "*/*"]}],
            "matchConditions": [{"name": "ours", "expression": users}], **changes}]}

    def kubectl(self, changes):
        """A program of that name; it notes what it was called with."""
        answers = {"/readyz": "ok", "/metrics": "", "endpointslices": json.dumps({"items": []}),
                   "validatingwebhookconfiguration": json.dumps(self.registration()), **changes}
        cases = "".join(f"*'{part}'*) cat <<'EOF'\n{text}\nEOF\n;;\n" for part, text in answers.items())
        (self.bin / "kubectl").write_text(
            f'#!/bin/sh\nprintf "%s\\n" "$*" >>{self.bin}/asked\ncase "$*" in\n{cases}'
            "*) echo 'Error from server (Forbidden): x is forbidden' >&2; exit 1;;\nesac\n")
        (self.bin / "kubectl").chmod(0o700)

    def doctor(self, status, *flags):
        """The findings by check, once the exit code is as expected; the token must be in none of it."""
        path = self.staker.home / "token"
        path.write_text(self.token + "\n")
        path.chmod(0o600)
        done = subprocess.run([self.staker.binary, "doctor", "-o", "json", "--root", self.root, "--kubeconfig", self.config, "--token-file", path,
                               *flags], env=self.staker.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, timeout=120)
        equal(done.returncode, status, f"doctor's exit code: {done.stderr} {done.stdout}")
        asked = (self.bin / "asked").read_text()
        check(self.token[5:] not in done.stdout + done.stderr + asked, "the token stands somewhere")
        return {entry["check"]: entry for entry in json.loads(done.stdout)}


def states(findings, *names):
    return {name: findings[name]["state"] for name in names}


@case("a server on which all is right")
def right(bench):
    with Site(bench) as site:
        found = site.doctor(0)
        names = ("token", "given token: owner", "node", "stake", "tier", "server", "readiness", "certificate", "client certificates",
                 "apiserver's certificate", "proxy", "apiserver", "apiserver flags", "token cache", "webhook registration", "identity", "rights")
        equal({name: state for name, state in states(found, *names).items() if state != "ok"}, {}, "what is not right")
        check("seal:developer" in found["identity"]["says"], found["identity"]["says"])
        text = site.staker("doctor", "--root", str(site.root), "--kubeconfig", str(site.config))
        check(text.startswith("CHECK"), text)


@case("what is wrong is named, with the command that helps")
def wrong(bench):
    with Site(bench) as site:
        # A certificate that is no client's, a token that is believed for minutes, and a registration that lets everything through.
        site.machine(**{"authentication-token-webhook-cache-ttl": "2m"})
        site.kubectl({"validatingwebhookconfiguration": json.dumps(site.registration(failurePolicy="Ignore", timeoutSeconds=30))})
        shutil.copy(bench.pki / "server.crt", site.root / "etc/k3s-daas/pki/client.crt")
        found = site.doctor(1)
        for name in ("token cache", "webhook registration", "apiserver's certificate"):
            equal((found[name]["state"], bool(found[name]["fix"])), ("failed", True), name)
        equal(states(found, "server", "certificate", "identity"), {"server": "ok", "certificate": "ok", "identity": "ok"}, "the rest")

        # The seal goes: the chain says so, and so does the apiserver.
        site.machine()
        shutil.copy(bench.pki / "client.crt", site.root / "etc/k3s-daas/pki/client.crt")
        site.kubectl({})
        site.staker("seal", "revoke", site.key)
        eventually(lambda: not site.server.ask(site.token, certificate="client").get("authenticated"), 10, "the revocation is known")
        found = site.doctor(1)
        equal(states(found, "given token: revoked", "identity", "server"),
              {"given token: revoked": "failed", "identity": "failed", "server": "ok"}, "after the revocation")


@case("a server that is away, and one that lets strangers ask")
def away(bench):
    with Site(bench, client_auth="off") as site:
        site.write("etc/k3s-daas/webhook-server.yaml", (site.root / "etc/k3s-daas/webhook-server.yaml").read_text().replace("off", "required"))
        found = site.doctor(1)
        equal(states(found, "client certificates", "server"), {"client certificates": "failed", "server": "ok"}, "strangers")
    with Site(bench) as site:
        site.server.stop()
        found = site.doctor(1)
        equal(states(found, "server", "certificate", "identity"), {"server": "failed", "certificate": "failed", "identity": "failed"}, "away")
