# SPDX-License-Identifier: Apache-2.0
"""Running out of things: descriptors, memory, patience; and 10,000 peers that only wait."""
import contextlib
import json
import resource
import subprocess
import time

from harness import Skip, admission_review, case, check, equal, eventually, request, token_review


@case("descriptors run out: nobody is spun on, and accepting goes on when they come back", alone=True)
def descriptors(bench):
    server = bench.server(nofile=64)
    check(server.answers(), "warm")
    crowd = []
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            try:
                crowd.append(stack.enter_context(server.connect(timeout=0.5)))
            except OSError:
                break  # waits in the accept queue
        check(20 < len(crowd) < 64, f"{len(crowd)} connections were accepted with 64 descriptors")
        equal(crowd[0].post("/authenticate", token_review(bench.token)).status, 200, "an accepted one is served")
        spent, began = server.processor_seconds(), time.monotonic()
        time.sleep(1)
        share = (server.processor_seconds() - spent) / (time.monotonic() - began)
        check(share < 0.3, f"uses {share:.0%} of a core while it can accept nobody")
        for client in crowd[:10]:
            client.close()
        eventually(lambda: attempt(server), 5, "a new connection once ten are closed")
    eventually(lambda: attempt(server), 5, "a new connection once all are closed")


def attempt(server) -> bool:
    try:
        return server.answers()
    except OSError:
        return False


@case("10,000 idle connections cost memory and nothing else", alone=True)
def idle(bench):
    wanted = 10_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < wanted + 200:
        raise Skip(f"the limit of open files is {hard}, {wanted + 200} are needed")
    server = bench.server(nofile=hard)
    check(server.answers(), "warm")
    before = server.resident()
    crowd = subprocess.Popen([bench.tls_load(), "hold", "-p", str(server.port), "-c", str(wanted)],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        equal(json.loads(crowd.stdout.readline()), {"open": wanted, "lost": 0}, "connections")
        per_connection = (server.resident() - before) / wanted / 1024
        spent = server.processor_seconds()
        slowest = 0.0
        for _ in range(50):
            began = time.monotonic()
            check(server.answers(), "answers among them")
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.02)
        check(slowest < 0.5, f"an answer took {slowest * 1000:.0f} ms")
        check(per_connection < 60, f"{per_connection:.1f} KiB per idle connection")
        check(server.processor_seconds() - spent < 0.5, "burns processor time for idle connections")
    finally:
        crowd.stdin.close()
        crowd.wait(30)
    eventually(lambda: server.descriptors() < 200, 20, "their descriptors are given back")


@case("the memory for bodies is bounded: large ones get 503, small ones an answer", alone=True)
def memory(bench):
    server = bench.server()
    check(server.answers(), "warm")
    before = server.resident()
    piece = b"x" * (1 << 20)
    head = request("POST", "/admit").replace(b"Content-Length: 0", b"Content-Length: %d" % (20 << 20))
    refused = 0
    with contextlib.ExitStack() as stack:
        for _ in range(24):  # 24 times 18 MiB of 20: more than the 256 MiB there are
            client = stack.enter_context(server.connect(timeout=5))
            try:
                client.send(head)
                for _ in range(18):
                    client.send(piece)
            except OSError:
                pass
            client.socket.settimeout(0.1)
            try:
                reply = client.reply()
                equal(reply.status, 503, "a body over the budget")
                check("retry-after" not in reply.fields, "503 with Retry-After: the apiserver would ask for 30 s")
                refused += 1
            except TimeoutError:
                continue  # taken in, waiting for the rest
        check(refused > 0, "every body was taken in")
        began = time.monotonic()
        check(server.answers(), "a small body is answered")
        check(time.monotonic() - began < 1, "but slowly")
        grown = (server.resident() - before) >> 20
        check(grown < 320, f"{grown} MiB more resident for a budget of 256")
    eventually(lambda: post_large(server), 15, "large bodies are taken again")


def post_large(server) -> bool:
    with server.connect(timeout=15) as client:
        return client.post("/admit", admission_review(4 << 20)).status == 200


@case("small bodies in great number do not shut out the next one", alone=True)
def small_bodies(bench):
    server = bench.server()
    review = token_review(bench.token)
    with contextlib.ExitStack() as stack:
        for _ in range(500):
            client = stack.enter_context(server.connect())
            client.send(request("POST", "/authenticate", review)[:-10])
        check(server.answers(), "answers")
