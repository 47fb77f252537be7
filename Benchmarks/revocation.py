# SPDX-License-Identifier: Apache-2.0
"""From a slashing to the first refusal of the slashed one's token, while others ask thousands of times per second.

One slashing after the other, at any moment of the server's polling: the token is asked for every two milliseconds on a connection of
its own, from before the transaction is sent until 50 refusals after the first one, and once more when all slashings are done. A time
counts from just before the signed transaction is sent until the whole reply of the first refusal is here.
"""
import argparse
import contextlib
import pathlib
import random
import sys
import time

from chain import Connection, Devnet, Load, Server, Stakers, quantile, review

INTERVAL, AFTERWARDS, KEEPERS = 0.002, 50, 16
# How long a token may outlive its stake, and how much of the load must be served meanwhile.
LIMIT_MS, SHARE = 1000, 0.95


class Probe:
    """One token after the other, every two milliseconds."""

    def __init__(self, work: pathlib.Path, port: int):
        self.connection = Connection(work, port)
        self.due = time.monotonic()

    def ask(self, request: bytes) -> bool:
        """Whether the token is accepted; waits until two milliseconds after the question before."""
        time.sleep(max(0.0, self.due - time.monotonic()))
        self.due = time.monotonic() + INTERVAL
        return self.connection.accepts(request)


class Revocation:
    """One run."""

    def __init__(self, options, probe: Probe, stakers: Stakers):
        self.options, self.probe, self.stakers = options, probe, stakers
        self.from_sent, self.from_final, self.asked, self.revived = [], [], 0, 0

    def slash(self, number: int):
        request = review(self.stakers.tokens[number][1])
        if not self.probe.ask(request):
            sys.exit(f"staker {number} is refused before anything happened")
        self.stakers.tell("slash", number)
        end = time.monotonic() + 30
        while True:
            is_accepted = self.probe.ask(request)
            refused = time.monotonic_ns()
            self.asked += 1
            if not is_accepted:
                break
            if time.monotonic() > end:
                sys.exit(f"staker {number} is accepted half a minute after the slashing")
        sent, final = map(int, self.stakers.hear()[1:])
        self.from_sent.append((refused - sent) / 1e6)
        self.from_final.append((refused - final) / 1e6)
        self.revived += sum(self.probe.ask(request) for _ in range(AFTERWARDS))

    def run(self):
        for number in range(self.options.slashes):
            # At any moment between two of the server's questions.
            time.sleep(random.random() * 0.25)
            self.slash(number)
        self.revived += sum(self.probe.ask(review(token)) for _, token in self.stakers.tokens[:self.options.slashes])


def show(name: str, values: list[float]):
    print(f"| {name} | {len(values)} | " + " | ".join(f"{value:.0f}" for value in (
        quantile(values, 0.5), quantile(values, 0.9), quantile(values, 0.99), max(values))) + " |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--stakers", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--slashes", type=int, default=100, help="how many stakers are slashed, one after the other")
    parser.add_argument("--rate", type=float, default=5000, help="TokenReviews per second meanwhile")
    options = parser.parse_args()
    if not 1 <= options.slashes <= 2000 or options.rate <= 0:
        sys.exit("1 to 2000 slashings, which is what a slasher may do in an epoch, and a load")
    with contextlib.ExitStack() as stack:
        devnet = stack.enter_context(Devnet(options.binary.with_name("sealctl"), options.work))
        stakers = stack.enter_context(Stakers(options.stakers, devnet, options.slashes + KEEPERS))
        keepers = options.work / "keepers"
        keepers.write_bytes(b"".join(review(token) for _, token in stakers.tokens[options.slashes:]))
        server = stack.enter_context(Server(
            options.binary, options.work, devnet.cluster_file, "--poll-interval", "250ms"))
        revocation = Revocation(options, Probe(options.work, server.port), stakers)
        load = stack.enter_context(Load(options.work, server.port, [keepers], 32, 86400, options.rate))
        revocation.run()
        served = load.result(ends=True)
    print("\n| milliseconds | slashings | p50 | p90 | p99 | max |\n|---|---|---|---|---|---|")
    show("slashing sent → first refusal", revocation.from_sent)
    show("its checkpoint final → first refusal", revocation.from_final)
    kept = served["files"][0]
    errors = kept["failed"] + kept["completed"] - kept["accepted"]
    print(f"\nmeanwhile: {served['per_second']:,.0f} of {options.rate:,.0f} reviews per second were answered, p50 {kept['p50_us']:.0f} µs, "
          f"p99 {kept['p99_us']:.0f} µs, {errors} errors; {revocation.asked:,} questions before refusals, "
          f"{options.slashes * (AFTERWARDS + 1):,} after, {revocation.revived} of those accepted")
    faults = [text for text, is_so in (
        (f"the 99th percentile is above {LIMIT_MS} ms", quantile(revocation.from_sent, 0.99) > LIMIT_MS),
        ("a token was accepted after it had been refused", revocation.revived > 0),
        (f"less than {SHARE:.0%} of the load was served", served["per_second"] < SHARE * options.rate),
        ("a good token was refused, or a connection broke", errors > 0)) if is_so]
    for fault in faults:
        print(f"failed: {fault}")
    if not faults:
        print(f"ok: p99 {quantile(revocation.from_sent, 0.99):.0f} ms from a slashing to its refusal, {options.slashes} of them")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
