# SPDX-License-Identifier: Apache-2.0
"""What sealctl wire makes: read by our own server, and by a real kube-apiserver that is started with it."""
import base64
import pathlib
import shutil
import subprocess

from cases.cluster import Cluster, tool
from harness import Ledger, case, check, equal, eventually, free_port, ops_page

# Where the plan says that everything is; the case puts it elsewhere, and says so in each file.
PLACE = "/wired/k3s-daas"


class Wired:
    """Everything that sealctl makes for an apiserver, in a folder of the run."""

    def __init__(self, bench, *flags):
        self.bench, self.sealctl = bench, pathlib.Path(bench.binary).with_name("sealctl")
        self.port, self.ops = free_port(), free_port()
        out = bench.folder / f"wired-{self.port}"
        self.folder = pathlib.Path(str(out) + PLACE)
        self.flags = self.run("wire", "kube-apiserver", "--out", str(out), "--folder", PLACE, "--ca-file", str(bench.pki / "ca.crt"),
                              "--listen-port", str(self.port), "--ops-port", str(self.ops), "--trusted-node", "server-1",
                              "--ledger-file", f"{PLACE}/ledger.yaml", *flags)
        for path in self.folder.rglob("*.yaml"):
            path.write_text(path.read_text().replace(PLACE, str(self.folder)))
        self.flags = [flag.replace(PLACE, str(self.folder)) for flag in self.flags.splitlines()]
        pki = self.folder / "pki"
        pki.mkdir()
        for name in ("ca.crt", "server.crt", "server.key", "client.crt", "client.key"):
            shutil.copy(bench.pki / name, pki / name)
        self.ledger = Ledger(self.folder / "ledger.yaml")
        self.stakers = {tier: self.ledger.add(stake) for tier, stake in
                        (("viewer", "0.5 SUI"), ("developer", "2 SUI"), ("admin", "5 SUI"), ("super", "10 SUI"))}
        self.ledger.write()
        self.server = None

    def run(self, *arguments, status=0) -> str:
        done = subprocess.run([self.sealctl, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=30)
        equal(done.returncode, status, f"sealctl {' '.join(arguments[:2])}: {done.stderr.strip()}")
        return done.stdout if status == 0 else done.stderr

    def home(self, tier: str) -> str:
        owner = bytes.fromhex(self.stakers[tier][1])
        return "seal-" + base64.b32encode(owner).decode().lower().rstrip("=")

    def __enter__(self):
        self.server = subprocess.Popen([self.bench.binary, "run", "--config", self.folder / "webhook-server.yaml"],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(lambda: ops_page(self.ops, "/readyz")[0] == 200, 10, "the server is ready")
        return self

    def __exit__(self, *_):
        self.server.kill()
        self.server.wait()


@case("the server takes the configuration that is made for it")
def configuration(bench):
    wired = Wired(bench)
    done = subprocess.run([bench.binary, "check-config", "--config", wired.folder / "webhook-server.yaml"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30)
    equal(done.returncode, 0, done.stderr)
    check(f"127.0.0.1:{wired.port}" in done.stdout, "it listens where the apiserver asks")


@case("what is missing or dangerous in a plan is refused before a file is written")
def refusals(bench):
    sealctl, out = pathlib.Path(bench.binary).with_name("sealctl"), bench.folder / "refused"
    authority = ("--ca-file", str(bench.pki / "ca.crt"))
    for flags, word in (((), "--trusted-node"), (("--trusted-node", "a'b"), "name of a Node"),
                        (("--trusted-node", "a", "--policy-file", "/root/p.yaml"), "/root/p.yaml"),
                        (("--trusted-node", "a", "--folder", "/etc/a b"), "absolute path")):
        done = subprocess.run([sealctl, "wire", "k3s", "--out", out, *authority, *flags], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30)
        check(done.returncode != 0 and word in done.stderr, f"{flags}: {done.returncode} {done.stderr}")
        check(not out.exists(), f"{flags}: something was written")


@case("a kube-apiserver starts with it, takes its objects, and lets each tier do what its roles say", alone=True)
def apiserver(bench):
    tool("kube-apiserver"), tool("etcd"), tool("kubectl")
    with Wired(bench, "--authorizer") as wired, Cluster(bench, None, wired.flags) as cluster:
        cluster.wait_until_ready()
        manifests = (wired.folder / "wiring" / "cluster.yaml").read_text()
        homes = "".join(wired.run("wire", "namespace", wired.home(tier)) for tier in ("developer", "admin"))
        homes += wired.run("wire", "namespace", "team-a")
        for text in (homes, manifests):
            done = cluster.kubectl(cluster.admin, "apply", "-f", "-", text=text)
            equal(done.returncode, 0, done.stdout)
        again = cluster.kubectl(cluster.admin, "apply", "-f", "-", text=manifests)
        check(all(line.endswith("unchanged") for line in again.stdout.splitlines()), again.stdout)

        def tries(tier: str, allowed: bool, *arguments: str, text: str | None = None):
            done = cluster.kubectl(wired.stakers[tier][0], *arguments, text=text)
            equal(done.returncode == 0, allowed, f"{tier} {' '.join(arguments)}: {done.stdout.strip()}")

        settled = lambda: cluster.kubectl(wired.stakers["viewer"][0], "get", "pods", "-A").returncode == 0  # noqa: E731
        eventually(settled, 20, "the roles are known")
        home, admins = wired.home("developer"), wired.home("admin")
        for tier in ("viewer", "developer", "admin"):
            tries(tier, False, "get", "secrets", "-A")
            tries(tier, False, "get", "secrets", "-n", "kube-system")
            tries(tier, False, "get", "nodes", "--as", "system:admin", "--as-group", "system:masters")
        tries("super", True, "get", "secrets", "-A")
        tries("viewer", False, "create", "configmap", "a", "-n", "team-a")
        tries("developer", True, "create", "configmap", "a", "-n", home)
        tries("developer", True, "create", "secret", "generic", "s", "-n", home)
        tries("developer", True, "get", "secret", "s", "-n", home)
        tries("developer", False, "get", "secrets", "-n", "team-a")
        tries("developer", False, "create", "configmap", "a", "-n", "team-a")
        tries("developer", False, "create", "configmap", "a", "-n", admins)
        tries("developer", True, "create", "rolebinding", "r", "-n", home, "--clusterrole", "seal:developer",
              "--serviceaccount", f"{home}:default")
        tries("developer", False, "create", "rolebinding", "q", "-n", home, "--clusterrole", "seal:admin",
              "--serviceaccount", f"{home}:default")
        tries("admin", True, "create", "configmap", "b", "-n", "team-a")
        tries("admin", True, "get", "secrets", "-n", "team-a")
        tries("admin", False, "create", "configmap", "b", "-n", "kube-system")
        tries("admin", True, "create", "namespace", "team-b")
        tries("super", True, "create", "configmap", "c", "-n", "kube-system")
        tries("super", False, "delete", "validatingwebhookconfiguration", "k3s-daas-validating-webhook-configuration")
        tries("super", False, "get", "pods", "--as", "system:admin")
        tries("super", False, "create", "clusterrolebinding", "x", "--clusterrole", "cluster-admin", "--user", "me")
