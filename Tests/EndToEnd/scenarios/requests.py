# SPDX-License-Identifier: Apache-2.0
"""What is asked for on chain: who may have it, what comes back, and what a controller that goes in between leaves."""
import json
import re
import secrets

import objects
from documents import Documents
from harness import Skip, check, equal, eventually
from joining import Site
from load import seconds_until
from scenario import number, scenario
from stage import fetch_status

# The rights that the chart gives where requests are carried out and nothing else is done, but for the lease.
RIGHTS = [
    {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]},
    {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"]},
    {"apiGroups": ["authentication.k8s.io"], "resources": ["uids"], "verbs": ["impersonate"]},
    {"apiGroups": [""], "resources": ["groups"], "verbs": ["impersonate"], "resourceNames": [
        "seal:stakers", "seal:limited", "seal:viewer", "seal:developer", "seal:admin", "seal:super"]},
    {"apiGroups": [""], "resources": ["events"], "verbs": ["create"]},
    {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["get", "create", "update"]},
]
ROLE = "requests-alone"
# The longest document that is fetched.
LONGEST = 1 << 20


def applies(world):
    """What is carried out rests on fields that have owners, versions that are compared, and kinds that can be looked up."""
    if not world.is_real:
        raise Skip("a stand-in applies without owners of fields")


class Asked(Site):
    """Controllers that carry requests out, with the rights for that and no others, and a worker that is ready."""

    def __init__(self, stage, controllers: int = 1, flags: tuple = ()):
        role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": ROLE}, "rules": RIGHTS}
        binding = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": ROLE},
                   "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": ROLE},
                   "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": ROLE}]}
        stage.apply([role, binding])
        super().__init__(stage, controllers, flags)
        self.worker()

    def start_controller(self, number: int):
        super().start_controller(number)
        process, ops = self.controllers[number], self.ports[number][1]
        process.stop()
        config = self.stage.kubectl(self.stage.kubernetes.client(ROLE, ROLE), name=ROLE).config
        process.argv[process.argv.index("--kubeconfig") + 1] = config
        process.argv += ["--requests", "--reaction=false"]
        process.start()
        process.wait_until(lambda: fetch_status(f"http://127.0.0.1:{ops}/readyz") == 200, 30, "ready")

    def worker(self):
        """A worker on chain, and the Node that it is."""
        ledger, self.node_name = self.stage.ledger, "n-" + secrets.token_hex(3)
        staker = ledger.newcomer("w-" + secrets.token_hex(3))
        ledger("worker", "register", f"machine-{self.node_name}", "--stake", "2SUI", "--join-key", secrets.token_hex(32), "--key", staker.name)
        ledger("worker", "activate", staker.address, self.node_name, "--key", "operator")
        admin = self.stage.admin()
        self.stage.apply([{"apiVersion": "v1", "kind": "Node", "metadata": {
            "name": self.node_name, "labels": {"kubernetes.io/hostname": self.node_name}},
            "spec": {"taints": [{"key": "k3s-daas.io/worker", "effect": "NoSchedule"}]}}])
        ready = {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "Trial", "message": "",
                                            "lastHeartbeatTime": "2026-01-01T00:00:00Z", "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
        admin("patch", "node", self.node_name, "--subresource=status", "--type=merge", "-p", json.dumps(ready)).expect("yes")
        # What an apiserver's controller would take away, where there is one.
        admin("taint", "node", self.node_name, "node.kubernetes.io/not-ready-")
        return staker

    def submit(self, staker, method: str, resource: str, name: str, manifest=None, namespace: str | None = None,
               uri: str | None = None) -> int:
        """Asks for something, with what is to be found at an address, if one is given; gives its number."""
        words = ["request", "submit", method, resource, name, "--namespace", namespace or staker.home, "--key", staker.name]
        if manifest is not None:
            file = self.folder / f"manifest-{secrets.token_hex(4)}.json"
            file.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
            words += ["--manifest-file", str(file), *(["--manifest-uri", uri] if uri else [])]
        before = len(self.stage.ledger.json("request", "list"))
        self.stage.ledger(*words)
        return before + 1

    def request(self, request: int) -> dict:
        return next(one for one in self.stage.ledger.json("request", "list") if one["request"] == request)

    def ended(self, request: int, seconds: float = 30) -> dict:
        return eventually(lambda: (one := self.request(request))["state"] not in ("pending", "assigned") and one,
                          seconds, f"request {request} ends")

    def object(self, kind: str, name: str, namespace: str) -> dict | None:
        told = self.stage.admin()("get", kind, name, "-n", namespace, "-o", "json")
        return told.json() if told.code == 0 else None


def carried_last(made: dict) -> int:
    """Which request an object says was carried out on it last."""
    mark = made["metadata"]["annotations"]["k3s-daas.io/request"]
    told = re.fullmatch("[0-9a-f]{16}/([0-9]+)", mark)
    check(told is not None, f"the annotation names no request: {mark}")
    return int(told[1])


def config_map(name: str, **data) -> dict:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def deployment(name: str) -> dict:
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": {
        "replicas": 1, "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}}, "spec": objects.POD}}}


@scenario("a developer's request is carried out at home, and refused elsewhere in admission's words")
def carried_out(world):
    applies(world)
    site = Asked(world.stage(wide=True))
    staker = site.stage.ledger.newcomer("asker-" + secrets.token_hex(2), "2SUI")
    site.stage.house(staker)
    first = site.submit(staker, "apply", "configmaps", "settings", config_map("settings", colour="blue"))
    took = seconds_until(lambda: site.object("configmap", "settings", staker.home), 20, "the object is there")
    number(f"asked for on chain: the object was there after {took * 1000:.0f} ms (one kubectl call included)")
    told = site.ended(first)
    equal((told["state"], told["result"]), ("completed", "applied"), "the result")
    made = site.object("configmap", "settings", staker.home)
    equal(carried_last(made), first, "the annotation")
    equal(made["data"], {"colour": "blue"}, "the object")
    patched = site.ended(site.submit(staker, "patch", "configmaps", "settings", {"data": {"size": "2"}}))
    equal((patched["state"], patched["result"]), ("completed", "patched"), "the patch")
    equal(site.object("configmap", "settings", staker.home)["data"], {"colour": "blue", "size": "2"}, "patched")
    deployed = site.ended(site.submit(staker, "apply", "deployments.apps", "web", deployment("web")))
    equal((deployed["state"], deployed["result"]), ("completed", "applied"), "the deployment")
    spec = site.object("deployment", "web", staker.home)["spec"]["template"]["spec"]
    equal(spec["nodeSelector"], {"kubernetes.io/hostname": site.node_name}, "its machine")
    scaled = site.ended(site.submit(staker, "scale", "deployments.apps", "web", "2"))
    equal((scaled["state"], scaled["result"]), ("completed", "scaled to 2"), "the scale")
    equal(site.object("deployment", "web", staker.home)["spec"]["replicas"], 2, "replicas")
    gone = site.ended(site.submit(staker, "delete", "configmaps", "settings"))
    equal((gone["state"], gone["result"]), ("completed", "deleted"), "the deletion")
    check(site.object("configmap", "settings", staker.home) is None, "it is gone")
    refused = site.ended(site.submit(staker, "apply", "configmaps", "settings", config_map("settings"), "default"))
    equal(refused["state"], "failed", "elsewhere")
    check(refused["result"].startswith("forbidden: "), refused["result"])
    number(f"elsewhere it was told: {refused['result']}")
    events = site.stage.admin()("get", "events", "-n", staker.home, "-o", "json").expect("yes").json()["items"]
    check("RequestCarriedOut" in {one["reason"] for one in events}, "an Event says so")


@scenario("a submitter who was slashed meanwhile gets nothing")
def slashed(world):
    site = Asked(world.stage(wide=True))
    staker = site.stage.ledger.newcomer("asker-" + secrets.token_hex(2), "2SUI")
    site.stage.house(staker)
    site.controllers[0].stop()
    asked = site.submit(staker, "apply", "configmaps", "late", config_map("late"))
    site.stage.ledger.slash(staker)
    site.controllers[0].start()
    told = site.ended(asked, 60)
    equal(told["state"], "failed", "the request")
    check(told["result"].startswith("standing: "), told["result"])
    check(site.object("configmap", "late", staker.home) is None, "nothing was made")


@scenario("a controller that is killed leaves its requests to the next one, and none happens twice")
def killed(world):
    applies(world)
    site = Asked(world.stage(wide=True), controllers=2)
    staker = site.stage.ledger.newcomer("asker-" + secrets.token_hex(2), "2SUI")
    site.stage.house(staker)
    count = 12
    asked = []
    for place in range(count):
        asked.append(site.submit(staker, "apply", "configmaps", f"one-{place % 4}", config_map(f"one-{place % 4}", turn=str(place))))
        if place == count // 2:
            site.controllers[site.leader()].kill()
    told = [site.ended(each, 90) for each in asked]
    equal({one["state"] for one in told}, {"completed"}, f"all of them: {[one['result'] for one in told]}")
    for place in range(4):
        last = max(at for at in range(count) if at % 4 == place)
        made = site.object("configmap", f"one-{place}", staker.home)
        equal((made["data"]["turn"], carried_last(made)), (str(last), asked[last]), "the last one stands")


@scenario("a document from elsewhere is carried out if it is the one that was asked for, and fetched from nowhere else")
def documents(world):
    applies(world)
    stage = world.stage(wide=True)
    host = Documents(stage.folder / "documents")
    site = Asked(stage, flags=("--request-hosts", "localhost", "--request-private-addresses",
                               "--request-ca-file", host.authority.certificate))
    staker = stage.ledger.newcomer("asker-" + secrets.token_hex(2), "2SUI")
    stage.house(staker)
    hidden = "hidden-" + secrets.token_hex(8)

    def ask(path: str, wanted: dict | str, name: str, authority: str = "localhost", of: Documents = host) -> dict:
        return site.ended(site.submit(staker, "apply", "configmaps", name, wanted, uri=of.url(path, authority)))

    def failed(told: dict, word: str, name: str):
        equal(told["state"], "failed", f"{name}: {told['result']}")
        check(told["result"].startswith(f"{word}: "), f"{name}: {told['result']}")
        check(site.object("configmap", name, staker.home) is None, f"{name}: nothing was made")
        number(f"{name}: {told['result']}")

    # As long as a document may be: what is too much for a chain is blanks behind it.
    whole = json.dumps(config_map("whole", word=hidden)).ljust(LONGEST)
    host.pages["/whole"] = whole.encode()
    told = ask("/whole", whole, "whole")
    equal((told["state"], told["result"]), ("completed", "applied"), "the document that was asked for")
    equal(site.object("configmap", "whole", staker.home)["data"], {"word": hidden}, "what it says")
    equal(host.paths(), ["/whole"], "it was asked for once")
    check(not {"authorization", "cookie", "referer"} & set(host.asked[0][1]), f"without credentials: {host.asked[0][1]}")

    host.pages["/other"] = json.dumps(config_map("other", word="another")).encode()
    failed(ask("/other", config_map("other", word=hidden), "other"), "hash", "other")

    host.pages["/long"] = json.dumps(config_map("long", word=hidden)).ljust(LONGEST + 1).encode()
    failed(ask("/long", config_map("long", word=hidden), "long"), "fetch", "long")

    host.pages["/there"] = json.dumps(config_map("elsewhere", word=hidden)).encode()
    host.redirects["/moved"] = host.url("/there")
    failed(ask("/moved", config_map("elsewhere", word=hidden), "elsewhere"), "fetch", "elsewhere")
    check("/there" not in host.paths(), f"a redirect was followed: {host.paths()}")

    before = host.connections
    failed(ask("/there", config_map("stranger", word=hidden), "stranger", authority="127.0.0.1"), "address", "stranger")
    equal(host.connections, before, "a host that is not named is not even connected to")

    bad = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bad"}, "data": {f"{hidden} ": "x"}}
    host.pages["/bad"] = json.dumps(bad).encode()
    failed(ask("/bad", bad, "bad"), "invalid", "bad")
    check(hidden not in stage.ledger("request", "list"), "nothing of a document stands on chain")

    liar = Documents(stage.folder / "liar", "liar")
    liar.pages["/lie"] = json.dumps(config_map("lie", word=hidden)).encode()
    failed(ask("/lie", config_map("lie", word=hidden), "lie", of=liar), "fetch", "lie")
    equal((liar.connections, liar.paths()), (3, []), "another authority's host is tried three times and told nothing")
    liar.stop()
    failed(ask("/lie", config_map("gone", word=hidden), "gone", of=liar), "fetch", "gone")
    host.stop()


@scenario("no name leads into the operator's own network, unless the operator says so")
def private_addresses(world):
    applies(world)
    stage = world.stage(wide=True)
    host = Documents(stage.folder / "documents")
    site = Asked(stage, flags=("--request-hosts", "*", "--request-ca-file", host.authority.certificate))
    staker = stage.ledger.newcomer("asker-" + secrets.token_hex(2), "2SUI")
    stage.house(staker)
    wanted = config_map("inside", word="inside")
    host.pages["/inside"] = json.dumps(wanted).encode()
    for authority in ("localhost", "127.0.0.1"):
        told = site.ended(site.submit(staker, "apply", "configmaps", "inside", wanted, uri=host.url("/inside", authority)), 60)
        equal(told["state"], "failed", f"{authority}: {told['result']}")
        number(f"{authority}: {told['result']}")
    equal((host.connections, host.paths()), (0, []), "nobody connected")
    check(site.object("configmap", "inside", staker.home) is None, "nothing was made")
    host.stop()
