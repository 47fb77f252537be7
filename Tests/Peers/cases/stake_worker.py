# SPDX-License-Identifier: Apache-2.0
"""A machine's way in, and what stops it: the real programs, a local ledger, and a master in Python that shares no code with ours."""
import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import secrets
import signal
import ssl
import struct
import subprocess
import threading
import urllib.error
import urllib.request

from harness import Skip, case, check, equal, eventually, free_port
from cases.sealctl import Staker

TOKEN = "K10" + "c" * 64 + "::abcdef.0123456789abcdef"


def cryptography():
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    except ImportError as error:
        raise Skip("python has no cryptography") from error
    # As Debian 12's version says it.
    raw = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return ed25519, x25519, ChaCha20Poly1305, raw


def extract(salt, suite, label, secret):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + secret, "sha256")


def expand(key, suite, label, context, length):
    info = struct.pack(">H", length) + b"HPKE-v1" + suite + label + context
    return hmac.digest(key, info + b"\x01", "sha256")[:length]


def seal(plain, recipient, info, context):
    """RFC 9180: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305, one message."""
    _, x25519, chacha, raw = cryptography()
    mine = x25519.X25519PrivateKey.generate()
    enc = mine.public_key().public_bytes(*raw)
    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"
    shared = expand(extract(b"", kem, b"eae_prk", mine.exchange(x25519.X25519PublicKey.from_public_bytes(recipient))),
                    kem, b"shared_secret", enc + recipient, 32)
    schedule = b"\x00" + extract(b"", suite, b"psk_id_hash", b"") + extract(b"", suite, b"info_hash", info)
    secret = extract(shared, suite, b"secret", b"")
    key, nonce = expand(secret, suite, b"key", schedule, 32), expand(secret, suite, b"base_nonce", schedule, 12)
    return enc + chacha(key).encrypt(nonce, plain, context)


def text(value):
    return bytes([len(value)]) + value.encode()


def decode(value):
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


class Claim:
    """What a machine's owner has signed, taken apart from BCS."""

    def __init__(self, message, signature):
        ed25519, *_ = cryptography()
        self.message, rest = message, message
        domain, rest = rest[1:1 + rest[0]], rest[1 + rest[0]:]
        equal(domain, b"k3s-daas/join/v1", "the claim's domain")
        self.cluster, self.owner, self.server, rest = rest[:32], rest[32:64], rest[64:96], rest[96:]
        self.node, rest = rest[1:1 + rest[0]].decode(), rest[1 + rest[0]:]
        self.key, self.password, self.nonce, rest = rest[:32], rest[32:64], rest[64:96], rest[96:]
        equal(len(rest), 8, "what follows the nonce")
        flag, proof, public = signature[0], signature[1:65], signature[65:]
        equal(flag, 0, "the scheme")
        length = len(message)
        head = bytes([length & 127 | 128, length >> 7]) if length > 127 else bytes([length])
        digest = hashlib.blake2b(b"\x03\x00\x00" + head + message, digest_size=32).digest()
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(proof, digest)
        equal(hashlib.blake2b(b"\x00" + public, digest_size=32).digest(), self.owner, "who signed")


class Master:
    """The public API, as far as a machine needs it."""

    def __init__(self, folder, cluster):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "master.key",
                        "-out", folder / "master.crt"], check=True, capture_output=True)
        public = subprocess.run(["openssl", "x509", "-in", folder / "master.crt", "-pubkey", "-noout"], check=True, capture_output=True)
        lines = public.stdout.decode().splitlines()[1:-1]
        self.key = hashlib.sha256(base64.b64decode("".join(lines))).hexdigest()
        self.cluster, self.nonces, self.claims, self.bearers, self.beats = cluster, [], [], [], []
        self.standing = "active"
        master = self

        class Answers(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.say({})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.say(master.answer(self.path, body, self.headers.get("Authorization", "")))

            def say(self, answer):
                data = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "master.crt", folder / "master.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, body, bearer):
        if path == "/api/v1/challenge":
            self.nonces.append(secrets.token_hex(32))
            return {"nonce": self.nonces[-1], "cluster": self.cluster, "serverKey": self.key, "issuedMs": 1, "expiresMs": 2}
        self.bearers.append(bearer)
        if path == "/api/v1/register-worker":
            claim = Claim(decode(body["claim"]), decode(body["signature"]))
            equal(hashlib.sha256(body["nodePassword"].encode()).digest(), claim.password, "the password's digest")
            self.claims.append(claim)
            expires = 4_000_000_000_000
            plain = (text("k3s-daas/join-material/v1") + text("n-abc-1") + text("https://server.test:6443") + text(TOKEN)
                     + struct.pack("<Q", expires))
            box = seal(plain, claim.key, b"k3s-daas/join-reply/v1", hashlib.sha256(claim.message).digest())
            return {"nodeName": "n-abc-1", "sealed": base64.b64encode(box).decode(), "expiresMs": expires}
        equal(path, "/api/v1/nodes/heartbeat", "the path")
        self.beats.append(body)
        return {"nodeName": "n-abc-1", "standing": self.standing, "reason": "", "stakeMist": "0", "requiredMist": "0",
                "drain": self.standing != "active", "nextHeartbeatMs": 10000}

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Machine:
    """A machine with stake-worker on it, beside a ledger."""

    def __init__(self, staker, master):
        self.staker, self.port = staker, free_port()
        self.binary = pathlib.Path(staker.bench.binary).with_name("stake-worker")
        if not self.binary.exists():
            raise Skip(f"{self.binary} is not built")
        home = staker.home
        self.config = home / "worker-config.yaml"
        self.config.write_text(json.dumps({
            "node_id": "rack-1", "stake_amount": "2SUI", "cluster_file": str(home / ".config/k3s-daas/cluster.yaml"),
            "wallet_file": str(home / ".config/k3s-daas/wallet"), "wallet_key": "staker",
            "wallet_password_file": str(home / "password"), "state_folder": str(home / "state"),
            "agent_config_file": str(home / "rancher/50-stake.yaml"), "agent_password_file": str(home / "rancher/password"),
            "agent_unit": "stake-worker-peer-nowhere.service", "master_trust": "ca-file", "master_url": master.url,
            "master_ca_file": str(home / "master.crt"), "heartbeat_interval": "10s", "drain_grace": "0s",
            "listen_address": f"127.0.0.1:{self.port}", "cgroup_folder": str(home)}))

    def __call__(self, *arguments, status=0):
        done = subprocess.run([self.binary, *arguments, "--config", self.config], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120)
        equal(done.returncode, status, f"stake-worker {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout + done.stderr

    def run(self):
        return subprocess.Popen([self.binary, "run", "--config", self.config], stderr=subprocess.PIPE, text=True)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return answer.read().decode()

    def status(self):
        try:
            return json.loads(self.get("/api/v1/metrics"))
        except (urllib.error.URLError, OSError):
            return {}


@case("a machine joins by a master that shares no code with it, and stops when its stake is slashed")
def whole_life(bench):
    cryptography()
    with Staker(bench) as staker:
        operator = staker.json("wallet", "new", "operator")["address"]
        staker("faucet", "--key", "operator", "--amount", "100SUI")
        cluster = staker.json("cluster", "create", "--key", "operator")["cluster"]
        for kind in ("operator", "slasher"):
            staker("cap", "offer", kind, operator, "--key", "operator")
            staker("cap", "accept", kind, "--key", "operator")
        owner = staker.json("wallet", "new", "staker")["address"]
        staker("faucet", "--key", "staker", "--amount", "30SUI")
        master = Master(staker.home, cluster)
        try:
            live(Machine(staker, master), master, owner)
        finally:
            master.stop()


def live(machine, master, owner):
    staker, home = machine.staker, machine.staker.home
    check("7. would start the agent" in machine("join", "--dry-run"), "a plan without its last step")
    check(not (home / "state").exists(), "a plan has left something behind")
    # There is no unit of that name: everything up to it is done, and done once.
    for _ in range(2):
        machine("join", status=69)
    equal(len(master.claims), 1, "claims")
    claim, token = master.claims[0], (home / "state/seal-token").read_text().strip()
    equal((claim.cluster.hex(), claim.owner.hex(), claim.node), (master.cluster[2:], owner[2:], "rack-1"), "what was claimed")
    equal((claim.server.hex(), claim.nonce.hex()), (master.key, master.nonces[0]), "for whom it was claimed")
    equal(master.bearers, [f"Bearer {token}"], "the seal that was shown")
    written = (home / "rancher/50-stake.yaml").read_text()
    check(f'token: "{TOKEN}"' in written and 'node-name: "n-abc-1"' in written, f"the agent is told {written!r}")
    equal((home / "rancher/50-stake.yaml").stat().st_mode & 0o777, 0o600, "who may read the token")
    key = "0x" + hashlib.sha256(b"k3s-daas/seal/v1" + claim.cluster + bytes.fromhex(token.removeprefix("seal_"))).hexdigest()
    equal(staker.json("seal", "show", key)["state"], "live", "the seal")

    staker("worker", "activate", owner, "n-abc-1", "--key", "operator")
    check("standing: working" in machine("status"), "an active worker does not work")
    process = machine.run()
    try:
        eventually(lambda: master.beats, 30, "a heartbeat")
        equal(master.beats[0]["nodeName"], "n-abc-1", "who beats")
        equal(master.bearers[-1], f"Bearer {token}", "the seal that is shown")
        eventually(lambda: machine.status().get("reportedAt"), 30, "a report to the chain")
        check("k3s_daas_worker_may_work 1" in machine.get("/metrics"), "the metric does not say that it may work")
        # A master's word stops nothing.
        master.standing, beats = "slashed", len(master.beats)
        eventually(lambda: len(master.beats) > beats + 2, 60, "heartbeats after the master's word")
        equal(machine.status()["phase"], "working", "what a master's word has done")
        staker("slash", owner, "10", secrets.token_hex(32), "--key", "operator")
        eventually(lambda: machine.status().get("phase") in ("stopping", "stopped"), 60, "the end of the work")
        equal(machine.status()["reason"], "slashed", "why")
        check("the stake was slashed" in machine("status", status=1), "status does not say why")
    finally:
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=60)
    equal(process.returncode, 0, "how it ended")
    check(token not in log and "correct horse" not in log and TOKEN not in log, "a secret is in the log")
