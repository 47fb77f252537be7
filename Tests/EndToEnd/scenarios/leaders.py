# SPDX-License-Identifier: Apache-2.0
"""Three controllers of which one acts, and what becomes of the work when that one is killed, again and again."""
import http.client
import json
import os
import random
import ssl
import threading
import time

from harness import check, equal, eventually
from load import Writers
from scenario import number, scenario
from scenarios.requests import Asked, applies, carried_last, config_map
from stage import fetch_status

# hack/prove asks for 200.
ROUNDS = int(os.environ.get("LEADER_ROUNDS", "4"))
AUTHORS, LABEL = 3, "round"
# So long whoever has just got the lead waits before it carries anything out.
SETTLE = 5


class Trio(Asked):
    """Three controllers that carry requests out and hand over quickly."""

    def __init__(self, stage):
        super().__init__(stage, controllers=3)

    def start_controller(self, number: int):
        super().start_controller(number)
        process, ops = self.controllers[number], self.ports[number][1]
        process.stop()
        process.argv += ["--lease-duration", "5s"]
        process.start()
        process.wait_until(lambda: fetch_status(f"http://127.0.0.1:{ops}/readyz") == 200, 30, "ready")

    def acting(self) -> int | None:
        return next((number for number in range(3) if self.controllers[number].is_alive() and self.leads(number)), None)


class Changes(threading.Thread):
    """What the apiserver tells of ConfigMaps with a label: how often each was made, and how often it was touched after that."""

    def __init__(self, stage):
        super().__init__(daemon=True)
        self.made, self.touched, self.is_open = {}, [], threading.Event()
        user, context = stage.admin_user(), ssl.create_default_context(cafile=str(stage.kubernetes.certificate))
        context.load_cert_chain(user["client-certificate"], user["client-key"])
        self.connection = http.client.HTTPSConnection("127.0.0.1", stage.ports[0], context=context)
        self.start()
        check(self.is_open.wait(20), "the changes are watched")

    def run(self):
        # From whatever version its cache has: nothing is labelled yet.
        self.connection.request("GET", f"/api/v1/configmaps?watch=1&resourceVersion=0&labelSelector={LABEL}&timeoutSeconds=86400")
        reply = self.connection.getresponse()
        self.is_open.set()
        for line in reply:
            event = json.loads(line)
            if event["type"] == "ERROR":
                self.touched.append(("ERROR", event["object"].get("message")))
                return
            name = event["object"]["metadata"]["name"]
            if event["type"] == "ADDED" and name not in self.made:
                self.made[name] = carried_last(event["object"])
            else:
                self.touched.append((event["type"], name))


@scenario("whoever acts is killed at random moments under load: nothing is lost, nothing is done twice, no write fails", is_short=False)
def killed(world):
    applies(world)
    site = Trio(world.stage(wide=True, servers=2))
    stage, chance = site.stage, random.Random(int(os.environ.get("LEADER_SEED", "1")))
    authors = [stage.ledger.newcomer(f"author-{number}", "2SUI") for number in range(AUTHORS)]
    for author in authors:
        stage.house(author)
    changes, asked, longest = Changes(stage), {}, 0.0
    with Writers(stage, authors[0], 3) as writers:
        for turn in range(ROUNDS):
            for place, author in enumerate(authors):
                name = f"made-{turn}-{place}"
                manifest = config_map(name, turn=str(turn)) | {"metadata": {"name": name, "labels": {LABEL: str(turn)}}}
                asked[name] = site.submit(author, "apply", "configmaps", name, manifest)
            # Before it may carry anything out, while it does, and when all is done.
            time.sleep(chance.uniform(0, SETTLE + 3))
            victim = eventually(lambda: (found := site.acting()) is not None and [found], 60, "somebody acts")[0]
            site.controllers[victim].kill()
            began = time.monotonic()
            successor = eventually(lambda: (found := site.acting()) is not None and [found], 60, "another acts")[0]
            check(successor != victim, "who was killed does not act")
            longest = max(longest, time.monotonic() - began)
            site.controllers[victim].start()
        eventually(lambda: set(asked) <= set(changes.made), 120, "everything that was asked for is there")
        told = eventually(lambda: (all_of_it := stage.ledger.json("request", "list")) and all(
            one["state"] not in ("pending", "assigned") for one in all_of_it) and all_of_it, 120, "every request has ended")
    equal({one["state"] for one in told}, {"completed"}, "how they ended")
    equal(len(told), ROUNDS * AUTHORS, "how many they are")
    equal(changes.made, asked, "each was made for its own request")
    equal(changes.touched, [], "what was touched again")
    writers.check_no_failure()
    number(f"{ROUNDS} kills of whoever acted, {len(told)} requests, each carried out once; another acted after {longest:.1f} s at most; "
           + writers.summary())
