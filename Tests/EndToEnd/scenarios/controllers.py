# SPDX-License-Identifier: Apache-2.0
"""Beside Kubernetes' own controllers: what both do about machines, homes and workloads, and that neither undoes the other's."""
import contextlib
import json
import secrets
import threading

import deeds
import objects
from harness import check, equal, eventually
from joining import Machine
from load import seconds_until
from scenario import number, scenario
from scenarios.reaction import Quick
from scenarios.workers import refusal
from stage import SYSTEM
from standin.kubelet import Refused

OURS = "seal-controller"
WORKER = {"key": "k3s-daas.io/worker", "operator": "Exists", "effect": "NoSchedule"}
EVERYTHING = {"operator": "Exists"}


class Beating(threading.Thread):
    """A kubelet that says every two seconds that it is there, until it falls silent."""

    def __init__(self, agent):
        super().__init__(daemon=True)
        self.agent, self.silent = agent, threading.Event()
        self.start()

    def run(self):
        while not self.silent.wait(2):
            with contextlib.suppress(Refused, OSError):
                self.agent.beat()


class Beside(Quick):
    """Controllers of ours, with little patience, and a controller manager; what anybody does is written down."""

    def __init__(self, world, **options):
        super().__init__(world.stage(wide=True, workers=True, manager=True, recorded=True), **options)

    def joined(self) -> Machine:
        """A machine that is a Node, and that its kubelet keeps ready."""
        machine = self.machine()
        machine.ask().expect(200)
        machine.kubelet = machine.agent().join().register()
        machine.beating = Beating(machine.kubelet)
        eventually(lambda: self.taint_keys(machine.name) == {"k3s-daas.io/worker"}, 60, "the machine is ready")
        return machine

    def taint_keys(self, name: str) -> set[str]:
        return {one["key"] for one in ((self.node(name) or {}).get("spec") or {}).get("taints") or []}

    def deploy(self, machine: Machine, name: str, toleration: dict, count: int = 1) -> set[str]:
        """A Deployment in the owner's home, for this machine; its pods, bound there, since there is no scheduler."""
        home = machine.staker.home
        self.stage.apply([{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": home}, "spec": {
            "replicas": count, "selector": {"matchLabels": {"app": name}},
            "template": {"metadata": {"labels": {"app": name}}, "spec": {**objects.POD, "tolerations": [toleration]}}}}])
        pods = eventually(lambda: len(found := self.pods_of(home, name)) == count and found, 60, f"{name} has its pods")
        for pod in pods:
            self.bind(home, pod["metadata"]["name"], machine.name)
        return {pod["metadata"]["name"] for pod in pods}

    def bind(self, namespace: str, pod: str, node: str):
        self.stage.admin()("create", "--raw", f"/api/v1/namespaces/{namespace}/pods/{pod}/binding", "-f", "-", text={
            "apiVersion": "v1", "kind": "Binding", "metadata": {"name": pod}, "target": {"kind": "Node", "name": node}}).expect("yes")

    def pods_of(self, namespace: str, app: str) -> list[dict]:
        told = self.stage.admin()("get", "pods", "-n", namespace, "-l", f"app={app}", "-o", "json")
        return told.expect("yes").json()["items"]

    def done(self, **wanted) -> list[deeds.Deed]:
        return deeds.read(self.stage.folder, **wanted)

    def mark(self, name: str, kind: str, uid: str):
        """Something that Kubernetes collects as soon as it has seen that its owner is gone."""
        self.stage.apply([{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mark", "namespace": SYSTEM, "ownerReferences": [
            {"apiVersion": "v1", "kind": kind, "name": name, "uid": uid}]}}])

    def wait_for_collector(self):
        eventually(lambda: self.stage.admin()("get", "configmap", "mark", "-n", SYSTEM).code != 0, 60, "what was the Node's is collected")

    def check_removal(self, machine: Machine, pods: set[str]):
        """Once, by us alone; each pod asked to go at most once by each, and told to be gone once."""
        name, home = machine.name, machine.staker.home
        ended = self.done(verb="delete", resource="nodes", name=name, code=200)
        equal([deed.user for deed in ended], [OURS], "who deleted the Node")
        writes = [deed for deed in self.done(resource="nodes", name=name) if deed.verb in ("patch", "update") and not deed.part]
        ours = [deed for deed in writes if deed.user == OURS]
        check(1 <= len(ours) <= 3, f"our writes to the Node: {ours}")
        check(len(writes) <= 12, f"somebody writes the Node over and over: {writes}")
        for pod in pods:
            gone = [deed for deed in self.done(resource="pods", namespace=home, name=pod) if deed.verb == "delete" and deed.code == 200]
            check(1 <= len(gone) <= 4, f"{pod} was deleted by {gone}")
            for user in {deed.user for deed in gone}:
                check(sum(deed.user == user for deed in gone) <= (2 if user == OURS else 1), f"{pod} was deleted by {gone}")
        told = self.stage.admin()("get", "events", "-n", "default", "-o", "json").expect("yes").json()["items"]
        said = sorted(one["reason"] for one in told if one["involvedObject"]["name"] == name and one["reason"] in (
            "StakeLost", "NodeRemoved"))
        equal(said, ["NodeRemoved", "StakeLost"], "Events of ours")


@scenario("a slashed machine goes once, though Kubernetes evicts as well, and its name stays taken")
def removed(world):
    site = Beside(world)
    machine, other = site.joined(), site.joined()
    for one in (machine, other):
        site.stage.house(one.staker)
        one.pods = site.deploy(one, "web", WORKER, 2) | site.deploy(one, "daemon", EVERYTHING)
    site.mark(machine.name, "Node", site.node(machine.name)["metadata"]["uid"])
    site.stage.ledger.slash(machine.staker)
    seconds_until(lambda: site.taint(machine), 5, "the taint is there")
    took = seconds_until(lambda: site.node(machine.name) is None, 60, "the Node goes")
    number(f"its Node was gone after {took:.1f} s, with a grace of 5")
    placed = [pod for app in ("web", "daemon") for pod in site.pods_of(machine.staker.home, app) if pod["spec"].get("nodeName")]
    equal(placed, [], "pods on the machine")
    for app, count in (("web", 2), ("daemon", 1)):
        eventually(lambda: len(site.pods_of(machine.staker.home, app)) == count, 60, f"{app} has pods that wait for a machine")
    site.wait_for_collector()
    check(site.secret(f"{machine.name}.node-password.k3s"), "the name is known by its password still")
    equal(refusal(machine.kubelet.register)[1], 403, "the Node made anew")
    site.check_removal(machine, machine.pods)
    check(site.taint_keys(other.name) == {"k3s-daas.io/worker"}, "another machine is left alone")
    equal({pod["metadata"]["name"] for app in ("web", "daemon") for pod in site.pods_of(other.staker.home, app)}, other.pods,
          "another machine's pods")


@scenario("a machine that fell silent and is slashed goes as well, with Kubernetes' taints and ours beside each other", is_short=False)
def silent(world):
    site = Beside(world)
    machine = site.joined()
    site.stage.house(machine.staker)
    machine.pods = site.deploy(machine, "web", WORKER)
    machine.beating.silent.set()
    eventually(lambda: "node.kubernetes.io/unreachable" in site.taint_keys(machine.name), 90, "it is missed")
    site.stage.ledger.slash(machine.staker)
    eventually(lambda: {"node.kubernetes.io/unreachable", "k3s-daas.io/slashed", "k3s-daas.io/worker"} <= site.taint_keys(machine.name),
               5, "all taints are there")
    took = seconds_until(lambda: site.node(machine.name) is None, 60, "the Node goes")
    number(f"its Node was gone after {took:.1f} s, with a grace of 5")
    check(not [pod for pod in site.pods_of(machine.staker.home, "web") if pod["spec"].get("nodeName")], "nothing is left there")
    site.check_removal(machine, machine.pods)


class Keeping(Beside):
    """The same, and homes are kept; what is asked for on chain is carried out."""

    FLAGS = ("--namespaces", "--namespace-grace", "4s", "--namespace-delete-after", "20s", "--namespace-guard-percent", "100",
             "--requests")

    def __init__(self, world):
        super().__init__(world, flags=self.FLAGS)

    def newcomer(self, stake: str = "2SUI"):
        staker = self.stage.ledger.newcomer("h-" + secrets.token_hex(3), stake)
        eventually(lambda: (self.get("rolebinding", "seal:developer", staker.home) or {}).get("subjects"), 30, "the home is there")
        self.stage.give_accounts(staker.home)
        return staker

    def get(self, kind: str, name: str, namespace: str | None = None) -> dict | None:
        told = self.stage.admin()("get", kind, name, *(["-n", namespace] if namespace else []), "-o", "json")
        return told.json() if told.code == 0 else None

    def used(self, staker) -> dict:
        quota = self.get("resourcequota", "k3s-daas-stake", staker.home) or {}
        return (quota.get("status") or {}).get("used") or {}

    def ask_for(self, staker, method: str, name: str, manifest) -> dict:
        """Asks on chain for something about a Deployment; what became of it."""
        file = self.folder / f"manifest-{secrets.token_hex(4)}.json"
        file.write_text(json.dumps(manifest))
        ledger = self.stage.ledger
        before = len(ledger.json("request", "list"))
        ledger("request", "submit", method, "deployments.apps", name, "--namespace", staker.home, "--key", staker.name,
               "--manifest-file", str(file))
        return self.ended(before + 1)

    def ended(self, request: int) -> dict:
        def found():
            one = next(one for one in self.stage.ledger.json("request", "list") if one["request"] == request)
            return one["state"] not in ("pending", "assigned") and one
        return eventually(found, 60, f"request {request} ends")


@scenario("a lost home is stopped, comes back, and at last ends in truth; nothing of it is made again meanwhile")
def homes(world):
    site = Keeping(world)
    staker, slashed = site.newcomer(), site.newcomer()
    for one in (staker, slashed):
        site.stage.apply([{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": one.home}, "spec": {
            "replicas": 2, "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": objects.POD}}}])
        eventually(lambda: len(site.pods_of(one.home, "web")) == 2, 60, "pods")
    eventually(lambda: site.used(staker).get("pods") == "2", 30, "the quota counts them")
    site.stage.ledger("unstake", "2SUI", "--key", staker.name)
    eventually(lambda: site.pods_of(staker.home, "web") == [], 60, "what runs is stopped")
    site.stage.ledger("stake", "3SUI", "--key", staker.name)
    eventually(lambda: len(site.pods_of(staker.home, "web")) == 2, 60, "and started again")
    site.stage.ledger.slash(slashed)
    took = seconds_until(lambda: site.get("namespace", slashed.home) is None, 120, "the home is gone")
    number(f"slashed: the Namespace was gone, with all in it, after {took:.1f} s, where it is deleted after 20")
    ended = site.done(verb="delete", resource="namespaces", name=slashed.home)
    equal([(deed.user, deed.code) for deed in ended], [(OURS, 200)], "who deleted the home")
    late = [deed for deed in site.done(user=OURS, namespace=slashed.home) if deed.at > ended[0].at]
    equal(late, [], "what we did in it afterwards")
    told = site.stage.admin()("get", "events", "-n", "default", "-o", "json").expect("yes").json()["items"]
    equal([one["reason"] for one in told if one["reason"] == "HomeDeleted"], ["HomeDeleted"], "Events")
    check(site.get("namespace", staker.home), "another's home stays")


@scenario("what is asked for on chain gets its pods, on its machine and within the home's limits")
def carried_out(world):
    site = Keeping(world)
    machine, staker = site.joined(), site.newcomer()
    bare = {"containers": [{key: value for key, value in objects.POD["containers"][0].items() if key != "resources"}]}
    told = site.ask_for(staker, "apply", "web", {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {
            "replicas": 2, "selector": {"matchLabels": {"app": "web"}},
            "template": {"metadata": {"labels": {"app": "web"}}, "spec": bare}}})
    equal((told["state"], told["result"]), ("completed", "applied"), "the deployment")
    pods = eventually(lambda: len(found := site.pods_of(staker.home, "web")) == 2 and found, 60, "its pods")
    for pod in pods:
        spec = pod["spec"]
        equal(spec["nodeSelector"], {"kubernetes.io/hostname": machine.name}, "its machine")
        check(any(one.get("key") == "k3s-daas.io/worker" for one in spec["tolerations"]), "the toleration")
        # Of 2 processors and 20 pods, a pod's share.
        equal(spec["containers"][0]["resources"]["requests"]["cpu"], "100m", "what the limits give who says nothing")
        site.bind(staker.home, pod["metadata"]["name"], machine.name)
    eventually(lambda: site.used(staker).get("pods") == "2", 30, "the quota counts them")
    equal(site.used(staker)["requests.cpu"], "200m", "and what they ask for")
    told = site.ask_for(staker, "scale", "web", 25)
    check(told["state"] == "failed" and "[quota]" in told["result"], f"more than a stake is worth: {told}")
    # Whoever runs the cluster is asked nothing by us; the home's quota stands all the same.
    site.stage.admin()("scale", "deployment", "web", "--replicas=25", "-n", staker.home).expect("yes")
    eventually(lambda: site.used(staker).get("pods") == "20", 60, "as many as the quota has")
    eventually(lambda: "exceeded quota" in site.stage.admin()("get", "events", "-n", staker.home).text, 30, "the others are refused")
    equal(len(site.pods_of(staker.home, "web")), 20, "pods")
