# SPDX-License-Identifier: Apache-2.0
"""Machines whose stake is lost: how they go, what stops it, and who does it."""
import urllib.request

import objects
from harness import check, equal, eventually
from joining import Machine, Site
from load import seconds_until
from scenario import number, scenario
from scenarios.workers import refusal
from stage import fetch_status

LABEL = "k3s-daas.node-restriction.kubernetes.io/reaction"


class Quick(Site):
    """Controllers with little patience."""

    PATIENCE = ("--reaction-grace", "5s", "--reaction-settle", "5s")

    def start_controller(self, number: int):
        super().start_controller(number)
        process, ops = self.controllers[number], self.ports[number][1]
        process.stop()
        process.argv += self.PATIENCE
        process.start()
        process.wait_until(lambda: fetch_status(f"http://127.0.0.1:{ops}/readyz") == 200, 30, "ready")

    def joined(self) -> Machine:
        """A machine that is a Node, with a pod of its owner's that was given a Secret."""
        machine = self.machine()
        self.stage.house(machine.staker)
        machine.ask().expect(200)
        machine.kubelet = machine.agent().join()
        machine.kubelet.register()
        spec = {**objects.POD, "nodeName": machine.name, "volumes": [{"name": "v", "secret": {"secretName": "tls"}}]}
        self.stage.apply([{"apiVersion": "v1", "kind": "Pod", "spec": spec,
                           "metadata": {"name": "web", "namespace": machine.staker.home}}])
        return machine

    def taint(self, machine: Machine, key: str = "slashed") -> dict | None:
        taints = ((self.node(machine.name) or {}).get("spec") or {}).get("taints") or []
        return next((one for one in taints if one["key"] == f"k3s-daas.io/{key}"), None)

    def effect(self, machine: Machine) -> str:
        """What the taint of a lost stake does; nothing where there is none."""
        return (self.taint(machine) or {}).get("effect", "")

    def pods(self, machine: Machine) -> list[dict]:
        return self.stage.admin()("get", "pods", "-n", machine.staker.home, "-o", "json").expect("yes").json()["items"]

    def events(self, machine: Machine) -> dict[str, str]:
        """Ours; Kubernetes' own controllers have some of theirs."""
        found = self.stage.admin()("get", "events", "-n", "default", "-o", "json").expect("yes").json()["items"]
        return {one["reason"]: one["message"] for one in found
                if one["involvedObject"]["name"] == machine.name and one["source"].get("component") == "k3s-daas-controller"}

    def count(self, state: str) -> int:
        """How many Nodes stand there; who does not lead shows none."""
        return int(self.metric(f'nodes{{state="{state}"}}'))

    def metric(self, name: str) -> float:
        """What all controllers together have counted."""
        found = 0.0
        for _, ops in self.ports:
            with urllib.request.urlopen(f"http://127.0.0.1:{ops}/metrics", timeout=5) as page:
                lines = page.read().decode().splitlines()
            found += next(float(line.split()[1]) for line in lines if line.startswith(f"k3s_daas_controller_{name} "))
        return found


@scenario("a slashed machine is tainted within two seconds, goes with all it had, and stays away")
def removed(world):
    site = Quick(world.stage(wide=True))
    machine, other = site.joined(), site.joined()
    site.stage.ledger.slash(machine.staker)
    took = seconds_until(lambda: site.taint(machine), 2, "the taint is there")
    number(f"slashed: its Node had the taint after {took * 1000:.0f} ms (one kubectl call included)")
    equal((site.taint(machine)["effect"], site.taint(machine)["value"]), ("NoExecute", "slashed"), "taint")
    took = seconds_until(lambda: site.node(machine.name) is None, 30, "the Node goes")
    number(f"its Node was gone after {took:.1f} s, with a grace of 5")
    equal(site.pods(machine), [], "its pods")
    told = site.events(machine)
    equal(sorted(told), ["NodeRemoved", "SecretsExposed", "StakeLost"], "Events")
    check(f"{machine.staker.home}/tls" in told["SecretsExposed"], told["SecretsExposed"])
    equal(refusal(machine.kubelet.register)[1], 403, "the Node made anew")
    check(site.taint(other) is None and len(site.pods(other)) == 1, "another machine is left alone")


@scenario("an operator holds a machine whose stake is lost, and lets it go")
def held(world):
    site = Quick(world.stage(wide=True))
    machine = site.joined()
    site.stage.admin()("label", "node", machine.name, f"{LABEL}=hold").expect("yes")
    site.stage.ledger.slash(machine.staker)
    eventually(lambda: site.count("held") == 1, 10, "it is held")
    check(site.taint(machine) is None and len(site.pods(machine)) == 1, "nothing is done to it")
    site.stage.admin()("label", "node", machine.name, f"{LABEL}-").expect("yes")
    eventually(lambda: site.taint(machine), 10, "it goes")


@scenario("where three machines lose their stake at once nothing leaves until an operator says so")
def guarded(world):
    site = Quick(world.stage(wide=True))
    machines = [site.joined() for _ in range(3)]
    # As one: the controller must not see two of them before the third.
    for process in site.controllers:
        process.signal(19)
    for machine in machines:
        site.stage.ledger.slash(machine.staker)
    for process in site.controllers:
        process.signal(18)
    eventually(lambda: site.count("guarded") == 3, 40, "all are held")
    equal([site.taint(machine, "suspended")["value"] for machine in machines], ["guarded"] * 3, "taints")
    check(all(site.pods(machine) and not site.taint(machine) for machine in machines), "nothing leaves")
    site.stage.admin()("label", "node", machines[0].name, f"{LABEL}=release").expect("yes")
    eventually(lambda: site.taint(machines[0]), 10, "one is let go")
    check(not site.taint(machines[1]) and not site.taint(machines[2]), "the others are not")


@scenario("the controller that removes a machine is killed, and another goes on", is_short=False)
def killed(world):
    site = Quick(world.stage(wide=True), controllers=2)
    machine = site.joined()
    site.stage.ledger.slash(machine.staker)
    since = eventually(lambda: site.taint(machine), 10, "the taint is there")["timeAdded"]
    site.controllers[site.leader()].kill()
    equal(site.taint(machine)["timeAdded"], since, "since when")
    took = seconds_until(lambda: site.node(machine.name) is None, 60, "the Node goes")
    number(f"after the leader was killed the other removed the Node within {took:.1f} s")
    equal(len([one for one in site.events(machine) if one == "NodeRemoved"]), 1, "Events")
