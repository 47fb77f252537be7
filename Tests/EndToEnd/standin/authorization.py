# SPDX-License-Identifier: Apache-2.0
"""The chain of authorizers: system:masters first, then what --authorization-mode or --authorization-config say."""
import json
import logging
import pathlib
import re
import threading
import time

from . import plainyaml
from .conditions import Condition, EvaluationError
from .identity import User
from .rbac import RBAC
from .resources import Attributes
from .tokens import body, status_of
from .webhooks import CallFailed, Peer, kubeconfig

REMEMBERED = 8192  # decisions per webhook
ATTRIBUTES = ("namespace", "verb", "group", "version", "resource", "subresource", "name")  # in a review's order
LARGEST_REMEMBERED = 10_000  # characters of what the asking side controls


class Undecided(Exception):
    """An authorizer failed: the request ends with 500 and this reason."""


class AuthorizerWebhook:
    """One entry of type Webhook: its conditions, its caches, what its failure means."""

    def __init__(self, name: str, config: dict, clock=time.monotonic):
        connection = config["connectionInfo"]
        if connection.get("type") != "KubeConfigFile" or config.get("subjectAccessReviewVersion") != "v1":
            raise plainyaml.YAMLError(f"authorizer {name}: only KubeConfigFile and version v1 are known here")
        url, credentials = kubeconfig(connection["kubeConfigFile"])
        self.name, self.peer, self.clock = name, Peer(url, credentials, "Go-http-client/1.1"), clock
        self.timeout = seconds(config["timeout"])
        self.ttls = {True: seconds(config.get("authorizedTTL", "5m")),
                     False: seconds(config.get("unauthorizedTTL", "30s"))}
        if config["failurePolicy"] not in ("Deny", "NoOpinion"):
            raise plainyaml.YAMLError(f'authorizer {name}: no such failurePolicy: {config["failurePolicy"]}')
        self.denies_on_failure = config["failurePolicy"] == "Deny"
        self.conditions = [Condition(entry["expression"], ("request",))
                           for entry in config.get("matchConditions") or []]
        self.lock, self.cache = threading.Lock(), {}

    def decide(self, user: User, asked: Attributes) -> tuple[bool | None, str]:
        spec = review_spec(user, asked)
        try:
            if not self.matches(spec):
                return None, ""
            status = self.status(spec)
            if status.get("allowed") and status.get("denied"):
                raise CallFailed("webhook subject access review returned both allow and deny response")
        except (CallFailed, EvaluationError) as failure:
            logging.error("Failed to make webhook authorizer request: %s", failure)
            if self.denies_on_failure:
                raise Undecided(str(failure)) from None
            return None, ""
        verdict = True if status.get("allowed") else False if status.get("denied") else None
        return verdict, status.get("reason", "")

    def matches(self, spec: dict) -> bool:
        request = {"user": "", "groups": [], "uid": "", "extra": {}, **spec}
        for part in ("resourceAttributes", "nonResourceAttributes"):
            if part in request:
                request[part] = {**dict.fromkeys(ATTRIBUTES, ""), **request[part]}
        return all(condition.holds(request=request) for condition in self.conditions)

    def status(self, spec: dict) -> dict:
        key = json.dumps(spec, sort_keys=True)
        with self.lock:
            known = self.cache.get(key)
            if known and known[0] > self.clock():
                return known[1]
        review = {"kind": "SubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {}, "spec": spec,
                  "status": {"allowed": False}}
        answer = self.peer.post_patiently(body(review), self.timeout)
        status = status_of(answer, "SubjectAccessReview", "authorization.k8s.io/v1", {"allowed": bool, "denied": bool})
        ttl = self.ttls[bool(status.get("allowed"))]
        if ttl > 0 and len(key) < LARGEST_REMEMBERED:
            with self.lock:
                while len(self.cache) >= REMEMBERED:
                    del self.cache[next(iter(self.cache))]
                self.cache[key] = (self.clock() + ttl, status)
        return status


class Chain:
    """Asks one authorizer after another until one decides; nobody decided is a refusal."""

    def __init__(self, store, mode: str, config: str):
        self.rbac, self.authorizers = RBAC(store), []
        entries = [{"type": name} for name in mode.split(",")]
        if config:
            entries = plainyaml.document(pathlib.Path(config).read_text())["authorizers"]
        for entry in entries:
            match entry["type"]:
                case "RBAC":
                    self.authorizers.append(lambda user, asked: (self.rbac.allows(user, asked) or None, ""))
                case "Node":
                    self.authorizers.append(lambda user, asked: (node_may(user, asked) or None, ""))
                case "AlwaysAllow":
                    self.authorizers.append(lambda user, asked: (True, ""))
                case "Webhook" if config:
                    self.authorizers.append(AuthorizerWebhook(entry["name"], entry["webhook"]).decide)
                case unknown:
                    raise plainyaml.YAMLError(f"authorizers of type {unknown} are not known here")

    def decide(self, user: User, asked: Attributes) -> tuple[bool, str]:
        """Whether a user may, and the reasons that were given on the way."""
        if "system:masters" in user.groups:
            return True, ""
        reasons = []
        for authorizer in self.authorizers:
            verdict, reason = authorizer(user, asked)
            if reason:
                reasons.append(reason)
            if verdict is not None:
                return verdict, "\n".join(reasons)
        return False, "\n".join(reasons)


def node_may(user: User, asked: Attributes) -> bool:
    """Far simpler than the node authorizer: a node may read, and write nodes, pods' status, leases and events."""
    if "system:nodes" not in user.groups or not asked.resource:
        return False
    written = {("nodes", ""), ("nodes", "status"), ("pods", "status"), ("leases", ""), ("events", "")}
    return asked.verb in ("get", "list", "watch") and asked.resource in ("nodes", "pods", "services") or (
        asked.verb in ("create", "update", "patch") and (asked.resource, asked.subresource) in written)


def review_spec(user: User, asked: Attributes) -> dict:
    """A SubjectAccessReview's spec: what is empty is left out, in the order of an apiserver's fields."""
    info = user.info()
    who = {"user": info["username"], **{key: info[key] for key in ("groups", "extra", "uid") if key in info}}
    if not asked.resource:
        return {"nonResourceAttributes": {"path": asked.path, "verb": asked.verb}, **who}
    fields = {name: getattr(asked, name) for name in ATTRIBUTES}
    found = {name: value for name, value in fields.items() if value}
    for name, requirements in (("fieldSelector", asked.fields), ("labelSelector", asked.labels)):
        if requirements:
            found[name] = {"requirements": requirements}
    return {"resourceAttributes": found, **who}


def seconds(text) -> float:
    """A duration as Go writes it: 10s, 1m30s, 500ms."""
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    if str(text) == "0":
        return 0
    parts = re.findall(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)", str(text))
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise plainyaml.YAMLError(f"no duration: {text!r}")
    return sum(float(number) * units[unit] for number, unit in parts)
