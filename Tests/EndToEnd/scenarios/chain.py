# SPDX-License-Identifier: Apache-2.0
"""The chain goes away and comes back: how long each tier goes on, as kubectl sees it."""
import signal
import time

from harness import check, eventually
from ledger import STAKES
from scenario import number, scenario
from stage import OTHER

# Shipped are 10 s, and 15, 5, 1 and 0 minutes: the same table, in a time that can be waited for.
AGE = 2
GRACE = {"viewer": 18, "developer": 12, "admin": 6, "super": 0}
SHORT = tuple([("max-age", f"{AGE}s"), ("lookup-timeout", "500ms"), *((f"grace-{tier}", f"{seconds}s")
                                                                     for tier, seconds in GRACE.items())])
# Between the last word of the chain and the moment that it is stopped, and for a call of kubectl on a busy machine.
SLACK = 4


def whoami(stage, tier: str) -> str:
    """With a token that no apiserver has seen before, so that none remembers it."""
    token = stage.ledger("token", "--key", tier, "--no-cache").strip()
    return stage.kubectl({"token": token}, name=f"{tier}-{token[-8:]}")("auth", "whoami").verdict


def write(stage, tier: str) -> str:
    return stage.kubectl(tier)("create", "configmap", "a", "--dry-run=server", "-n", stage.ledger.stakers[tier].home).verdict


@scenario("the chain goes away: each tier goes on for its time, and comes back with the chain")
def staleness(world):
    stage = world.stage(wide=True, settings=SHORT)
    for tier in STAKES:
        check(whoami(stage, tier) == "yes", f"the {tier} is let in while the chain is there")
        check(tier == "viewer" or write(stage, tier) == "yes", f"the {tier} writes while the chain is there")
    stage.ledger.process.signal(signal.SIGKILL)
    stage.ledger.process.wait(5)
    began, out = time.monotonic(), {}
    while len(out) < len(STAKES):
        for tier in [tier for tier in STAKES if tier not in out]:
            asked = time.monotonic() - began
            verdict = whoami(stage, tier)
            check(verdict in ("yes", "token"), f"{tier}: {verdict}")
            if verdict == "token":
                out[tier] = (asked, time.monotonic() - began)
            else:
                check(asked < max(GRACE[tier], AGE) + SLACK, f"the {tier} is let in {asked:.1f} s after the chain went away")
    number("let in no more after: " + ", ".join(f"{tier} {out[tier][0]:.1f} to {out[tier][1]:.1f} s (its time is "
                                               f"{max(GRACE[tier], AGE)} s)"
                                               for tier in sorted(out, key=out.get)))
    for tier in STAKES:
        late = out[tier][1]
        check(late > max(GRACE[tier], AGE) - SLACK, f"the {tier} is refused after {late:.1f} s already")
        told = stage.kubectl(tier)("create", "configmap", "a", "--dry-run=server", "-n", stage.ledger.stakers[tier].home)
        told.expect("admission", "authorizer", "token")
    stage.admin()("create", "configmap", "without-chain", "-n", OTHER).expect("yes")
    again = time.monotonic()
    stage.ledger.start()
    for tier in STAKES:
        eventually(lambda: whoami(stage, tier) == "yes", 20, f"the {tier} is back")
        eventually(lambda: tier == "viewer" or write(stage, tier) == "yes", 20, f"the {tier} writes again")
    number(f"all are back {time.monotonic() - again:.1f} s after the chain was started")


@scenario("writes go by the same table, and the operator by none")
def writes(world):
    stage = world.stage(wide=True, settings=SHORT)
    for tier in ("developer", "admin", "super"):
        check(write(stage, tier) == "yes", f"the {tier} writes while the chain is there")
    stage.ledger.process.signal(signal.SIGKILL)
    stage.ledger.process.wait(5)
    began = time.monotonic()
    stage.admin()("create", "configmap", "at-once", "-n", OTHER).expect("yes")
    eventually(lambda: write(stage, "super") != "yes", AGE + SLACK, "a super writes no more")
    took = {"super": time.monotonic() - began}
    if time.monotonic() - began < GRACE["admin"] - 1:
        check(write(stage, "admin") == "yes", "an admin writes in grace")
    eventually(lambda: write(stage, "admin") != "yes", GRACE["admin"] + SLACK, "an admin writes no more")
    took["admin"] = time.monotonic() - began
    if time.monotonic() - began < GRACE["developer"] - 1:
        check(write(stage, "developer") == "yes", "a developer writes in grace")
    eventually(lambda: write(stage, "developer") != "yes", GRACE["developer"] + SLACK, "a developer writes no more")
    took["developer"] = time.monotonic() - began
    number("writes refused after: " + ", ".join(f"{tier} {seconds:.1f} s" for tier, seconds in took.items()))
    stage.admin()("create", "configmap", "later", "-n", OTHER).expect("yes")
