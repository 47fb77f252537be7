# SPDX-License-Identifier: Apache-2.0
"""Requests that wait on chain when a controller begins: how many it carries out in a second, and how long each one takes.

The controller, an apiserver with its etcd, webhook-server and a local ledger are on one machine, and so is the time that the ledger takes: what is
counted from a request's assignment until what came of it is known is the controller's and the apiserver's alone. A real kube-apiserver
is taken where there is one.
"""
import argparse
import concurrent.futures
import json
import pathlib
import secrets
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "Tests" / "EndToEnd"), str(ROOT / "Tests" / "Peers")]
import stage  # noqa: E402
from scenarios.requests import Asked, config_map  # noqa: E402

# As many as a submitter may have open.
OPEN = 32
LIMIT_SECONDS, LIMIT_RATE = 0.5, 200


def metrics(site) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{site.ports[0][1]}/metrics", timeout=10) as page:
        lines = page.read().decode().splitlines()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines if line and not line.startswith("#")}


def quantile(page: dict[str, float], family: str, part: float) -> float:
    """The upper bound of the bucket that the quantile is in; the last bound is that of all."""
    buckets = sorted((float(name.split('le="')[1].split('"')[0].replace("+Inf", "inf")), count) for name, count in page.items()
                     if name.startswith(family + "_bucket") and 'result="done"' in name)
    return next(bound for bound, count in buckets if count >= part * buckets[-1][1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="webhook-server, with the other programs beside it")
    parser.add_argument("--requests", type=int, default=960)
    parser.add_argument("--workers", type=int, default=20)
    parser.add_argument("--no-limits", action="store_true", help="measure, and fail only where a request does")
    options = parser.parse_args()
    world = stage.World(options.binary, stage.find("kube-apiserver"), False)
    faults = []
    try:
        site = Asked(world.stage(wide=True))
        print(f"apiserver: {world.version}{'' if world.is_real else ', a stand-in of ours'}", flush=True)
        for _ in range(options.workers - 1):
            site.worker()
        askers = [site.stage.ledger.newcomer(f"asker-{secrets.token_hex(3)}", "2SUI") for _ in range(-(-options.requests // OPEN))]
        for asker in askers:
            site.stage.house(asker)
        site.controllers[0].stop()

        def fill(asker):
            file = site.folder / f"{asker.name}.json"
            for place in range(min(OPEN, options.requests - askers.index(asker) * OPEN)):
                file.write_text(json.dumps(config_map(f"c-{place}", turn=str(place))))
                site.stage.ledger("request", "submit", "apply", "configmaps", f"c-{place}", "--namespace", asker.home,
                                  "--manifest-file", str(file), "--key", asker.name)

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            list(pool.map(fill, askers))
        site.controllers[0].start()
        first, last, page = None, None, {}
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            try:
                page = metrics(site)
            except OSError:
                page = {}
            done = page.get("k3s_daas_controller_requests_done_total", 0)
            if done and first is None:
                first = (time.monotonic(), done)
            if done >= options.requests:
                last = time.monotonic()
                break
            time.sleep(0.02)
        failed = sum(count for name, count in page.items() if name.startswith("k3s_daas_controller_requests_failed_total"))
        if failed or last is None:
            faults.append(f"{done:.0f} of {options.requests} were carried out, {failed:.0f} failed")
        else:
            rate = (done - first[1]) / (last - first[0]) if last > first[0] else float("inf")
            p50, p99 = (quantile(page, "k3s_daas_controller_request_seconds", part) for part in (0.5, 0.99))
            print("\n| requests | workers | a second | p50 at most, s | p99 at most, s |\n|---|---|---|---|---|")
            print(f"| {options.requests} | {options.workers} | {rate:,.0f} | {p50:g} | {p99:g} |", flush=True)
            if not options.no_limits and (p99 > LIMIT_SECONDS or rate < LIMIT_RATE):
                faults.append(f"p99 is above {LIMIT_SECONDS} s, or fewer than {LIMIT_RATE} a second")
    finally:
        world.close()
    for fault in faults:
        print(f"failed: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
