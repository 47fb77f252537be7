# SPDX-License-Identifier: Apache-2.0
"""What deciding tokens by a chain costs: beside nginx's constant answer, under floods, with nothing known yet, with a million seals.

The server has core 0, the load core 1, as in compare.py; the local ledger shares the load's core. Runs alternate, and a ratio is taken
within a pair; tables show the least, the median and the greatest of them.
"""
import argparse
import contextlib
import http.client
import json
import pathlib
import secrets
import statistics
import sys
import time

import compare
from chain import CannedNode, Connection, Devnet, Load, Server, Stakers, harness, quantile

SERVER_CORE, LOAD_CORE = compare.SERVER_CORE, compare.LOAD_CORE
STAKERS, FORGED, DELAY_MS = 64, 4000, 5


def review(token: str) -> bytes:
    """A TokenReview of 900 bytes, as in compare.py, or as many as the token takes."""
    base = harness.token_review(token)
    field = '"annotations":{"padding":""}'
    padded = json.loads(base)
    padded["metadata"] = {"annotations": {"padding": "x" * max(0, 900 - len(base) - len(field))}}
    return harness.request("POST", "/authenticate", json.dumps(padded, separators=(",", ":")).encode() + b"\n")


class Arena:
    """What is asked, and of whom."""

    nginx = compare.Arena.nginx

    def __init__(self, options):
        self.options, self.work, self.pki = options, options.work, options.work / "pki"
        self.targets = {}

    def put(self, name: str, tokens) -> pathlib.Path:
        path = self.work / name
        path.write_bytes(b"".join(map(review, tokens)))
        return path

    def face(self, server: Server, token: str) -> "compare.Target":
        """nginx beside a server: a constant of the length of what that says of a token."""
        reply = Connection(self.work, server.port).ask(review(token))
        if b'"authenticated":true' not in reply:
            sys.exit(f"a good token is refused: {reply!r}")
        nginx = self.nginx({"authenticate": reply, "admit": b""})
        self.targets = {"ours": server, "nginx": nginx}
        end = time.monotonic() + 10
        while True:
            with contextlib.suppress(OSError):
                Connection(self.work, nginx.port).ask(review(token))
                return nginx
            if time.monotonic() > end:
                sys.exit("nginx does not answer")
            time.sleep(0.01)

    def ask(self, target, files: list[pathlib.Path], connections: int) -> dict:
        """A run against a server: what each file's requests came to, and all of them."""
        before, began = compare.processor_seconds(target.pids()), time.monotonic()
        with Load(self.work, target.port, files, connections, self.options.seconds, core=LOAD_CORE) as load:
            found = load.result()
        processor, elapsed = compare.processor_seconds(target.pids()) - before, time.monotonic() - began
        if any(file["failed"] or file["unwell"] or not file["completed"] for file in found["files"]):
            sys.exit(f"{target.name}: {found}")
        return {**found, "cpu_us": processor * 1e6 / found["completed"], "busy": processor / elapsed}

    def good(self, target, file: pathlib.Path, connections: int) -> dict:
        """A run of tokens that must all be accepted, in the form of compare.py's tables."""
        found = self.ask(target, [file], connections)
        first = found["files"][0]
        if target.name == "ours" and first["accepted"] != first["completed"]:
            sys.exit(f"good tokens were refused: {found}")
        return {"per_second": found["per_second"], "p50_us": first["p50_us"], "p99_us": first["p99_us"],
                "cpu_us": found["cpu_us"], "busy": found["busy"]}

    def beside(self, name: str, file: pathlib.Path, report: list):
        """Alternates ours and nginx."""
        for connections in (16, 64):
            compare.pairs(self, f"{name}, {connections} connections", lambda target: self.good(target, file, connections),
                          self.options.pairs, report)


def heading():
    print("\n| " + " | ".join(compare.HEADINGS) + " |\n|" + "---|" * len(compare.HEADINGS), flush=True)


def flood(arena: Arena, server: Server, name: str, good: pathlib.Path, bad: pathlib.Path, report: list):
    """Good tokens alone and a flood alone in turn; then half of the connections each, beside as many that are all good."""
    per_second, p99, took, costs = [], [], [], []
    for _ in range(arena.options.pairs):
        alone, flooding = arena.ask(server, [good], 64), arena.ask(server, [bad], 64)
        calm, mixed = arena.ask(server, [good, good], 64), arena.ask(server, [good, bad], 64)
        if flooding["files"][0]["accepted"] or mixed["files"][1]["accepted"]:
            sys.exit(f"{name}: something of the flood was accepted")
        if mixed["files"][0]["accepted"] != mixed["files"][0]["completed"]:
            sys.exit(f"{name}: a good token was refused")
        per_second.append(flooding["per_second"] / alone["per_second"])
        p99.append(mixed["files"][0]["p99_us"] / calm["files"][0]["p99_us"])
        took.append((alone["per_second"], flooding["per_second"], calm["files"][0]["p99_us"], mixed["files"][0]["p99_us"]))
        costs.append((alone["cpu_us"], flooding["cpu_us"]))
    a, b, c, d = (statistics.median(column) for column in zip(*took))
    e, f = (statistics.median(column) for column in zip(*costs))
    entry = {"name": name, "good": a, "flood": b, "ratio": compare.spread(per_second), "p99_calm_us": c, "p99_flooded_us": d,
             "ratio_p99": compare.spread(p99), "cpu_us_good": e, "cpu_us_flood": f}
    report.append(entry)
    print(f"| {name} | {a:,.0f} | {b:,.0f} | {compare.three(entry['ratio'])} | {e:.1f} | {f:.1f} | {c:.0f} | {d:.0f} | "
          f"{compare.three(entry['ratio_p99'])} |", flush=True)


def warm(arena: Arena, report: dict):
    """All is known: good tokens beside nginx, and floods of bad ones."""
    options = arena.options
    with contextlib.ExitStack() as stack:
        devnet = stack.enter_context(Devnet(options.binary.with_name("sealctl"), arena.work))
        stakers = stack.enter_context(Stakers(options.tools / "Stakers", devnet, STAKERS))
        server = stack.enter_context(Server(options.binary, arena.work, devnet.cluster_file, core=SERVER_CORE))
        developers = [number for number, (tier, _) in enumerate(stakers.tokens) if tier == "developer"]
        sealed = arena.put("sealed", [stakers.tokens[number][1] for number in developers])
        signed = arena.put("signed", [stakers("sign", number)[0] for number in developers])
        nginx = arena.face(server, stakers.tokens[developers[0]][1])
        stack.callback(nginx.stop)
        heading()
        report["warm"] = []
        arena.beside("Seal tokens", sealed, report["warm"])
        arena.beside("signed tokens, remembered", signed, report["warm"])
        print("\n| flood, 64 connections | good alone /s | flood alone /s | ratio (min–median–max) | CPU µs good | flood | "
              "good p99 µs, all good | half flooding | ratio |\n|---|---|---|---|---|---|---|---|---|", flush=True)
        floods = {
            "unknown seals": [f"seal_{secrets.token_hex(32)}" for _ in range(FORGED)],
            "64 hexadecimal digits": [secrets.token_hex(32) for _ in range(FORGED)],
            "JWTs": ["eyJhbGciOiJSUzI1NiIsImtpZCI6Ing" + secrets.token_urlsafe(450) for _ in range(FORGED)],
            "signed in one staker's name": [stakers("forge", developers[0])[0] for _ in range(FORGED)],
            "signed in 64 stakers' names": [stakers("forge", number % STAKERS)[0] for number in range(FORGED)],
        }
        report["floods"] = []
        for name, tokens in floods.items():
            flood(arena, server, name, sealed, arena.put("flood", tokens), report["floods"])


def cold(arena: Arena, report: dict):
    """Nothing is known, for the node refuses lists, and each token is new; the node answers after some milliseconds."""
    options, count = arena.options, arena.options.cold
    with contextlib.ExitStack() as stack:
        node = stack.enter_context(CannedNode(options.tools / "CannedNode", arena.work, 0, 0))
        stakers = stack.enter_context(Stakers(options.tools / "Stakers", node, 2 * count))
        signed = [stakers("sign", number)[0] for number in range(count)]
        server = stack.enter_context(Server(
            options.binary, arena.work, node.cluster_file, "--lookup-rate", "100000", "--lookup-burst", "100000",
            core=SERVER_CORE, is_complete=False))
        server.wait(lambda series: series, "metrics")
        node.control({"fault": {"delay": DELAY_MS}})
        connection = Connection(arena.work, server.port)
        question = json.dumps({"query": "query { chainIdentifier }", "variables": {}}).encode()
        plain = http.client.HTTPConnection("127.0.0.1", node.port)

        def once():
            plain.request("POST", "/graphql", question, {"Content-Type": "application/json"})
            plain.getresponse().read()

        def accepted(token: str):
            if not connection.accepts(review(token)):
                sys.exit("a good token is refused while it is looked up")
        # The first look-up of all asks for the parameters, too.
        accepted(stakers.tokens[-1][1])
        taken = {name: [] for name in ("the ledger's own round trip", "Seal token, nothing known", "signed token, nothing known",
                                       "Seal token, its account known")}
        steps = [(once, ()), (accepted, (lambda n: stakers.tokens[count + n][1],)), (accepted, (lambda n: signed[n],)),
                 (accepted, (lambda n: stakers.tokens[n][1],))]
        for number in range(count - 1):
            for values, (step, tokens) in zip(taken.values(), steps):
                began = time.monotonic_ns()
                step(*(token(number) for token in tokens))
                values.append((time.monotonic_ns() - began) / 1e6)
        series = server.metrics()
    if series.get('k3s_daas_chain_state{state="complete"}') == 1:
        sys.exit("the copy is complete, so nothing was looked up")
    print(f"\n| cold, the ledger answers {DELAY_MS} ms late, milliseconds | tokens | p50 | p90 | p99 | max |\n|---|---|---|---|---|---|")
    report["cold"] = {}
    for name, values in taken.items():
        numbers = [quantile(values, 0.5), quantile(values, 0.9), quantile(values, 0.99), max(values)]
        report["cold"][name] = numbers
        print(f"| {name} | {len(values)} | " + " | ".join(f"{value:.1f}" for value in numbers) + " |", flush=True)


def crowd(arena: Arena, report: dict):
    """A copy of very many seals."""
    options = arena.options
    with contextlib.ExitStack() as stack:
        node = stack.enter_context(CannedNode(options.tools / "CannedNode", arena.work, options.crowd, 16384))
        stack.enter_context(Stakers(options.tools / "Stakers", node, 0))
        began = time.monotonic()
        server = stack.enter_context(Server(options.binary, arena.work, node.cluster_file, core=SERVER_CORE))
        complete = time.monotonic() - began
        memory = compare.resident(server.pids()) / (1 << 20)
        series = server.metrics()
        entries = [int(series[f'k3s_daas_chain_entries{{kind="{kind}"}}']) for kind in ("account", "seal")]
        print(f"\n{entries[0]:,} accounts and {entries[1]:,} seals, listed 50 at a time: complete after {complete:.0f} s, resident "
              f"{memory:.0f} MiB", flush=True)
        report["crowd"] = {"entries": entries, "complete_s": complete, "resident_mib": memory, "runs": []}
        stack.callback(arena.face(server, node.tokens[0]).stop)
        heading()
        arena.beside(f"Seal tokens of {len(node.tokens):,} in {options.crowd:,}", arena.put("crowd", node.tokens),
                     report["crowd"]["runs"])
        print(f"resident after it: {compare.resident(server.pids()) / (1 << 20):.0f} MiB", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["warm", "cold", "crowd", []], help="warm, cold and crowd unless told otherwise")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--tools", type=pathlib.Path, required=True, help="the folder of the benchmarks' own programs")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--seconds", type=float, default=3, help="length of a run")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--cold", type=int, default=300, help="how many tokens are asked for before anything is known")
    parser.add_argument("--crowd", type=int, default=1_000_000, help="how many seals the large copy has")
    options = parser.parse_args()
    arena = Arena(options)
    report = {"machine": compare.machine()}
    print(" · ".join(f"{key}: {value}" for key, value in report["machine"].items()))
    for name, part in (("warm", warm), ("cold", cold), ("crowd", crowd)):
        if name in (options.parts or ["warm", "cold", "crowd"]):
            part(arena, report)
    options.output.write_text(json.dumps(report, indent=1) + "\n")
    print(f"\nwritten: {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
