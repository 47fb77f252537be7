# SPDX-License-Identifier: Apache-2.0
"""A whole cluster on one machine: ledger, our servers, etcd, apiservers, and kubectl as anybody."""
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request

import deeds
import objects
import wiring
from harness import Skip, eventually, free_port
from kubectl import Kubectl, Told
from ledger import Ledger, Staker
from pki import Authority
from processes import Process

ROOT = pathlib.Path(__file__).resolve().parents[2]
STANDIN = pathlib.Path(__file__).resolve().parent / "standin" / "kube-apiserver"
IMITATION = STANDIN.with_name("k3s")

RBAC = "rbac.authorization.k8s.io"

# The namespaces of every stage, by what they are to a developer.
GRANTED, OTHER, SYSTEM, OURS = "team-a", "shop", "kube-system", "k3s-daas-system"
TRUSTED = "server-1"

# Seconds after which a controller manager calls a silent machine unreachable; kubelets of ours speak every two.
MISSED_AFTER = 12

# As fast as a local ledger can be asked; age and grace stay as they are shipped, unless a scenario shortens them.
QUICK = {"poll-interval": "100ms"}


class World:
    """What all stages of a run share: the programs, the working folder, a ledger to copy, and which apiserver it is."""

    def __init__(self, binary: str | None, apiserver: str | None, keep: bool, k3s: str | None = None):
        self.keep, self.folder = keep, pathlib.Path(tempfile.mkdtemp(prefix="e2e-"))
        # What a server reads must not lie in /tmp, of which its unit has one of its own: sealctl refuses to wire that.
        self.visible = pathlib.Path(tempfile.mkdtemp(prefix="e2e-", dir="/dev/shm"))
        built = binary or subprocess.run([ROOT / "hack" / "build-release"], check=True, stdout=subprocess.PIPE,
                                         text=True).stdout.strip()
        self.server = pathlib.Path(built).resolve()
        self.sealctl = self.server.with_name("sealctl")
        self.apiserver = apiserver or str(STANDIN)
        self.is_real = apiserver is not None
        self.etcd = find("etcd") if self.is_real else None
        self.manager = find("kube-controller-manager") if self.is_real else None
        self.k3s = k3s or str(IMITATION)
        self.has_k3s = k3s is not None
        self.version = said_version(self.apiserver)
        self.count, self.stages = 0, []
        self.shared: dict[tuple, Stage] = {}
        self.template: Ledger | None = None

    def ledger(self, folder: pathlib.Path) -> Ledger:
        if self.template is None:
            self.template = Ledger(self.sealctl, self.folder / "template").start().make()
            self.template.stop()
        return self.template.copy(folder).start()

    def stage(self, **options) -> "Stage":
        """A stage of the scenario's own."""
        return self.staged(Stage, **options)

    def staged(self, kind: type, **options) -> "Stage":
        self.count += 1
        stage = kind(self, self.folder / f"stage-{self.count}", **options)
        self.stages.append(stage)
        return stage.start()

    def common(self, **options) -> "Stage":
        """A stage that scenarios share which leave it as they found it."""
        key = tuple(sorted(options.items()))
        found = self.shared.get(key)
        if found is None or not found.is_whole():
            if found:
                found.stop()
            found = self.shared[key] = self.stage(**options)
        return found

    def sweep(self, all_of_it: bool = False):
        """Ends what a scenario started for itself."""
        for stage in self.stages:
            if all_of_it or stage not in self.shared.values():
                stage.stop()
        self.stages = [stage for stage in self.stages if stage in self.shared.values()]

    def close(self):
        self.sweep(all_of_it=True)
        Process.sweep()
        if self.keep:
            print(f"kept: {self.folder} {self.visible}")
        else:
            shutil.rmtree(self.visible, ignore_errors=True)
            shutil.rmtree(self.folder, ignore_errors=True)


def find(tool: str) -> str | None:
    """A program of KUBEBUILDER_ASSETS, or else of PATH."""
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets and os.access(pathlib.Path(assets) / tool, os.X_OK):
        return str(pathlib.Path(assets) / tool)
    return shutil.which(tool)


def said_version(apiserver: str) -> str:
    done = subprocess.run([apiserver, "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    return done.stdout.strip() or "of no version"


class Stage:
    """One cluster. Its servers listen on one port, its apiservers on one each; all apiservers share one etcd."""

    # Where machines join, if whoever runs the apiserver has that, too.
    supervisor: str | None = None

    def __init__(self, world: World, folder: pathlib.Path, *, servers: int = 1, apiservers: int = 1,
                 has_authorizer: bool = True, wide: bool = False, socket: bool = False, static: bool = False, workers: bool = False,
                 manager: bool = False, recorded: bool = False, settings: tuple = ()):
        if manager and not world.manager:
            raise Skip("kube-controller-manager is not installed: KUBEBUILDER_ASSETS or PATH must have one, beside a kube-apiserver")
        self.world, self.folder = world, folder
        folder.mkdir(parents=True)
        self.has_authorizer, self.wide, self.has_socket, self.is_static = has_authorizer, wide, socket, static
        self.has_workers, self.has_manager, self.is_recorded = workers, manager, recorded
        self.settings = QUICK | dict(settings)
        self.counts = (servers, apiservers)
        self.servers: list[Process] = []
        self.apiservers: list[Process] = []
        self.ports = [free_port() for _ in range(apiservers)]
        self.etcd, self.manager, self.listener, self.ops = None, None, None, {}
        self.users: dict[tuple, Kubectl] = {}

    # -- making it

    def start(self) -> "Stage":
        self.port = free_port()
        if self.has_socket:
            self.listener = socket.create_server(("127.0.0.1", self.port), backlog=4096, reuse_port=True)
        self.etc = self.world.visible / self.folder.name
        self.make_authorities()
        self.ledger = self.world.ledger(self.folder / "ledger")
        shutil.copy(self.ledger.file, self.etc / "cluster.yaml")
        self.write_policy()
        self.wired = self.wire()
        for _ in range(self.counts[0]):
            self.add_server()
        self.start_cluster()
        self.furnish()
        return self

    def make_authorities(self):
        """Ours, and the cluster's own."""
        self.ours = Authority(self.etc / "pki", "k3s-daas")
        self.ours.leaf("server", "/CN=webhook-server", "serverAuth")
        self.client = self.ours.client("client", "kube-apiserver")
        self.kubernetes = Authority(self.folder / "kubernetes", "kubernetes")
        self.kubernetes.leaf("apiserver", "/CN=kube-apiserver", "serverAuth")
        subprocess.run(["openssl", "genrsa", "-out", self.folder / "accounts.key", "2048"], check=True,
                       stderr=subprocess.DEVNULL)

    def wire(self) -> wiring.Wired:
        return wiring.wire(
            self.world.sealctl, self.etc, self.folder / "rendered", "--listen-port", self.port, *self.wire_flags())

    def start_cluster(self):
        self.make_etcd()
        self.start_etcd()
        for number in range(self.counts[1]):
            self.apiservers.append(self.make_apiserver(number))
            self.start_apiserver(number)
        if self.has_manager:
            self.start_manager()

    def wire_flags(self) -> list:
        """What `sealctl wire` is told of this cluster, whatever flavour it is wired for."""
        return ["--insecure-dev-ledger", "--policy-file", self.policy, "--trusted-node", TRUSTED,
                *(["--authorizer"] if self.has_authorizer else []), *(["--static-manifests"] if self.is_static else []),
                *(["--workers"] if self.has_workers else [])]

    def write_policy(self):
        developer = self.ledger.stakers["developer"].address
        self.policy = self.etc / "policy.yaml"
        self.policy.write_text(json.dumps({
            "apiVersion": "k3s-daas.io/v1alpha1", "kind": "Policy", "version": "e2e",
            "namespaces": {"grants": [{"address": developer, "namespaces": [GRANTED]}]},
            "storage": {"drivers": ["driver.listed.test"]}, "resourceGroups": ["own.test"],
            "nodes": {"trusted": [TRUSTED]}}))
        self.policy.chmod(0o600)

    def add_server(self, wait: bool = True) -> Process:
        """One more of our servers at the same address; ready to answer, if it is waited for."""
        number, ops = len(self.ops), free_port()
        listener = self.listener
        process = Process(f"webhook-server {number}", [
            self.world.server, "run", "--config", self.wired.server, "--ops-address", f"127.0.0.1:{ops}",
            *(() if "audit-directory" in self.settings else ("--audit-log", self.folder / "audit.log")), "--loops", 1,
            *(word for name, value in self.settings.items() for word in (f"--{name}", value))],
            self.folder / f"server-{number}.log", listener=listener).start()
        self.ops[process] = ops
        self.servers.append(process)
        if wait:
            process.wait_until(lambda: self.is_server_ready(process), 15, "ready")
        return process

    def is_server_ready(self, process: Process) -> bool:
        return fetch_status(f"http://127.0.0.1:{self.ops[process]}/readyz") == 200

    def make_etcd(self):
        if not self.world.is_real:
            (self.folder / "etcd").mkdir()
            self.store = f"file:{self.folder / 'etcd'}"
            return
        if not self.world.etcd:
            raise Skip("etcd is not installed")
        client, peer = free_port(), free_port()
        self.store = f"http://127.0.0.1:{client}"
        self.etcd = Process("etcd", [
            self.world.etcd, "--data-dir", self.folder / "etcd", "--unsafe-no-fsync", "--log-level", "error",
            "--listen-client-urls", self.store, "--advertise-client-urls", self.store,
            "--listen-peer-urls", f"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
            "--initial-cluster", f"default=http://127.0.0.1:{peer}"], self.folder / "etcd.log")

    def start_etcd(self):
        if self.etcd:
            self.etcd.start()

    def make_apiserver(self, number: int) -> Process:
        return Process(f"apiserver {number}", [self.world.apiserver, *("--" + flag for flag in (
            f"etcd-servers={self.store}", f"secure-port={self.ports[number]}", "bind-address=127.0.0.1",
            "advertise-address=192.0.2.1", "endpoint-reconciler-type=none",
            f"tls-cert-file={self.folder}/kubernetes/apiserver.crt",
            f"tls-private-key-file={self.folder}/kubernetes/apiserver.key",
            f"client-ca-file={self.kubernetes.certificate}", "service-cluster-ip-range=10.96.0.0/16",
            "service-account-issuer=https://kubernetes.default.svc.cluster.local",
            f"service-account-key-file={self.folder}/accounts.key",
            f"service-account-signing-key-file={self.folder}/accounts.key",
            "api-audiences=https://kubernetes.default.svc.cluster.local,k3s", "anonymous-auth=false",
            "enable-admission-plugins=NodeRestriction", "profiling=false", *self.wired.flags,
            *(() if any(flag.startswith("authorization-config=") for flag in self.wired.flags) else
              ("authorization-mode=Node,RBAC",)),
            # On by itself from 1.37 on.
            *(("feature-gates=ManifestBasedAdmissionControlConfig=true",) if self.is_static else ()),
            # As k3s has it; a stand-in asks nobody.
            *(("allow-privileged=true",) if self.world.is_real else ()),
            *(deeds.flags(self.folder) if self.is_recorded else ())))],
            self.folder / f"apiserver-{number}.log")

    def start_manager(self):
        """Kubernetes' own controllers, as k3s has them, but that a machine is missed after seconds."""
        user = self.kubernetes.client("manager", "system:kube-controller-manager")
        config = self.kubectl(user, name="manager").config
        self.manager = Process("kube-controller-manager", [self.world.manager, *("--" + flag for flag in (
            f"kubeconfig={config}", f"authentication-kubeconfig={config}", f"authorization-kubeconfig={config}",
            f"secure-port={free_port()}", "bind-address=127.0.0.1", "leader-elect=false", "profiling=false",
            f"service-account-private-key-file={self.folder}/accounts.key", f"root-ca-file={self.kubernetes.certificate}",
            "use-service-account-credentials=true", "controllers=*,tokencleaner,-service,-route,-cloud-node-lifecycle",
            f"node-monitor-grace-period={MISSED_AFTER}s", "node-monitor-period=1s"))], self.folder / "manager.log").start()

    def start_apiserver(self, number: int = 0, wait: bool = True):
        self.apiservers[number].start()
        if wait:
            self.wait_for_apiserver(number)

    def wait_for_apiserver(self, number: int = 0, seconds: float = 120):
        process = self.apiservers[number]
        process.wait_until(lambda: self.is_apiserver_ready(number), seconds, "ready")

    def is_apiserver_ready(self, number: int = 0) -> bool:
        context = ssl.create_default_context(cafile=str(self.kubernetes.certificate))
        user = self.admin_user()
        context.load_cert_chain(user["client-certificate"], user["client-key"])
        return fetch_status(f"https://127.0.0.1:{self.ports[number]}/readyz", context) == 200

    def furnish(self):
        """What an operator sets up: namespaces, roles, and the webhook; from here on nothing is open."""
        staker = self.ledger.stakers
        names = (GRANTED, OTHER, OURS, *(staker[tier].home for tier in staker))
        self.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in names])
        self.give_accounts(SYSTEM, *names)
        self.apply_wired()
        if self.wide:
            self.apply([far_too_wide()])
        else:
            for tier in staker:
                self.bind(staker[tier].home, staker[tier])
            self.bind(GRANTED, staker["developer"])
            self.bind(OTHER)
        self.wait_for_webhook()

    def apply_wired(self):
        self.admin()("apply", "-f", self.wired.manifest).expect("yes")

    def give_accounts(self, *namespaces: str):
        """Pods need an account, and without a controller manager nobody makes it."""
        if self.has_manager:
            for name in namespaces:
                eventually(lambda: self.admin()("get", "serviceaccount", "default", "-n", name).code == 0, 60,
                           f"the controller manager makes the account of {name}")
            return
        self.apply([{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}}
                    for name in namespaces])

    def house(self, staker: Staker):
        """Their home, as whoever runs the cluster makes it."""
        self.house_named(staker.home)
        if not self.wide:
            self.bind(staker.home, staker)

    def house_named(self, home: str):
        """A home of this name, without anybody's rights in it."""
        self.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": home}}])
        self.give_accounts(home)

    def bind(self, namespace: str, owner: Staker | None = None):
        """Gives its owner, and the admins, their rights in a namespace."""
        is_home = owner is not None and namespace == owner.home
        flags = ["--owner", owner.address] if owner and not is_home else []
        self.admin()("apply", "-f", "-", text=wiring.call(self.world.sealctl, "wire", "namespace", namespace, *flags)).expect("yes")

    def apply(self, items: list[dict]) -> Told:
        return self.admin()("apply", "-f", "-", text={"apiVersion": "v1", "kind": "List", "items": items}).expect("yes")

    def wait_for_webhook(self):
        """An apiserver takes a moment to notice a webhook: until it asks, nothing may be concluded."""
        for number in range(len(self.apiservers)):
            probe = self.kubectl("admin", number)
            # Nothing but admission looks into a pod.
            eventually(lambda: probe("create", "-f", "-", "--dry-run=server",
                                     text=objects.made("probe", "pods:privileged", OTHER)).verdict == "admission",
                       30, f"apiserver {number} asks our server about writes")

    # -- using it

    def admin_user(self) -> dict:
        if not hasattr(self, "break_glass"):
            self.break_glass = self.kubernetes.client("admin", "break-glass", "system:masters")
        return self.break_glass

    def kubectl(self, who: str | Staker | dict, number: int = 0, name: str | None = None) -> Kubectl:
        """kubectl as a staker, by name; or as the user of a kubeconfig, which then needs a name of its own."""
        if isinstance(who, str):
            who = self.ledger.stakers[who]
        if isinstance(who, Staker):
            name, user = who.name, {"token": who.token}
        else:
            user = who
        key = (name, number, json.dumps(user))
        if key not in self.users:
            self.users[key] = Kubectl(self.folder, name, self.ports[number], self.kubernetes.certificate, user,
                                      has_schema=self.world.is_real)
        return self.users[key]

    def admin(self, number: int = 0) -> Kubectl:
        return self.kubectl(self.admin_user(), number, "break-glass")

    def is_whole(self) -> bool:
        return (all(process.is_alive() for process in (*self.servers, *self.apiservers, self.ledger.process))
                and all(process is None or process.is_alive() for process in (self.etcd, self.manager)))

    def stop(self):
        for process in self.apiservers:
            process.kill()
        for process in (self.manager, *self.servers, self.etcd, self.ledger.process):
            if process:
                process.kill()
        if self.listener:
            self.listener.close()


def far_too_wide() -> dict:
    """A binding that keeps nobody from anything: what is refused then, authorizer and admission refuse."""
    return {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "far-too-wide"},
            "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "cluster-admin"},
            "subjects": [{"apiGroup": RBAC, "kind": "Group", "name": "seal:stakers"}]}


def fetch_status(url: str, context: ssl.SSLContext | None = None) -> int:
    """The status of a GET; 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5, context=context) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0
