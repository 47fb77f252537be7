# SPDX-License-Identifier: Apache-2.0
"""Rules of a kube-apiserver that need no server to be checked: caches, retries, conditions, patches, YAML."""
import json
import pathlib
import tempfile

from standin import conditions, patches, plainyaml, protobuf, rbac, webhooks
from standin.admission import Admission, Denied
from standin.identity import User
from standin.refusal import Refusal
from standin.resources import Attributes, attributes
from standin.tokens import Refused, TokenWebhook

from . import Failure, check, equal


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Script:
    """A webhook that answers in turn what it was told to, and counts."""

    def __init__(self, *answers):
        self.answers, self.calls = list(answers), 0

    def post_patiently(self, body: bytes, timeout: float) -> bytes:
        self.calls += 1
        answer = self.answers[min(self.calls, len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return json.dumps({"status": answer}).encode()


class ScriptedPeer(webhooks.Peer):
    """A peer whose exchanges are scripted: a status, or a failure; its pauses are noted, not slept."""

    def __init__(self, *outcomes):
        self.outcomes, self.calls, self.pauses, self.sleep = list(outcomes), 0, [], self.pause

    def pause(self, seconds: float):
        self.pauses.append(seconds)

    def exchange(self, body: bytes, deadline: float, timeout: float) -> webhooks.Reply:
        outcome = self.outcomes[min(self.calls, len(self.outcomes) - 1)]
        self.calls += 1
        if isinstance(outcome, Exception):
            raise outcome
        status, fields = outcome if isinstance(outcome, tuple) else (outcome, {})
        return webhooks.Reply(status, fields, b"{}")


def asked_at(ttl: float, answer, *moments: float) -> int:
    """How often a webhook is asked when one token comes at these moments."""
    clock, script = Clock(), Script(answer)
    authenticator = TokenWebhook(script, "v1", ttl, ["here"], clock)
    for clock.now in moments:
        try:
            authenticator.user("token")
        except Refused:
            pass
    return script.calls


GOOD = {"authenticated": True, "user": {"username": "alice"}}


@check("a good token is asked about again after the longer of ten seconds and the time to live, rounded by ten")
def success_is_cached():
    equal(asked_at(0, GOOD, 0, 9.9), 1, "ttl 0, within ten seconds")
    equal(asked_at(0, GOOD, 0, 10.1), 2, "ttl 0, after ten seconds")
    equal(asked_at(10, GOOD, 0, 9.9, 10.1), 2, "ttl 10: both caches end together")
    equal(asked_at(15, GOOD, 0, 10.1, 20), 1, "ttl 15, known until ten seconds after its last look")
    equal(asked_at(15, GOOD, 0, 10.1, 20.2), 2, "ttl 15, after that")


@check("a clean refusal is cached for the time to live alone, one with an error and every failure not at all")
def refusals_are_cached():
    equal(asked_at(10, {"authenticated": False}, 0, 9.9), 1, "refused, within the ttl")
    equal(asked_at(10, {"authenticated": False}, 0, 10.1), 2, "refused, after the ttl")
    equal(asked_at(0, {"authenticated": False}, 0, 0), 2, "refused, no ttl")
    equal(asked_at(10, {"authenticated": False, "error": "x"}, 0, 0), 2, "refused with an error")
    equal(asked_at(10, webhooks.CallFailed("down"), 0, 0), 2, "no answer")
    equal(asked_at(10, {"authenticated": "true"}, 0, 0), 2, "no boolean")
    equal(asked_at(10, {**GOOD, "audiences": ["elsewhere"]}, 0, 9.9), 1, "for somebody else")


@check("everybody who comes with one token gets that token's user, with system:authenticated added")
def users_are_completed():
    user = TokenWebhook(Script({**GOOD, "error": "ignored", "audiences": ["here", "there"]}), "v1", 10, ["here"],
                        Clock()).user("t")
    equal((user.name, user.groups), ("alice", ("system:authenticated",)), "the user")


# What a webhook does, and how often it is asked: measured at a kube-apiserver.
ATTEMPTS = [(500, 5), (501, 5), (502, 5), (504, 5), (505, 5), (429, 5), (400, 1), (401, 1), (403, 1), (404, 1),
            (503, 1),
            (webhooks.CallFailed("reset", is_retryable=True), 5), (webhooks.CallFailed("connection refused"), 1)]


@check("a TokenReview is asked five times after what may pass, once after what will not")
def attempts():
    for outcome, expected in ATTEMPTS:
        peer = ScriptedPeer(outcome)
        try:
            peer.post_patiently(b"", 30)
            raise Failure(f"{outcome} is taken for an answer")
        except webhooks.CallFailed:
            equal(peer.calls, expected, f"calls after {outcome}")
        for pause, low in zip(peer.pauses, (0.5, 0.75, 1.125, 1.6875)):
            if not low <= pause <= low * 1.2:
                raise Failure(f"a pause of {pause} s where {low} s to {low * 1.2} s are due")
    peer = ScriptedPeer(500, 500, 200)
    equal((peer.post_patiently(b"", 30), peer.calls), (b"{}", 3), "two failures, then an answer")


@check("admission is asked once, whatever it answers, but for Retry-After")
def admission_is_not_retried():
    for outcome, expected in [(500, 1), (webhooks.CallFailed("reset", is_retryable=True), 1),
                              ((503, {"retry-after": "1"}), 11)]:
        peer = ScriptedPeer(outcome)
        try:
            peer.post(b"", 30)
            raise Failure(f"{outcome} is taken for an answer")
        except webhooks.CallFailed:
            equal(peer.calls, expected, f"calls after {outcome}")


CONDITION = """
request.userInfo.username.startsWith('sui:') || request.userInfo.username.startsWith("system:serviceaccount:seal-") ||
(request.userInfo.username.startsWith('system:node:') && request.operation == 'CREATE' &&
 request.resource.group == '' && request.resource.resource == 'nodes' &&
 !(request.userInfo.username in ['system:node:server-1', 'system:node:server-2']))
"""


@check("match conditions hold for whom they name, and what they cannot say is refused")
def match_conditions():
    condition = conditions.Condition(CONDITION, ("request", "object", "oldObject"))

    def holds(user, operation="CREATE", resource="nodes"):
        return condition.holds(request={"userInfo": {"username": user}, "operation": operation,
                                        "resource": {"group": "", "resource": resource}})
    equal([holds("sui:0x1"), holds("system:serviceaccount:seal-a:b"), holds("system:node:new")], [True] * 3, "named")
    equal([holds("alice"), holds("system:serviceaccount:default:b"), holds("system:node:server-1"),
           holds("system:node:new", "UPDATE"), holds("system:node:new", resource="pods"), holds("xsui:")], [False] * 6,
          "not named")
    read = conditions.Condition
    equal(read("a.b.size() > 1 ? has(a.c) : a.b[0] != 'x'", ("a",)).holds(a={"b": ["y"]}), True, "choice, index, has")
    equal(read("a.exists(x, x.startsWith('s')) && !a.all(x, x == 's')", ("a",)).holds(a=["t", "s"]), True,
          "exists, all")
    equal(read("a.nothing == 1 || true", ("a",)).holds(a={}), True, "an error beside what decides")
    for expression in ("authorizer.allowed()", "request.x.lowerAscii() == ''", "a ==", "a b", "1 +", "unknown"):
        try:
            read(expression, ("request", "a"))
            raise Failure(f"{expression!r} is read")
        except conditions.Unknown:
            pass
    for expression in ("a.missing == 1", "a.missing == 1 || false", "'text'", "a > 'text'"):
        try:
            read(expression, ("a",)).holds(a={})
            raise Failure(f"{expression!r} has a value")
        except conditions.EvaluationError:
            pass


@check("patches do what RFC 6902, RFC 7386 and kubectl's lists with keys say")
def patching():
    item = {"a": [{"b": 1}], "c": {"d": "e"}}
    equal(patches.json_patch({"a": [1, 3], "b": {"x/y": 0}}, [
        {"op": "add", "path": "/a/1", "value": 2}, {"op": "add", "path": "/a/-", "value": 4},
        {"op": "test", "path": "/b/x~1y", "value": 0},
        {"op": "move", "from": "/b/x~1y", "path": "/c"}, {"op": "replace", "path": "/a/0", "value": 0}]),
          {"a": [0, 2, 3, 4], "b": {}, "c": 0}, "JSON patch")
    equal(patches.patched("application/merge-patch+json", item, {"a": [2], "c": {"d": None, "f": 1}}),
          {"a": [2], "c": {"f": 1}}, "merge")
    equal(item, {"a": [{"b": 1}], "c": {"d": "e"}}, "what was patched")
    spec = {"containers": [{"name": "a", "image": "1"}, {"name": "b", "image": "2"}], "args": ["x"]}
    equal(patches.patched("application/strategic-merge-patch+json", spec, {
        "$setElementOrder/containers": [], "containers": [
            {"name": "a", "image": "3"}, {"name": "b", "$patch": "delete"}, {"name": "c"}],
        "args": ["y"]}), {"containers": [{"name": "a", "image": "3"}, {"name": "c"}], "args": ["y"]}, "strategic merge")
    for patch in ([{"op": "test", "path": "/a", "value": 1}], [{"op": "remove", "path": "/z"}],
                  [{"op": "add", "path": "/a/9", "x": 1}]):
        try:
            patches.json_patch({"a": 0}, patch)
            raise Failure(f"{patch} passes")
        except Refusal as refusal:
            equal(refusal.code, 422, "status")


@check("configuration files are read as they are written, and nothing is guessed")
def yaml():
    equal(plainyaml.document("""
# a comment
apiVersion: v1   # another
users:
- name: apiserver
  user: {client-certificate: /a/b.crt, client-key: "/a/b.key"}
- {name: 'it''s', list: [a, 1, true, null]}
text: >-
  one
  two
lines: |
  one
    two
empty:
number: 42
quoted: "42"
nested:
  - - a
    - b
url: https://127.0.0.1:8443/authenticate
time: 10s
"""), {"apiVersion": "v1", "users": [
    {"name": "apiserver", "user": {"client-certificate": "/a/b.crt", "client-key": "/a/b.key"}},
                                     {"name": "it's", "list": ["a", 1, True, None]}],
       "text": "one two", "lines": "one\n  two\n", "empty": None, "number": 42, "quoted": "42", "nested": [["a", "b"]],
       "url": "https://127.0.0.1:8443/authenticate", "time": "10s"}, "a document")
    equal(plainyaml.documents("a: 1\n---\n---\nb: 2\n"), [{"a": 1}, {"b": 2}], "documents")
    equal(plainyaml.document('{"a": [1]}'), {"a": [1]}, "JSON")
    for text in ("a: &x 1", "a: 1\na: 2", "a: [1", "a: one\n  two", "\ta: 1", "a: 1\nb", "a: !t 1"):
        try:
            plainyaml.document(text)
            raise Failure(f"{text!r} is read")
        except plainyaml.YAMLError:
            pass


STATIC = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: NAME}
webhooks:
- name: admit.example.test
  clientConfig: {url: "https://127.0.0.1:1/admit"}
  sideEffects: None
  admissionReviewVersions: [v1]
  rules:
  - {apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE], resources: RESOURCES}
"""


@check("static manifests are in force beside what is stored, for webhook configurations, too; a bad one is refused")
def static_manifests():
    class Store:
        def known(self, resource):
            return []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        config = folder / "admission.json"
        config.write_text(json.dumps({"plugins": [{"name": "ValidatingAdmissionWebhook", "configuration": {
            "staticManifestsDir": str(folder)}}]}))
        config.rename(config := folder / "admission.conf")

        def admission(manifest: str):
            (folder / "gate.yaml").write_text(manifest)
            return Admission(Store(), str(config))
        good = STATIC.replace("NAME", "gate.static.k8s.io").replace("RESOURCES", '["*/*"]')
        asked = attributes("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations")
        try:
            admission(good).admit(User("u"), asked, "CREATE", {}, None, None, ("", "", ""))
            raise Failure("nobody was asked")
        except Denied as denied:
            equal(denied.code, 500, "nobody listens, and that is a failure")
        for bad in (STATIC.replace("NAME", "gate"), good.replace('["*/*"]', '["*", "*/*"]'),
                    good.replace("url:", "service:")):
            try:
                admission(bad)
                raise Failure(f"taken: {bad}")
            except plainyaml.YAMLError:
                pass


RULE = {"verbs": ["get", "list"], "apiGroups": ["", "apps"], "resources": ["pods", "pods/log", "*/scale"],
        "resourceNames": []}


@check("a rule of RBAC allows its verbs, groups, resources, subresources and names, and nothing else")
def rules():
    def allowed(verb, group, resource, sub="", name="", rule=RULE):
        return bool(rbac.rule_allows(rule, Attributes(verb, group=group, version="v1", resource=resource,
                                                      subresource=sub, name=name)))
    equal([allowed("get", "", "pods"), allowed("list", "apps", "pods"), allowed("get", "", "pods", "log"),
           allowed("get", "apps", "deployments", "scale")], [True] * 4, "allowed")
    equal([allowed("watch", "", "pods"), allowed("get", "batch", "pods"), allowed("get", "", "pods", "exec"),
           allowed("get", "", "secrets")], [False] * 4, "not allowed")
    named = {**RULE, "resourceNames": ["a"]}
    equal([allowed("get", "", "pods", name=name, rule=named) for name in ("a", "b", "")], [True, False, False], "names")
    urls = {"verbs": ["get"], "nonResourceURLs": ["/api/*", "/version"]}
    equal([bool(rbac.rule_allows(urls, Attributes("get", path=path)))
           for path in ("/api/v1", "/version", "/apis", "/versions")],
          [True, True, False, False], "paths")
    equal(allowed("get", "", "pods", rule=urls), False, "a rule for paths is none for resources")


@check("nobody gives more than they hold")
def escalation():
    class Store:
        def known(self, resource):
            return {"clusterroles.rbac.authorization.k8s.io": [{"metadata": {"name": "r"}, "rules": [RULE]}],
                    "clusterrolebindings.rbac.authorization.k8s.io": [
                        {"metadata": {}, "subjects": [{"kind": "Group", "name": "g"}],
                         "roleRef": {"kind": "ClusterRole", "name": "r"}}]
                    }.get(resource, [])
    held, user = rbac.RBAC(Store()), User("u", groups=("g",))
    equal(held.covers(user, "", [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods", "pods/log"]}]), True,
          "a part of it")
    for wanted in ({"verbs": ["*"], "apiGroups": [""], "resources": ["pods"]},
                   {"verbs": ["get"], "apiGroups": ["*"], "resources": ["pods"]},
                   {"verbs": ["get"], "apiGroups": [""], "resources": ["*"]},
                   {"verbs": ["get"], "nonResourceURLs": ["/metrics"]}):
        equal(held.covers(user, "", [wanted]), False, f"{wanted}")


@check("paths say what is asked")
def paths():
    def asked(method, target):
        found = attributes(method, target)
        return (found.verb, found.group, found.resource, found.subresource, found.namespace, found.name)
    equal(asked("GET", "/api/v1/namespaces/a/pods?watch=true"), ("watch", "", "pods", "", "a", ""), "watch")
    equal(asked("GET", "/api/v1/namespaces/a"), ("get", "", "namespaces", "", "a", "a"), "a namespace")
    equal(asked("POST", "/api/v1/namespaces"), ("create", "", "namespaces", "", "", ""), "a new namespace")
    equal(asked("PUT", "/api/v1/namespaces/a/status"), ("update", "", "namespaces", "status", "a", "a"), "its status")
    equal(asked("DELETE", "/apis/apps/v1/namespaces/a/deployments"),
          ("deletecollection", "apps", "deployments", "", "a", ""), "all")
    equal(asked("GET", "/api/v1/nodes/n/proxy/metrics"), ("get", "", "nodes", "proxy", "", "n"), "a proxy")
    equal(attributes("GET", "/api/v1/nodes/n/proxy/metrics").tail, "/metrics", "what is behind it")
    equal(asked("GET", "/readyz"), ("get", "", "", "", "", ""), "no resource")


@check("protobuf is read whole or refused")
def protobufs():
    def field(number, value):
        return bytes([number << 3 | 2, len(value)]) + value
    kind = field(1, field(1, b"v1") + field(2, b"ConfigMap"))
    meta = field(1, field(1, b"c") + field(3, b"") + field(8, b""))
    data = field(2, field(1, b"k") + field(2, b"v"))
    equal(protobuf.decoded(b"k8s\0" + kind + field(2, meta + data)),
          {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"k": "v"}}, "a ConfigMap")
    for body in (b"x", b"k8s\0", b"k8s\0" + kind + field(2, field(9, b"?")), b"k8s\0" + kind + field(2, meta)[:-1],
                 b"k8s\0" + field(1, field(2, b"Widget"))):
        try:
            protobuf.decoded(body)
            raise Failure(f"{body!r} is read")
        except Refusal:
            pass
