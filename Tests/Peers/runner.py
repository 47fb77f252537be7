# SPDX-License-Identifier: Apache-2.0
"""One case after the other, and cases side by side: each process that runs some has a bench of its own."""
import collections
import dataclasses
import itertools
import multiprocessing
import multiprocessing.connection
import os
import random
import signal
import time
import traceback

import harness

# Workers take their ports from here, below those that the kernel gives to whoever connects: a thousand each.
FIRST_PORT, PORTS = 20_000, 1000
MOST_JOBS = 12
# How long a process may take to end, once it has nothing more to say.
PATIENCE = 60


@dataclasses.dataclass
class Result:
    title: str
    verdict: str
    seconds: float = 0
    note: str = ""

    def __str__(self):
        return f"{self.verdict:4} {self.title} ({self.seconds:.1f} s){self.note}"


def attempt(one: harness.Case, bench: harness.Bench) -> Result:
    began = time.monotonic()
    result = Result(one.title, "FAIL")
    try:
        one.run(bench)
        result.verdict = "ok"
    except harness.Skip as reason:
        result.verdict, result.note = "skip", f": {reason}"
    except harness.Failure as reason:
        result.note = f": {reason}"
    except Exception:  # a peer that breaks is a failed case, not the end of the run
        result.note = ":\n" + traceback.format_exc()
    finally:
        wreckage = bench.sweep()
    if wreckage and result.verdict == "ok":
        result.verdict, result.note = "FAIL", f": {wreckage}"
    elif result.verdict == "FAIL":
        result.note += f" ({wreckage})" if wreckage else ""
        result.note += "".join(f"\n      | {line}" for line in bench.last_log_lines())
    result.seconds = time.monotonic() - began
    return result


class Worker:
    """A process that is given cases by their numbers, one at a time, and says what came of each."""

    def __init__(self, number: int, cases: list, bench: harness.Bench, others: list):
        self.number, self.case, self.began, self.is_told_to_end = number, None, time.monotonic(), False
        self.pipe, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("fork")
        self.process = context.Process(target=self.work, args=(theirs, cases, bench, [self.pipe, *others]))
        self.process.start()
        try:
            os.setpgid(self.process.pid, 0)  # here as well, so that it is done when either goes on
        except OSError:
            pass  # it has ended already
        theirs.close()

    def work(self, pipe, cases: list, bench: harness.Bench, others: list):
        os.setpgid(0, 0)
        for other in others:  # or none of them would see that this side is gone
            other.close()
        start = FIRST_PORT + self.number * PORTS
        shift = random.randrange(PORTS)
        harness.ports = itertools.cycle([start + (shift + index) % PORTS for index in range(PORTS)])
        with bench:
            try:
                pipe.send(None)
                while (index := pipe.recv()) is not None:
                    pipe.send(attempt(cases[index], bench))
            except (EOFError, ConnectionError):
                pass  # who asked has gone

    def give(self, case, index: int | None):
        self.case, self.began, self.is_told_to_end = case, time.monotonic(), index is None
        self.pipe.send(index)

    def ended(self) -> Result | None:
        """What is to be said of a process that has closed its side; nothing if it was its time."""
        self.process.join(PATIENCE)
        if self.is_told_to_end and self.process.exitcode == 0:
            return None
        self.kill()
        return Result(self.case.title if self.case else f"worker {self.number}", "FAIL", time.monotonic() - self.began,
                      f": its process ended with {self.process.exitcode}")

    def kill(self):
        """Ends it, and the servers that nobody would stop now."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.join()


def side_by_side(cases: list, benches: list):
    """Yields the result of each case, as they end; every bench is a process."""
    waiting = collections.deque(enumerate(cases))
    workers = {}
    for number, bench in enumerate(benches):
        worker = Worker(number, cases, bench, list(workers))
        workers[worker.pipe] = worker
    try:
        while workers:
            for pipe in multiprocessing.connection.wait(list(workers)):
                worker = workers[pipe]
                try:
                    result = pipe.recv()
                    index, case = waiting.popleft() if waiting else (None, None)
                    worker.give(case, index)
                except (EOFError, ConnectionError):
                    del workers[pipe]
                    result = worker.ended()
                if result:
                    yield result
        for _, case in waiting:
            yield Result(case.title, "FAIL", note=": no process was left to run it")
    finally:
        for worker in workers.values():
            worker.kill()
