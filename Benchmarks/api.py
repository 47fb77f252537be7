# SPDX-License-Identifier: Apache-2.0
"""The public API of a seal-controller that is asked 10,000 times a second, and then as often as it answers.

Machines say how they are, with their seals; their owners ask after their stakes, with tokens that they have signed; strangers ask for
the security context and for a kubeconfig, each connection from an address of its own. The limits are those of a server that was told
nothing about them, so there are as many machines and addresses as it takes to stay within them. Joins, and the challenges before them, are
in Benchmarks/workers.py: they need a cluster.

Open loop: a request is due at its time whether or not replies keep up, and its latency counts from then. The server has core 0, the
load generator core 1, which the local ledger shares.
"""
import argparse
import contextlib
import itertools
import json
import pathlib
import subprocess
import sys
import time

from chain import Connection, Devnet, Load, Server, harness
from cost import Cost

SERVER_CORE, LOAD_CORE = "0", "1"
# Of the public API alone, so that what is sent to it opens nothing at the apiserver.
AUDIENCE = "k3s-daas-api"
# What a run at the usual rate takes of a staker's limit, and of an address's, beyond what comes back meanwhile, is back after this.
REST = 35
# Signatures are checked four times a second for one of 256 groups of signers, after sixteen at once: this is less.
FIRST_SIGHTS = 200
# Connections take turns, and so do kinds of requests, of which there are ten in a row: a prime, so that strangers come from all addresses.
CONNECTIONS = 503
LIMIT_MS, SHARE = 50, 0.99


class Controller(Server):
    """A seal-controller that only knows where a cluster is: nothing that is measured here asks one."""

    def __init__(self, binary: pathlib.Path, work: pathlib.Path, cluster_file: pathlib.Path):
        self.flags = ("--server-url", "https://127.0.0.1:6443", "--server-ca-file", work / "pki/ca.crt")
        super().__init__(binary, work, cluster_file, core=SERVER_CORE)


def asked(path: str, fields: str = "") -> bytes:
    """A GET, with a length for tls-load to find its end by."""
    return harness.request("GET", path, fields="Content-Length: 0\r\n" + fields)


STRANGERS = [asked("/api/v1/security-context"), asked("/kubectl/config")]


class Machine:
    """What one machine and its owner send."""

    def __init__(self, name: str, seal: str, signed: str):
        heartbeat = {"nodeName": name, "atMs": int(time.time() * 1000), "cpuPercent": 12, "memoryPercent": 34, "diskPercent": 56,
                     "networkReceivedBytes": "123456789", "networkSentBytes": "987654321", "pods": 7, "containers": 9,
                     "version": "benchmark"}
        self.heartbeat = harness.request(
            "POST", "/api/v1/nodes/heartbeat", json.dumps(heartbeat, separators=(",", ":")).encode(), self.bearer(seal))
        self.status = asked("/api/v1/staking/status", self.bearer(signed))

    @staticmethod
    def bearer(token: str) -> str:
        return f"Authorization: Bearer {token}\r\n"


def mixed(machines: list[Machine]) -> bytes:
    """Of ten requests eight heartbeats, one of an owner who has signed, one of a stranger; all machines take turns."""
    beats = itertools.cycle(machines)
    requests = []
    for number, machine in enumerate(machines):
        requests += [next(beats).heartbeat for _ in range(8)] + [machine.status, STRANGERS[number % len(STRANGERS)]]
    return b"".join(requests)


class Trial:
    """One controller, and all that is asked of it."""

    def __init__(self, options, stack: contextlib.ExitStack):
        self.options, self.faults = options, []
        binary = options.binary
        devnet = stack.enter_context(Devnet(binary.with_name("sealctl"), options.work))
        told = subprocess.run([options.machines_tool, devnet.cluster_file, str(options.machines), AUDIENCE],
                              stdout=subprocess.PIPE, text=True, check=True).stdout
        self.machines = [Machine(*line.split()[1:]) for line in told.splitlines()]
        self.server = stack.enter_context(Controller(
            binary.with_name("seal-controller"), options.work, devnet.cluster_file))

    def ask(self, what: str, requests: bytes, seconds: float, rate: float = 0, shown: bool = True):
        """A run, and its line of the table."""
        options, file = self.options, self.options.work / "requests"
        file.write_bytes(requests)
        count, cost, began = options.connections, Cost(self.server.process.pid), time.monotonic()
        with Load(options.work, self.server.port, [file], count, seconds, rate, LOAD_CORE, count) as load:
            found = load.result()
        told, elapsed = found["files"][0], time.monotonic() - began
        bad = told["unwell"] + told["failed"]
        if bad:
            self.faults.append(f"{what}: {bad} requests were not answered as they should be")
        if not shown:
            return
        if rate and found["per_second"] < SHARE * rate:
            self.faults.append(f"{what}: {found['per_second']:,.0f} a second were answered")
        if rate and told["p99_us"] > LIMIT_MS * 1000:
            self.faults.append(f"{what}: p99 is above {LIMIT_MS} ms")
        latencies = " | ".join(f"{told[name] / 1000:.2f}" for name in ("p50_us", "p99_us", "p999_us"))
        print(f"| {what} | {found['per_second']:,.0f} | {bad} | {latencies} | {cost.spent() * 1e6 / told['completed']:.1f} | "
              f"{cost} | {found['client_cpu_us'] * told['completed'] / elapsed / 1e4:.0f} % |", flush=True)

    def run(self):
        options, answers = self.options, Connection(self.options.work, self.server.port)
        for request in (self.machines[0].heartbeat, *STRANGERS):
            answers.ask(request)
        self.ask("signatures", b"".join(one.status for one in self.machines), len(self.machines) / FIRST_SIGHTS + 1, FIRST_SIGHTS,
                 shown=False)
        print("| requests | a second | errors | p50 ms | p99 ms | p99.9 ms | CPU µs each | the controller used | the load |\n"
              "|---|---|---|---|---|---|---|---|---|", flush=True)
        requests = mixed(self.machines)
        self.ask(f"{options.rate:,} in a second, for {options.seconds} s", requests, options.seconds, options.rate)
        time.sleep(REST)
        self.ask(f"as many as are answered, for {options.crowd} s", requests, options.crowd)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True, help="webhook-server, with the other programs beside it")
    parser.add_argument("--machines-tool", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--machines", type=int, default=2000, help="how many machines, each with an owner")
    parser.add_argument("--connections", type=int, default=CONNECTIONS, help="how many connections, each from an address of its own")
    parser.add_argument("--rate", type=int, default=10_000, help="how many requests in a second")
    parser.add_argument("--seconds", type=int, default=20, help="for how long")
    parser.add_argument("--crowd", type=int, default=3, help="for how many seconds as many are asked for as are answered")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        trial = Trial(options, stack)
        trial.run()
    for fault in trial.faults:
        print(f"failed: {fault}")
    if not trial.faults:
        print(f"\nok: {options.machines} machines, {options.connections} connections")
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
