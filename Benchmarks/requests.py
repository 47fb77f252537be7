# SPDX-License-Identifier: Apache-2.0
"""Requests on chain: how many a controller carries out in a second, and how long each one takes.

Twice: those that wait when the controller begins, and those that come at a steady rate. The controller, an apiserver with its etcd, webhook-server
and a local ledger are on one machine. What is counted from a request's assignment until what came of it is known is the controller's and the
apiserver's alone; from hearing of it the ledger's time for the assignment is in it as well. A real kube-apiserver is taken where there is one.
"""
import argparse
import concurrent.futures
import pathlib
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Tests" / "EndToEnd"), str(ROOT / "Tests" / "Peers")]
import stage  # noqa: E402
from cost import Cost  # noqa: E402
from scenarios.requests import Asked  # noqa: E402

# As many as a submitter may have open.
OPEN = 32
LIMIT_SECONDS, LIMIT_RATE = 0.5, 200
ASSIGNED, HEARD = "k3s_daas_controller_request_seconds", "k3s_daas_controller_request_total_seconds"


class Askers:
    """Those who ask, in a process of their own."""

    def __init__(self, tool: pathlib.Path, cluster: pathlib.Path, count: int):
        self.process = subprocess.Popen([tool, cluster, str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.homes = []
        while (line := self.line()) != "ready":
            self.homes.append(line.split()[1])

    def line(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            sys.exit("those who ask ended")
        return line.strip()

    def order(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def done(self) -> tuple[int, int]:
        """How many were asked for, and how many milliseconds too late at the most."""
        _, count, late = self.line().split()
        return int(count), int(late)

    def close(self):
        self.process.kill()
        self.process.wait()


class Page:
    """The controller's metrics at one moment."""

    def __init__(self, site):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{site.ports[0][1]}/metrics", timeout=10) as page:
                lines = page.read().decode().splitlines()
        except OSError:
            lines = []
        self.at = time.monotonic()
        self.values = {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line and not line.startswith("#")}

    @property
    def done(self) -> float:
        return self.values.get("k3s_daas_controller_requests_done_total", 0)

    @property
    def failed(self) -> float:
        return sum(count for name, count in self.values.items() if name.startswith("k3s_daas_controller_requests_failed_total"))

    def quantile(self, family: str, part: float, before: "Page | None" = None) -> float:
        """The upper bound of the bucket that the quantile of what was done since is in; the last bound is that of all."""
        past = before.values if before else {}
        buckets = sorted((float(name.split('le="')[1].split('"')[0].replace("+Inf", "inf")), count - past.get(name, 0))
                         for name, count in self.values.items() if name.startswith(family + "_bucket") and 'result="done"' in name)
        return next(bound for bound, count in buckets if count >= part * buckets[-1][1])


class Trial:
    """One stage, on which both are measured."""

    def __init__(self, world, options):
        self.site = site = Asked(world.stage(wide=True))
        for _ in range(options.workers - 1):
            site.worker()
        self.askers = Askers(options.tool, site.stage.etc / "cluster.yaml", -(-options.requests // OPEN))
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(site.stage.house_named, self.askers.homes))

    def processes(self) -> dict:
        stage = self.site.stage
        named = {"controller": self.site.controllers[0], "apiserver": stage.apiservers[0], "etcd": stage.etcd,
                 "webhook": stage.servers[0], "ledger": stage.ledger.process}
        return {name: Cost(process.process.pid) for name, process in named.items() if process}

    def until(self, count: float) -> Page:
        """Waits until so many are done."""
        deadline = time.monotonic() + 300
        while True:
            page = Page(self.site)
            if page.done >= count or page.failed or time.monotonic() > deadline:
                return page
            time.sleep(0.02)

    def waiting(self) -> tuple[int, Page, Page, dict]:
        """All that may be open waits, and then the controller begins."""
        self.site.controllers[0].stop()
        self.askers.order("ask", OPEN)
        count, _ = self.askers.done()
        self.site.controllers[0].start()
        costs = self.processes()
        first = self.until(1)
        return count, first, self.until(count), costs

    def steady(self, rate: int, seconds: int) -> tuple[int, int, Page, Page, dict]:
        """So many in each second."""
        first, costs = Page(self.site), self.processes()
        self.askers.order("flow", rate, 10, seconds * 1000)
        count, late = self.askers.done()
        return count, late, first, self.until(first.done + count), costs


def row(what: str, first: Page, last: Page, costs: dict, before: Page | None):
    done = last.done - first.done
    shown = [f"{last.quantile(family, part, before):g}" for family in (ASSIGNED, HEARD) for part in (0.5, 0.99)]
    spent = ", ".join(f"{name} {cost.spent() * 1000 / max(done, 1):.2f}" for name, cost in costs.items())
    print(f"| {what} | {done / (last.at - first.at):,.0f} | {' | '.join(shown)} | {spent} |", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="webhook-server, with the other programs beside it")
    parser.add_argument("--tool", type=pathlib.Path, required=True)
    parser.add_argument("--requests", type=int, default=960, help="how many wait when the controller begins")
    parser.add_argument("--workers", type=int, default=20)
    parser.add_argument("--rate", type=int, default=LIMIT_RATE, help="how many come in a second")
    parser.add_argument("--seconds", type=int, default=20, help="how long they come")
    parser.add_argument("--no-limits", action="store_true", help="measure, and fail only where a request does")
    options = parser.parse_args()
    world = stage.World(options.binary, stage.find("kube-apiserver"), False)
    faults = []
    try:
        trial = Trial(world, options)
        print(f"apiserver: {world.version}{'' if world.is_real else ', a stand-in of ours'}; {options.workers} workers", flush=True)
        print("\n| requests | a second | assigned p50 ≤ s | p99 ≤ s | heard p50 ≤ s | p99 ≤ s | ms of processor for each |")
        print("|---|---|---|---|---|---|---|")
        count, first, last, costs = trial.waiting()
        row(f"{count} that wait", first, last, costs, None)
        if last.failed or last.done < count:
            faults.append(f"{last.done:.0f} of {count} were carried out, {last.failed:.0f} failed")
        if not faults:
            count, late, first, end, costs = trial.steady(options.rate, options.seconds)
            row(f"{count}, {options.rate} in a second, asked for at most {late} ms late", first, end, costs, first)
            done, rate = end.done - first.done, (end.done - first.done) / (end.at - first.at)
            if end.failed or done < count:
                faults.append(f"{done:.0f} of {count} were carried out, {end.failed:.0f} failed")
            elif not options.no_limits:
                if end.quantile(ASSIGNED, 0.99, first) > LIMIT_SECONDS:
                    faults.append(f"p99 is above {LIMIT_SECONDS} s")
                if rate < 0.95 * options.rate:
                    faults.append(f"{rate:.0f} a second of {options.rate} were carried out")
        trial.askers.close()
    finally:
        world.close()
    for fault in faults:
        print(f"failed: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
