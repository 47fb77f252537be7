# SPDX-License-Identifier: Apache-2.0
"""The server on a chain: stakers come and go, nodes fail and lie, and a good token is never refused for good."""
import http.server
import json
import secrets
import shutil
import signal
import threading
import time
import urllib.request

from harness import admission_review, case, check, equal, eventually, free_port, home_namespace
from cases.sealctl import Staker

STAKES = {"viewer": "0.5SUI", "developer": "2SUI", "admin": "5SUI", "super": "10SUI"}
# A poll is what a devnet can serve; the defaults of age and grace are minutes, which no case waits for.
QUICK = {"--poll-interval": "50ms", "--max-age": "1s", "--grace-viewer": "6s", "--grace-developer": "3s",
         "--grace-admin": "1s", "--grace-super": "0s", "--lookup-timeout": "500ms"}


class Cluster(Staker):
    """A local ledger with a cluster, an operator who may slash, and a staker per tier; made once, then copied."""

    made = None

    def start(self, *flags):
        self.file = self.home / ".config/k3s-daas/cluster.yaml"
        if Cluster.made is None:
            super().start(*flags)
            self.make()
            self.stop()
            home = shutil.copytree(self.home, self.bench.folder / "chain")
            Cluster.made = (home, self.port, self.tokens, self.addresses)
        home, port, self.tokens, self.addresses = Cluster.made
        if not self.file.exists():
            shutil.copytree(home, self.home, dirs_exist_ok=True)
            self.file.write_text(self.file.read_text().replace(f":{port}/", f":{self.port}/"))
        super().start(*flags)

    def make(self):
        operator = self.json("wallet", "new", "operator")["address"]
        self("faucet", "--key", "operator", "--amount", "100SUI")
        self("cluster", "create", "--key", "operator")
        self("cap", "offer", "slasher", operator, "--key", "operator")
        self("cap", "accept", "slasher", "--key", "operator")
        self.tokens, self.addresses = {}, {}
        for tier, stake in STAKES.items():
            self.addresses[tier] = self.json("wallet", "new", tier)["address"]
            self("faucet", "--key", tier, "--amount", "30SUI")
            self.tokens[tier] = self.mint(tier, "--stake", stake)

    def mint(self, name, *flags):
        return self.json("seal", "mint", "--key", name, *flags)["token"]

    def server(self, nodes=None, **flags):
        flags = QUICK | {"--" + name.replace("_", "-"): value for name, value in flags.items()}
        nodes = nodes or [f"http://127.0.0.1:{self.port}"]
        named = ",".join(f"graphql={node}/graphql" for node in nodes)
        return self.bench.server("--cluster-file", str(self.file), "--insecure-dev-ledger", "--node", named,
                                 *(word for flag in flags.items() for word in flag))

    def slash(self, tier):
        self("slash", self.addresses[tier], "10", secrets.token_hex(32), "--key", "operator")

    def fault(self, **fault):
        body = json.dumps({"fault": fault or None}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/control", body,
                                         {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=5).close()


def refused(status, reason):
    """Refused with an error, which the apiserver does not remember."""
    check(status.get("authenticated") is not True, "the token is let in")
    check(reason in status.get("error", ""), f"the reason is {status.get('error')!r}, not {reason!r}")


def write(server, user):
    """What is said of a write in their own namespace by somebody who was let in earlier."""
    review = json.loads(admission_review())
    review["request"]["namespace"] = home_namespace(user["username"].removeprefix("sui:0x"))
    review["request"]["userInfo"] = {"username": user["username"], "uid": user["uid"], "groups": user["groups"]}
    with server.connect() as client:
        return client.post("/admit?timeout=10s", json.dumps(review).encode()).json()["response"]


def group(status):
    return [name for name in status["user"]["groups"] if name != "seal:stakers"]


@case("a staker is who the chain says, until it says otherwise", alone=True)
def lifecycle(bench):
    with Cluster(bench) as cluster:
        server = cluster.server()
        for tier, token in cluster.tokens.items():
            status = server.ask(token)
            equal(status["user"]["username"], f"sui:{cluster.addresses[tier]}", "the user")
            equal(group(status), [f"seal:{tier}"], "the group")
        equal(server.ask("seal_" + "ab" * 32)["error"], "no seal with this token is on the ledger", "an unknown token")
        equal(server.ask("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"), {"authenticated": False}, "a foreign token")
        metrics = server.metrics()
        equal(metrics['k3s_daas_lookups_total{result="found"}'] + metrics['k3s_daas_lookups_total{result="nothing"}'], 0,
              "look-ups while the copy is complete")
        user = server.ask(cluster.tokens["admin"])["user"]

        cluster.slash("admin")
        eventually(lambda: server.ask(cluster.tokens["admin"]).get("authenticated") is not True, 1,
                   "the slashed admin is refused")
        refused(server.ask(cluster.tokens["admin"]), "slashed")
        response = write(server, user)
        check(not response["allowed"] and "slashed" in response["status"]["message"], f"a slashed write: {response}")

        cluster("restake", "5SUI", "--key", "admin")
        token = cluster.mint("admin")
        eventually(lambda: server.ask(token).get("authenticated"), 2, "the new token works")
        refused(server.ask(cluster.tokens["admin"]), "minted before a slashing")


@case("the chain goes away: each tier has its grace, and comes back with it", alone=True)
def away(bench):
    with Cluster(bench) as cluster:
        server = cluster.server()
        users = {}
        for tier, token in cluster.tokens.items():
            status = server.ask(token)
            check(status["authenticated"], "let in while the chain is there")
            users[tier] = status["user"]
        for tier in ("developer", "super"):
            check(write(server, users[tier])["allowed"], f"the {tier} writes while the chain is there")
        cluster.stop(signal.SIGKILL)
        began = time.monotonic()
        eventually(lambda: server.ops("/readyz")[0] == 500 or "[-]chain" in server.ops("/readyz?verbose")[1], 4,
                   "not ready any more")
        equal(server.ops("/livez")[0], 200, "alive all the same")
        refused(server.ask(cluster.tokens["super"]), "cannot be asked")
        response = write(server, users["super"])
        check(not response["allowed"] and "cannot be asked" in response["status"]["message"], f"super: {response}")
        response = write(server, users["developer"])
        check(response["allowed"] or time.monotonic() - began > 3, f"a developer writes in grace: {response}")
        check(server.ask(cluster.tokens["viewer"])["authenticated"], "a viewer in grace")
        eventually(lambda: not server.ask(cluster.tokens["admin"]).get("authenticated"), 4, "the admin's grace is over")
        check(time.monotonic() - began > 3 or server.ask(cluster.tokens["developer"])["authenticated"],
              "a developer in grace")
        eventually(lambda: not server.ask(cluster.tokens["developer"]).get("authenticated"), 5,
                   "the developer's grace is over")
        eventually(lambda: not server.ask(cluster.tokens["viewer"]).get("authenticated"), 6, "the viewer's too")
        for token in cluster.tokens.values():
            refused(server.ask(token), "cannot be asked")
        for tier, user in users.items():
            check(not write(server, user)["allowed"], f"the {tier} writes after the grace")
        refused(server.ask("seal_" + "ab" * 32), "cannot be asked")
        equal(server.ask("eyJhbGciOiJSUzI1NiJ9.e30.c2ln"), {"authenticated": False}, "a foreign token, still cacheable")
        check(server.metrics()['k3s_daas_lookup_failures_total{code="unavailable"}'] > 0, "failed look-ups are counted")
        text = server.log.read_text()
        check("the copy of the chain is too old" in text and "look-ups fail" in text, "the log says why")
        cluster.start()
        for tier, token in cluster.tokens.items():
            eventually(lambda: server.ask(token).get("authenticated"), 10, f"the {tier} is back")
        for tier in ("developer", "super"):
            check(write(server, users[tier])["allowed"], f"the {tier} writes again")
        eventually(lambda: server.ops("/readyz")[0] == 200, 5, "ready again")


FAULTS = {"slow": {"delay": 3000}, "failing": {"error": 100}, "cutting": {"drop": 100}, "restarting": {"restart": 4000},
          "lagging": {"lag": {"frozen": True}}, "lying": {"lag": {"frozen": True}, "lie": "hidden-slashing"}}


@case("a node that is slow, fails, lags or lies never makes a good token bad for good", alone=True)
def faults(bench):
    with Cluster(bench) as cluster:
        server = cluster.server(grace_viewer="60s")
        for name, fault in FAULTS.items():
            cluster.fault(**fault)
            end = time.monotonic() + 2
            while time.monotonic() < end:
                for tier in ("viewer", "super"):
                    status = server.ask(cluster.tokens[tier])
                    check(status.get("authenticated") or status.get("error"), f"{name}: a denial that is remembered")
            check(server.ask(cluster.tokens["viewer"])["authenticated"], f"{name}: a viewer in grace")
            cluster.fault()
            for tier, token in cluster.tokens.items():
                eventually(lambda: server.ask(token).get("authenticated"), 12, f"{name}: the {tier} is back")


@case("a node of another chain is not believed, nor one that throttles waited for", alone=True)
def foreign(bench):
    with Cluster(bench) as cluster, Staker(bench) as other:
        server = cluster.server()
        cluster.stop(signal.SIGKILL)
        other.stop()
        # Another chain at the address of the first: whoever resets a ledger, or answers for its name.
        other.port = cluster.port
        other.start("--seed", "2", "--ledger-file", str(other.home / "second"),
                    "--cluster-file", str(other.home / "second.yaml"))
        refusal = lambda: server.ask(cluster.tokens["super"])
        eventually(lambda: not refusal().get("authenticated"), 4, "nothing of the other chain counts")
        refused(refusal(), "cannot be asked")
        eventually(lambda: server.metrics()['k3s_daas_node_failures_total{node="0",code="wrong_chain"}'] > 0, 5,
                   "the wrong chain is counted")


class Node:
    """A node in front of a ledger's, which can throttle, tell of other stakes, or of no events."""

    def __init__(self, ledger):
        outer, self.change, self.asked = self, None, 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if outer.change == "throttle":
                    return self.answer(429, b"slow down")
                if outer.change == "no events" and b"events(" in body:
                    return self.answer(502, b"the index is gone")
                request = urllib.request.Request(f"http://127.0.0.1:{ledger}{self.path}", body,
                                                 {"Content-Type": "application/json"})
                try:
                    with urllib.request.urlopen(request, timeout=5) as reply:
                        text = reply.read()
                except OSError:
                    return self.answer(502, b"the ledger is gone")
                self.answer(200, outer.change(text) if callable(outer.change) else text)

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@case("a node that throttles is left alone, and its tokens are not refused for good", alone=True)
def throttled(bench):
    with Cluster(bench) as cluster, Node(cluster.port) as node:
        server = cluster.server(nodes=[node.url])
        check(server.ask(cluster.tokens["viewer"])["authenticated"], "let in at first")
        node.change = "throttle"
        eventually(lambda: not server.ask(cluster.tokens["super"]).get("authenticated"), 4, "no grace for a super")
        refused(server.ask(cluster.tokens["super"]), "cannot be asked")
        check(server.ask(cluster.tokens["viewer"])["authenticated"], "a viewer in grace")
        before = node.asked
        for _ in range(200):
            server.ask("seal_" + "cd" * 32)
        check(node.asked - before < 100, f"a node that throttles was asked {node.asked - before} times more")
        check(server.metrics()['k3s_daas_node_failures_total{node="0",code="throttled"}'] > 0, "throttling is counted")


@case("a write waits for a look-up where the copy is too old, and goes by that", alone=True)
def waiting(bench):
    with Cluster(bench) as cluster, Node(cluster.port) as node:
        server = cluster.server(nodes=[node.url])
        users = {tier: server.ask(cluster.tokens[tier])["user"] for tier in ("developer", "super")}
        node.change = "no events"
        eventually(lambda: "[-]chain" in server.ops("/readyz?verbose")[1], 4, "the copy is too old")
        for _ in range(3):
            for tier, user in users.items():
                check(write(server, user)["allowed"], f"the {tier} writes by a look-up")
        check(server.metrics()['k3s_daas_lookups_total{result="found"}'] > 0, "entries are looked up")
        cluster.slash("super")
        eventually(lambda: "slashed" in write(server, users["super"]).get("status", {}).get("message", ""), 3,
                   "the slashed super's write is refused")
        check(write(server, users["developer"])["allowed"], "the developer still writes")
        equal(server.metrics()['k3s_daas_reviews_in_flight{kind="admit"}'], 0, "reviews that still wait")


@case("admin and super need two nodes that say the same", alone=True)
def quorum(bench):
    with Cluster(bench) as cluster, Node(cluster.port) as node:
        server = cluster.server(nodes=[f"http://127.0.0.1:{cluster.port}", node.url])
        for tier, token in cluster.tokens.items():
            equal(group(server.ask(token)), [f"seal:{tier}"], "with two honest nodes")
        node.change = "throttle"
        eventually(lambda: not server.ask(cluster.tokens["super"]).get("authenticated"), 4, "one node is not two")
        refused(server.ask(cluster.tokens["super"]), "too few nodes agree")
        for tier in ("viewer", "developer"):
            equal(group(server.ask(cluster.tokens[tier])), [f"seal:{tier}"], "what one node is believed")
        node.change = None
        for tier, token in cluster.tokens.items():
            eventually(lambda: server.ask(token).get("authenticated"), 10, f"the {tier} is back")


@case("a local ledger is not taken for a chain by accident")
def insecure(bench):
    with Cluster(bench) as cluster:
        server = bench.server("--cluster-file", str(cluster.file), wait=False)
        equal(server.wait(10), 78, "the exit code")
        check("insecure-dev-ledger" in server.log.read_text(), "the message names the setting")
