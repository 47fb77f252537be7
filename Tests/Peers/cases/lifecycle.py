# SPDX-License-Identifier: Apache-2.0
"""Reload, drain, restart, exit codes: what an operator does to a server that is in use."""
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

from harness import Closed, Ledger, Load, case, check, equal, eventually, need, request, token_review, write_atomically


def served_name(server) -> str:
    with server.connect() as client:
        return dict(pair[0] for pair in client.socket.getpeercert()["subject"])["commonName"]


def total(server, *words: str) -> float:
    """The sum of all series whose name holds every one of `words`."""
    return sum(value for name, value in server.metrics().items() if all(word in name for word in words))


@case("certificates are reloaded under load: by rename, and one file after the other", alone=True)
def reload(bench):
    server = bench.server()
    with Load(server, certificate=None) as load:
        for round_ in range(max(3, int(3 * bench.scale))):
            key = ("server-next", "server")[round_ % 2]
            name = ("webhook-server-next", "webhook-server")[round_ % 2]
            server.install(key)
            eventually(lambda: served_name(server) == name, 10, f"{name} is served")
        for first, second in ((server.certificate, server.key), (server.key, server.certificate)):
            key, name = (("server-rsa", "webhook-server") if first == server.key
                         else ("server-next", "webhook-server-next"))
            before = served_name(server)
            write_atomically(first, (bench.pki / f"{key}{first.suffix}").read_bytes())
            time.sleep(1.5)  # long enough to be seen alone: half a pair
            equal(served_name(server), before, "half a pair changes nothing")
            write_atomically(second, (bench.pki / f"{key}{second.suffix}").read_bytes())
            eventually(lambda: served_name(server) == name, 10, f"{key} is served")
    load.verdict()


@case("a bad, mismatched or expired pair is refused, counted, and the old one stays", alone=True)
def bad_pair(bench):
    server = bench.server()
    with Load(server, fresh=1, kept=1) as load:
        pki = bench.pki
        expired = ((pki / "server-expired.crt").read_bytes(), (pki / "server-expired.key").read_bytes())
        mismatched = ((pki / "server-next.crt").read_bytes(), (pki / "server.key").read_bytes())
        garbage = (b"-----BEGIN CERTIFICATE-----\nnot one\n", b"")
        for what, (certificate, key) in (("mismatched", mismatched), ("expired", expired), ("garbage", garbage)):
            counted = total(server, "reload")
            write_atomically(server.certificate, certificate)
            write_atomically(server.key, key)
            eventually(lambda: total(server, "reload") > counted, 10, f"a reload of a {what} pair is counted")
            equal(served_name(server), "webhook-server", f"served after a {what} pair")
        server.install("server-next")
        eventually(lambda: served_name(server) == "webhook-server-next", 10, "a good pair is taken again")
        server.certificate.unlink()
        time.sleep(1)
        equal(served_name(server), "webhook-server-next", "served while the file is missing")
    load.verdict()


@case("the client CA is reloaded too")
def client_ca(bench):
    ca = bench.folder / "client-ca.crt"
    shutil.copy(bench.pki / "stranger-ca.crt", ca)
    server = bench.server(client_ca=ca, client_auth="required")

    def admitted() -> bool:
        try:
            with server.connect(certificate="client") as client:
                return client.post("/authenticate", token_review(bench.token)).status == 200
        except (ssl.SSLError, Closed, OSError):
            return False
    check(not admitted(), "a certificate from another CA was let in")
    write_atomically(ca, (bench.pki / "ca.crt").read_bytes() + (bench.pki / "stranger-ca.crt").read_bytes())
    eventually(admitted, 10, "the new CA is trusted")


@case("the ledger is reloaded when it changes; a bad one leaves the old in force", alone=True)
def ledger(bench):
    own = Ledger(bench.folder / "own-ledger.yaml")
    token, owner = own.add("2 SUI")
    own.write()
    server = bench.server(ledger=own)
    equal(server.ask(token)["authenticated"], True, "before")
    own.stakes[owner]["status"] = "slashed"
    own.write()
    began = time.monotonic()
    status = eventually(lambda: (s := server.ask(token)) and not s.get("authenticated") and s, 5, "the slashed staker is refused")
    check(time.monotonic() - began < 1.2, f"took {time.monotonic() - began:.1f} s, not a second")
    check(status.get("error"), "refused without an error: the apiserver would cache it")
    own.stakes[owner]["status"] = "active"
    own.write()
    eventually(lambda: server.ask(token).get("authenticated"), 5, "the staker is back")
    good = own.path.read_text()
    for bad in ("", "{", good.replace("FileLedger", "Another"), good + good, good.replace('"2 SUI"', '"two SUI"')):
        write_atomically(own.path, bad)
        time.sleep(0.5)
        equal(server.ask(token).get("authenticated"), True, f"after a bad ledger ({bad[:20]!r})")
    late, _ = own.add("10 SUI")
    own.write()
    eventually(lambda: server.ask(late).get("authenticated"), 5, "the next good one is taken")


@case("a seal past its time is refused with an error")
def expired_seal(bench):
    own = Ledger(bench.folder / "expiring-ledger.yaml")
    past, _ = own.add("2 SUI", expires="2020-01-01T00:00:00Z")
    future, _ = own.add("2 SUI", expires="2099-01-01T00:00:00Z")
    own.write()
    server = bench.server(ledger=own)
    status = server.ask(past)
    check(not status.get("authenticated") and status.get("error"), f"past: {status}")
    equal(server.ask(future).get("authenticated"), True, "future")


@case("SIGHUP reloads and ends nothing", alone=True)
def hangup(bench):
    server = bench.server()
    with Load(server) as load:
        server.install("server-next")
        for _ in range(5):
            server.signal(signal.SIGHUP)
            time.sleep(0.1)
        eventually(lambda: served_name(server) == "webhook-server-next", 5, "the new certificate is served")
        check(server.process.poll() is None, "SIGHUP ended the server")
    load.verdict()


@case("SIGTERM drains: readiness fails, answers say Connection: close, idle peers are closed, exit 0", alone=True)
def drains(bench):
    server = bench.server()
    idle, busy = server.connect(), server.connect()
    equal(idle.post("/authenticate", token_review(bench.token)).status, 200, "before")
    whole = request("POST", "/authenticate", token_review(bench.token))
    busy.send(whole[:-5])
    time.sleep(0.1)
    server.signal(signal.SIGTERM)
    eventually(lambda: server.ops("/readyz")[0] in (0, 503), 3, "/readyz fails")
    busy.send(whole[-5:])
    reply = busy.reply()
    equal((reply.status, reply.fields.get("connection", "").lower()), (200, "close"), "the request under way")
    check(busy.is_closed_within(5), "closed after its answer")
    # The idle peer is left the chance to close first; when it uses the connection instead, it is told to go.
    reply = idle.post("/authenticate", token_review(bench.token))
    equal((reply.status, reply.fields.get("connection", "").lower()), (200, "close"), "an idle peer's next request")
    equal(server.wait(20), 0, "exit code")


@case("a second SIGTERM ends the drain at once", alone=True)
def second_term(bench):
    server = bench.server()
    client = server.connect()
    equal(client.post("/authenticate", token_review(bench.token)).status, 200, "before")
    server.signal(signal.SIGTERM)
    time.sleep(0.5)
    check(server.process.poll() is None, "did not wait for a connection")
    began = time.monotonic()
    server.signal(signal.SIGTERM)
    code = server.wait(5)
    check(time.monotonic() - began < 2, "took longer than two seconds")
    check(code >= 0, f"ended by signal {-code}")
    client.close()


@case("rolling restart by SO_REUSEPORT fails no request", alone=True)
def reuseport(bench):
    old = bench.server()
    with Load(old, fresh=3, kept=6) as load:
        for _ in range(max(2, int(2 * bench.scale))):
            new = bench.server(port=old.port)
            old.signal(signal.SIGTERM)
            equal(old.wait(100), 0, "exit code of the one that left")
            old = new
            time.sleep(0.3)
    load.verdict()


@case("a restart with an audit trail: the next server decides while the one before it drains, and no line is missing", alone=True)
def trail_handover(bench):
    folder = bench.folder / f"trail-{time.monotonic_ns()}"
    trail = ("--audit-directory", str(folder), "--audit-name", "webhook-server@peer")
    old = bench.server(*trail)
    for _ in range(3):
        check(old.answers(), "the first server lets the staker in")
    held = old.connect()  # a peer that does not go: the first server drains for as long
    equal(held.post("/authenticate", token_review(bench.token)).status, 200, "before")
    new = bench.server(*trail, port=old.port)
    equal((old.ops("/audit/head")[0], new.ops("/audit/head")[0]), (200, 503), "who says how far the trail is")
    old.signal(signal.SIGTERM)
    eventually(lambda: old.ops("/readyz")[0] in (0, 503), 5, "the first server drains")
    for _ in range(20):
        check(new.answers(), "the second server lets the staker in")
    check(old.process.poll() is None, "the first server ended: this case proves nothing")
    told = new.metrics()
    check(told["k3s_daas_audit_handover_seconds"] > 0, "the second server has a trail that the first still writes")
    equal((told["k3s_daas_audit_entries_total"], told["k3s_daas_audit_durable_total"]), (21, 0), "lines taken and written")
    held.close()
    equal(old.wait(100), 0, "exit code of the first")
    eventually(lambda: new.ops("/audit/head")[0] == 200, 10, "the second server has the trail")
    eventually(lambda: new.metrics()["k3s_daas_audit_durable_total"] == 21, 10, "what waited is written")
    equal(new.metrics()["k3s_daas_audit_handover_seconds"], 0, "the wait is over")
    new.signal(signal.SIGTERM)
    equal(new.wait(100), 0, "exit code of the second")
    lines = [json.loads(line) for each in sorted(folder.glob("*.jsonl")) for line in each.read_text().splitlines()]
    kinds = [line["kind"] for line in lines if "kind" in line]
    equal(kinds, ["run"] + ["authenticate"] * 4 + ["run"] * 2 + ["authenticate"] * 20 + ["run"], "the trail")
    verified = subprocess.run([pathlib.Path(bench.binary).with_name("sealctl"), "audit", "verify", "--offline", str(folder)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    # Nothing was anchored: that is what cannot be told, and all.
    equal(verified.returncode, 2, f"sealctl audit verify: {verified.stdout}")
    equal([line.split(":")[0] for line in verified.stdout.splitlines() if line.startswith(("WRONG", "DOUBT"))],
          ["DOUBT webhook-server@peer"], f"what is found: {verified.stdout}")


# Becomes the server with the inherited socket as descriptor 3, as systemd would start it.
INHERIT = ("import os, sys; os.dup2(int(sys.argv[1]), 3); os.set_inheritable(3, True); "
           "os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='1', LISTEN_FDNAMES='webhook'); "
           "os.execv(sys.argv[2], sys.argv[2:])")


@case("rolling restart by LISTEN_FDS fails no request", alone=True)
def listen_fds(bench):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        port, number = listener.getsockname()[1], listener.fileno()

        def start():
            return bench.server(port=port, wrapper=(sys.executable, "-c", INHERIT, str(number)), pass_fds=(number,))
        old = start()
        with Load(old, fresh=3, kept=6) as load:
            for _ in range(max(2, int(2 * bench.scale))):
                old.signal(signal.SIGTERM)  # nobody accepts for a moment: the kernel's queue keeps them
                new = start()
                equal(old.wait(100), 0, "exit code of the one that left")
                old = new
        load.verdict()


@case("starts from systemd-socket-activate")
def socket_activate(bench):
    tool = need("systemd-socket-activate")
    from harness import free_port
    port = free_port()
    server = bench.server(port=port, wrapper=(tool, "-l", f"127.0.0.1:{port}"), wait=False)
    eventually(lambda: connects(port), 10, "the socket listens")
    server.wait_until_ready()
    check(server.answers(), "answers through the inherited socket")


def connects(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


@case("tells systemd when it is ready and when it stops")
def notifies(bench):
    path = str(bench.folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(10)
        server = bench.server(environment={"NOTIFY_SOCKET": path})
        check(b"READY=1" in manager.recv(4096).split(b"\n"), "no READY=1")
        server.signal(signal.SIGTERM)
        said = b""
        while b"STOPPING=1" not in said:
            said = manager.recv(4096)
        equal(server.wait(20), 0, "exit code")
    os.unlink(path)


def run(bench, *arguments: str, text: str = "") -> subprocess.CompletedProcess:
    return subprocess.run([bench.binary, *arguments], input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=20)


@case("exit codes follow sysexits, and the reason is one readable line")
def exit_codes(bench):
    usage, no_input, unavailable, system, configuration = 64, 66, 69, 71, 78
    good = bench.server().flags

    def changed(flag: str, value: str) -> list[str]:
        flags = list(good)
        flags[flags.index(flag) + 1] = value
        return flags
    bad_file = bench.folder / "bad.yaml"
    bad_file.write_text("listen-address: [\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for what, arguments, codes in [
            ("an unknown flag", ["run", "--no-such-flag"], {usage}),
            ("an unknown command", ["no-such-command"], {usage}),
            ("a flag without its value", ["run", "--listen-address"], {usage}),
            ("a wrong value", ["run", *changed("--listen-address", "nowhere")], {usage, configuration}),
            ("no configuration file", ["run", "--config", str(bench.folder / "none.yaml")], {no_input, configuration}),
            ("a broken configuration file", ["run", "--config", str(bad_file)], {configuration}),
            ("no certificate", ["run", *changed("--tls-cert-file", "/nonexistent")], {no_input, configuration}),
            ("no ledger", ["run", *changed("--ledger-file", "/nonexistent")], {no_input, configuration}),
            ("an address that is taken", ["run", *changed("--listen-address", address)], {unavailable, system}),
            ("a broken file, checked", ["check-config", "--config", str(bad_file)], {configuration}),
        ]:
            done = run(bench, *arguments)
            check(done.returncode in codes, f"{what}: exit {done.returncode}, expected {sorted(codes)}: {done.stderr[-300:]}")
            check(done.stderr.strip(), f"{what}: says nothing")
            check("Fatal error" not in done.stderr, f"{what}: crashed: {done.stderr[-300:]}")
    for arguments in (["version"], ["--help"], ["check-config", *[f for f in good]]):
        equal(run(bench, *arguments).returncode, 0, " ".join(arguments[:1]))


@case("hash-token makes what the ledger needs, and never shows the secret it was given")
def hash_token(bench):
    import hashlib
    secret, owner = os.urandom(32), os.urandom(32)
    done = run(bench, "hash-token", "--cluster-id", "0x" + bench.ledger.cluster.hex(), "--owner", "0x" + owner.hex(),
               text=secret.hex() + "\n")
    equal(done.returncode, 0, f"exit code ({done.stderr})")
    for name, value in (("key", hashlib.sha256(b"k3s-daas/seal/v1" + bench.ledger.cluster + secret)),
                        ("bind", hashlib.sha256(b"k3s-daas/seal-owner/v1" + owner + secret))):
        check(value.hexdigest() in done.stdout, f"no {name} in {done.stdout!r}")
    check(secret.hex() not in done.stdout + done.stderr, "the secret came back")
