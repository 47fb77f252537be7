# SPDX-License-Identifier: Apache-2.0
"""Machines of stakers that join over the public API, and what keeps their names, their tokens and the cluster apart."""
import base64
import json

import objects
from harness import Skip, check, equal, eventually
from joining import OwnMachine, Site, at_once
from load import seconds_until
from scenario import number, scenario
from stage import GRANTED, SYSTEM
from standin.kubelet import Refused

EVERYTHING = [{"operator": "Exists"}]


def refusal(call) -> tuple:
    try:
        call()
    except Refused as refused:
        return refused.step.rsplit("/", 1)[-1], refused.code
    return ()


@scenario("a machine joins, is a Node under the name that it was given, and its token ends")
def joins(world):
    site = Site(world.stage(wide=True))
    machine = site.machine()
    took = seconds_until(lambda: machine.ask().expect(200), 60, "a machine is let in")
    number(f"let in after {took:.1f} s, the transaction included")
    check(machine.name.endswith("-1") and machine.name.startswith("n-"), machine.name)
    equal(len(site.tokens()), 1, "tokens")
    machine.agent().join().register()
    equal(site.node(machine.name)["spec"]["taints"][0]["key"], "k3s-daas.io/worker", "taint")
    took = seconds_until(lambda: not site.tokens(), 60, "the token ends when the machine has come")
    number(f"its token ended {took:.1f} s after that")
    log = b"".join(one.log.read_bytes() for one in site.controllers)
    for what in (machine.seal, machine.password, machine.token, machine.token.rsplit(".", 1)[1]):
        check(what.encode() not in log, "nothing secret is in the controller's log")


@scenario("a machine joins again as itself, after its Node was deleted too, and another in its name does not")
def rejoins(world):
    site = Site(world.stage(wide=True))
    machine = site.machine()
    machine.ask().expect(200)
    first = machine.name
    agent = machine.agent().join().register()
    machine.ask().expect(200)
    equal((machine.name, len(site.tokens())), (first, 1), "name, and tokens alive")
    password, machine.password = machine.password, "b" * 64
    machine.ask().expect(409, "node_password_mismatch")
    # Whoever deletes a Node on k3s deletes its password with it; what k3s takes away by itself is not there to be deleted.
    for kind, name in (("node", first), ("secret", f"{first}.node-password.k3s")):
        site.stage.admin()("delete", kind, name, "-n", SYSTEM, "--ignore-not-found").expect("yes")
    agent.token = f"{agent.token[:69]}abcdef.0123456789abcdef"
    equal(refusal(agent.join), ("serving-kubelet.crt", 401), "neither certificate nor old token is worth anything")
    machine.password = password
    machine.ask().expect(200)
    equal(machine.name, first, "name")
    machine.agent().join().register()


@scenario("an expired token, a nonce used twice and a claim for another server open nothing")
def expires(world):
    site = Site(world.stage(wide=True))
    machine = site.machine()
    message, signature = machine.claim()
    machine.post(message, signature, password="b" * 64).expect(403, "claim_refused")
    machine.post(message, signature).expect(200)
    machine.post(message, signature).expect(409, "challenge_refused")
    machine.post(*machine.claim(nonce="00" * 32)).expect(409, "challenge_refused")
    machine.ask().expect(200)
    secret = site.tokens()[0]
    secret["data"]["expiration"] = base64.b64encode(b"2001-01-01T00:00:00Z").decode()
    site.stage.admin()("replace", "-f", "-", text=json.dumps(secret)).expect("yes")
    equal(refusal(machine.agent().join), ("serving-kubelet.crt", 401), "an expired token")


@scenario("a name that somebody took is left to them, and nobody joins under somebody else's")
def squats(world):
    site = Site(world.stage(wide=True))
    victim, squatter = site.machine(), site.machine()
    squatter.ask().expect(200)
    # With a token of one's own any name can be asked for that nobody has yet.
    label = site.tokens()[0]["metadata"]["labels"]["k3s-daas.io/owner"]
    home = victim.staker.home.removeprefix("seal-")
    equal(label, squatter.staker.home.removeprefix("seal-"), "the token says whose it is")
    squatter.agent(name=f"n-{home[:32]}-1").join()
    victim.ask().expect(200)
    equal(victim.name, f"n-{home[:32]}-2", "the next name")
    victim.agent().join().register()
    # What was squatted is no Node: no stake stands behind that name. Nor is the victim's name to be had.
    squat = squatter.agent(name=f"n-{home[:32]}-1").join()
    equal(refusal(squat.register)[1], 403, "a Node of the squatted name")
    equal(refusal(squatter.agent(name=victim.name).join), ("serving-kubelet.crt", 403), "the victim's name")


@scenario("many machines at once all get in, one owner's one at a time", is_short=False)
def storms(world):
    site = Site(world.stage(wide=True), delay=0.2)
    machines = [site.machine() for _ in range(14)]

    def join(place: int) -> int:
        machine, tries = machines[place], 0
        while (answer := machine.ask()).status != 200:
            tries += 1
            check(answer.code in ("overloaded", "join_in_hand", "chain_unavailable") and tries < 60, f"{answer}")
        machine.agent().join().register()
        return tries
    took = seconds_until(lambda: number(f"asked again: {sum(at_once(len(machines), join))} times") or True, 300, "all are in")
    number(f"{len(machines)} machines were Nodes after {took:.1f} s")
    equal(len({machine.name for machine in machines}), len(machines), "names")
    one = machines[0]
    claims = [one.claim() for _ in range(6)]
    codes = [one.post(*claims[place]).code for place in range(1)] + at_once(5, lambda place: one.post(*claims[place + 1]).code)
    check(set(codes) <= {"", "join_in_hand"}, f"{codes}")
    check(len([token for token in site.tokens() if token["metadata"]["labels"]["k3s-daas.io/node"] == one.name]) <= 1, "tokens")


@scenario("what stake-worker writes, an agent joins with; asked again, it is the same machine")
def owns(world):
    site = Site(world.stage(wide=True))
    machine = OwnMachine(site, site.stage.ledger.newcomer("owner"))
    done = machine("join")
    equal(done.returncode, 0, f"stake-worker join: {done.stderr.strip()[-600:]}")
    check("restart --no-block -- k3s-agent.service" in machine.orders.read_text(), "the unit is started")
    agent = machine.agent().join().register()
    equal(site.node(agent.name)["spec"]["taints"][0]["key"], "k3s-daas.io/worker", "taint")
    done = machine("join")
    equal(done.returncode, 0, f"stake-worker join, again: {done.stderr.strip()[-600:]}")
    equal(machine.agent().name, agent.name, "the name")


@scenario("of two controllers one activates, and the other does when that one has gone", is_short=False)
def masters(world):
    site = Site(world.stage(wide=True), controllers=2)
    leader = site.leader()
    other = 1 - leader
    machine, late = site.machine(), site.machine()
    claim = machine.claim(other)
    machine.post(*claim, controller=other).expect(503, "not_leading")
    machine.post(*claim, controller=leader).expect(200)
    machine.post(*claim, controller=leader).expect(409, "challenge_refused")
    kept = machine.claim(leader)
    site.controllers[leader].kill()
    took = seconds_until(lambda: site.leads(other), 60, "the other one leads")
    number(f"after the leader was killed the other led within {took:.1f} s")
    machine.post(*kept, controller=other).expect(503, "cluster_unavailable")
    late.ask(other).expect(200)


@scenario("no pod of the system's is given a staker's machine, blanket tolerations included")
def isolates(world):
    if not world.is_real:
        raise Skip("a stand-in evaluates no ValidatingAdmissionPolicy")
    stage = world.stage(wide=True, workers=True)
    admin, home = stage.admin(), stage.ledger.stakers["developer"].home
    machine, own = f"n-{'a' * 32}-1", "server-1"

    def bind(name: str, namespace: str, node: str):
        admin("create", "-n", namespace, "-f", "-", text=objects.made(name, "pods", namespace) | {
            "spec": {**objects.POD, "tolerations": EVERYTHING}}).expect("yes")
        return admin("create", "--raw", f"/api/v1/namespaces/{namespace}/pods/{name}/binding", "-f", "-", text={
            "apiVersion": "v1", "kind": "Binding", "metadata": {"name": name}, "target": {"kind": "Node", "name": node}})

    def is_refused(told) -> bool:
        return "only pods of stakers' namespaces run on stakers' machines" in told.text
    eventually(lambda: is_refused(admin("create", "--dry-run=server", "-n", SYSTEM, "-f", "-", text=objects.made(
        "placed", "pods", SYSTEM) | {"spec": {**objects.POD, "nodeName": machine, "tolerations": EVERYTHING}})), 30,
        "a pod that names a staker's machine is refused")
    check(is_refused(bind("daemon", SYSTEM, machine)), "a pod of the system is bound to a staker's machine")
    bind("daemon-2", SYSTEM, own).expect("yes")
    bind("theirs", home, machine).expect("yes")
    bind("granted", GRANTED, machine).expect("yes")


@scenario("no staker's machine chooses the addresses of its pods, when it comes or later")
def addresses(world):
    if not world.is_real:
        raise Skip("a stand-in evaluates no ValidatingAdmissionPolicy")
    stage = world.stage(wide=True, workers=True)
    admin, machine = stage.admin(), f"n-{'a' * 32}-1"
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": machine},
            "spec": {"taints": [{"key": "k3s-daas.io/worker", "effect": "NoSchedule"}]}}
    itself = ("--as", f"system:node:{machine}", "--as-group", "system:nodes")

    def told(spec: dict, *who) -> str:
        return admin("patch", "node", machine, "--type=merge", "-p", json.dumps({"spec": spec}), *who).text

    admin("create", "-f", "-", text=node).expect("yes")
    refused = "a machine leaves spec.podCIDR as it is"
    eventually(lambda: refused in told({"podCIDR": "10.42.0.0/24"}, *itself), 90, "a range that a machine wants is refused")
    check(refused in told({"podCIDRs": ["10.42.0.0/24"]}, *itself), "the same in the other field")
    came = node | {"spec": {**node["spec"], "podCIDR": "10.42.0.0/24"}}
    admin("delete", "node", machine).expect("yes")
    check("addresses" in admin("create", "-f", "-", *itself, text=came).text, "a machine that comes with a range is refused")
    admin("create", "-f", "-", text=node).expect("yes")
    told({"podCIDR": "10.42.0.0/24"})
    equal(admin("get", "node", machine, "-o", "json").json()["spec"]["podCIDR"], "10.42.0.0/24", "the cluster's own word")
    check(refused not in told({"unschedulable": True}, *itself), "a machine changes what it may")
