# SPDX-License-Identifier: Apache-2.0
"""What makes an apiserver ask us: its files and flags, and what the cluster has to hold."""
import base64
import dataclasses
import json
import pathlib
import shutil
import subprocess

from harness import equal

NAME = "k3s-daas-validating-webhook-configuration"
WEBHOOK = "admit.k3s-daas.io"


@dataclasses.dataclass
class Wired:
    """An apiserver's flags, the server's configuration if there is one, and what is to be applied: files, and objects."""

    flags: list[str]
    server: list
    manifests: list[pathlib.Path]
    objects: list[dict]


def wire(sealctl: pathlib.Path, folder: pathlib.Path, port: int, *, cluster: pathlib.Path, policy: pathlib.Path, client: dict,
         trusted: list[str], granted: list[str], has_authorizer: bool, roles: pathlib.Path) -> Wired:
    """As `sealctl wire kube-apiserver` does it; by hand, with the same outcome, where sealctl does not know how."""
    authorities = folder / "pki" / "ca.crt"
    if not can_wire(sealctl):
        server = ["--listen-address", f"127.0.0.1:{port}", "--tls-cert-file", folder / "pki/server.crt",
                  "--tls-private-key-file", folder / "pki/server.key", "--client-ca-file", authorities,
                  "--client-subject-names", "kube-apiserver", "--cluster-file", cluster, "--insecure-dev-ledger",
                  "--policy-file", policy]
        return Wired(files(folder / "wiring", port, authorities, client, has_authorizer), server,
                     [roles] if roles.exists() else [], [webhook(port, authorities, trusted, granted)])
    out = folder.parent / "rendered"
    done = subprocess.run(
        [sealctl, "wire", "kube-apiserver", "--folder", folder, "--listen-port", str(port), "--cluster-file", cluster,
         "--insecure-dev-ledger", "--policy-file", policy, "--trusted-node", ",".join(trusted), "--ca-file", authorities,
         "--out", out, *(["--authorizer"] if has_authorizer else [])],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    equal(done.returncode, 0, f"sealctl wire kube-apiserver: {done.stderr.strip()}")
    shutil.copytree(f"{out}{folder}", folder, dirs_exist_ok=True)
    return Wired([line.removeprefix("--") for line in done.stdout.splitlines() if line.startswith("--")],
                 ["--config", folder / "webhook-server.yaml"], [folder / "wiring" / "cluster.yaml"], [])


def can_wire(sealctl: pathlib.Path) -> bool:
    said = subprocess.run([sealctl, "--help"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60).stdout
    return "wire kube-apiserver" in said


def kubeconfig(url: str, authorities: pathlib.Path, client: dict) -> dict:
    return {"apiVersion": "v1", "kind": "Config", "current-context": "webhook",
            "clusters": [{"name": "webhook-server", "cluster": {"server": url, "certificate-authority": str(authorities)}}],
            "users": [{"name": "apiserver", "user": client}],
            "contexts": [{"name": "webhook", "context": {"cluster": "webhook-server", "user": "apiserver"}}]}


def conditions(trusted: list[str], granted: list[str]) -> str:
    """Whom admission asks about: stakers, the accounts in their namespaces, and machines that nobody knows."""
    accounts = "".join(f" || request.userInfo.username.startsWith('system:serviceaccount:{name}:')" for name in granted)
    return ("request.userInfo.username.startsWith('sui:') || "
            f"request.userInfo.username.startsWith('system:serviceaccount:seal-'){accounts} || "
            "(request.userInfo.username.startsWith('system:node:') && request.operation == 'CREATE' && "
            "request.resource.group == '' && request.resource.resource == 'nodes' && "
            f"!(request.userInfo.username in {['system:node:' + name for name in trusted]}))")


def files(folder: pathlib.Path, port: int, authorities: pathlib.Path, client: dict, has_authorizer: bool) -> list[str]:
    """Writes the files, and returns the flags of the apiserver that name them."""
    folder.mkdir(parents=True, exist_ok=True)

    def write(name: str, content: dict) -> pathlib.Path:
        (folder / name).write_text(json.dumps(content, indent=2) + "\n")
        return folder / name
    token = write("token-webhook.yaml", kubeconfig(f"https://127.0.0.1:{port}/authenticate", authorities, client))
    gate = write("gate.yaml", {"apiVersion": "v1", "kind": "Config",
                               "users": [{"name": f"127.0.0.1:{port}", "user": client}]})
    admission = write("admission.yaml", {
        "apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration",
        "plugins": [{"name": "ValidatingAdmissionWebhook", "configuration": {
            "apiVersion": "apiserver.config.k8s.io/v1", "kind": "WebhookAdmissionConfiguration",
            "kubeConfigFile": str(gate)}}]})
    flags = [f"authentication-token-webhook-config-file={token}", "authentication-token-webhook-version=v1",
             "authentication-token-webhook-cache-ttl=10s", f"admission-control-config-file={admission}"]
    if not has_authorizer:
        return flags
    connection = write("authorize-webhook.yaml", kubeconfig(f"https://127.0.0.1:{port}/authorize", authorities, client))
    authorization = write("authorization.yaml", {
        "apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthorizationConfiguration",
        "authorizers": [
            {"type": "Node", "name": "node"},
            {"type": "Webhook", "name": "k3s-daas", "webhook": {
                "timeout": "3s", "subjectAccessReviewVersion": "v1", "matchConditionSubjectAccessReviewVersion": "v1",
                "authorizedTTL": "10s", "unauthorizedTTL": "10s", "failurePolicy": "Deny",
                "connectionInfo": {"type": "KubeConfigFile", "kubeConfigFile": str(connection)},
                "matchConditions": [{"expression": "request.user.startsWith('sui:') || "
                                                   "request.user.startsWith('system:serviceaccount:seal-')"}]}},
            {"type": "RBAC", "name": "rbac"}]})
    return [*flags, f"authorization-config={authorization}"]


def webhook(port: int, authorities: pathlib.Path, trusted: list[str], granted: list[str]) -> dict:
    """What the cluster holds: which writes are asked about."""
    return {
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": NAME},
        "webhooks": [{
            "name": WEBHOOK, "failurePolicy": "Fail", "matchPolicy": "Equivalent", "sideEffects": "None",
            "timeoutSeconds": 3, "admissionReviewVersions": ["v1"],
            "clientConfig": {"url": f"https://127.0.0.1:{port}/admit",
                             "caBundle": base64.b64encode(authorities.read_bytes()).decode()},
            "rules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*/*"],
                       "scope": "*"}],
            "matchConditions": [{"name": "stakers-their-accounts-and-new-machines",
                                 "expression": conditions(trusted, granted)}]}]}
