# SPDX-License-Identifier: Apache-2.0
"""Machines that join, and accounts that live in a staker's namespace."""
import secrets

from harness import check, eventually
from load import seconds_until
from scenario import number, scenario
from stage import OTHER, SYSTEM, TRUSTED

TAINT = {"taints": [{"key": "k3s-daas.io/worker", "effect": "NoSchedule"}]}


def join(stage, name: str, spec: dict | None = None):
    """What a kubelet does first; in dry run, so that nothing is left."""
    kubelet = stage.kubectl(stage.kubernetes.client(f"node-{name}", f"system:node:{name}", "system:nodes"), name=f"node-{name}")
    return kubelet("create", "--dry-run=server", "-f", "-", text={
        "apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "spec": spec or {}})


@scenario("a machine joins when the operator trusts it, or a stake stands behind exactly its name")
def nodes(world):
    stage = world.common(wide=True)
    ledger = stage.ledger
    join(stage, TRUSTED).expect("yes")
    told = join(stage, "stranger", TAINT).expect("admission")
    number(f"a stranger is told: {told.text.strip()[-200:]}")
    worker = ledger.newcomer("worker-" + secrets.token_hex(2))
    name = "n-" + secrets.token_hex(3)
    ledger("worker", "register", "machine", "--stake", "1SUI", "--join-key", secrets.token_hex(32), "--key", worker.name)
    operator = ledger.json("wallet", "list")
    address = next(one["address"] for one in operator if one.get("name") == "operator")
    ledger("cap", "offer", "operator", address, "--key", "operator")
    ledger("cap", "accept", "operator", "--key", "operator")
    ledger("worker", "activate", worker.address, name, "--key", "operator")
    eventually(lambda: join(stage, name, TAINT).verdict == "yes", 5, "a registered machine joins")
    join(stage, name).expect("admission")
    join(stage, name + "x", TAINT).expect("admission")
    ledger.slash(worker)
    took = seconds_until(lambda: join(stage, name, TAINT).verdict == "admission", 3, "a slashed one's machine joins no more")
    number(f"slashed: its machine joins no more after {took * 1000:.0f} ms (one kubectl call included)")


@scenario("a machine that the operator trusts joins while our server is away, and no other")
def nodes_away(world):
    stage = world.stage(wide=True)
    stage.servers[0].kill()
    join(stage, TRUSTED).expect("yes")
    join(stage, "stranger", TAINT).expect("unavailable")


@scenario("service accounts in a staker's home have the stake's reach, and end with it")
def accounts(world):
    stage = world.common(wide=True)
    owner = stage.ledger.newcomer("owner-" + secrets.token_hex(2), "2SUI")
    stage.house(owner)
    # More than anybody should have given it: that it reaches no further is admission's doing.
    stage.admin()("create", "clusterrolebinding", f"robot-{owner.name}", "--clusterrole=cluster-admin",
                  f"--serviceaccount={owner.home}:default").expect("yes")
    token = eventually(lambda: (told := stage.kubectl(owner)("create", "token", "default", "-n", owner.home)).code == 0 and told,
                       10, "the owner asks for its token").text.strip()
    robot = stage.kubectl({"token": token}, name=f"robot-{owner.name}")
    robot("create", "configmap", "a", "-n", owner.home).expect("yes")
    for namespace in (OTHER, SYSTEM):
        robot("create", "configmap", "a", "-n", namespace).expect("admission", "authorizer")
    stage.ledger.slash(owner)
    took = seconds_until(lambda: robot("create", "configmap", "b", "-n", owner.home).verdict != "yes", 2,
                         "a slashed owner's service account writes no more")
    number(f"slashed: its service account writes no more after {took * 1000:.0f} ms (one kubectl call included)")
    check(robot("create", "configmap", "c", "-n", owner.home).verdict in ("admission", "authorizer"), "refused by stake")
