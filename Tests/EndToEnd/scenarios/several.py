# SPDX-License-Identifier: Apache-2.0
"""Two apiservers and two of our servers: either of a kind may go, and a stake ends at both."""
import secrets
import time

from harness import check, eventually
from load import Writers, connect, create, read
from scenario import number, scenario
from stage import OTHER


def stage_of(world):
    # On one machine both of our servers share an address, as two of them do during a restart.
    return world.common(wide=True, servers=2, apiservers=2)


@scenario("tokens and rights are the same at both apiservers")
def same(world):
    stage = stage_of(world)
    for apiserver in (0, 1):
        for tier in ("viewer", "developer", "admin", "super"):
            kubectl = stage.kubectl(tier, apiserver)
            kubectl("get", "configmaps", "-n", OTHER).expect("yes")
            told = kubectl("create", "configmap", "a", "--dry-run=server", "-n", OTHER)
            told.expect(*(("yes",) if tier in ("admin", "super") else ("authorizer", "admission", "roles")))


@scenario("a slashed staker is out at both apiservers, each remembering for itself")
def slashed(world):
    stage = stage_of(world)
    staker = stage.ledger.newcomer("slashed-twice-" + secrets.token_hex(2), "5SUI")
    stage.house(staker)
    for apiserver in (0, 1):
        eventually(lambda: stage.kubectl(staker, apiserver)("create", "configmap", "a", "--dry-run=server", "-n", staker.home)
                   .verdict == "yes", 15, "writes at both")
        time.sleep(3)
    stage.ledger.slash(staker)
    began, out = time.monotonic(), {}
    connections = {(apiserver, kind): connect(stage, apiserver) for apiserver in (0, 1) for kind in ("write", "token")}
    while len(out) < len(connections):
        for (apiserver, kind), connection in connections.items():
            if (apiserver, kind) in out:
                continue
            status, said = create(connection, staker) if kind == "write" else read(connection, staker)
            now = time.monotonic() - began
            if status == 401 or kind == "write" and status == 403:
                out[apiserver, kind] = now
            else:
                check(now < (1.5 if kind == "write" else 20),
                      f"apiserver {apiserver}: {kind} passes after {now:.1f} s: {status} {said}")
        time.sleep(0.05)
    number("slashed: " + ", ".join(f"apiserver {apiserver} refuses {'writes' if kind == 'write' else 'the token'} after "
                                   f"{seconds:.2f} s" for (apiserver, kind), seconds in sorted(out.items())))


@scenario("one of our servers is killed under load at both apiservers: at most the writes in flight fail")
def one_server(world):
    stage = world.stage(wide=True, servers=2, apiservers=2)
    count = 6
    with Writers(stage, stage.ledger.stakers["developer"], count, apiservers=(0, 1)) as writers:
        for _ in range(2):
            before = len(writers.failures)
            stage.servers.pop(0).kill()
            writers.run_on(100)
            failed = len(writers.failures) - before
            check(failed <= count, f"{failed} writes failed of at most {count} in flight: {writers.failures[-2:]}")
            stage.add_server()
            writers.run_on(50)
    number(writers.summary() + " over two kills, with another server left each time")


@scenario("one apiserver goes, and the other goes on")
def one_apiserver(world):
    stage = world.stage(wide=True, servers=2, apiservers=2)
    stage.apiservers[0].kill()
    with Writers(stage, stage.ledger.stakers["developer"], 4, apiservers=(1,)) as writers:
        stage.kubectl("super", 1)("create", "configmap", "one-left", "-n", OTHER).expect("yes")
        stage.start_apiserver(0)
        eventually(lambda: stage.kubectl("super", 0)("get", "configmap", "one-left", "-n", OTHER).verdict == "yes", 20,
                   "the first one is back")
        writers.run_on(50)
    number(writers.summary())
    writers.check_no_failure()
