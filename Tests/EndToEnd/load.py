# SPDX-License-Identifier: Apache-2.0
"""Writers that go through an apiserver all the time, and remember every write that failed."""
import http.client
import json
import secrets
import ssl
import threading
import time

from harness import check, eventually
from ledger import Staker


class Writers:
    """Threads that create ConfigMaps in dry run, each on a connection of its own that it keeps.

    Every create is reviewed by admission: authentication and authorization are remembered by the apiserver, this is not.
    """

    def __init__(self, stage, staker: Staker, count: int = 6, apiservers: tuple = (0,)):
        self.stage, self.staker, self.apiservers = stage, staker, apiservers
        self.done, self.failures = 0, []
        self.lock, self.ending = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(apiservers[number % len(apiservers)],), daemon=True)
                        for number in range(count)]

    def __enter__(self):
        self.began = time.monotonic()
        for thread in self.threads:
            thread.start()
        eventually(lambda: self.done > 5 * len(self.threads) or self.failures, 20, "the writers write")
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.ending.set()
        for thread in self.threads:
            thread.join()
        self.seconds = time.monotonic() - self.began

    def work(self, number: int):
        connection = None
        while not self.ending.is_set():
            try:
                connection = connection or connect(self.stage, number)
                status, text = create(connection, self.staker)
                check(status == 201, f"{status}: {text[:400]}")
                with self.lock:
                    self.done += 1
            except Exception as error:  # every kind of failure is what is being counted
                with self.lock:
                    self.failures.append(f"{type(error).__name__}: {error}")
                if connection and isinstance(error, (OSError, http.client.HTTPException)):
                    connection.close()
                    connection = None
                time.sleep(0.02)
        if connection:
            connection.close()

    def run_on(self, count: int, seconds: float = 30):
        """Waits until so many more were made."""
        goal = self.done + count
        eventually(lambda: self.done >= goal, seconds, f"{count} more writes ({len(self.failures)} failed: {self.failures[-1:]})")

    def summary(self) -> str:
        return f"{self.done} writes, {len(self.failures)} failed"

    def check_no_failure(self):
        check(not self.failures, f"{self.summary()}, first: {self.failures[:2]}")


def connect(stage, number: int = 0) -> http.client.HTTPSConnection:
    context = ssl.create_default_context(cafile=str(stage.kubernetes.certificate))
    return http.client.HTTPSConnection("127.0.0.1", stage.ports[number], timeout=30, context=context)


def create(connection: http.client.HTTPSConnection, staker: Staker, namespace: str | None = None) -> tuple[int, str]:
    """One ConfigMap in dry run; the status, and what was said."""
    namespace = namespace or staker.home
    body = json.dumps({"apiVersion": "v1", "kind": "ConfigMap",
                       "metadata": {"name": "w-" + secrets.token_hex(6), "namespace": namespace}})
    return ask(connection, staker, "POST", f"/api/v1/namespaces/{namespace}/configmaps?dryRun=All", body)


def read(connection: http.client.HTTPSConnection, staker: Staker) -> tuple[int, str]:
    return ask(connection, staker, "GET", f"/api/v1/namespaces/{staker.home}/configmaps?limit=1")


def ask(connection, staker: Staker, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    connection.request(method, path, body, {"Authorization": f"Bearer {staker.token}", "Content-Type": "application/json"})
    reply = connection.getresponse()
    text = reply.read().decode(errors="replace")
    try:
        return reply.status, json.loads(text).get("message", text)
    except ValueError:
        return reply.status, text


def seconds_until(condition, most: float, what: str) -> float:
    """How long it takes until something is so; fails after `most` seconds."""
    began = time.monotonic()
    eventually(condition, most, what)
    return time.monotonic() - began
