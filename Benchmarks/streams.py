# SPDX-License-Identifier: Apache-2.0
"""TokenReviews over HTTP/2: ours, decided in full, beside nginx with a constant and beside ours over HTTP/1.1.

As in compare.py: the server has core 0, h2load core 1, the three take turns, and ratios are taken within a turn. What is
compared is the server's processor time for a request; h2load needs more than the servers do.
"""
import argparse
import datetime
import json
import pathlib
import re
import statistics
import sys

import compare
import harness

# connections, streams on each
SHAPES = ((1, 16), (1, 64), (16, 4))
TARGETS = {(1, 64): {"nginx": 0.5, "HTTP/1.1": 0.6}}


def measure(arena: compare.Arena, target, connections: int, streams: int, seconds: float, is_old: bool = False) -> dict:
    """`is_old`: as many requests in flight over HTTP/1.1, which takes a connection for each."""
    shape = ["--h1", "-c", connections * streams, "-m", 1] if is_old else ["-c", connections, "-m", streams]
    text, _, processor = arena.load(
        target, "h2load", "-t", 1, *shape, "-D", seconds, "--warm-up-time", 0, "-d", arena.work / "authenticate",
        f"https://127.0.0.1:{target.port}/authenticate")
    done = re.search(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", text)
    finished = re.search(r"finished in ([\d.]+)(ms|s),", text)
    # At the end of its time, h2load gives up what is in flight.
    if not done or not finished or int(done[2]) == 0 or int(done[2]) + connections * streams < int(done[1]):
        sys.exit(f"{target.name}, {connections} × {streams}: {text}")
    elapsed = float(finished[1]) / (1000 if finished[2] == "ms" else 1)
    return {"per_second": int(done[2]) / elapsed, "cpu_us": processor * 1e6 / int(done[2])}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=int, default=3, help="length of a run")
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    compare.NGINX = compare.NGINX.replace(" ssl backlog", " ssl http2 backlog")
    arena = compare.Arena(options)
    ours = arena.ours()
    _, reply, _ = arena.wait(ours)
    if not json.loads(reply)["status"]["authenticated"]:
        sys.exit(f"ours does not answer the TokenReview: {reply!r}")
    nginx = arena.nginx({"authenticate": reply, "admit": b""})
    contestants = {"ours": (ours, False), "nginx": (nginx, False), "HTTP/1.1": (ours, True)}
    report = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
              "machine": compare.machine(), "seconds": options.seconds, "runs": []}
    print(f"{report['machine']}\n")
    heads = ("connections × streams", "ours /s", "nginx /s", "HTTP/1.1 /s", "CPU µs ours", "nginx", "HTTP/1.1",
             "CPU ÷ nginx", "CPU ÷ HTTP/1.1")
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    missed = []
    try:
        for connections, streams in SHAPES:
            taken = {name: [] for name in contestants}
            for turn in range(options.turns):
                names = list(contestants)
                for name in names[turn % 3:] + names[:turn % 3]:
                    target, is_old = contestants[name]
                    taken[name].append(measure(arena, target, connections, streams, options.seconds, is_old))
            medians = {name: {key: statistics.median(run[key] for run in runs) for key in runs[0]} for name, runs in taken.items()}
            ratios = {other: compare.spread([a["cpu_us"] / b["cpu_us"] for a, b in zip(taken["ours"], taken[other])])
                      for other in ("nginx", "HTTP/1.1")}
            report["runs"].append({"connections": connections, "streams": streams, "medians": medians, "ratios": ratios})
            print("| " + " | ".join([f"{connections} × {streams}", *(f"{medians[name]['per_second']:,.0f}" for name in contestants),
                                     *(f"{medians[name]['cpu_us']:.1f}" for name in contestants),
                                     *(compare.three(ratios[other]) for other in ratios)]) + " |", flush=True)
            for other, bound in TARGETS.get((connections, streams), {}).items():
                if ratios[other]["median"] > bound:
                    missed.append(f"{connections} × {streams}: {ratios[other]['median']:.2f} of {other}'s processor time, target {bound}")
    finally:
        ours.stop()
        nginx.stop()
    options.output.write_text(json.dumps(report, indent=1) + "\n")
    print("\n" + ("missed: " + "; ".join(missed) if missed else "targets met"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
