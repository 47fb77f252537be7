# SPDX-License-Identifier: Apache-2.0
"""A k3s server that `sealctl wire k3s` has wired: that it asks us, and what machines that join and are removed see of it."""
import re

import objects
import wiring
from harness import check, equal, eventually
from joining import OwnMachine
from k3s import Agent, K3sWorld
from scenario import SCENARIOS, scenario
from scenarios import reaction, workers
from scenarios.reaction import Quick
from stage import OTHER

# What CI has time for; all the others are there for a k3s that somebody gives us.
SHORT = {workers.joins, reaction.removed}


@scenario("wired in its tree, it starts, takes our objects, knows who somebody is and what they may, and starts without us")
def wired(world):
    stage = K3sWorld(world).stage(wide=True, workers=True)
    taken = stage.admin()("get", "validatingwebhookconfigurations", "-o", "name").expect("yes").text
    check("k3s-daas-validating-webhook-configuration" in taken, f"the webhook is registered by k3s: {taken}")
    told = stage.kubectl("super")("auth", "whoami", "-o", "json").expect("yes").json()["status"]["userInfo"]
    check(told["username"] == stage.ledger.stakers["super"].user and "seal:super" in told["groups"], f"{told}")
    stage.kubectl("super")("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("yes")
    stage.kubectl("developer")("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("admission", "authorizer")
    stage.kubectl({"token": "f" * 64}, name="nobody")("get", "pods", "-n", OTHER).expect("token")
    # A k3s server must come up while we are down: its own controllers and its administrator depend on nobody.
    stage.apiservers[0].stop()
    stage.servers[0].kill()
    stage.start_apiserver()
    stage.admin()("create", "configmap", "b", "-n", OTHER).expect("yes")
    stage.kubectl("super")("get", "pods", "-n", OTHER).expect("token")
    stage.servers[0].start()
    stage.servers[0].wait_until(lambda: stage.is_server_ready(stage.servers[0]), 15, "ready")
    eventually(lambda: stage.kubectl("super")("create", "configmap", "a", "--dry-run=server", "-n", OTHER).verdict == "yes", 30,
               "we are asked again")
    stage.kubectl("admin")("create", "-f", "-", "--dry-run=server", text=objects.made("new", "pods:privileged", OTHER)).expect("admission")
    wiring.call(world.sealctl, "wire", "k3s", "--check", "--root", stage.root, "--folder", stage.etc)


@scenario("an agent that stake-worker has set up is a Node, goes when its stake is lost, and does not come back by itself", is_short=False)
def agent(world):
    site = Quick(K3sWorld(world).stage(wide=True))
    machine = OwnMachine(site, site.stage.ledger.newcomer("owner"))
    done = machine("join")
    equal(done.returncode, 0, f"stake-worker join: {done.stderr.strip()[-600:]}")
    name = machine.agent().name
    agent = Agent(machine).start()
    agent.process.wait_until(lambda: site.node(name), 180, "its Node is there")
    keys = [one["key"] for one in site.node(name)["spec"]["taints"]]
    check("k3s-daas.io/worker" in keys, f"taints: {keys}")
    site.stage.ledger.slash(machine.staker)
    eventually(lambda: site.node(name) is None, 90, "the Node goes")
    agent.process.kill()
    said = len(agent.process.log.read_text())
    agent.start()
    # Its certificate is worth nothing without the Node, and its token ends with the stake.
    agent.process.wait_until(lambda: re.search(r"\b401\b|[Uu]nauthorized", agent.process.log.read_text()[said:]), 90,
                             "it is refused")
    check(site.node(name) is None, "the Node stays away")


# The same suite as in front of our stand-in for what k3s has on 6443.
for one in [each for each in SCENARIOS if each.run.__module__ in (workers.__name__, reaction.__name__)]:
    def on_k3s(world, run=one.run):
        run(K3sWorld(world))
    scenario(one.title.split(": ", 1)[1], is_short=one.run in SHORT)(on_k3s)
