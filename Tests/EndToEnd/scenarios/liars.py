# SPDX-License-Identifier: Apache-2.0
"""One of the chain's nodes lies about a staker's machine: what is done by its word, and what waits for another's."""
import select
import socket
import threading

from harness import check, equal, eventually
from joining import Machine
from ledger import Ledger
from load import seconds_until
from scenario import number, scenario
from scenarios.reaction import Quick
from stage import fetch_status


class Relay(threading.Thread):
    """A ledger at a second address: to whoever asks, another node of its chain."""

    def __init__(self, ledger: Ledger):
        super().__init__(daemon=True)
        self.ledger, self.listener = ledger, socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.start()

    def run(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client: socket.socket):
        try:
            with client, socket.create_connection(("127.0.0.1", self.ledger.port)) as ledger:
                while True:
                    for one in select.select([client, ledger], [], [])[0]:
                        if not (data := one.recv(1 << 16)):
                            return
                        (ledger if one is client else client).sendall(data)
        except OSError:
            return


class Quarrel(Quick):
    """A controller that several nodes of the chain tell of machines' stakes; it follows the first of them."""

    PATIENCE = ("--reaction-grace", "3s", "--reaction-settle", "3s")

    def begin_to_lie(self) -> Ledger:
        """Another ledger of the same past, which says from now on what it likes."""
        ledger = self.stage.ledger
        ledger.stop()
        liar = ledger.copy(self.folder / "liar").start()
        ledger.start()
        return liar

    def follow(self, *nodes: Ledger | Relay):
        """Starts the controller anew with these nodes; its copy of the chain is made anew, too."""
        process, ops = self.controllers[0], self.ports[0][1]
        process.stop()
        if "--node" in process.argv:
            del process.argv[process.argv.index("--node"):]
        process.argv += ["--node", ",".join(f"graphql=http://127.0.0.1:{node.port}/graphql" for node in nodes)]
        process.start()
        process.wait_until(lambda: fetch_status(f"http://127.0.0.1:{ops}/readyz") == 200, 30, "ready")
        eventually(lambda: self.leads(0), 40, "it leads")

    def check_untouched(self, machine: Machine):
        check(self.node(machine.name) is not None, "the Node is there")
        equal([pod["metadata"].get("deletionTimestamp") for pod in self.pods(machine)], [None], "its pod")


@scenario("a machine that one lying node says was slashed gets nothing new and loses nothing; what others say as well is done",
          is_short=False)
def lies(world):
    # Where there are Kubernetes' own controllers, it is they who would delete pods by a taint.
    site = Quarrel(world.stage(wide=True, manager=bool(world.manager)))
    accused, slashed = site.joined(), site.joined()
    ledger, liar, second = site.stage.ledger, site.begin_to_lie(), Relay(site.stage.ledger)
    site.follow(liar, ledger, second)
    eventually(lambda: site.count("good") == 2, 30, "both machines are good")

    liar.slash(accused.staker)
    took = seconds_until(lambda: site.taint(accused), 2, "the taint is there by one node's word")
    number(f"a lie: the machine got nothing new after {took * 1000:.0f} ms (one kubectl call included)")
    eventually(lambda: site.count("unconfirmed") == 1, 15, "nobody else says so")
    check(site.metric('node_failures_total{action="confirm"}') > 0, "the others were asked")

    # The controller hears of it by the liar, which says for once what is true.
    ledger.slash(slashed.staker)
    liar.slash(slashed.staker)
    seconds_until(lambda: site.effect(slashed) == "NoExecute", 2, "what two others say sends pods away")
    # That takes longer than grace and settling together: as long as a true loss would have taken the other machine.
    seconds_until(lambda: site.node(slashed.name) is None, 30, "the other Node goes")
    equal((site.effect(accused), site.count("unconfirmed")), ("NoSchedule", 1), "where the lie has come to")
    site.check_untouched(accused)
    equal(sorted(site.events(accused)), ["RemovalUnconfirmed"], "Events")
    check(b"contradict the copy by which a machine is removed" in site.controllers[0].log.read_bytes(), "the log says so")

    site.follow(ledger, second)
    eventually(lambda: not site.taint(accused), 20, "without the liar the taint goes")
    check(site.count("good") == 1 and "StakeRestored" in site.events(accused), "the machine is as it was")
    site.check_untouched(accused)

    ledger.slash(accused.staker)
    took = seconds_until(lambda: site.effect(accused) == "NoExecute", 2, "the truth sends pods away")
    times = [site.metric(f"node_{what}_seconds_sum") * 1000 for what in ("reaction", "drain")]
    number(f"the truth: pods were sent away after {took * 1000:.0f} ms (one kubectl call included); after the controller had heard of "
           f"it, nothing new {times[0]:.0f} ms and pods sent away {times[1]:.0f} ms")
    equal([site.metric(f"node_{what}_seconds_count") for what in ("reaction", "drain")], [1, 1], "taints that were timed")
    seconds_until(lambda: site.node(accused.name) is None, 30, "the Node goes")
    equal(site.pods(accused), [], "its pods")
