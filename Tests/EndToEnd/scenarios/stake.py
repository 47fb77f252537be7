# SPDX-License-Identifier: Apache-2.0
"""Stakes come and go on the ledger: how soon that is so in the cluster, as kubectl and a client see it."""
import secrets
import time

from harness import check, eventually
from load import connect, create, read, seconds_until
from scenario import number, scenario
from stage import OTHER

# What an apiserver may still let pass: a write is reviewed each time, a token is remembered for two times ten seconds.
WRITES, READS = 1, 20


def settle(stage, staker):
    """Somebody who reads and writes, and whom the apiserver knows as well as it will."""
    stage.house(staker)
    kubectl = stage.kubectl(staker)
    eventually(lambda: kubectl("create", "configmap", "mine", "--dry-run=server", "-n", staker.home).verdict == "yes", 15,
               f"{staker.name} writes at home")
    kubectl("get", "configmaps", "-n", staker.home).expect("yes")
    return kubectl


def refused_from_now(stage, staker, what: str, reads: float = READS):
    """From the moment that the ledger has it: no write after one second, no read after twenty."""
    began, writing, reading = time.monotonic(), connect(stage), connect(stage)
    message, wrote, last = "", None, None
    while True:
        now = time.monotonic() - began
        if wrote is None:
            status, message = create(writing, staker)
            if status != 201:
                check(status in (401, 403), f"{what}: a write ends with {status}: {message}")
                wrote = now
            check(wrote is not None or now < WRITES, f"{what}: writes still pass after {now:.1f} s")
        status, said = read(reading, staker)
        if status != 200:
            check(status in (401, 403), f"{what}: a read ends with {status}: {said}")
            last = last or now
            if status == 401:
                break
        check(now < reads, f"{what}: reads still pass after {now:.1f} s")
        time.sleep(0.05)
    number(f"{what}: writes refused after {wrote * 1000:.0f} ms ({message.strip()[:160]}), reads after {last:.1f} s, "
           f"the token after {time.monotonic() - began:.1f} s")
    kubectl = stage.kubectl(staker)
    kubectl("get", "configmaps", "-n", staker.home).expect("token")
    kubectl("create", "configmap", "late", "-n", staker.home).expect("token")


@scenario("a slashed staker writes nothing after a second, and reads nothing after twenty")
def slashed(world):
    stage = world.common(wide=True)
    staker = stage.ledger.newcomer("to-be-slashed-" + secrets.token_hex(2), "5SUI")
    kubectl = settle(stage, staker)
    stage.ledger.slash(staker)
    refused_from_now(stage, staker, "slashed")
    stage.ledger("restake", "5SUI", "--key", staker.name)
    stage.kubectl(staker)("get", "configmaps", "-n", staker.home).expect("token")
    staker.token = stage.ledger.mint(staker.name)
    took = seconds_until(lambda: stage.kubectl(staker)("create", "configmap", "back", "-n", staker.home).verdict == "yes",
                         10, "back after a new stake, with a new seal")
    number(f"back {took * 1000:.0f} ms after staking anew and minting")
    check(kubectl.name == staker.name, "the same staker")


@scenario("without the authorizer too: a slashed staker is out within the apiserver's own memory")
def slashed_without_authorizer(world):
    stage = world.common(wide=True, has_authorizer=False)
    staker = stage.ledger.newcomer("to-be-slashed-" + secrets.token_hex(2), "2SUI")
    settle(stage, staker)
    stage.ledger.slash(staker)
    refused_from_now(stage, staker, "slashed, no authorizer")


@scenario("whoever takes all stake back is out, and whoever takes some back falls to the tier of the rest")
def unstaked(world):
    stage = world.common(wide=True)
    leaver = stage.ledger.newcomer("leaver-" + secrets.token_hex(2), "2SUI")
    settle(stage, leaver)
    stage.ledger("unstake", "all", "--key", leaver.name)
    refused_from_now(stage, leaver, "unstaked")

    lesser = stage.ledger.newcomer("lesser-" + secrets.token_hex(2), "5SUI")
    kubectl = settle(stage, lesser)
    kubectl("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("yes")
    stage.ledger("unstake", "3SUI", "--key", lesser.name)
    took = seconds_until(lambda: kubectl("create", "configmap", "a", "--dry-run=server", "-n", OTHER).verdict != "yes",
                         WRITES + 0.5, "an admin who took stake back writes as one")
    number(f"from admin to developer: refused after {took * 1000:.0f} ms (one kubectl call included)")
    kubectl("create", "configmap", "a", "--dry-run=server", "-n", lesser.home).expect("yes")


@scenario("a new stake works at once, though its token was refused a moment ago")
def new(world):
    stage = world.common(wide=True)
    newcomer = stage.ledger.newcomer("new-" + secrets.token_hex(2))
    token = stage.ledger("token", "--key", newcomer.name, "--no-cache").strip()
    signed = stage.kubectl({"token": token}, name=f"{newcomer.name}-signed")
    for _ in range(3):
        signed("get", "configmaps", "-n", OTHER).expect("token")
    stage.ledger("stake", "2SUI", "--key", newcomer.name)
    took = seconds_until(lambda: signed("get", "configmaps", "-n", OTHER).verdict == "yes", 3, "a new stake works")
    number(f"a signed token works {took * 1000:.0f} ms after the stake (one kubectl call included)")
    newcomer.token = stage.ledger.mint(newcomer.name)
    took = seconds_until(lambda: stage.kubectl(newcomer)("get", "configmaps", "-n", OTHER).verdict == "yes", 3,
                         "a new seal works")
    number(f"a new seal works {took * 1000:.0f} ms after it was minted (one kubectl call included)")


@scenario("more stake lifts the tier with the next review; a revoked seal opens nothing")
def more(world):
    stage = world.common(wide=True)
    riser = stage.ledger.newcomer("riser-" + secrets.token_hex(2), "2SUI")
    kubectl = settle(stage, riser)
    kubectl("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("admission", "authorizer")
    stage.ledger("stake", "3SUI", "--key", riser.name)
    # The lower of the claimed and the live tier counts, and the claim is as old as the apiserver's memory.
    took = seconds_until(lambda: kubectl("create", "configmap", "a", "--dry-run=server", "-n", OTHER).verdict == "yes",
                         READS + 12, "a developer becomes an admin")
    number(f"from developer to admin after {took:.1f} s")
    seal = stage.ledger.json("seal", "list", "--key", riser.name)[0]["seal"]
    stage.ledger("seal", "revoke", seal, "--key", riser.name)
    took = seconds_until(lambda: kubectl("create", "configmap", "a", "--dry-run=server", "-n", riser.home).verdict != "yes",
                         READS + 2, "a revoked seal's token still writes")
    number(f"a revoked seal: refused after {took:.1f} s")
