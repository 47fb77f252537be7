# SPDX-License-Identifier: Apache-2.0
"""Machines that join seal-controller at once, then say how they are: how long each waits, and what it costs.

The controller, an apiserver, a local ledger and the machines are on one machine. A real kube-apiserver is taken where there is one.
"""
import argparse
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Tests" / "EndToEnd"), str(ROOT / "Tests" / "Peers")]
import stage  # noqa: E402
from cost import Cost  # noqa: E402
from joining import Site  # noqa: E402

# What a heartbeat may take at the 99th of 100, and how many machines join at once.
LIMIT_MS = 50


class Crew:
    """The machines, in a process of their own."""

    def __init__(self, tool: pathlib.Path, cluster: pathlib.Path, count: int, site: Site):
        self.where = [f"https://127.0.0.1:{site.ports[0][0]}", str(site.stage.ours.certificate)]
        self.process = subprocess.Popen([tool, cluster, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.line() != "ready":
            sys.exit("the machines do not get ready")

    def line(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the machines ended")
        return line.strip()

    def __call__(self, order: str, *numbers: int) -> dict[str, list[int]]:
        self.process.stdin.write(" ".join([order, *self.where, *map(str, numbers)]) + "\n")
        self.process.stdin.flush()
        told = {}
        while (line := self.line()) != "done":
            name, *rest = line.split()
            if name == "fault":
                print(f"  {line}")
            else:
                told[name] = list(map(int, rest))
        return told

    def close(self):
        self.process.kill()
        self.process.wait()


def row(what: str, told: list[int], cost: Cost, seconds: float):
    good, bad, half, most, longest = told
    print(f"| {what} | {good} | {bad} | {good / seconds:,.0f} | {half / 1000:.1f} | {most / 1000:.1f} | {longest / 1000:.1f} | {cost} |", flush=True)


def heartbeats(told: list[int], is_limited: bool = True) -> list[str]:
    """What is wrong with heartbeats that took so long."""
    faults = [f"{told[1]} heartbeats failed"] if told[1] else []
    if is_limited and told[3] > LIMIT_MS * 1000:
        faults.append(f"heartbeats: p99 is above {LIMIT_MS} ms")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="webhook-server, with the other programs beside it")
    parser.add_argument("--tool", type=pathlib.Path, required=True)
    parser.add_argument("--machines", type=int, default=1000)
    parser.add_argument("--at-once", type=int, default=200, help="how many join at once")
    parser.add_argument("--rounds", type=int, default=2, help="how many heartbeats each machine sends, one in 30 s")
    options = parser.parse_args()
    apiserver = stage.find("kube-apiserver")
    world = stage.World(options.binary, apiserver, False)
    faults = []
    try:
        site = Site(world.stage(wide=True))
        print(f"apiserver: {world.version}{'' if world.is_real else ', a stand-in of ours'}")
        crew = Crew(options.tool, site.stage.etc / "cluster.yaml", options.machines, site)
        pid = site.controllers[0].process.pid
        print("\n| what | good | bad | a second | p50 ms | p99 ms | longest ms | the controller used |\n|---|---|---|---|---|---|---|---|")
        for first in range(0, options.machines, options.at_once):
            cost, began = Cost(pid), time.monotonic()
            last = min(first + options.at_once, options.machines)
            # The last ones join beside all others' heartbeats.
            told = crew("both" if first and last == options.machines else "join", first, last)
            took = time.monotonic() - began
            if first == 0:
                row(f"{told['challenges'][0]} challenges at once", told["challenges"], cost, took)
                row(f"{told['joins'][0]} joins at once", told["joins"], cost, took)
            if beats := told.get("heartbeats"):
                row(f"heartbeats of {first} machines while {last - first} join", beats, cost, took)
                faults += heartbeats(beats)
            if told["joins"][1]:
                faults.append(f"{told['joins'][1]} joins failed")
        for what, rounds, interval in ((f"heartbeats of {options.machines} machines, one in 30 s", options.rounds, 30),
                                       ("the same, one in a second", 10, 1)):
            cost, began = Cost(pid), time.monotonic()
            told = crew("beat", rounds, interval)["heartbeats"]
            row(what, told, cost, time.monotonic() - began)
            faults += heartbeats(told, is_limited=interval == 30)
        crew.close()
    finally:
        world.close()
    for fault in faults:
        print(f"failed: {fault}")
    if not faults:
        print(f"\nok: {options.machines} machines")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
