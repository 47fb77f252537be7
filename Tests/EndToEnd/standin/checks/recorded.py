# SPDX-License-Identifier: Apache-2.0
"""What the stand-in sends to webhooks, beside what a kube-apiserver 1.34 sent for the same requests."""
import base64
import contextlib
import http.client
import http.server
import json
import os
import pathlib
import socket
import ssl
import subprocess
import tempfile
import threading
import urllib.parse

from standin import authorization, flags, selection, server
from standin.identity import User
from standin.resources import RESOURCES, Attributes
from standin.tokens import body

from . import Failure, Skip, check, equal

ROOT = pathlib.Path(__file__).resolve().parents[4]
RECORDED_BY = "carol"
CAROL = {"username": "carol", "uid": "uid-carol-1", "groups": ["cluster-admins"],
         "extra": {"example.com/device": ["dev-7"]}}


def recorded(folder: str) -> list[pathlib.Path]:
    base = pathlib.Path(os.environ.get("K3S_DAAS_FIXTURES", ROOT.parent / "shared" / "fixtures")) / "apiserver" / folder
    if not base.is_dir():
        raise Skip(f"no recorded bodies in {base} (K3S_DAAS_FIXTURES names another folder)")
    return sorted(base.glob("*.json"))


class Webhook(http.server.ThreadingHTTPServer):
    """Answers yes to everything, and keeps what it was asked."""

    def __init__(self, pki: pathlib.Path):
        super().__init__(("127.0.0.1", 0), Asked)
        self.reviews, self.heads, self.bodies = [], [], []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki / "server.crt", pki / "server.key")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Asked(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        review = json.loads(data)
        self.server.heads.append([self.requestline, *(f"{name}: {value}" for name, value in self.headers.items())])
        self.server.bodies.append(data)
        self.server.reviews.append(review)
        answer = {"kind": review["kind"], "apiVersion": review["apiVersion"]}
        if review["kind"] == "AdmissionReview":
            answer["response"] = {"uid": review["request"]["uid"], "allowed": True}
        elif review["kind"] == "TokenReview":
            answer["status"] = {"authenticated": True, "user": CAROL}
        else:
            answer["status"] = {"allowed": False}
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


KUBECONFIG = """
apiVersion: v1
kind: Config
clusters:
- name: webhook
  cluster: {{server: "https://127.0.0.1:{port}{path}", certificate-authority: {pki}/ca.crt}}
users:
- name: apiserver
  user: {{client-certificate: {pki}/client.crt, client-key: {pki}/client.key}}
contexts:
- {{name: webhook, context: {{cluster: webhook, user: apiserver}}}}
current-context: webhook
"""
AUTHORIZATION = """
apiVersion: apiserver.config.k8s.io/v1
kind: AuthorizationConfiguration
authorizers:
- type: RBAC
  name: rbac
- type: Webhook
  name: recorded
  webhook:
    timeout: 30s
    subjectAccessReviewVersion: v1
    matchConditionSubjectAccessReviewVersion: v1
    failurePolicy: Deny
    connectionInfo: {type: KubeConfigFile, kubeConfigFile: FOLDER/authorize.yaml}
"""


class Site:
    """A stand-in in this process whose only user is the webhook's, and who may do all."""

    def __init__(self, folder: pathlib.Path):
        self.pki = folder / "pki"
        subprocess.run([ROOT / "hack" / "make-pki", self.pki], check=True, stdout=subprocess.DEVNULL)
        self.webhook = Webhook(self.pki)
        for name in ("tokenreview", "authorize"):
            (folder / f"{name}.yaml").write_text(KUBECONFIG.format(
                port=self.webhook.server_port, path=f"/{name}", pki=self.pki))
        (folder / "authorization.yaml").write_text(AUTHORIZATION.replace("FOLDER", str(folder)))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.api = server.APIServer(flags.parsed([
            f"--secure-port={port}", f"--tls-cert-file={self.pki}/server.crt",
            f"--tls-private-key-file={self.pki}/server.key",
            f"--client-ca-file={self.pki}/ca.crt", f"--authorization-config={folder}/authorization.yaml",
            f"--authentication-token-webhook-config-file={folder}/tokenreview.yaml",
            "--authentication-token-webhook-version=v1"]))
        self.port, self.store = port, self.api.store
        threading.Thread(target=self.api.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        context = ssl.create_default_context(cafile=str(self.pki / "ca.crt"))
        self.connection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        self.grant()
        self.register()

    def grant(self):
        self.api.make("clusterrolebindings.rbac.authorization.k8s.io", "rbac.authorization.k8s.io/v1",
                      "ClusterRoleBinding", "all",
                      subjects=[{"kind": "Group", "name": "cluster-admins"}],
                      roleRef={"kind": "ClusterRole", "name": "cluster-admin"})

    def register(self):
        hook = {"name": "gate.example.test", "failurePolicy": "Fail", "sideEffects": "None", "timeoutSeconds": 10,
                "admissionReviewVersions": ["v1"],
                "rules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*/*"]}],
                "clientConfig": {"url": f"https://127.0.0.1:{self.webhook.server_port}/validate",
                                 "caBundle": base64.b64encode((self.pki / "ca.crt").read_bytes()).decode()}}
        self.api.make("validatingwebhookconfigurations.admissionregistration.k8s.io", "admissionregistration.k8s.io/v1",
                      "ValidatingWebhookConfiguration", "all", webhooks=[hook])

    def ask(self, method: str, path: str, value=None, token: str = "tok-carol", agent: str = "kubectl/v1.32",
            kind: str = "application/json"):
        fields = {"Authorization": f"Bearer {token}", "User-Agent": agent, "Content-Type": kind}
        self.connection.request(method, path, body=json.dumps(value) if value is not None else None, headers=fields)
        reply = self.connection.getresponse()
        return reply.status, json.loads(reply.read())

    def close(self):
        self.connection.close()
        for one in (self.api, self.webhook):
            one.shutdown()
            one.server_close()


@contextlib.contextmanager
def site():
    with tempfile.TemporaryDirectory(prefix="standin-") as folder:
        made = Site(pathlib.Path(folder))
        try:
            yield made
        finally:
            made.close()


@check("TokenReviews are those of a kube-apiserver to the byte, and so are their heads")
def token_reviews():
    body_of = {file: file.read_bytes() for file in recorded("tokenreview")
               if b"authentication.k8s.io/v1\"" in file.read_bytes()}
    with site() as made:
        seen = set()
        for file, sent in body_of.items():
            review = json.loads(sent)
            token = review["spec"]["token"]
            is_plain = token.isascii() and token.isprintable() and " " not in token
            if token in seen or not is_plain or review["spec"]["audiences"] != ["https://kubernetes.default.svc"]:
                continue
            seen.add(token)
            before = len(made.webhook.bodies)
            made.ask("GET", "/version", token=token)
            equal(made.webhook.bodies[before:], [sent], file.name)
            compare_heads(file, made.webhook.heads[-1])
        if len(seen) < 5:
            raise Failure(f"only {len(seen)} of the recorded TokenReviews were compared")


def compare_heads(file: pathlib.Path, head: list[str]):
    """The lines of a head, in order; what depends on the webhook's address and body does not count."""
    lines = file.with_name(file.name.replace(".json", ".headers.txt")).read_text().strip().split("\n")
    sent = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    for index, (theirs, ours) in enumerate(zip(sent, head, strict=True)):
        if theirs.split(":")[0] in ("Host", "Content-Length"):
            theirs, ours = theirs.split(":")[0], ours.split(":")[0]
        elif index == 0:
            theirs, ours = theirs.split("?")[1], ours.split("?")[1]
        equal(ours, theirs, f"{file.name}: the head")


@check("SubjectAccessReviews are those of a kube-apiserver, and so are their heads")
def subject_access_reviews():
    for file in recorded("sar"):
        review = json.loads(file.read_bytes())
        spec = review["spec"]
        user = User.read({**spec, "username": spec.get("user", "")})
        wanted = spec.get("resourceAttributes")
        required = {}
        for name, read in (("fieldSelector", selection.field_requirements),
                           ("labelSelector", selection.label_requirements)):
            if wanted and (requirements := wanted.get(name, {}).get("requirements")):
                required[name.removesuffix("Selector") + "s"] = read(",".join(written(one) for one in requirements))
        fields = {key: value for key, value in (wanted or spec["nonResourceAttributes"]).items()
                  if not key.endswith("Selector")}
        equal(authorization.review_spec(user, Attributes(**fields, **required)), spec, file.name)
    with site() as made:
        made.webhook.heads.clear()
        made.ask("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                 {"spec": {"user": "bob", "resourceAttributes": {"verb": "get", "resource": "secrets"}}})
        mine = next(index for index, review in enumerate(made.webhook.reviews)
                    if review["kind"] == "SubjectAccessReview")
        review = made.webhook.reviews[mine]
        equal(made.webhook.bodies[mine], body({
            "kind": "SubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {},
            "spec": review["spec"],
            "status": {"allowed": False}}), "the body")
        head = next(head for head in made.webhook.heads if "/authorize?" in head[0])
        compare_heads(recorded("sar")[0], head)


def written(requirement: dict) -> str:
    """A requirement as a query writes it."""
    key, values = requirement["key"], ",".join(requirement.get("values") or [])
    return {"In": f"{key} in ({values})" if "," in values else f"{key}={values}", "NotIn": f"{key}!={values}",
            "Exists": key,
            "DoesNotExist": f"!{key}"}[requirement["operator"]]


@check("AdmissionReviews have the fields and types of a kube-apiserver's, for every recorded request")
def admission_reviews():
    compared, differing = 0, []
    with site() as made:
        for name in ("ns1", "default"):
            if not made.store.get("namespaces", "", name):
                made.api.make("namespaces", "v1", "Namespace", name)
        for file in recorded("admission"):
            review = json.loads(file.read_bytes())
            request = review["request"]
            resource = RESOURCES.get((request["resource"]["group"], request["resource"]["resource"]))
            is_known = resource and resource.version == request["resource"]["version"]
            if request["userInfo"]["username"] != RECORDED_BY or not is_known:
                continue
            before = len(made.webhook.reviews)
            status, answer = repeated(made, request, resource)
            sent = [one for one in made.webhook.reviews[before:] if one["kind"] == "AdmissionReview"]
            if len(sent) != 1:
                raise Failure(f"{file.name}: {len(sent)} reviews instead of one; the answer was {status}: {answer}")
            theirs, ours = shape(review), shape(sent[0])
            if theirs != ours:
                differing.append(f"{file.name}: missing {sorted(theirs - ours)}, not theirs {sorted(ours - theirs)}")
            compared += 1
        head = next(head for head in made.webhook.heads if "/validate?" in head[0])
        compare_heads(recorded("admission")[0], head)
    if differing or compared < 90:
        raise Failure(f"{len(differing)} of {compared} differ:\n  " + "\n  ".join(differing))


def repeated(made: Site, request: dict, resource):
    """Makes the request that a recorded review came from, once what it needs is there."""
    sub, name, namespace = request.get("subResource", ""), request.get("name", ""), request.get("namespace", "")
    place = namespace if resource.is_namespaced else ""
    item, old, options = request["object"], request["oldObject"], request["options"] or {}
    target = (old or {}).get("metadata", {}).get("name") or name.split(":")[0]
    is_namespace = resource.name == "namespaces"
    keep(made, resource, place, target, old if old and old["kind"] == resource.kind else None,
         is_there=bool(old or sub))
    scope = f"/namespaces/{place}" if place else ""
    path = f'/{"apis" if resource.group else "api"}/{resource.api}{scope}/{resource.name}'
    query = {key: value for key, value in options.items() if key in ("fieldManager", "fieldValidation")}
    if "dryRun" in options:
        query["dryRun"] = options["dryRun"][0]
    managed = ((item or {}).get("metadata") or {}).get("managedFields") or [{"manager": "kubectl"}]
    agent = managed[-1]["manager"] + "/v1.32"
    match request["operation"]:
        case "CONNECT":
            fields = [(key, value) for key, values in item.items() if key not in ("kind", "apiVersion", "path")
                      for value in (values if isinstance(values, list)
                                    else [str(values).lower() if values is True else values])]
            return made.ask("GET", f'{path}/{name}/{sub}{item.get("path", "")}?{urllib.parse.urlencode(fields)}')
        case "DELETE":
            where = f"{path}/{name}" if name else f"{path}?fieldSelector=metadata.name={target}"
            sent = {key: value for key, value in options.items() if key not in ("kind", "apiVersion")}
            if "preconditions" in sent:
                stored = made.store.get(resource.stored, place, target)
                sent["preconditions"] = {"uid": stored["metadata"]["uid"]}
            answer = made.ask("DELETE", where, sent)
            if is_namespace:
                made.api.make("namespaces", "v1", "Namespace", name)
            return answer
        case "CREATE":
            where = f"{path}/{name}/{sub}" if sub else path
            if "subresource" not in managed[-1] and managed[-1].get("operation") == "Apply":
                return made.ask("PATCH", f"{path}/{name}?{urllib.parse.urlencode(query)}", bare(item), agent=agent,
                                kind="application/apply-patch+yaml")
            return made.ask("POST", f"{where}?{urllib.parse.urlencode(query)}", bare(item), agent=agent)
    where = f"{path}/{name}" + (f"/{sub}" if sub else "")
    return made.ask("PUT", f"{where}?{urllib.parse.urlencode(query)}", bare(item), agent=agent)


def bare(item: dict) -> dict:
    """An object as a client would send it: without what only a server sets."""
    server_sets = ("uid", "creationTimestamp", "managedFields", "generation", "resourceVersion")
    meta = {key: value for key, value in item.get("metadata", {}).items() if key not in server_sets}
    return {**item, "metadata": meta}


def keep(made: Site, resource, place: str, name: str, item: dict | None, is_there: bool):
    """Puts an object in the store as it was recorded, or takes it away."""
    if resource.is_review or resource.name == "namespaces" and name in ("ns1", "default") and is_there:
        return
    stored = made.store.get(resource.stored, place, name) if name else None
    if stored:
        made.store.remove(resource.stored, stored)
    if not is_there:
        return
    item = item or {"kind": resource.kind, "apiVersion": resource.api, "spec": {"containers": []},
                    "metadata": {"name": name, "uid": "1", "creationTimestamp": "2026-01-01T00:00:00Z", "generation": 1,
                                 **({"namespace": place} if place else {})}}
    made.store.write(resource.stored, item, None)


def shape(value, path: str = "") -> set[str]:
    """Where a value has what: the paths of its fields, each with its type. Elements of a list count together."""
    if path.endswith(".fieldsV1") or path.endswith(".managedFields[].subresource"):
        return {f"{path}: fields"} if path.endswith("V1") else set()
    if isinstance(value, dict):
        found = {f"{path}: object"}
        for key, below in value.items():
            found |= shape(below, f"{path}.{key}")
        return found
    if isinstance(value, list):
        return {f"{path}: list"}.union(*(shape(one, f"{path}[]") for one in value))
    return {f"{path}: {type(value).__name__}"}
