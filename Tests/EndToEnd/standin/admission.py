# SPDX-License-Identifier: Apache-2.0
"""Validating admission webhooks: which are asked about a request, what they are told, and what their answer means."""
import base64
import json
import logging
import pathlib
import threading
import uuid

from . import plainyaml, selection
from .conditions import Condition, EvaluationError, Unknown
from .identity import User
from .resources import Attributes
from .tokens import body
from .webhooks import CallFailed, Credentials, Peer, kubeconfig

STORED = "validatingwebhookconfigurations.admissionregistration.k8s.io"
VARIABLES = ("request", "object", "oldObject")
AGENT = "kube-apiserver-admission"


class Denied(Exception):
    """A request that admission does not let through, with the status that its user gets."""

    def __init__(self, code: int, reason: str, message: str, details: dict | None = None):
        super().__init__(message)
        self.code, self.reason, self.message, self.details = code, reason, message, details


class Admission:
    """All webhooks of the configurations that are stored, and of the folder of static manifests if one is named."""

    def __init__(self, store, config: str):
        self.store, self.kubeconfig, self.static = store, "", []
        self.lock, self.peers = threading.Lock(), {}
        self.compiled: dict[str, Condition] = {}
        if not config:
            return
        for plugin in plainyaml.document(pathlib.Path(config).read_text()).get("plugins") or []:
            if plugin["name"] != "ValidatingAdmissionWebhook":
                continue
            settings = plugin.get("configuration")
            if settings is None:
                settings = plainyaml.document(pathlib.Path(plugin["path"]).read_text())
            self.kubeconfig = settings.get("kubeConfigFile", "")
            if self.kubeconfig:
                plainyaml.document(pathlib.Path(self.kubeconfig).read_text())
            if settings.get("staticManifestsDir"):
                self.static = self.read_static(pathlib.Path(settings["staticManifestsDir"]))

    def read_static(self, folder: pathlib.Path) -> list[dict]:
        found = []
        for file in sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml", ".json")):
            for item in plainyaml.documents(file.read_text()):
                for one in item["items"] if item["kind"].endswith("List") else [item]:
                    if not one["metadata"]["name"].endswith(".static.k8s.io"):
                        raise plainyaml.YAMLError(f"{file}: names of static configurations end in .static.k8s.io")
                    self.check(one)
                    found.append(one)
        return found

    def check(self, configuration: dict):
        """Refuses what could not be evaluated later: fields that must be there, conditions outside of our CEL."""
        for hook in configuration.get("webhooks") or []:
            versions = hook.get("admissionReviewVersions") or []
            if hook.get("sideEffects") not in ("None", "NoneOnDryRun") or "v1" not in versions:
                raise plainyaml.YAMLError(f'{hook.get("name")}: sideEffects None and version v1 are due')
            if hook.get("name", "").count(".") < 2 or not (hook.get("clientConfig") or {}).get("url"):
                raise plainyaml.YAMLError(f'{hook.get("name")}: a qualified name and a clientConfig with a url are due')
            for rule in hook.get("rules") or []:
                if "*/*" in rule.get("resources", []) and len(rule["resources"]) > 1:
                    raise plainyaml.YAMLError(f"{hook['name']}: if '*/*' is present, must not specify other resources")
            for entry in hook.get("matchConditions") or []:
                try:
                    self.condition(entry["expression"])
                except Unknown as error:
                    raise plainyaml.YAMLError(f'{hook["name"]}: matchCondition {entry["name"]}: {error}') from None

    def condition(self, expression: str) -> Condition:
        if expression not in self.compiled:
            self.compiled[expression] = Condition(expression, VARIABLES)
        return self.compiled[expression]

    def admit(self, user: User, asked: Attributes, operation: str, item, old, options,
              kind: tuple[str, str, str]) -> list[str]:
        """Asks every webhook that is concerned, one after another. Returns the warnings, raises ``Denied``."""
        warnings = []
        # Nothing that comes from the API may be asked about the configuration that says who is asked.
        is_configuration = asked.resource.endswith("webhookconfigurations")
        for configuration in self.static + ([] if is_configuration else self.store.known(STORED)):
            for hook in configuration.get("webhooks") or []:
                if any(rule_matches(rule, asked, operation) for rule in hook.get("rules") or []) and self.is_selected(
                        hook, asked, item, old):
                    request = review_request(user, asked, operation, item, old, options, kind)
                    if self.meets_conditions(hook, request):
                        warnings += self.ask(hook, request)
        return warnings

    def is_selected(self, hook: dict, asked: Attributes, item, old) -> bool:
        if asked.namespace and (requirements := selection.of_selector(hook.get("namespaceSelector"))):
            namespace = self.store.get("namespaces", "", asked.namespace) or item or {}
            if not selection.selects(requirements, namespace.get("metadata", {}).get("labels") or {}):
                return False
        if requirements := selection.of_selector(hook.get("objectSelector")):
            return any(selection.selects(requirements, (one.get("metadata") or {}).get("labels") or {})
                       for one in (item, old) if one)
        return True

    def meets_conditions(self, hook: dict, request: dict) -> bool:
        # In CEL the request is typed: what JSON leaves out is there, and empty.
        typed = {"name": "", "namespace": "", "subResource": "", **request,
                 "userInfo": {"username": "", "uid": "", "groups": [], "extra": {}, **request["userInfo"]}}
        trouble = None
        for entry in hook.get("matchConditions") or []:
            try:
                if not self.condition(entry["expression"]).holds(request=typed, object=request["object"],
                                                                 oldObject=request["oldObject"]):
                    return False
            except EvaluationError as error:
                trouble = f'{entry["name"]}: {error}'
        if trouble and hook.get("failurePolicy", "Fail") == "Fail":
            raise Denied(403, "Forbidden", f'failed evaluating match conditions of webhook "{hook["name"]}": {trouble}')
        return trouble is None

    def ask(self, hook: dict, request: dict) -> list[str]:
        name = hook["name"]
        review = {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request}
        try:
            answer = self.peer(hook).post(body(review), float(hook.get("timeoutSeconds", 10)))
            response = checked(answer, request["uid"])
        except CallFailed as failure:
            logging.error("failed calling webhook %s: %s", name, failure)
            if hook.get("failurePolicy", "Fail") == "Ignore":
                return []
            text = f'Internal error occurred: failed calling webhook "{name}": failed to call webhook: {failure}'
            causes = [{"message": text.removeprefix("Internal error occurred: ")}]
            raise Denied(500, "InternalError", text, {"causes": causes}) from None
        if response["allowed"]:
            return list(response.get("warnings") or [])
        status = response.get("status") or {}
        message = status.get("message") or status.get("reason") or "without explanation"
        separator = " " if message == "without explanation" else ": "
        denied = Denied(status.get("code", 0) if status.get("code", 0) >= 400 else 400, status.get("reason", ""),
                        f'admission webhook "{name}" denied the request{separator}{message}', status.get("details"))
        denied.warnings = list(response.get("warnings") or [])
        raise denied

    def peer(self, hook: dict) -> Peer:
        config = hook["clientConfig"]
        key = (config["url"], config.get("caBundle", ""))
        with self.lock:
            if key not in self.peers:
                self.peers[key] = self.dialling(*key)
            return self.peers[key]

    def dialling(self, url: str, bundle: str) -> Peer:
        """A peer with the credentials that the kubeconfig of admission has for its host."""
        try:
            peer = Peer(url, Credentials(authorities=base64.b64decode(bundle).decode()), AGENT)
            if self.kubeconfig:
                for user in (f"{peer.host}:{peer.port}", peer.host if peer.port == 443 else "", "*"):
                    _, credentials = kubeconfig(self.kubeconfig, user)
                    if user and (credentials.certificate or credentials.token):
                        credentials.authorities += peer.credentials.authorities
                        return Peer(url, credentials, AGENT)
            return peer
        except (OSError, ValueError, KeyError, plainyaml.YAMLError) as error:
            raise CallFailed(f"could not get REST client: {error}") from None


def rule_matches(rule: dict, asked: Attributes, operation: str) -> bool:
    def among(names, value):
        return "*" in names or value in names
    scope = rule.get("scope") or "*"
    is_namespaced = bool(asked.namespace) and asked.resource != "namespaces"
    whole = f"{asked.resource}/{asked.subresource}" if asked.subresource else asked.resource
    resources = {"*/*", whole, f"{asked.resource}/*", f"*/{asked.subresource}" if asked.subresource else "*"}
    return (among(rule["operations"], operation) and among(rule["apiGroups"], asked.group)
            and among(rule["apiVersions"], asked.version)
            and scope in ("*", "Namespaced" if is_namespaced else "Cluster")
            and bool(resources & set(rule["resources"])))


def review_request(user: User, asked: Attributes, operation: str, item, old, options,
                   kind: tuple[str, str, str]) -> dict:
    """A review's request, field by field in an apiserver's order; what is empty is left out."""
    kind_fields = dict(zip(("group", "version", "kind"), kind))
    resource = {"group": asked.group, "version": asked.version, "resource": asked.resource}
    sub = asked.subresource
    return {"uid": str(uuid.uuid4()), "kind": kind_fields, "resource": resource,
            **({"subResource": sub} if sub else {}),
            "requestKind": kind_fields, "requestResource": resource, **({"requestSubResource": sub} if sub else {}),
            **({"name": asked.name} if asked.name else {}),
            **({"namespace": asked.namespace} if asked.namespace else {}),
            "operation": operation, "userInfo": user.info(), "object": item, "oldObject": old,
            "dryRun": asked.option("dryRun") == "All", "options": options}


def checked(answer: bytes, uid: str) -> dict:
    """The response of an AdmissionReview, if it keeps to the rules of v1."""
    try:
        review = json.loads(answer)
    except ValueError as error:
        raise CallFailed(f"couldn't get version/kind; json parse error: {error}") from None
    response = review.get("response") if isinstance(review, dict) else None
    if not response:
        raise CallFailed("webhook response was absent")
    if (review.get("apiVersion"), review.get("kind")) != ("admission.k8s.io/v1", "AdmissionReview"):
        raise CallFailed("expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
                         f'{review.get("apiVersion")}, Kind={review.get("kind")}')
    if response.get("uid") != uid:
        raise CallFailed(f'expected response.uid="{uid}", got "{response.get("uid")}"')
    if not isinstance(response.get("allowed", False), bool) or response.get("patch") or response.get("patchType"):
        raise CallFailed("a validating webhook answers allowed with true or false, and does not patch")
    return {"allowed": False, **response}
