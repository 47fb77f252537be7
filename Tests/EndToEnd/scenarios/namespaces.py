# SPDX-License-Identifier: Apache-2.0
"""Home namespaces: that they come with the stake, are kept, and go with it."""
import secrets

import objects
from harness import Skip, check, equal, eventually
from joining import Site
from load import seconds_until
from scenario import number, scenario
from stage import OTHER, fetch_status

MANAGED = "k3s-daas.io/managed"


class Homes(Site):
    """Controllers that keep homes, with little patience."""

    FLAGS = ["--namespaces", "--namespace-grace", "4s", "--namespace-delete-after", "12s", "--namespace-guard-percent", "100"]

    def start_controller(self, number: int):
        super().start_controller(number)
        process, ops = self.controllers[number], self.ports[number][1]
        process.stop()
        process.argv += self.FLAGS
        process.start()
        process.wait_until(lambda: fetch_status(f"http://127.0.0.1:{ops}/readyz") == 200, 30, "ready")

    def newcomer(self, stake: str = "2SUI"):
        return self.stage.ledger.newcomer("h-" + secrets.token_hex(3), stake)

    def get(self, kind: str, name: str, namespace: str | None = None) -> dict | None:
        where = ["-n", namespace] if namespace else []
        told = self.stage.admin()("get", kind, name, *where, "-o", "json")
        return told.json() if told.code == 0 else None

    def home(self, staker) -> dict | None:
        return self.get("namespace", staker.home)

    def hard(self, staker) -> dict:
        return ((self.get("resourcequota", "k3s-daas-stake", staker.home) or {}).get("spec") or {}).get("hard") or {}

    def has_access(self, staker) -> bool:
        return bool((self.get("rolebinding", "seal:developer", staker.home) or {}).get("subjects"))

    def phase(self, staker) -> str | None:
        home = self.home(staker)
        return home and (home["metadata"].get("annotations") or {}).get("k3s-daas.io/phase", "")

    def run(self, staker):
        """A deployment and a pod of nobody's; in a home the apiserver asks for an account, which nobody else makes here."""
        self.stage.give_accounts(staker.home)
        self.stage.apply([{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": staker.home},
                           "spec": {"replicas": 2, "selector": {"matchLabels": {"a": "b"}},
                                    "template": {"metadata": {"labels": {"a": "b"}}, "spec": objects.POD}}}])

    def replicas(self, staker) -> int | None:
        return (self.get("deployment", "web", staker.home) or {}).get("spec", {}).get("replicas")


class Patient(Homes):
    """Controllers that keep what is stored for long."""

    FLAGS = ["--namespaces", "--namespace-grace", "2s", "--namespace-delete-after", "1h", "--namespace-guard-percent", "100"]

    def store(self, namespace: str):
        """A StatefulSet of two pods, each with a claim that goes with it."""
        claim = {"metadata": {"name": "data"}, "spec": {
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}}
        self.stage.apply([{"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db", "namespace": namespace}, "spec": {
            "replicas": 2, "serviceName": "db", "podManagementPolicy": "Parallel", "selector": {"matchLabels": {"a": "db"}},
            "template": {"metadata": {"labels": {"a": "db"}}, "spec": objects.POD}, "volumeClaimTemplates": [claim],
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Delete"}}}])

    def claims(self, namespace: str) -> dict[str, str]:
        """Claims that are not being deleted, by name."""
        told = self.stage.admin()("get", "persistentvolumeclaims", "-n", namespace, "-o", "json").expect("yes")
        return {one["metadata"]["name"]: one["metadata"]["uid"] for one in told.json()["items"]
                if "deletionTimestamp" not in one["metadata"]}

    def stateful(self, staker) -> tuple[int, str]:
        spec = self.get("statefulset", "db", staker.home)["spec"]
        return spec["replicas"], spec["persistentVolumeClaimRetentionPolicy"]["whenScaled"]


@scenario("a stake becomes a home with its limits, what is changed there is put right, and what others made is not touched")
def made(world):
    site = Homes(world.stage())
    admin = site.stage.admin()
    # Somebody was first.
    other = site.stage.ledger.newcomer("f-" + secrets.token_hex(3))
    admin("create", "namespace", other.home).expect("yes")
    site.stage.ledger("stake", "2SUI", "--key", other.name)
    staker = site.newcomer()
    took = seconds_until(lambda: site.has_access(staker), 30, "the home is there")
    number(f"a stake was a home with all its parts after {took:.2f} s (kubectl's calls included)")
    labels = site.home(staker)["metadata"]["labels"]
    equal((labels[MANAGED], labels["pod-security.kubernetes.io/enforce"]), ("namespaces", "restricted"), "labels")
    equal((site.hard(staker)["requests.cpu"], site.hard(staker)["pods"]), ("2", "20"), "quota")
    for kind, name in (("limitrange", "k3s-daas-stake"), ("networkpolicy", "k3s-daas-default-deny"), ("rolebinding", "seal:admin")):
        check(site.get(kind, name, staker.home), f"{kind} {name}")
    # It is of use: its owner writes there, and nobody else's stake is enough.
    site.stage.wait_for_webhook()
    eventually(lambda: site.stage.kubectl(staker)("create", "configmap", "a", "-n", staker.home, "--dry-run=server").verdict == "yes",
               20, "the owner writes")
    # More stake is more.
    site.stage.ledger("stake", "4SUI", "--key", staker.name)
    eventually(lambda: site.hard(staker).get("pods") == "60", 20, "the quota grows")
    # Drift.
    admin("patch", "resourcequota", "k3s-daas-stake", "-n", staker.home, "--type=merge", "-p", '{"spec":{"hard":{"pods":"9k"}}}').expect("yes")
    admin("delete", "networkpolicy", "k3s-daas-default-deny", "-n", staker.home).expect("yes")
    eventually(lambda: site.hard(staker).get("pods") == "60" and site.get("networkpolicy", "k3s-daas-default-deny", staker.home),
               20, "what was changed is put right")
    home = site.home(other)
    check(MANAGED not in home["metadata"].get("labels", {}) and site.get("resourcequota", "k3s-daas-stake", other.home) is None,
          "what others made is not touched")
    admin("label", "namespace", other.home, f"{MANAGED}=namespaces").expect("yes")
    eventually(lambda: site.has_access(other), 20, "until they give it to us")


@scenario("a lost stake ends access at once, stops what runs, comes back with the stake, and at last its home is deleted")
def lost(world):
    if not world.is_real:
        raise Skip("a stand-in applies without owners of fields: what is not said any more stays")
    site = Homes(world.stage())
    staker, slashed = site.newcomer(), site.newcomer()
    for one in (staker, slashed):
        eventually(lambda: site.has_access(one), 30, "the home is there")
    site.run(staker)
    site.stage.ledger("unstake", "2SUI", "--key", staker.name)
    took = seconds_until(lambda: not site.has_access(staker), 20, "access ends")
    number(f"unstaked: no access by RBAC after {took * 1000:.0f} ms (one kubectl call included)")
    equal(site.replicas(staker), 2, "what runs goes on for the grace")
    eventually(lambda: site.phase(staker) == "scaled", 30, "it is stopped")
    equal((site.replicas(staker), site.hard(staker)), (0, {"pods": "0"}), "nothing runs")
    site.stage.ledger("stake", "3SUI", "--key", staker.name)
    eventually(lambda: site.phase(staker) == "" and site.has_access(staker), 30, "the stake is back")
    equal((site.replicas(staker), site.hard(staker)["requests.cpu"]), (2, "3"), "as it was, with the new limits")
    site.stage.ledger.slash(slashed)
    eventually(lambda: not site.has_access(slashed), 20, "access ends")
    eventually(lambda: (site.home(slashed) or {}).get("metadata", {}).get("deletionTimestamp") or site.home(slashed) is None, 60,
               "it is deleted")
    check(site.home(staker)["metadata"].get("deletionTimestamp") is None, "another's home stays")


@scenario("what a StatefulSet has stored outlives its stake, though it says that its claims go with its pods")
def stored(world):
    site = Patient(world.stage(manager=True))
    staker = site.newcomer()
    eventually(lambda: site.has_access(staker), 30, "the home is there")
    site.stage.give_accounts(staker.home)
    # Another's does as it says: so it is known that somebody deletes.
    for namespace in (staker.home, OTHER):
        site.store(namespace)
    before = eventually(lambda: len(found := site.claims(staker.home)) == 2 and found, 60, "the claims are there")
    eventually(lambda: len(site.claims(OTHER)) == 2, 60, "another's claims are there")
    site.stage.ledger("unstake", "2SUI", "--key", staker.name)
    eventually(lambda: site.phase(staker) == "scaled", 60, "it is stopped")
    site.stage.admin()("scale", "statefulset", "db", "--replicas=0", "-n", OTHER).expect("yes")
    eventually(lambda: not site.claims(OTHER), 60, "another's claims go with its pods")
    equal((site.stateful(staker), site.claims(staker.home)), ((0, "Retain"), before), "nothing runs, and all that was stored is there")
    site.stage.ledger("stake", "2SUI", "--key", staker.name)
    eventually(lambda: site.phase(staker) == "" and site.stateful(staker) == (2, "Delete"), 30, "it is as it was")
    equal(site.claims(staker.home), before, "and has what it had stored")


@scenario("the controller that makes and takes homes is killed, and another goes on", is_short=False)
def killed(world):
    site = Homes(world.stage(), controllers=2)
    stakers = [site.newcomer() for _ in range(3)]
    site.controllers[site.leader()].kill()
    for one in stakers:
        eventually(lambda: site.has_access(one), 60, "the home is there")
    site.stage.ledger.slash(stakers[0])
    eventually(lambda: site.phase(stakers[0]) in ("lost", "scaling", "scaled"), 60, "the loss is seen")
    eventually(lambda: (site.home(stakers[0]) or {"metadata": {"deletionTimestamp": 1}})["metadata"].get("deletionTimestamp"), 90, "it is deleted")
    check(all(site.has_access(one) for one in stakers[1:]), "the others stay")
