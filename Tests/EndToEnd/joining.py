# SPDX-License-Identifier: Apache-2.0
"""A k3s server and controllers in front of a stage's apiserver, and machines that join by the public API alone.

What a machine signs and opens is written here by hand: BCS, Bech32, and HPKE of RFC 9180 over `cryptography`.
"""
import base64
import concurrent.futures
import dataclasses
import hashlib
import hmac
import json
import os
import pathlib
import re
import secrets
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request

from harness import Skip, check, equal, eventually, free_port
from ledger import Staker
from processes import Process
from stage import Stage, fetch_status
from standin.kubelet import Agent

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
except ImportError:
    x509 = None

SUPERVISOR = pathlib.Path(__file__).resolve().parent / "standin" / "supervisor.py"
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw) if x509 else ()


def uleb(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + uleb(number >> 7)


def text(value: bytes) -> bytes:
    return uleb(len(value)) + value


def url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def private_key(words: str) -> bytes:
    """The 32 bytes in suiprivkey1…, of an Ed25519 key; who wrote it has checked its sum."""
    bits = "".join(f"{LETTERS.index(letter):05b}" for letter in words.removeprefix("suiprivkey1")[:-6])
    data = bytes(int(bits[place:place + 8], 2) for place in range(0, len(bits) // 8 * 8, 8))
    equal((data[0], len(data)), (0, 33), "an Ed25519 key")
    return data[1:]


class Wallet:
    """A staker's key, to sign personal messages with."""

    def __init__(self, words: str):
        self.key = ed25519.Ed25519PrivateKey.from_private_bytes(private_key(words))
        self.public = self.key.public_key().public_bytes(*RAW)

    def sign(self, message: bytes) -> bytes:
        digest = hashlib.blake2b(b"\x03\0\0" + text(message), digest_size=32).digest()
        return b"\0" + self.key.sign(digest) + self.public


def expand(key: bytes, info: bytes, count: int) -> bytes:
    return hmac.digest(key, info + b"\x01", "sha256")[:count]


def opened(box: bytes, key, purpose: bytes, context: bytes) -> bytes:
    """RFC 9180, base mode, DHKEM(X25519), HKDF-SHA256, ChaCha20-Poly1305, the first message."""
    kem, suite = b"HPKE-v1KEM\0\x20", b"HPKE-v1HPKE\0\x20\0\x01\0\x03"
    public = key.public_key().public_bytes(*RAW)
    shared = key.exchange(x25519.X25519PublicKey.from_public_bytes(box[:32]))
    shared = expand(hmac.digest(bytes(32), kem + b"eae_prk" + shared, "sha256"),
                    b"\0\x20" + kem + b"shared_secret" + box[:32] + public, 32)
    schedule = b"\0" + hmac.digest(bytes(32), suite + b"psk_id_hash", "sha256") + hmac.digest(
        bytes(32), suite + b"info_hash" + purpose, "sha256")
    secret = hmac.digest(shared, suite + b"secret", "sha256")
    return ChaCha20Poly1305(expand(secret, b"\0\x20" + suite + b"key" + schedule, 32)).decrypt(
        expand(secret, b"\0\x0c" + suite + b"base_nonce" + schedule, 12), box[32:], context)


@dataclasses.dataclass
class Answer:
    """What the public API said."""

    status: int
    body: dict

    @property
    def code(self) -> str:
        return self.body.get("code", "")

    def expect(self, status: int, code: str = "") -> "Answer":
        check((self.status, self.code) == (status, code), f"expected {status} {code}, got {self.status}: {self.body}")
        return self


class Machine:
    """A staker's machine: its keys, its password, and the name that it is given."""

    def __init__(self, site: "Site", staker: Staker, wallet: Wallet, seal: str):
        self.site, self.staker, self.wallet, self.seal = site, staker, wallet, seal
        self.key, self.password = x25519.X25519PrivateKey.generate(), secrets.token_hex(32)
        self.name, self.token, self.count = "", "", 0

    def claim(self, controller: int = 0, nonce: str | None = None) -> tuple[bytes, bytes]:
        """A claim for a nonce of the controller's, and the owner's signature."""
        if nonce is None:
            challenge = self.site.ask(controller, "/api/v1/challenge", {
                "purpose": "join", "address": self.staker.address}).expect(200).body
            equal(challenge["serverKey"], self.site.server_key(controller).hex(), "the server's key")
            nonce = challenge["nonce"]
        message = b"".join((
            text(b"k3s-daas/join/v1"), bytes.fromhex(self.site.cluster), bytes.fromhex(self.staker.address[2:]),
            self.site.server_key(controller), text(b"machine-" + self.staker.name.encode()),
            self.key.public_key().public_bytes(*RAW), hashlib.sha256(self.password.encode()).digest(), bytes.fromhex(nonce),
            int(time.time() * 1000).to_bytes(8, "little")))
        return message, self.wallet.sign(message)

    def ask(self, controller: int = 0) -> Answer:
        """Asks to join; what comes back sealed is opened and kept."""
        message, signature = self.claim(controller)
        answer = self.post(message, signature, controller)
        if answer.status == 200:
            material = opened(base64.b64decode(answer.body["sealed"]), self.key, b"k3s-daas/join-reply/v1",
                              hashlib.sha256(message).digest())
            parts, place = [], 0
            while place < len(material) - 8:
                size = material[place] & 127 | (material[place + 1] << 7 if material[place] & 128 else 0)
                place += 2 if material[place] & 128 else 1
                parts.append(material[place:place + size].decode())
                place += size
            domain, self.name, server, self.token = parts
            equal((domain, server, answer.body["nodeName"]), ("k3s-daas/join-material/v1", self.site.url, self.name), "material")
        return answer

    def post(self, message: bytes, signature: bytes, controller: int = 0, password: str | None = None) -> Answer:
        return self.site.ask(controller, "/api/v1/register-worker", {
            "claim": url(message), "signature": url(signature), "nodePassword": password or self.password}, self.seal)

    def agent(self, name: str | None = None, password: str | None = None) -> Agent:
        """What its k3s agent does with what it was given."""
        self.count += 1
        return Agent(self.site.url, self.token, name or self.name, password or self.password, self.site.apiserver,
                     folder=self.site.folder / f"{self.staker.name}-{self.count}")


class Site:
    """A stage with a k3s server in front of its apiserver, and controllers."""

    def __init__(self, stage: Stage, controllers: int = 1, flags: tuple = (), **options):
        if x509 is None:
            raise Skip("Python's cryptography is not installed")
        self.program = stage.world.server.with_name("seal-controller")
        if not os.access(self.program, os.X_OK):
            raise Skip(f"{self.program} is not there")
        self.stage, self.folder = stage, stage.folder / f"site-{secrets.token_hex(3)}"
        self.flags = flags
        self.folder.mkdir()
        self.apiserver = f"https://127.0.0.1:{stage.ports[0]}"
        self.cluster = re.search(r"(?m)^\s*cluster: *\"?0x([0-9a-f]{64})", stage.ledger.file.read_text())[1]
        self.operator()
        self.start_supervisor(**options)
        self.controllers, self.ports = [], []
        for number in range(controllers):
            self.start_controller(number)
        eventually(lambda: any(self.leads(number) for number in range(controllers)), 40, "a controller leads")

    def operator(self):
        """The operator's account may activate, and its key is in a file of its own."""
        ledger = self.stage.ledger
        address = next(one["address"] for one in ledger.json("wallet", "list") if one.get("name") == "operator")
        ledger("cap", "offer", "operator", address, "--key", "operator")
        ledger("cap", "accept", "operator", "--key", "operator")
        self.key_file = self.folder / "operator.key"
        self.key_file.touch(0o600)
        self.key_file.write_text(exported(ledger, "operator") + "\n")

    def start_supervisor(self, delay: float = 0):
        """Where the stage is a k3s', that is one already, and takes the time that it takes."""
        if self.stage.supervisor:
            self.url = self.stage.supervisor
            return
        stage, port = self.stage, free_port()
        admin = stage.admin_user()
        self.url = f"https://127.0.0.1:{port}"
        self.supervisor = Process("k3s server", [
            SUPERVISOR, "--port", port, "--apiserver", self.apiserver, "--apiserver-ca", stage.kubernetes.certificate,
            "--certificate", admin["client-certificate"], "--key", admin["client-key"],
            "--serving-certificate", stage.kubernetes.folder / "apiserver.crt",
            "--serving-key", stage.kubernetes.folder / "apiserver.key", "--server-ca", stage.kubernetes.certificate,
            "--client-ca", stage.kubernetes.certificate, "--delay", delay], self.folder / "supervisor.log")
        self.supervisor.argv.insert(0, "python3")
        self.supervisor.start()
        context = ssl.create_default_context(cafile=str(stage.kubernetes.certificate))
        self.supervisor.wait_until(lambda: fetch_status(self.url + "/ping", context) == 200, 10, "listens")

    def start_controller(self, number: int):
        stage, port, ops = self.stage, free_port(), free_port()
        certificate, key = stage.ours.leaf(f"controller-{number}", "/CN=seal-controller", "serverAuth")
        # Wider than it needs: what it needs at least is the chart's to say.
        config = stage.kubectl(stage.kubernetes.client("controller", "seal-controller", "system:masters"), name="controller").config
        process = Process(f"seal-controller {number}", [
            self.program, "run", "--cluster-file", stage.etc / "cluster.yaml", "--insecure-dev-ledger", "--listen-address",
            f"127.0.0.1:{port}", "--tls-cert-file", certificate, "--tls-private-key-file", key, "--ops-address",
            f"127.0.0.1:{ops}", "--kubeconfig", config, "--server-url", self.url, "--server-ca-file",
            stage.kubernetes.certificate, "--operator-key-file", self.key_file, "--lease-namespace", "kube-system",
            "--poll-interval", "100ms", "--loops", "1", "--requests-per-address", "100000", *self.flags],
            self.folder / f"controller-{number}.log").start()
        self.controllers.append(process)
        self.ports.append((port, ops))
        process.wait_until(lambda: fetch_status(f"http://127.0.0.1:{ops}/readyz") == 200, 30, "ready")

    def leads(self, number: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[number][1]}/metrics", timeout=5) as page:
                return b"\nk3s_daas_controller_leader 1\n" in page.read()
        except OSError:
            return False

    def leader(self) -> int:
        return next(number for number in range(len(self.controllers)) if self.leads(number))

    def server_key(self, number: int) -> bytes:
        certificate = x509.load_pem_x509_certificate((self.stage.ours.folder / f"controller-{number}.crt").read_bytes())
        return hashlib.sha256(certificate.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).digest()

    def ask(self, controller: int, path: str, body: dict, seal: str = "") -> Answer:
        context = ssl.create_default_context(cafile=str(self.stage.ours.certificate))
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {seal}"} if seal else {})}
        request = urllib.request.Request(f"https://127.0.0.1:{self.ports[controller][0]}{path}", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as reply:
                return Answer(reply.status, json.load(reply))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.loads(error.read() or b"{}"))

    def machine(self, name: str | None = None) -> Machine:
        """A staker who has registered a machine, with a worker's seal."""
        ledger = self.stage.ledger
        staker = ledger.newcomer(name or "w-" + secrets.token_hex(3))
        ledger("worker", "register", f"machine-{staker.name}", "--stake", "2SUI", "--join-key", secrets.token_hex(32),
               "--key", staker.name)
        seal = ledger.mint(staker.name, "--worker")
        return Machine(self, staker, Wallet(exported(ledger, staker.name)), seal)

    # -- what is in the cluster

    def secret(self, name: str) -> dict | None:
        told = self.stage.admin()("get", "secret", name, "-n", "kube-system", "-o", "json")
        return told.json() if told.code == 0 else None

    def tokens(self) -> list[dict]:
        items = self.stage.admin()("get", "secrets", "-n", "kube-system", "-l", "k3s-daas.io/node", "-o", "json").expect("yes")
        return items.json()["items"]

    def node(self, name: str) -> dict | None:
        told = self.stage.admin()("get", "node", name, "-o", "json")
        return told.json() if told.code == 0 else None


class OwnMachine:
    """stake-worker on a machine of its own, as far as it sees: an /etc and a systemctl that nobody else has."""

    FILES = ("passwd", "group", "hosts", "nsswitch.conf", "ssl")

    def __init__(self, site: "Site", staker: Staker):
        self.program = site.program.with_name("stake-worker")
        if not os.access(self.program, os.X_OK):
            raise Skip(f"{self.program} is not there")
        if os.geteuid() != 0 or not shutil.which("unshare") or not os.path.exists("/usr/bin/systemctl"):
            raise Skip("only root may give a program an /etc of its own, and there must be a systemctl to put one over")
        self.site, self.staker, self.folder = site, staker, site.folder / f"own-{staker.name}"
        self.etc, self.systemctl = self.folder / "etc", self.folder / "systemctl"
        self.etc.mkdir(parents=True)
        for name in self.FILES:
            if (place := pathlib.Path("/etc") / name).is_dir():
                shutil.copytree(place, self.etc / name, ignore_dangling_symlinks=True)
            elif place.exists():
                shutil.copy(place, self.etc / name)
        self.orders = self.folder / "orders"
        self.systemctl.write_text(f"""#!/bin/sh
case $1 in
    show) printf 'LoadState=loaded\\nActiveState=%s\\n' "$(test -e '{self.orders}' && echo active || echo inactive)" ;;
    *) echo "$*" >> '{self.orders}' ;;
esac
""")
        self.systemctl.chmod(0o755)

    def __call__(self, *arguments) -> subprocess.CompletedProcess:
        ledger = self.site.stage.ledger
        words = [self.program, *arguments, "--node-id", f"machine-{self.staker.name}", "--state-folder", self.folder / "state",
                 "--cluster-file", self.site.stage.etc / "cluster.yaml", "--wallet-file", ledger.folder / ".config/k3s-daas/wallet",
                 "--wallet-key", self.staker.name, "--wallet-password-file", ledger.folder / "password", "--stake-amount", "2SUI",
                 "--master-url", f"https://127.0.0.1:{self.site.ports[0][0]}", "--master-trust", "ca-file", "--master-ca-file",
                 self.site.stage.ours.certificate]
        script = f"mount --bind {self.systemctl} /usr/bin/systemctl && mount --bind {self.etc} /etc && exec \"$@\""
        return subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", *map(str, words)], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=180)

    def agent(self) -> Agent:
        """The agent that the unit would start."""
        rancher = self.etc / "rancher"
        return Agent.configured(rancher / "k3s/config.yaml.d/50-stake.yaml", rancher / "node/password", self.site.apiserver,
                                self.folder / "agent")


def exported(ledger, name: str) -> str:
    return re.search("suiprivkey1[0-9a-z]+", ledger("wallet", "export", name))[0]


def at_once(count: int, run) -> list:
    """Runs that many at a time, and gives what each gave."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
