# SPDX-License-Identifier: Apache-2.0
"""TokenReviews with an audit trail and without: one server twice, alternating runs, ratios within a pair.

As in compare.py: the server has core 0, the load generator core 1. Each review is an entry of the trail, which lies in --folder: on
a disk, if the ratio is to say anything about one. That none was dropped is looked at in the end.

On one connection one question follows the other, and the ratio is that of the time a TokenReview takes; on more, the server is
asked as fast as it answers, and the ratio is that of what its core can do. The target is for a server that has its one core for
everything. With --apart the trail's thread runs on the load generator's core instead, as it would on any other of a machine that
has some to spare.
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
            print("| connections | /s with | /s without | p99 µs with | without | CPU µs with | without | /s with ÷ without |")
            print("|---|---|---|---|---|---|---|---|", flush=True)
            for connections in CONNECTIONS:
                taken = {plain: [], audited: []}
                for pair in range(options.pairs):
                    # Who goes first may not matter.
                    for target in (plain, audited) if pair % 2 else (audited, plain):
                        taken[target].append(arena.requests(
                            target, "/authenticate", "authenticate", connections, options.seconds))
                ratio = compare.spread([on["per_second"] / off["per_second"]
                                        for on, off in zip(taken[audited], taken[plain])])
                medians = {name: {key: statistics.median(run[key] for run in taken[target]) for key in taken[target][0]}
                           for name, target in (("with", audited), ("without", plain))}
                report["runs"].append({"connections": connections, "medians": medians, "ratio": ratio})
                cells = [f"{medians[name][key]:,.{digits}f}" for key, digits in (("per_second", 0), ("p99_us", 0), ("cpu_us", 1))
                         for name in ("with", "without")]
                print(f"| {connections} | " + " | ".join(cells) + f" | {compare.three(ratio)} |", flush=True)
                if ratio["median"] < TARGET:
                    missed.append(f"{connections} connections: {ratio['median']:.3f} of the rate without, target {TARGET}")
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
