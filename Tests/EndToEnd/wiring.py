# SPDX-License-Identifier: Apache-2.0
"""What makes an apiserver ask us: its files and flags, and what the cluster has to hold."""
import base64
import json
import pathlib

NAME = "k3s-daas-validating-webhook-configuration"
WEBHOOK = "admit.k3s-daas.io"


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
        return [*flags, "authorization-mode=Node,RBAC"]
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
