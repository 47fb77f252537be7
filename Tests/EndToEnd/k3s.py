# SPDX-License-Identifier: Apache-2.0
"""A stage whose cluster is a k3s server that sealctl has wired, and agents of k3s'.

`K3S_BIN` names the k3s. Where there is none an imitation of ours takes its place, which reads the same configuration and starts
the apiserver of the other stages: what is seen of it is no proof of what a k3s does.
"""
import base64
import json
import os
import pathlib
import shutil
import socket

import wiring
from harness import Failure, Skip, eventually, free_port
from joining import OwnMachine
from pki import Authority
from processes import Process
from stage import MISSED_AFTER, TRUSTED, Stage, World
from standin import plainyaml

# One of the objects that `sealctl wire k3s` has k3s apply.
REGISTRATION = "k3s-daas-validating-webhook-configuration"
# What k3s would bring with it and nobody asks for here; without images most of it would never be ready.
DISABLED = ["coredns", "local-storage", "metrics-server", "servicelb", "traefik"]


class K3sWorld:
    """The same world, in which every stage is a k3s'."""

    def __init__(self, world: World):
        self.world = world

    def __getattr__(self, name: str):
        return getattr(self.world, name)

    @property
    def is_real(self) -> bool:
        return self.world.has_k3s or self.world.is_real

    def stage(self, **options) -> "K3sStage":
        return self.world.staged(K3sStage, **options)


class K3sStage(Stage):
    """One k3s server, without an agent of its own. `root` is what `sealctl wire k3s --root` takes for its machine."""

    def __init__(self, world: World, folder: pathlib.Path, **options):
        super().__init__(K3sWorld(world), folder, **options)
        self.has_manager = world.has_k3s or world.manager is not None
        self.root = folder / "root"
        self.data = self.root / "var/lib/rancher/k3s"
        self.tls = self.data / "server/tls"
        self.kubeconfig = folder / "k3s.yaml"
        self.kubernetes = None

    def make_authorities(self):
        """Ours is sealctl's to make, and k3s makes its own; the controllers' is another one."""
        self.etc.mkdir(mode=0o750)
        self.ours = Authority(self.folder / "controllers", "controllers")

    def wire(self) -> wiring.Wired:
        """As an operator does on a server: k3s' own configuration is there, and sealctl adds ours."""
        self.https = free_pair()
        config = self.root / "etc/rancher/k3s/config.yaml"
        config.parent.mkdir(parents=True)
        config.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in self.configuration().items()))
        (self.root / "etc/group").write_text(f"root:x:0:\nk3s-daas:x:{os.getegid()}:\n")
        tree = pathlib.Path(f"{self.root}{self.etc}")
        shutil.copytree(self.etc, tree)
        programs = self.root / "usr/local/bin"
        programs.mkdir(parents=True)
        for program in (self.world.server, self.world.sealctl):
            (programs / program.name).symlink_to(program)
        flags = ("--root", self.root, "--folder", self.etc)
        wiring.call(self.world.sealctl, "wire", "k3s", "--yes", *flags, "--listen-port", self.port, *self.wire_flags())
        wiring.call(self.world.sealctl, "wire", "k3s", "--check", *flags)
        # Our part of the tree is what k3s is told of by its place in the tree's own world.
        shutil.copytree(tree, self.etc, dirs_exist_ok=True)
        pki = self.etc / "pki"
        self.client = {"client-certificate": str(pki / "client.crt"), "client-key": str(pki / "client.key")}
        return wiring.Wired([], self.etc / "webhook-server.yaml", self.data / "server/manifests/k3s-daas.yaml")

    def configuration(self) -> dict:
        ports = {name: free_port() for name in ("manager", "scheduler")}
        return {"data-dir": str(self.data), "https-listen-port": self.https, "node-name": TRUSTED, "disable-agent": True,
                "write-kubeconfig": str(self.kubeconfig), "disable": DISABLED, "disable-cloud-controller": True,
                "disable-helm-controller": True, "disable-network-policy": True, "disable-kube-proxy": True,
                "flannel-backend": "none", "egress-selector-mode": "disabled",
                "kube-scheduler-arg": [f"secure-port={ports['scheduler']}"],
                "kube-controller-manager-arg": [
                    f"secure-port={ports['manager']}", f"node-monitor-grace-period={MISSED_AFTER}s", "node-monitor-period=1s"]}

    def start_cluster(self):
        environment = {"IMITATED_APISERVER": self.world.apiserver, "IMITATED_ETCD": self.world.etcd or "",
                       "IMITATED_MANAGER": self.world.manager or ""}
        self.apiservers = [Process("k3s server", [
            self.world.k3s, "server", "--config", self.root / "etc/rancher/k3s/config.yaml"], self.folder / "k3s.log", environment)]
        self.start_apiserver()

    def wait_for_apiserver(self, number: int = 0, seconds: float = 180):
        """Its authorities and its kubeconfig are there before it is ready."""
        process = self.apiservers[number]
        process.wait_until(self.kubeconfig.exists, seconds, "writes its kubeconfig")
        if self.kubernetes is None:
            self.kubernetes = Authority.known(
                self.folder / "kubernetes", (self.tls / "client-ca.crt", self.tls / "client-ca.key"), self.tls / "server-ca.crt")
            # One port for both, at k3s.
            self.ports = [int(self.config()["clusters"][0]["cluster"]["server"].rsplit(":", 1)[1])]
            self.supervisor = f"https://127.0.0.1:{self.https}"
        super().wait_for_apiserver(number, seconds)

    def config(self) -> dict:
        return plainyaml.document(self.kubeconfig.read_text())

    def admin_user(self) -> dict:
        """k3s' own, which no stake is asked about."""
        if not hasattr(self, "break_glass"):
            user, files = self.config()["users"][0]["user"], {}
            for name in ("client-certificate", "client-key"):
                file = self.folder / f"admin.{name}"
                file.touch(0o600)
                file.write_bytes(base64.b64decode(user[f"{name}-data"]))
                files[name] = str(file)
            self.break_glass = files
        return self.break_glass

    def apply_wired(self):
        """k3s does, from its folder of manifests."""
        eventually(lambda: self.admin()("get", "validatingwebhookconfigurations", REGISTRATION).code == 0, 120,
                   f"k3s applies {self.wired.manifest}")


class Agent:
    """`k3s agent` on a machine of its own, as far as it sees; nothing that it has started outlives it."""

    # What a kubelet and the tools that it calls look for, beside what a machine of its own has.
    FILES = ("alternatives", "machine-id", "os-release", "protocols", "resolv.conf", "services")

    def __init__(self, machine: OwnMachine):
        stage = machine.site.stage
        for name in self.FILES:
            if (place := pathlib.Path("/etc") / name).is_dir():
                shutil.copytree(place, machine.etc / name, symlinks=True)
            elif place.exists():
                shutil.copy(place, machine.etc / name)
        config = machine.etc / "rancher/k3s/config.yaml"
        config.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in {
            "data-dir": str(machine.folder / "k3s"), "lb-server-port": free_port(), "snapshotter": "native"}.items()))
        if stage.world.has_k3s and not os.access("/sys/fs/cgroup/cgroup.procs", os.W_OK):
            raise Skip("no k3s agent runs here: /sys/fs/cgroup cannot be written")
        script = f"mount --bind {machine.etc} /etc && exec \"$@\""
        self.process = Process("k3s agent", [
            "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script, "sh", stage.world.k3s, "agent"],
            machine.folder / "agent.log")

    def start(self):
        self.process.start()
        return self


def free_pair() -> int:
    """A port that is free, with the three after it: k3s takes the next one, and an imitation's store two more."""
    for _ in range(100):
        port = free_port()
        try:
            for place in range(1, 4):
                socket.create_server(("127.0.0.1", port + place)).close()
            return port
        except (OSError, OverflowError):
            continue
    raise Failure("no four free ports side by side")
