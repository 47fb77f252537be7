# SPDX-License-Identifier: Apache-2.0
"""The public API on a local ledger: who may ask what and how often, and that it is as its description says."""
import http.client
import json
import os
import pathlib
import re
import secrets
import signal
import ssl
import subprocess

from harness import ROOT, Skip, case, check, equal, eventually, free_port, write_atomically
from cases.chain import Cluster, QUICK

ADDRESS = "0x" + "ab" * 32
HEARTBEAT = {"nodeName": "n-1", "atMs": 1, "cpuPercent": 1, "memoryPercent": 2, "diskPercent": 3,
             "networkReceivedBytes": "4", "networkSentBytes": "5", "pods": 6, "containers": 7, "version": "v1"}
JOIN = {"claim": "AAAA", "signature": "AAAA", "nodePassword": "ab" * 32}
CALL = {"function": "verify_minimum_stake", "arguments": {"amountMist": "2", "requiredMist": "1"}}
ANYBODY = [("POST", "/api/v1/challenge"), ("GET", "/api/v1/attestation"), ("POST", "/api/v1/attestation"),
           ("GET", "/api/v1/security-context"), ("GET", "/kubectl/config")]
SEALED = [("POST", "/api/v1/register-worker", JOIN), ("POST", "/api/v1/nodes/heartbeat", HEARTBEAT),
          ("POST", "/api/contract/call", CALL), ("GET", "/api/v1/staking/status", None), ("GET", "/api/nodes", None),
          ("GET", "/api/transactions/history", None)]


class Controller:
    """A seal-controller over a cluster of its own."""

    def __init__(self, cluster, *flags, environment=None, pair=None):
        self.cluster, self.bench = cluster, cluster.bench
        self.binary = pathlib.Path(self.bench.binary).with_name("seal-controller")
        if not self.binary.exists():
            raise Skip("seal-controller is not built beside the server")
        self.port, self.ops_port = free_port(), free_port()
        self.log = self.bench.folder / f"controller-{self.port}.log"
        self.audit = self.bench.folder / f"controller-{self.port}.audit"
        folder = self.bench.folder / f"controller-{self.port}"
        folder.mkdir()
        self.certificate, self.key = folder / "tls.crt", folder / "tls.key"
        certificate, key = pair or (self.bench.pki / "server.crt", self.bench.pki / "server.key")
        for source, target in ((certificate, self.certificate), (key, self.key)):
            write_atomically(target, source.read_bytes())
        quick = {name: value for name, value in QUICK.items()}
        self.flags = ["--listen-address", f"127.0.0.1:{self.port}", "--ops-address", f"127.0.0.1:{self.ops_port}",
                      "--tls-cert-file", str(self.certificate), "--tls-private-key-file", str(self.key),
                      "--cluster-file", str(cluster.file), "--insecure-dev-ledger",
                      "--node", f"graphql=http://127.0.0.1:{cluster.port}/graphql", "--loops", "1",
                      "--audit-log", str(self.audit), *(word for pair in quick.items() for word in pair), *flags]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([str(self.binary), "run", *self.flags], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log,
                                            env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **(environment or {})})

    def __enter__(self):
        def ready():
            check(self.process.poll() is None, f"the controller ended with {self.process.returncode}: "
                                               f"{self.log.read_text(errors='replace')[-600:]}")
            return self.ops("/readyz")[0] == 200
        eventually(ready, 20, "/readyz answers 200")
        return self

    def __exit__(self, *_):
        for _ in range(2):
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
                try:
                    self.process.wait(2)
                except subprocess.TimeoutExpired:
                    pass
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def ops(self, path):
        try:
            client = http.client.HTTPConnection("127.0.0.1", self.ops_port, timeout=5)
            client.request("GET", path)
            reply = client.getresponse()
            return reply.status, reply.read().decode()
        except OSError:
            return 0, ""

    def metrics(self):
        return {name: float(value) for name, value in
                (line.rsplit(" ", 1) for line in self.ops("/metrics")[1].splitlines() if line and line[0] != "#")}

    def connect(self, source=None):
        context = ssl.create_default_context(cafile=str(self.bench.pki / "ca.crt"))
        client = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=context,
                                             source_address=(source, 0) if source else None)
        return client

    def ask(self, method, path, token=None, body=None, fields=None, source=None, client=None):
        """Status, fields in lower case, and the body; every answer has what every answer must have."""
        client = client or self.connect(source)
        fields = dict(fields or {})
        if token:
            fields["Authorization"] = f"Bearer {token}"
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        client.request(method, path, data, fields)
        reply = client.getresponse()
        content = reply.read()
        named = {name.lower(): value for name, value in reply.getheaders()}
        check(re.fullmatch("[0-9a-f]{16}", named.get("x-request-id", "")), f"{path}: the request has no id: {named}")
        equal(named.get("cache-control"), "no-store", f"{path}: whether it may be kept")
        if reply.status >= 400:
            equal(named.get("content-type"), "application/problem+json", f"{path}: the type of {content!r}")
            problem = json.loads(content)
            equal(problem["status"], reply.status, "the status in the problem")
            equal(problem["requestId"], named["x-request-id"], "the request's id in the problem")
            check(problem["type"] == f"urn:k3s-daas:problem:{problem['code']}", f"the type is {problem['type']}")
        return reply.status, named, content

    def json(self, *arguments, **options):
        status, _, content = self.ask(*arguments, **options)
        return status, json.loads(content)


def seals(cluster):
    """A viewer's user seal, and a worker's."""
    key = f"worker-{secrets.token_hex(4)}"
    address = cluster.json("wallet", "new", key)["address"]
    cluster("faucet", "--key", key, "--amount", "30SUI")
    cluster("worker", "register", "w1", "--key", key, "--stake", "2SUI", "--join-key", "ab" * 32)
    token = cluster.json("seal", "mint", "--key", key, "--worker")["token"]
    return cluster.tokens["viewer"], token, address, key


@case("each path has its callers, and nobody else")
def callers(bench):
    with Cluster(bench) as cluster:
        user, worker, _, _ = seals(cluster)
        with Controller(cluster) as controller:
            eventually(lambda: controller.ask("GET", "/api/v1/staking/status", worker)[0] == 200, 5, "the seal is known")
            for method, path in ANYBODY:
                status, _, _ = controller.ask(method, path, body={} if method == "POST" else None)
                check(status in (200, 400, 404, 503), f"{method} {path} of anybody: {status}")
            for method, path, body in SEALED:
                for token in (None, "seal_" + "ab" * 32, "nonsense"):
                    status, fields, _ = controller.ask(method, path, token, body)
                    equal(status, 401, f"{path} with {token}")
                    check(fields.get("www-authenticate", "").startswith("Bearer"), "what is asked for instead")
                status, _, content = controller.ask(method, path, user, body)
                wants = 403 if path in ("/api/v1/register-worker", "/api/v1/nodes/heartbeat") else 200
                equal(status, wants, f"{path} with a user's seal: {content}")
                status, _, content = controller.ask(method, path, worker, body)
                wants = {"/api/v1/register-worker": (404,), "/api/v1/nodes/heartbeat": (200,)}.get(path, (200,))
                check(status in wants, f"{path} with a worker's seal: {status} {content}")
            for method, path, _ in SEALED + [(m, p, None) for m, p in ANYBODY]:
                status, fields, _ = controller.ask("DELETE", path, worker)
                equal(status, 405, f"DELETE {path}")
                check(method in fields.get("allow", ""), f"DELETE {path} allows {fields.get('allow')}")
            equal(controller.ask("GET", "/api/v1", worker)[0], 404, "a path that is none")
            status, _, _ = controller.ask("GET", "/api/nodes", fields={"X-Seal-Token": worker})
            equal(status, 200, "the token in its own field")
            status, _, _ = controller.ask("GET", "/api/nodes", worker, fields={"X-Seal-Token": worker})
            equal(status, 401, "a token in both fields")
            status, _, _ = controller.ask("GET", "/api/nodes", fields={"Authorization": f"Basic {worker}"})
            equal(status, 401, "a token in another scheme")


@case("who signs a token needs no seal, and it opens this API alone")
def signed(bench):
    with Cluster(bench) as cluster:
        server = cluster.server()
        def token(*flags):
            return cluster("token", "--key", "developer", *flags).strip()
        here, there = token("--audience", "k3s-daas-api"), token()
        with Controller(cluster) as controller:
            eventually(lambda: controller.ask("GET", "/api/v1/staking/status", here)[0] == 200, 5, "the stake is known")
            for fields in ({"Authorization": f"bearer {here}"}, {"X-Seal-Token": here}):
                status, content = controller.json("GET", "/api/v1/staking/status", fields=fields)
                equal((status, content["address"], content["seal"], content["sealKind"], content["tier"]),
                      (200, cluster.addresses["developer"], None, None, "developer"), "whose it is")
            equal(controller.ask("GET", "/api/nodes", here, fields={"X-Seal-Token": here})[0], 401, "in both fields")
            for method, path, body in SEALED:
                status, _, content = controller.ask(method, path, here, body)
                wants = 403 if path in ("/api/v1/register-worker", "/api/v1/nodes/heartbeat") else 200
                equal(status, wants, f"{path} with a signed token: {content}")
            forged = here[:-8] + ("A" * 8 if here[-8:] != "A" * 8 else "B" * 8)
            for other in (there, forged, here + "A", "sealsig1."):
                equal(controller.ask("GET", "/api/nodes", other)[0], 401, f"{other[-12:]}")
            cluster.slash("developer")
            eventually(lambda: controller.ask("GET", "/api/nodes", here)[0] == 403, 10, "the stake is gone")
            equal(controller.json("GET", "/api/v1/staking/status", here)[1]["reason"], "slashed", "why")
        said = controller.audit.read_text()
        for reason in ("wrong_audience", "malformed_token"):
            check(f'"reason":"{reason}"' in said, f"{reason} is written down: {said[-400:]}")
        check(here not in controller.log.read_text() + said, "a token is in a log")
        check(not server.ask(here).get("authenticated"), "a token for the public API opens the cluster")


@case("whoever loses the stake hears so, and nothing else")
def slashed(bench):
    with Cluster(bench) as cluster:
        token = cluster.tokens["admin"]
        with Controller(cluster) as controller:
            status, own = controller.json("GET", "/api/v1/staking/status", token)
            equal((status, own["tier"], own["isGood"]), (200, "admin", True), "an admin's own standing")
            equal(own["address"], cluster.addresses["admin"], "whose it is")
            equal(controller.ask("GET", "/api/nodes", token)[0], 200, "the machines, for an admin")
            cluster.slash("admin")
            def hears():
                status, own = controller.json("GET", "/api/v1/staking/status", token)
                return status == 200 and own["accountStatus"] == "slashed" and not own["isGood"] and own
            equal(eventually(hears, 5, "the slashed admin hears so")["reason"], "slashed", "why")
            equal(controller.ask("GET", "/api/nodes", token)[0], 403, "the machines, for who was slashed")
            status, history = controller.json("GET", "/api/transactions/history?limit=1", token)
            equal((status, history["transactions"][0]["kind"]), (200, "stake_changed"), "the last that happened")
            equal(history["transactions"][0]["status"], 3, "what it made of the account")


def ask_for(cluster, key, *flags):
    """A staker asks for something on chain twice, and takes the first back; gives its number."""
    words = ("delete", "configmaps", "a", "--namespace", "team-a", "--key", key, *flags)
    before = len(cluster.json("request", "list"))
    cluster("request", "submit", *words)
    cluster("request", "submit", *words)
    cluster("request", "cancel", str(before + 1), "--key", key)
    return before + 1


@case("a staker sees what became of a request, and nobody else's")
def requested(bench):
    with Cluster(bench) as cluster:
        with Controller(cluster) as controller:
            number = ask_for(cluster, "developer")
            def history(tier):
                status, page = controller.json("GET", "/api/transactions/history", cluster.tokens[tier])
                equal(status, 200, "the history")
                return [one for one in page["transactions"] if one["kind"] == "request_changed"]
            newest = eventually(lambda: len(found := history("developer")) == 3 and found, 10, "three changes are told of")
            equal([(one["number"], one["request"]["state"]) for one in newest],
                  [(str(number), "cancelled"), (str(number + 1), "pending"), (str(number), "pending")], "what happened")
            cancelled, pending, _ = (one["request"] for one in newest)
            equal((pending["worker"], pending["result"], pending["assignedMs"], pending["finishedMs"]),
                  (None, "", None, None), "what has not happened yet")
            check(cancelled["finishedMs"] >= cancelled["submittedMs"] > 1_500_000_000_000, f"when: {cancelled}")
            equal(history("admin"), [], "of somebody else's requests")


@case("a flood of strangers is limited, and no staker is")
def flood(bench):
    with Cluster(bench) as cluster:
        token = cluster.tokens["developer"]
        with Controller(cluster, "--requests-per-address", "20", "--requests-per-staker", "40") as controller:
            client = controller.connect()
            outcomes = [controller.ask("GET", "/api/nodes", "seal_" + secrets.token_hex(32), client=client)
                        for _ in range(60)]
            statuses = [status for status, _, _ in outcomes]
            equal(statuses[:20], [401] * 20, "the first twenty")
            check(statuses.count(429) >= 35, f"of sixty, refused for being too many: {statuses.count(429)}")
            late = next(fields for status, fields, _ in outcomes if status == 429)
            check(1 <= int(late["retry-after"]) <= 60, f"Retry-After is {late['retry-after']}")
            equal(controller.ask("GET", "/kubectl/config", client=client)[0], 429, "what anybody may ask, from there")
            # The same address, and a good seal: counted by its owner alone.
            statuses = [controller.ask("GET", "/api/nodes", token, client=client)[0] for _ in range(50)]
            equal(statuses[:40], [200] * 40, "a staker of the same address")
            check(429 in statuses[40:], "a staker who asks too often")
            equal(controller.ask("GET", "/api/nodes", cluster.tokens["admin"], client=client)[0], 200, "another staker")
            equal(controller.ask("GET", "/kubectl/config", source="127.0.0.9")[0] in (200, 404), True, "another address")
            metrics = controller.metrics()
            check(metrics['k3s_daas_api_limited_total{who="stranger"}'] >= 35, "strangers are counted")
            check(metrics['k3s_daas_api_limited_total{who="staker"}'] >= 1, "stakers are counted")


@case("bodies are of their size, and what is none is refused")
def bodies(bench):
    with Cluster(bench) as cluster:
        user, worker, _, _ = seals(cluster)
        with Controller(cluster, "--requests-per-address", "1000") as controller:
            eventually(lambda: controller.ask("GET", "/api/v1/staking/status", worker)[0] == 200, 5, "the seal is known")
            for size, wants in ((4096, 400), (4097, 413), (1 << 20, 413)):
                equal(controller.ask("POST", "/api/contract/call", user, b" " * size)[0], wants, f"{size} bytes")
            for size, wants in ((1024, 400), (1025, 413)):
                equal(controller.ask("POST", "/api/v1/challenge", body=b" " * size)[0], wants, f"{size} bytes")
            for body in (b"", b"[]", b"{", b"\xff", b'{"function":1}', b'{"function":"verify_minimum_stake"}'):
                equal(controller.ask("POST", "/api/contract/call", user, body)[0], 400, f"the call {body!r}")
            status, problem = controller.json("POST", "/api/contract/call", user,
                                              {"function": "slash", "arguments": {}})
            equal((status, problem["code"]), (404, "unknown_function"), "a function that is no view")
            check("get_worker_info" in problem["detail"], "the problem names what there is")
            for call, wants in (
                    (CALL, {"result": True}),
                    ({"function": "calculate_stake_power", "arguments":
                      {"amountMist": "2000000000", "score": "50", "heldMs": "25920000000"}}, {"result": "1100000000"}),
                    ({"function": "is_stake_sufficient_for_role", "arguments":
                      {"amountMist": "1999999999", "role": "developer"}}, {"result": False}),
                    ({"function": "is_stake_sufficient_for_role", "arguments":
                      {"amountMist": "2000000000", "role": "developer"}}, {"result": True}),
                    ({"function": "get_active_request_count", "arguments": {}}, {"result": "0"}),
                    ({"function": "get_worker_workload", "arguments": {"address": ADDRESS}}, {"result": "0"})):
                status, content = controller.json("POST", "/api/contract/call", user, call)
                equal((status, content), (200, wants), f"{call['function']}")
            for call, wants in (
                    ({"function": "get_request_status", "arguments": {"request": "7"}}, "not_found"),
                    ({"function": "get_worker_info", "arguments": {"address": ADDRESS}}, "not_registered"),
                    ({"function": "get_performance_history", "arguments": {"address": ADDRESS}}, "not_registered")):
                status, content = controller.json("POST", "/api/contract/call", user, call)
                equal((status, content["code"]), (404, wants), f"{call['function']}")


@case("no secret reaches a log")
def secrets_stay(bench):
    with Cluster(bench) as cluster:
        user, worker, _, _ = seals(cluster)
        stranger, password = "seal_" + secrets.token_hex(32), secrets.token_hex(32)
        with Controller(cluster, "--log-level", "debug") as controller:
            eventually(lambda: controller.ask("GET", "/api/v1/staking/status", worker)[0] == 200, 5, "the seal is known")
            for token in (user, worker, stranger):
                for method, path, body in SEALED:
                    controller.ask(method, path, token, body and dict(body, nodePassword=password))
            equal(controller.ask("GET", f"/api/nodes?after={stranger}", user)[0], 200, "a token where none belongs")
            controller.process.send_signal(signal.SIGHUP)
            eventually(lambda: "name=SIGHUP" in controller.log.read_text() or "SIGHUP" in controller.log.read_text(), 5,
                       "the signal is heard")
            equal(controller.ask("GET", "/api/v1/staking/status", user)[0], 200, "after a reload")
        said = controller.log.read_text(errors="replace") + controller.audit.read_text(errors="replace")
        for secret in (user, worker, stranger, password):
            check(secret.removeprefix("seal_") not in said, "a secret is in a log")
        check('"reason":"unknown_seal"' in said, f"the refusal is written down: {said[-400:]}")
        lines = [json.loads(line) for line in controller.audit.read_text().splitlines()]
        refused = [line for line in lines if "decision" in line]
        check(refused and all(line["peer"] == "127.0.0.1" for line in refused), "who was refused")
        equal([line["kind"] for line in lines if "decision" not in line], ["run", "reload", "run"], "what the controller did")


@case("a drain answers what is under way, and ends")
def drain(bench):
    with Cluster(bench) as cluster:
        with Controller(cluster) as controller:
            client = controller.connect()
            equal(controller.ask("GET", "/api/v1/security-context", client=client)[0], 200, "before")
            controller.process.send_signal(signal.SIGTERM)
            eventually(lambda: controller.ops("/readyz")[0] != 200, 5, "readiness fails")
            status, fields, _ = controller.ask("GET", "/api/v1/security-context", client=client)
            equal((status, fields.get("connection", "").lower()), (200, "close"), "the last answer")
            equal(controller.process.wait(10), 0, "the end")


@case("what it tells anybody is of this cluster")
def facts(bench):
    with Cluster(bench) as cluster:
        server = ["--server-url", "https://k3s.example:6443", "--server-ca-file", str(bench.pki / "ca.crt")]
        with Controller(cluster, *server) as controller:
            status, context = controller.json("GET", "/api/v1/security-context")
            equal(status, 200, "the security context")
            equal((context["attested"], context["devLedger"]), (False, True), "what stands behind it")
            equal(context["tiersMist"], {"viewer": "500000000", "developer": "2000000000", "admin": "5000000000",
                                         "super": "10000000000"}, "the tiers")
            equal(context["workerMinimumMist"], "1000000000", "the least stake of a worker")
            check(context["cluster"] in cluster.file.read_text(), "the cluster")
            info = subprocess.run(["openssl", "x509", "-in", str(controller.certificate), "-noout", "-pubkey"], check=True,
                                  stdout=subprocess.PIPE).stdout
            der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=info, check=True,
                                 stdout=subprocess.PIPE).stdout
            digest = subprocess.run(["openssl", "dgst", "-sha256", "-r"], input=der, check=True,
                                    stdout=subprocess.PIPE).stdout
            equal(context["serverKey"], digest.decode().split()[0], "the listener's key")
            status, problem = controller.json("GET", "/api/v1/attestation?nonce=" + "ab" * 32)
            equal((status, problem["code"]), (404, "not_attested"), "an attestation without an enclave")
            equal(controller.json("GET", "/api/v1/attestation?nonce=xyz")[0], 400, "a nonce that is none")
            _, fields, config = controller.ask("GET", "/kubectl/config")
            equal(fields["content-type"], "application/yaml", "the kubeconfig")
            text = config.decode()
            check('server: "https://k3s.example:6443"' in text and "command: kubectl-seal" in text, f"it says {text}")
            check("token:" not in text and "client-key" not in text, "it holds no credential")


@case("it is as docs/openapi.yaml says, to schemathesis")
def described(bench):
    python = subprocess.run([str(ROOT / "hack/python-peers"), "schemathesis"], stdout=subprocess.PIPE, text=True,
                            check=True).stdout.strip()
    if not python:
        raise Skip("schemathesis cannot be installed here")
    with Cluster(bench) as cluster:
        _, worker, _, key = seals(cluster)
        seal = cluster.json("seal", "mint", "--stake", "2SUI", "--key", key)["key"]
        with Controller(cluster, "--requests-per-address", "1000000", "--requests-per-staker", "1000000",
                        "--server-url", "https://k3s.example:6443", "--server-ca-file",
                        str(bench.pki / "ca.crt")) as controller:
            eventually(lambda: controller.ask("GET", "/api/v1/staking/status", worker)[0] == 200, 5, "the seal is known")
            # A page of everything that there is to describe.
            ask_for(cluster, key, "--seal", seal)
            eventually(lambda: b'"request":{' in controller.ask("GET", "/api/transactions/history", worker)[2], 10,
                       "requests are told of")
            # The engine answers TRACE itself, with 501, whatever is asked for.
            config = bench.folder / "schemathesis.toml"
            config.write_text('[phases.coverage]\nunexpected-methods = ["DELETE", "PUT", "PATCH"]\n')
            done = subprocess.run(
                [python, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(ROOT / "docs/openapi.yaml"),
                 "--url", f"https://127.0.0.1:{controller.port}", "--tls-verify", str(bench.pki / "ca.crt"),
                 "--header", f"Authorization: Bearer {worker}", "--max-examples", str(max(5, int(40 * bench.scale))),
                 "--seed", "1", "--no-color", "--exclude-checks", "ignored_auth"],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=900, cwd=bench.folder,
                env={**os.environ, "HOME": str(bench.folder)})
            check(done.returncode == 0, "schemathesis found\n" + done.stdout[-9000:])
