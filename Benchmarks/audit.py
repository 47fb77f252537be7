# SPDX-License-Identifier: Apache-2.0
"""TokenReviews with an audit trail and without: one server twice, alternating runs, ratios within a pair.

As in compare.py: the server has core 0, the load generator core 1. Each review is an entry of the trail, which lies in --folder: on
a disk, if the ratio is to say anything about one. That none was dropped is looked at in the end.

First so many reviews come in a second, each at its time and timed from then: the ratio is that of the time a TokenReview takes, and has
the target. Then the server is asked as fast as it answers, and the ratio is that of what is left of its core, on which its trail's
thread runs as well; --apart gives that thread the load generator's core instead.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import sys
import tempfile
import urllib.request

import compare
import harness

RATES = (1000, 10000, 20000)
PACED_CONNECTIONS = 16
CONNECTIONS = (1, 16, 64)
TARGET = 0.95


def metric(ops: int, name: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{ops}/metrics", timeout=10) as page:
        found = re.search(rf"^{name} (\d+)", page.read().decode(), re.MULTILINE)
    if not found:
        sys.exit(f"the server does not tell {name}")
    return int(found[1])


def move(pid: int, name: str, core: str):
    """Gives a process's thread of this name another core."""
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return os.sched_setaffinity(int(task.name), {int(core)})
    sys.exit(f"the server has no thread {name}")


def paced(arena: compare.Arena, target: compare.Target, rate: int, seconds: int) -> dict:
    """So many TokenReviews a second: how long one takes, from the moment at which it was due."""
    text, _, processor = arena.load(target, arena.work / "tls-load", "ask", "-p", target.port, "-c", PACED_CONNECTIONS,
                                    "-t", seconds, "-R", rate, "-Q", arena.work / "ask")
    found = json.loads(text)["files"][0]
    if found["failed"] or found["accepted"] != found["completed"] or found["completed"] < 0.95 * rate * seconds:
        sys.exit(f"{target.name}, {rate} a second: {found}")
    return {"per_second": found["per_second"], "p50_us": found["p50_us"], "p99_us": found["p99_us"],
            "cpu_us": processor * 1e6 / found["completed"]}


def turns(pairs: int, audited: compare.Target, plain: compare.Target, measure) -> tuple[list, list]:
    """Runs of both in turn; who goes first may not matter."""
    taken = {plain: [], audited: []}
    for pair in range(pairs):
        for target in (plain, audited) if pair % 2 else (audited, plain):
            taken[target].append(measure(target))
    return taken[audited], taken[plain]


def row(name: str, on: list, off: list, ratio: dict, keys) -> tuple[dict, str]:
    medians = {with_or_without: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
               for with_or_without, runs in (("with", on), ("without", off))}
    cells = [f"{medians[which][key]:,.{digits}f}" for key, digits in keys for which in ("with", "without")]
    return {"name": name, "medians": medians, "ratio": ratio}, f"| {name} | " + " | ".join(cells) + f" | {compare.three(ratio)} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, help="where the trail lies; the work folder's if not given")
    parser.add_argument("--seconds", type=int, default=3, help="length of a run")
    parser.add_argument("--pairs", type=int, default=9)
    parser.add_argument("--apart", action="store_true", help="the trail's thread on the load generator's core")
    options = parser.parse_args()
    arena = compare.Arena(options)
    (options.work / "ask").write_bytes(harness.request("POST", "/authenticate", arena.files["authenticate"]))
    ops = harness.free_port()
    report = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
              "machine": compare.machine(), "apart": options.apart, "seconds": options.seconds, "runs": []}
    missed = []
    with tempfile.TemporaryDirectory(dir=options.folder or options.work, prefix="trail-") as folder:
        plain = arena.ours()
        audited = arena.ours(more=["--audit-directory", pathlib.Path(folder) / "audit"], ops=ops)
        try:
            for target in (plain, audited):
                if not json.loads(arena.wait(target)[1])["status"]["authenticated"]:
                    sys.exit(f"{target.name} does not answer the TokenReview")
            if options.apart:
                move(audited.process.pid, "audit", compare.LOAD_CORE)
            print(f"{report['machine']}\n")
            print("| TokenReviews | p50 µs with | without | p99 µs with | without | CPU µs with | without | p50 without ÷ with |")
            print("|---|---|---|---|---|---|---|---|", flush=True)
            for rate in RATES:
                on, off = turns(options.pairs, audited, plain, lambda target: paced(arena, target, rate, options.seconds))
                ratio = compare.spread([without["p50_us"] / run["p50_us"] for run, without in zip(on, off)])
                told, line = row(f"{rate:,} a second", on, off, ratio, (("p50_us", 0), ("p99_us", 0), ("cpu_us", 1)))
                report["runs"].append(told)
                print(line, flush=True)
                if ratio["median"] < TARGET:
                    missed.append(f"{rate} a second: {ratio['median']:.3f}, target {TARGET}")
            print("\n| connections | /s with | without | p99 µs with | without | CPU µs with | without | /s with ÷ without |")
            print("|---|---|---|---|---|---|---|---|", flush=True)
            for connections in CONNECTIONS:
                on, off = turns(options.pairs, audited, plain, lambda target: arena.requests(
                    target, "/authenticate", "authenticate", connections, options.seconds))
                ratio = compare.spread([run["per_second"] / without["per_second"] for run, without in zip(on, off)])
                told, line = row(str(connections), on, off, ratio, (("per_second", 0), ("p99_us", 0), ("cpu_us", 1)))
                report["runs"].append(told)
                print(line, flush=True)
            for name in ("dropped", "lost", "write_failures"):
                if count := metric(ops, f"k3s_daas_audit_{name}_total"):
                    missed.append(f"{name}: {count}")
            report["entries"] = metric(ops, "k3s_daas_audit_entries_total")
        finally:
            plain.stop()
            audited.stop()
    options.output.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\n{report['entries']:,} entries; " + ("missed: " + "; ".join(missed) if missed else "targets met"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
