# SPDX-License-Identifier: Apache-2.0
"""The whole control plane goes down, and comes up in every order; nobody is locked out, and nothing is open meanwhile."""
import itertools
import signal
import time

from harness import check, eventually
from scenario import number, scenario
from stage import OTHER

PARTS = ("ledger", "server", "etcd", "apiserver")


def stop_all(stage):
    """As when a machine loses its power."""
    for process in (*stage.apiservers, *stage.servers, stage.etcd, stage.ledger.process):
        if process:
            process.kill()
    stage.servers.clear()


def start(stage, part: str):
    if part == "ledger":
        stage.ledger.start()
    elif part == "server":
        stage.add_server(wait=False)
    elif part == "etcd":
        stage.start_etcd()
    else:
        stage.start_apiserver(wait=False)


def wait_for_all(stage):
    """As a service manager does: what ends is started again."""
    def is_up() -> bool:
        if not stage.apiservers[0].is_alive():
            stage.start_apiserver(wait=False)
        return stage.is_apiserver_ready() and stage.is_server_ready(stage.servers[0])
    eventually(is_up, 180, "everything is up again")


def check_all(stage, order: str):
    name = f"after-{time.monotonic_ns()}"
    stage.admin()("create", "configmap", name, "-n", OTHER).expect("yes")
    eventually(lambda: stage.kubectl("super")("label", "configmap", name, "-n", OTHER, "a=b").verdict == "yes", 15,
               f"{order}: a super writes")
    stage.kubectl("viewer")("get", "configmap", name, "-n", OTHER).expect("yes")
    stage.kubectl("viewer")("label", "configmap", name, "-n", OTHER, "c=d").expect("roles", "authorizer", "admission")
    stage.kubectl("developer")("create", "configmap", "a", "-n", "kube-system").expect("roles", "authorizer", "admission")


def in_orders(world, orders):
    stage = world.stage(wide=True)
    for order in orders:
        began = time.monotonic()
        stop_all(stage)
        for part in order:
            start(stage, part)
            # Long enough for whoever comes too early to notice.
            time.sleep(0.7)
        wait_for_all(stage)
        check_all(stage, " > ".join(order))
        number(f"{' > '.join(order)}: {time.monotonic() - began:.1f} s")


@scenario("everything is killed, and started in four orders, each part first once")
def four(world):
    in_orders(world, [PARTS[turn:] + PARTS[:turn] for turn in range(len(PARTS))])


@scenario("everything is killed, and started in every order", is_short=False)
def every(world):
    in_orders(world, list(itertools.permutations(PARTS)))


@scenario("an apiserver becomes ready without us, and what is ours stays shut until we are there")
def alone(world):
    stage = world.stage(wide=True)
    stop_all(stage)
    stage.start_etcd()
    stage.start_apiserver()
    stage.admin()("create", "namespace", "made-alone").expect("yes")
    for tier in ("viewer", "super"):
        stage.kubectl(tier)("get", "configmaps", "-n", OTHER).expect("token")
    stage.add_server(wait=False)
    # Without the chain nobody can say who they are.
    time.sleep(2)
    stage.kubectl("super")("get", "configmaps", "-n", OTHER).expect("token")
    stage.ledger.start()
    eventually(lambda: stage.kubectl("super")("get", "configmaps", "-n", OTHER).verdict == "yes", 30, "a super is let in")
    check_all(stage, "server before ledger")


@scenario("a server that is deaf: a write ends with an error in its time, and nothing is let in")
def deaf(world):
    stage = world.stage(wide=True)
    stage.kubectl("super")("create", "configmap", "a", "-n", OTHER).expect("yes")
    stage.servers[0].signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        told = stage.kubectl("super")("label", "configmap", "a", "-n", OTHER, "x=y")
        took = time.monotonic() - began
        check(told.verdict in ("unavailable", "error", "authorizer"), f"a write while our server is deaf: {told}")
        number(f"a write ends after {took:.1f} s: {told.text.strip()[:200]}")
        check(took < 20, f"only after {took:.1f} s")
        stage.admin()("label", "configmap", "a", "-n", OTHER, "by=operator").expect("yes")
    finally:
        stage.servers[0].signal(signal.SIGCONT)
    eventually(lambda: stage.kubectl("super")("label", "configmap", "a", "-n", OTHER, "x=y").verdict == "yes", 20,
               "a super writes again")
