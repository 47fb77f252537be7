# SPDX-License-Identifier: Apache-2.0
"""Our server is restarted, killed, and given new certificates while writers write: what they notice of it."""
import signal
import urllib.request

from harness import check, equal, eventually
from load import Writers
from scenario import number, scenario

WRITERS = 6


def reloads(stage) -> float:
    return metric(stage, 'k3s_daas_reloads_total{what="certificates",result="success"}')


def metric(stage, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{stage.ops[stage.servers[-1]]}/metrics", timeout=5) as reply:
        for line in reply.read().decode().splitlines():
            if line.startswith(name + " "):
                return float(line.rsplit(" ", 1)[1])
    return 0


@scenario("restarted by SIGTERM under load, two processes in turn: no write fails", is_short=False)
def turns(world):
    stage = world.stage(wide=True)
    with Writers(stage, stage.ledger.stakers["developer"], WRITERS) as writers:
        for _ in range(2):
            old = stage.servers[-1]
            stage.add_server()
            old.signal(signal.SIGTERM)
            writers.run_on(200)
            equal(old.wait(120), 0, "exit code of the one that left")
            stage.servers.remove(old)
            writers.run_on(100)
    number(f"{writers.summary()}, over two restarts in {writers.seconds:.0f} s")
    writers.check_no_failure()


@scenario("restarted by SIGTERM under load, on a socket that outlives it: no write fails", is_short=False)
def inherited(world):
    stage = world.stage(wide=True, socket=True)
    with Writers(stage, stage.ledger.stakers["developer"], WRITERS) as writers:
        old = stage.servers[-1]
        old.signal(signal.SIGTERM)
        stage.add_server()
        writers.run_on(200)
        equal(old.wait(120), 0, "exit code of the one that left")
        stage.servers.remove(old)
        writers.run_on(100)
    number(f"{writers.summary()}, over one restart in {writers.seconds:.0f} s")
    writers.check_no_failure()


@scenario("killed by SIGKILL under load, on a socket that outlives it: at most the writes in flight fail")
def killed(world):
    stage = world.stage(wide=True, socket=True)
    counts = []
    with Writers(stage, stage.ledger.stakers["developer"], WRITERS) as writers:
        for _ in range(5):
            before = len(writers.failures)
            stage.servers[-1].kill()
            stage.servers.pop()
            stage.add_server()
            writers.run_on(50)
            counts.append(len(writers.failures) - before)
    number(f"{writers.summary()} over five kills: {', '.join(map(str, counts))} of {WRITERS} writers at a time")
    if writers.failures:
        number(f"such a failure says: {writers.failures[0][:300]}")
    # Whoever comes to a server that does not know the chain yet must wait, and not be told no.
    check(not any("denied the request" in failure for failure in writers.failures), f"denied: {writers.failures}")
    for count in counts:
        check(count <= WRITERS, f"{count} writes failed of at most {WRITERS} in flight: {writers.failures[-3:]}")


@scenario("killed by SIGKILL under load, and started again without a socket that waits: fails until it is back")
def bare(world):
    stage = world.stage(wide=True)
    # Known to the apiserver, so that it is admission that fails, and not authentication.
    stage.kubectl("super")("create", "configmap", "a", "--dry-run=server", "-n", "shop").expect("yes")
    with Writers(stage, stage.ledger.stakers["developer"], WRITERS) as writers:
        stage.servers[-1].kill()
        eventually(lambda: len(writers.failures) >= 3, 10, "writes fail while nobody listens")
        failed = stage.kubectl("super")("create", "configmap", "a", "--dry-run=server", "-n", "shop")
        check(failed.verdict in ("unavailable", "error"), f"without a server: {failed}")
        check("connection refused" in failed.text, f"the cause is shown: {failed.text}")
        stage.servers.pop()
        stage.add_server()
        before = len(writers.failures)
        writers.run_on(100)
    number(f"{writers.summary()}; {len(writers.failures) - before} after it was ready again")
    check(len(writers.failures) - before <= WRITERS, "failures after it was ready again")


@scenario("certificates are changed under load, ours and the apiserver's: no write fails")
def rotated(world):
    stage = world.stage(wide=True)
    with Writers(stage, stage.ledger.stakers["developer"], WRITERS) as writers:
        for round_ in range(3):
            before = reloads(stage)
            stage.ours.leaf("server", f"/CN=webhook-server-{round_}", "serverAuth")
            eventually(lambda: reloads(stage) > before, 15, "the new certificate is in use")
            stage.ours.client("client", "kube-apiserver")
            writers.run_on(150)
    number(f"{writers.summary()}, over three of ours and three of the apiserver's")
    writers.check_no_failure()
