# SPDX-License-Identifier: Apache-2.0
"""The real kubectl, our plugin, and an apiserver that only listens."""
import base64
import concurrent.futures
import hashlib
import json
import os
import pathlib
import pty
import subprocess
import threading
import time

from ed25519 import sign, verify
from harness import case, check, equal, need
from jsonserver import JSONServer

CLUSTER = "0x" + "c1" * 32
VERSION = "client.authentication.k8s.io/v1"


class Apiserver(JSONServer):
    """Answers every GET with its version; /asked with 401 as often as it is told to, and remembers who asked for that.

    Some kubectls ask for the version by themselves, to run another kubectl that fits.
    """

    def __init__(self, bench):
        self.tokens, self.refusals = [], 0
        lock = threading.Lock()

        def answer(handler):
            refused = False
            if handler.path == "/asked":
                with lock:
                    refused = self.refusals > 0
                    self.refusals -= refused
                    self.tokens.append(handler.headers.get("Authorization", "").removeprefix("Bearer "))
            if refused:
                return 401, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Unauthorized", "code": 401}
            return 200, {"major": "1", "minor": "32", "gitVersion": "v1.32.0"}
        super().__init__(bench, GET=answer)


class Person:
    """A home with a wallet and a kubeconfig; a signer that counts, where a case wants to know how often it is asked."""

    def __init__(self, bench):
        self.kubectl = need("kubectl")
        self.bin = pathlib.Path(bench.binary).resolve().parent
        self.home = bench.folder / f"person-{time.monotonic_ns()}"
        self.home.mkdir()
        password = self.home / "password"
        password.write_text("correct horse\n")
        password.chmod(0o600)
        self.environment = {"HOME": str(self.home), "PATH": f"{self.bin}:{os.environ['PATH']}",
                            "K3S_DAAS_PASSWORD_FILE": str(password)}
        self.pki, self.server = bench.pki, Apiserver(bench)
        self.config = self.home / ".kube" / "config"
        self.cache = self.home / ".kube" / "cache" / "k3s-daas"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.close()

    def run(self, *command, status=0, **environment):
        done = subprocess.run([str(word) for word in command], env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        equal(done.returncode, status, f"{' '.join(map(str, command))}: {done.stderr.strip()}")
        return done.stdout if status == 0 else done.stderr

    def login(self, *flags):
        return self.run("kubectl", "seal", "login", "--server", self.server.url, "--certificate-authority", self.pki / "ca.crt",
                        "--cluster-id", CLUSTER, "--set-current", *flags)

    def wallet(self):
        return json.loads(self.run("sealctl", "wallet", "new", "me", "-o", "json"))["address"]

    def ask(self, status=0, **environment):
        return self.run(self.kubectl, "get", "--raw", "/asked", status=status, **environment)

    def signer(self):
        """A program that holds a key, in Python, with Ed25519 as RFC 8032 writes it; the times it was asked are lines in a file."""
        seed = hashlib.sha256(str(self.home).encode()).digest()
        public, _ = sign(seed, b"")
        address = "0x" + hashlib.blake2b(b"\0" + public, digest_size=32).hexdigest()
        program = self.home / "signer"
        program.write_text(f"""#!/usr/bin/env python3
import base64, hashlib, json, sys, time
sys.path.insert(0, {str(pathlib.Path(__file__).resolve().parents[1])!r})
from ed25519 import sign
request = json.loads(sys.stdin.readline())
assert request["intent"] == "personal-message" and request["address"] == {address!r} and not sys.stdin.read()
message = base64.b64decode(request["message"], validate=True)
open({str(self.home / 'asked')!r}, "a").write("asked\\n")
print("look at your device", file=sys.stderr)
time.sleep(0.3)
length, size = b"", len(message)
while size > 127:
    length, size = length + bytes([size & 127 | 128]), size >> 7
digest = hashlib.blake2b(b"\\3\\0\\0" + length + bytes([size]) + message, digest_size=32).digest()
public, signature = sign(bytes.fromhex({seed.hex()!r}), digest)
print(base64.b64encode(b"\\0" + signature + public).decode())
""")
        program.chmod(0o700)
        return program, address

    def asked(self):
        path = self.home / "asked"
        return len(path.read_text().splitlines()) if path.exists() else 0


def opened(token, address):
    """The claims of a token, once its signature was checked by code that is not ours."""
    form, message, signature = token.split(".")
    equal(form, "sealsig1", "the token's form")
    message, signature = (base64.b64decode(part + "=" * (-len(part) % 4), altchars="-_", validate=True) for part in (message, signature))
    equal((signature[0], len(signature)), (0, 97), "an Ed25519 signature")
    equal("0x" + hashlib.blake2b(b"\0" + signature[65:], digest_size=32).hexdigest(), address, "the signer")
    length = bytes([len(message)]) if len(message) < 128 else bytes([len(message) & 127 | 128, len(message) >> 7])
    check(verify(signature[65:], hashlib.blake2b(b"\3\0\0" + length + message, digest_size=32).digest(), signature[1:65]),
          "the signature does not hold")
    domain = b"k3s-daas/token/v1"
    equal(message[:1 + len(domain)], bytes([len(domain)]) + domain, "the domain")
    rest = message[1 + len(domain):]
    cluster, size = rest[:32], rest[32]
    audience, rest = rest[33:33 + size].decode(), rest[33 + size:]
    equal(len(rest), 8 + 8 + 16, "times and salt")
    return cluster.hex(), audience, int.from_bytes(rest[:8], "little"), int.from_bytes(rest[8:16], "little")


@case("kubectl presents a token that Python takes for genuine, and the next kubectl the same")
def token(bench):
    with Person(bench) as person:
        address = person.wallet()
        person.login("--audience", "prod")
        equal(json.loads(person.ask())["major"], "1", "the answer")
        person.ask()
        equal(len(person.server.tokens), 2, "requests")
        equal(len(set(person.server.tokens)), 1, "tokens of two kubectls")
        cluster, audience, issued, expires = opened(person.server.tokens[0], address)
        equal(("0x" + cluster, audience, expires - issued), (CLUSTER, "prod", 900_000), "the claims")
        check(abs(issued / 1000 - time.time()) < 60, "the time of issue")
        equal(oct(person.cache.stat().st_mode & 0o777), "0o700", "the cache's folder")
        for file in person.cache.iterdir():
            equal(oct(file.stat().st_mode & 0o777), "0o600", file.name)


@case("twenty kubectls at once ask another program for one signature", alone=True)
def twenty(bench):
    with Person(bench) as person:
        program, address = person.signer()
        person.login("--signer-command", program, "--address", address)
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            for future in [pool.submit(person.ask) for _ in range(20)]:
                future.result()
        equal((len(person.server.tokens), len(set(person.server.tokens)), person.asked()), (20, 1, 1), "requests, tokens, signatures")
        opened(person.server.tokens[0], address)


@case("a token that is nearly over is followed by another, and so is one that was damaged")
def expired(bench):
    with Person(bench) as person:
        program, address = person.signer()
        person.login("--signer-command", program, "--address", address)
        person.ask()
        kept = next(person.cache.glob("*.json"))
        for damage in (lambda text: "", lambda text: text[:-9], lambda text: text.replace("sealsig1.", "sealsig1.A"),
                       lambda text: "{}", lambda text: "x" * 100_000):
            kept.write_text(damage(kept.read_text()))
            person.ask()
        equal(person.asked(), 6, "signatures")
        # Two minutes are too short for the margin of one and the minute that must be left: each kubectl signs.
        answer = json.loads(person.run("kubectl", "seal", "token", "--lifetime=2m", "--signer-command", program, "--address", address,
                                      "--cluster-id", CLUSTER))
        left = opened(answer["status"]["token"], address)
        equal(left[3] - left[2], 120_000, "the lifetime")
        person.ask()
        equal(person.asked(), 8, "signatures")


@case("a cache that cannot be written is no reason to fail, nor is a home that is not there")
def unwritable(bench):
    with Person(bench) as person:
        program, address = person.signer()
        person.login("--signer-command", program, "--address", address)
        before = person.config.read_text()
        for environment in ({"KUBECACHEDIR": "/proc/none"}, {"KUBECACHEDIR": "/dev/null"}, {"KUBECACHEDIR": str(person.config)},
                            {"HOME": "/proc/none", "KUBECONFIG": str(person.config)}):
            equal(json.loads(person.ask(**environment))["major"], "1", f"the answer with {environment}")
        equal((len(set(person.server.tokens)), person.asked()), (4, 4), "tokens and signatures")
        equal(person.config.read_text(), before, "the kubeconfig")


@case("a 401 makes kubectl run the plugin again, and the next request is answered")
def unauthorized(bench):
    with Person(bench) as person:
        person.wallet()
        runs, wrapper = person.home / "runs", person.home / "wrapper"
        wrapper.write_text(f'#!/bin/sh\necho run >>"{runs}"\nexec kubectl-seal "$@"\n')
        wrapper.chmod(0o700)
        person.login("--command", wrapper)
        person.ask()
        usual = len(runs.read_text().splitlines())
        person.server.refusals = 1
        message = person.ask(status=1)
        check("nauthorized" in message or "logged in" in message, message)
        equal(len(runs.read_text().splitlines()), 2 * usual + 1, "runs of the plugin")
        person.ask()
        check(all(token.startswith("sealsig1.") for token in person.server.tokens), "every request had a token")


@case("kubectl's user types the password once, and does not see it")
def terminal(bench):
    with Person(bench) as person:
        person.wallet()
        person.login()
        del person.environment["K3S_DAAS_PASSWORD_FILE"]
        for asked in (1, 0):
            pid, master = pty.fork()
            if pid == 0:
                os.execve(person.kubectl, ["kubectl", "get", "--raw", "/asked"], person.environment)
            seen = b""
            while b"gitVersion" not in seen:
                seen += os.read(master, 4096)
                if b"password for me: " in seen and not b"typed" in seen:
                    os.write(master, b"correct horse\n")
                    seen = seen.replace(b"password for me: ", b"typed ")
            _, status = os.waitpid(pid, 0)
            os.close(master)
            equal((os.waitstatus_to_exitcode(status), seen.count(b"typed")), (0, asked), "exit code and passwords")
            check(b"correct" not in seen, "the terminal showed the password")
        equal(len(set(person.server.tokens)), 1, "tokens")


@case("what is wrong is shown to who called kubectl, and nothing is sent")
def wrong(bench):
    with Person(bench) as person:
        person.wallet()
        person.login()
        good = person.config.read_text()
        for old, new, expected in ((VERSION, "client.authentication.k8s.io/v1alpha1", "v1alpha1"),
                                   ('audience: "k3s"', 'audiance: "k3s"', 'the cluster\'s extension has "audiance"'),
                                   (CLUSTER, "c1", "clusterId must be 0x"),
                                   ("kubectl-seal\"", "kubectl-gone\"", "It comes with k3s-daas")):
            check(old in good, old)
            person.config.write_text(good.replace(old, new))
            check(expected in person.ask(status=1), f"{expected!r} is not shown")
        person.config.write_text(good.replace(VERSION, VERSION + "beta1"))
        person.ask()
        person.config.write_text(good)
        (person.home / "password").write_text("wrong\n")
        check("password" in person.ask(status=1, KUBECACHEDIR=str(person.home / "other")), "a wrong password is not shown")
        equal(len(person.server.tokens), 1, "requests")


FOREIGN = """\
apiVersion: v1
kind: Config
preferences: {colors: true}
clusters:
- cluster:
    server: https://other:6443
    insecure-skip-tls-verify: true
    extensions:
    - {name: theirs, extension: {number: 1.50, octal: 010, text: "yes", deep: [{a: null}]}}
  name: other
users:
- {name: other, user: {token: "0123", as-groups: [a, "on"]}}
- name: oidc
  user:
    auth-provider: {name: oidc, config: {id-token: "a: b # c", text: "line\\nline"}}
- name: exec
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: x, args: ["-", "1", "~"], interactiveMode: Never, env: [{name: A, value: "1"}]}
contexts:
- {name: other, context: {cluster: other, user: other, namespace: "null"}}
current-context: other
"""


@case("login keeps all that kubectl reads in a kubeconfig, and adds what kubectl uses")
def login(bench):
    with Person(bench) as person:
        person.config.parent.mkdir()
        person.config.write_text(FOREIGN)

        def view():
            return json.loads(person.run("kubectl", "config", "view", "--raw", "-o", "json"))
        before = view()
        person.wallet()
        for _ in range(2):
            person.login("--name", "stake")
        after = view()
        equal(after.pop("current-context"), "stake", "the current context")
        before.pop("current-context")
        for name, key in (("clusters", "cluster"), ("users", "user"), ("contexts", "context")):
            ours = [item for item in after[name] if item["name"] == "stake"]
            equal(len(ours), 1, name)
            after[name].remove(ours[0])
            if name == "clusters":
                equal(base64.b64decode(ours[0][key]["certificate-authority-data"]), (person.pki / "ca.crt").read_bytes(), "the CA")
            if name == "users":
                equal(ours[0][key]["exec"]["provideClusterInfo"], True, "provideClusterInfo")
        equal(after, before, "what was there")
        equal(oct(person.config.stat().st_mode & 0o777), "0o600", "the file's mode")
        # kubectl's own lock: it respects ours, and we its.
        lock = person.config.with_name("config.lock")
        check(not lock.exists(), "the lock is left behind")
        lock.touch()
        person.run("kubectl", "seal", "login", "--server", person.server.url, "--cluster-id", CLUSTER, status=75)
        person.run("kubectl", "config", "use-context", "other", status=1)
        lock.unlink()
        person.run("kubectl", "config", "use-context", "other")
        person.run("kubectl", "config", "use-context", "stake")
        person.ask()
        equal(len(person.server.tokens), 1, "requests")


@case("doctor finds what is missing")
def doctor(bench):
    with Person(bench) as person:
        text = person.run("kubectl", "seal", "doctor", status=77)
        check("access should not work: look at kubeconfig, key, cluster file" in text, text)
        person.wallet()
        person.login()
        done = subprocess.run(["kubectl", "seal", "doctor", "-o", "json"], env=person.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
        states = {entry["check"]: entry["state"] for entry in json.loads(done.stdout)}
        equal([states[name] for name in ("kubeconfig", "plugin", "key", "cluster file", "cache", "stake")],
              ["ok", "ok", "ok", "failed", "ok", "skipped"], "the states")


@case("kubectl completes the plugin's commands and flags")
def completion(bench):
    with Person(bench) as person:
        folder = person.home / "bin"
        folder.mkdir()
        program = folder / "kubectl_complete-seal"
        program.write_text(person.run("kubectl-seal", "completion", "kubectl"))
        program.chmod(0o700)
        person.environment["PATH"] = f"{folder}:{person.environment['PATH']}"
        for line, expected in ((("lo",), "login"), (("",), "doctor"), (("login", "--set"), "--set-current"), (("token", "--no"), "--no-cache")):
            offered = person.run(person.kubectl, "__complete", "seal", *line).splitlines()
            check(expected in offered, f"{line}: {offered}")
