# SPDX-License-Identifier: Apache-2.0
"""A machine joins through seal-controller: a wallet signs, a name is given, and what opens the door is sealed."""
import base64
import hashlib
import http.server
import json
import re
import secrets
import struct
import threading
import time

import ed25519
from harness import case, check, equal, eventually
from cases.chain import Cluster
from cases.controller import HEARTBEAT, Controller


class Apiserver(http.server.ThreadingHTTPServer):
    """As much of an apiserver as a join and a lease need: objects by their paths."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects, self.lock, self.version = {}, threading.Lock(), 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def put(self, path, document):
        self.version += 1
        metadata = document.setdefault("metadata", {})
        metadata["resourceVersion"] = str(self.version)
        metadata.setdefault("uid", f"00000000-0000-4000-8000-{self.version:012x}")
        metadata.setdefault("creationTimestamp", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        if "stringData" in document:
            document["data"] = document.get("data", {}) | {
                key: base64.b64encode(value.encode()).decode() for key, value in document.pop("stringData").items()}
        self.objects[path] = document
        return document

    def named(self, part):
        with self.lock:
            return {path: document for path, document in self.objects.items() if part in path}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, document):
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status, reason):
        self.answer(status, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": status})

    def handle_any(self):
        server, path = self.server, self.path.split("?")[0]
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        with server.lock:
            known = server.objects.get(path)
            if self.command == "POST":
                path += "/" + body["metadata"]["name"]
                if path in server.objects:
                    return self.fail(409, "AlreadyExists")
                return self.answer(201, server.put(path, body))
            if self.command == "GET" and re.search(r"/(secrets|nodes|leases)$", path):
                items = [one for name, one in server.objects.items() if name.startswith(path + "/")]
                return self.answer(200, {"kind": "List", "apiVersion": "v1", "metadata": {"resourceVersion": "1"},
                                         "items": items})
            if known is None:
                return self.fail(404, "NotFound")
            if self.command == "PUT":
                return self.answer(200, server.put(path, body))
            if self.command == "DELETE":
                del server.objects[path]
            return self.answer(200, known)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any

    def log_message(self, *_):
        pass


def bech32(text):
    """The bytes of `suiprivkey1…`: BIP-173, whose checksum is not looked at here."""
    alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    number = 0
    digits = text.strip().rpartition("1")[2][:-6]
    for digit in digits:
        number = number << 5 | alphabet.index(digit)
    spare = len(digits) * 5 % 8
    return (number >> spare).to_bytes(len(digits) * 5 // 8, "big")


def text(value):
    data = value.encode()
    check(len(data) < 128, "a short text")
    return bytes([len(data)]) + data


def personal(seed, message):
    """A Sui personal message: the intent 3, 0, 0, then the message as BCS has bytes, under BLAKE2b and Ed25519."""
    length = b""
    count = len(message)
    while True:
        length += bytes([count & 0x7F | (0x80 if count > 127 else 0)])
        count >>= 7
        if not count:
            break
    digest = hashlib.blake2b(b"\x03\x00\x00" + length + message, digest_size=32).digest()
    public, signature = ed25519.sign(seed, digest)
    return b"\x00" + signature + public


def url64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


class Machine:
    """A staker's machine before it joins."""

    def __init__(self, cluster, name="w1"):
        self.cluster, self.node = cluster, name
        self.key = f"machine-{secrets.token_hex(4)}"
        self.address = cluster.json("wallet", "new", self.key)["address"]
        self.join_key, self.password = secrets.token_bytes(32), secrets.token_hex(32)
        cluster("faucet", "--key", self.key, "--amount", "30SUI")
        cluster("worker", "register", name, "--key", self.key, "--stake", "2SUI", "--join-key", self.join_key.hex())
        self.token = cluster.json("seal", "mint", "--key", self.key, "--worker")["token"]
        self.seed = bech32(cluster("wallet", "export", self.key).split()[-1])[1:33]

    def claim(self, challenge, **other):
        parts = {"server": bytes.fromhex(challenge["serverKey"]), "nonce": bytes.fromhex(challenge["nonce"]),
                 "cluster": bytes.fromhex(challenge["cluster"][2:])} | other
        return (text("k3s-daas/join/v1") + parts["cluster"] + bytes.fromhex(self.address[2:]) + parts["server"]
                + text(self.node) + self.join_key + hashlib.sha256(self.password.encode()).digest()
                + parts["nonce"] + struct.pack("<Q", int(time.time() * 1000)))

    def ask(self, controller, challenge=None, token=None, **other):
        if challenge is None:
            status, challenge = controller.json("POST", "/api/v1/challenge",
                                                body={"purpose": "join", "address": self.address})
            equal(status, 200, f"a challenge: {challenge}")
        claim = self.claim(challenge, **other)
        body = {"claim": url64(claim), "signature": url64(personal(self.seed, claim)), "nodePassword": self.password}
        return challenge, controller.json("POST", "/api/v1/register-worker", token or self.token, body)


def start(cluster, apiserver, *flags):
    """A controller with the operator's wallet and a way to the apiserver."""
    operator = cluster("wallet", "address", "operator").strip()
    cluster("cap", "offer", "operator", operator, "--key", "operator")
    cluster("cap", "accept", "operator", "--key", "operator")
    key = cluster.home / "operator.key"
    key.write_text(cluster("wallet", "export", "operator").split()[-1] + "\n")
    key.chmod(0o600)
    kubeconfig = cluster.home / "kubeconfig"
    kubeconfig.write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{apiserver.server_port}"}}],
        "users": [{"name": "u", "user": {"token": "operator-token"}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}))
    kubeconfig.chmod(0o600)
    return Controller(cluster, "--kubeconfig", str(kubeconfig), "--server-url", "https://127.0.0.1:6443",
                      "--server-ca-file", str(cluster.bench.pki / "ca.crt"), "--operator-key-file", str(key),
                      "--reaction=false", *flags), key


@case("a machine joins, once for each nonce, and reports")
def joins(bench):
    apiserver = Apiserver()
    with Cluster(bench) as cluster:
        machine, other = Machine(cluster), Machine(cluster, "w2")
        controller, key = start(cluster, apiserver)
        with controller:
            eventually(lambda: controller.ask("GET", "/api/v1/staking/status", other.token)[0] == 200, 5, "the seals")
            eventually(lambda: controller.metrics().get("k3s_daas_controller_leader") == 1, 10, "it leads")
            challenge, (status, reply) = machine.ask(controller)
            equal(status, 200, f"the join: {reply}")
            name = reply["nodeName"]
            check(re.fullmatch("n-[a-z2-7]+-1", name), f"the name is {name}")
            check(len(base64.b64decode(reply["sealed"])) > 100, "what it joins with")
            passwords = apiserver.named(f"/secrets/{name}.node-password.k3s")
            equal(len(passwords), 1, "k3s knows the machine by its password")
            equal(len(apiserver.named("/secrets/bootstrap-token-")), 1, "a token opens the door")

            for again, code in ((challenge, "challenge_refused"), (dict(challenge, nonce="00" * 32), "challenge_refused")):
                _, (status, problem) = machine.ask(controller, again)
                equal((status, problem["code"]), (409, code), "a nonce that is none any more")
            _, (status, problem) = machine.ask(controller, cluster=bytes(32))
            equal((status, problem["code"]), (403, "claim_refused"), "a claim for another cluster")
            _, (status, problem) = machine.ask(controller, token=other.token)
            equal((status, problem["code"]), (403, "forbidden"), "another's seal")

            def reports():
                status, said = controller.json("POST", "/api/v1/nodes/heartbeat", machine.token,
                                               dict(HEARTBEAT, nodeName=name))
                return status == 200 and said["standing"] == "active" and said
            said = eventually(reports, 5, "the machine is active")
            equal((said["drain"], said["stakeMist"]), (False, "2000000000"), "what it hears")
            status, _ = controller.json("POST", "/api/v1/nodes/heartbeat", other.token, dict(HEARTBEAT, nodeName=name))
            equal(status, 403, "another's heartbeat")
            def listed():
                nodes = controller.json("GET", "/api/nodes", machine.token)[1]["nodes"]
                return [node["nodeName"] for node in nodes if node["heartbeatAgeSeconds"] is not None] == [name]
            eventually(listed, 3, "the machine is listed")

            # Slashed: it hears so with the next word.
            cluster("slash", machine.address, "10", secrets.token_hex(32), "--key", "operator")
            eventually(lambda: controller.json("POST", "/api/v1/nodes/heartbeat", machine.token,
                                               dict(HEARTBEAT, nodeName=name))[1].get("drain"), 5, "it is to let go")
            _, (status, problem) = machine.ask(controller)
            check(status == 403, f"a slashed machine does not join: {status} {problem}")
            metrics = controller.metrics()
            equal(metrics['k3s_daas_joins_total{result="joined"}'], 1, "joins")
            check(metrics['k3s_daas_joins_total{result="challenge_used"}'] >= 1, "refusals by their reasons")
        said = controller.log.read_text(errors="replace") + controller.audit.read_text(errors="replace")
        for secret in (key.read_text().strip(), machine.token.removeprefix("seal_"), machine.password, "operator-token"):
            check(secret not in said, "a secret is in a log")
        check(f'"node":"{name}"' in said and '"reason":"joined"' in said, "the join is written down")
    apiserver.shutdown()
