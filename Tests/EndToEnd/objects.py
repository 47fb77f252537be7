# SPDX-License-Identifier: Apache-2.0
"""One object of each kind that the table of rights names; `kind:variant` differs in what the policy looks at."""
import base64
import copy

from ledger import Staker

GROUPS = {
    "": ("v1", "configmaps secrets pods services serviceaccounts namespaces nodes persistentvolumes persistentvolumeclaims "
               "resourcequotas limitranges endpoints"),
    "apps": ("v1", "deployments statefulsets daemonsets replicasets"), "batch": ("v1", "jobs cronjobs"),
    "networking.k8s.io": ("v1", "ingresses networkpolicies"), "policy": ("v1", "poddisruptionbudgets"),
    "rbac.authorization.k8s.io": ("v1", "roles rolebindings clusterroles clusterrolebindings"),
    "storage.k8s.io": ("v1", "storageclasses"), "scheduling.k8s.io": ("v1", "priorityclasses"),
    "apiextensions.k8s.io": ("v1", "customresourcedefinitions"),
    "admissionregistration.k8s.io": ("v1", "validatingwebhookconfigurations mutatingwebhookconfigurations "
                                           "validatingadmissionpolicies"),
    "certificates.k8s.io": ("v1", "certificatesigningrequests"), "helm.cattle.io": ("v1", "helmcharts"),
    "coordination.k8s.io": ("v1", "leases"),
}
KINDS = {"configmaps": "ConfigMap", "serviceaccounts": "ServiceAccount", "persistentvolumes": "PersistentVolume",
         "persistentvolumeclaims": "PersistentVolumeClaim", "resourcequotas": "ResourceQuota", "limitranges": "LimitRange",
         "endpoints": "Endpoints", "statefulsets": "StatefulSet", "daemonsets": "DaemonSet", "replicasets": "ReplicaSet",
         "cronjobs": "CronJob", "ingresses": "Ingress", "networkpolicies": "NetworkPolicy",
         "poddisruptionbudgets": "PodDisruptionBudget", "rolebindings": "RoleBinding", "clusterroles": "ClusterRole",
         "clusterrolebindings": "ClusterRoleBinding", "storageclasses": "StorageClass", "priorityclasses": "PriorityClass",
         "customresourcedefinitions": "CustomResourceDefinition",
         "validatingwebhookconfigurations": "ValidatingWebhookConfiguration",
         "mutatingwebhookconfigurations": "MutatingWebhookConfiguration",
         "validatingadmissionpolicies": "ValidatingAdmissionPolicy",
         "certificatesigningrequests": "CertificateSigningRequest", "helmcharts": "HelmChart"}

LABELS = {"app": "there"}
RESTRICTED = {"allowPrivilegeEscalation": False, "runAsNonRoot": True, "capabilities": {"drop": ["ALL"]},
              "seccompProfile": {"type": "RuntimeDefault"}}
SMALL = {"requests": {"cpu": "10m", "memory": "16Mi"}, "limits": {"cpu": "10m", "memory": "16Mi"}}
POD = {"containers": [{"name": "c", "image": "registry.test/c:1", "securityContext": RESTRICTED, "resources": SMALL}]}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": POD}
JOB = {"template": {"metadata": {"labels": LABELS}, "spec": {**POD, "restartPolicy": "Never"}}}
WORKLOAD = {"selector": {"matchLabels": LABELS}, "template": TEMPLATE}
PORTS = {"selector": LABELS, "ports": [{"port": 80}]}
VOLUME = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"]}
RBAC = "rbac.authorization.k8s.io"


def pod(**fields) -> dict:
    return {"spec": {**copy.deepcopy(POD), **fields}}


def contained(**fields) -> dict:
    return {"spec": {"containers": [{"name": "c", "image": "registry.test/c:1", "resources": SMALL, **fields}]}}


def bound(role: str, namespace: str = "HERE") -> dict:
    """A binding for a service account, by default the one of the same namespace."""
    return {"roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": role},
            "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": namespace}]}


def defined(group: str) -> dict:
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    return {"metadata": {"name": f"things.{group}"},
            "spec": {"group": group, "scope": "Namespaced", "names": {"plural": "things", "kind": "Thing"},
                     "versions": [{"name": "v1", "served": True, "storage": True, "schema": schema}]}}


BODIES = {
    "configmaps": {"data": {"a": "b"}}, "configmaps:ours": {"metadata": {"labels": {"k3s-daas.io/owner": "me"}}},
    "secrets": {"stringData": {"a": "b"}},
    "secrets:token": {"metadata": {"annotations": {"kubernetes.io/service-account.name": "default"}},
                      "type": "kubernetes.io/service-account-token"},
    "serviceaccounts": {}, "resourcequotas": {"spec": {"hard": {"pods": "1"}}},
    "limitranges": {"spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}}]}}, "endpoints": {},
    "pods": pod(), "pods:baseline": contained(), "pods:privileged": contained(securityContext={"privileged": True}),
    "pods:hostnetwork": pod(hostNetwork=True),
    "pods:hostpath": pod(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
    "pods:placed": pod(nodeName="n-1"),
    "services": {"spec": PORTS}, "services:nodeport": {"spec": {**PORTS, "type": "NodePort"}},
    "services:loadbalancer": {"spec": {**PORTS, "type": "LoadBalancer"}},
    "services:externalip": {"spec": {**PORTS, "externalIPs": ["192.0.2.7"]}},
    "deployments": {"spec": WORKLOAD}, "deployments:big": {"spec": {**WORKLOAD, "replicas": 900}},
    "deployments:privileged": {"spec": {"selector": {"matchLabels": LABELS}, "template": {
        "metadata": {"labels": LABELS}, **contained(securityContext={"privileged": True})}}},
    "statefulsets": {"spec": {**WORKLOAD, "serviceName": "there"}}, "daemonsets": {"spec": WORKLOAD},
    "replicasets": {"spec": WORKLOAD}, "jobs": {"spec": JOB},
    "cronjobs": {"spec": {"schedule": "0 0 * * *", "jobTemplate": {"spec": JOB}}},
    "ingresses": {"spec": {"rules": [{"host": "a.test", "http": {"paths": [{
        "path": "/", "pathType": "Prefix", "backend": {"service": {"name": "there", "port": {"number": 80}}}}]}}]}},
    "networkpolicies": {"spec": {"podSelector": {}}}, "poddisruptionbudgets": {"spec": {"minAvailable": 1}},
    "persistentvolumeclaims": {"spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}},
    "roles": {"rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}]},
    "rolebindings:oneself": {"roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "seal:viewer"},
                             "subjects": [{"apiGroup": RBAC, "kind": "User", "name": "MYSELF"}]},
    "rolebindings:guest": bound("seal:viewer", "HOME"),
    "rolebindings:viewer": bound("seal:viewer"), "rolebindings:developer": bound("seal:developer"),
    "rolebindings:admin": bound("seal:admin"), "rolebindings:super": bound("seal:super"),
    "rolebindings:cluster-admin": bound("cluster-admin"),
    "clusterroles": {"rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}]},
    "clusterroles:everything": {"rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]},
    "clusterrolebindings": bound("seal:viewer", "HOME"),
    "namespaces": {}, "namespaces:kube": {"metadata": {"name": "kube-mine"}},
    "namespaces:seal": {"metadata": {"name": "seal-" + "a" * 52}},
    "namespaces:privileged": {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "privileged"}}},
    "nodes": {}, "storageclasses": {"provisioner": "rancher.io/local-path"},
    "storageclasses:unlisted": {"provisioner": "driver.unlisted.test"},
    "persistentvolumes:hostpath": {"spec": {**VOLUME, "hostPath": {"path": "/"}}},
    "persistentvolumes:csi": {"spec": {**VOLUME, "csi": {"driver": "driver.listed.test", "volumeHandle": "v"}}},
    "persistentvolumes:unlisted": {"spec": {**VOLUME, "csi": {"driver": "driver.unlisted.test", "volumeHandle": "v"}}},
    "customresourcedefinitions": defined("own.test"), "customresourcedefinitions:unlisted": defined("unlisted.test"),
    "validatingwebhookconfigurations": {"webhooks": []}, "mutatingwebhookconfigurations": {"webhooks": []},
    "validatingadmissionpolicies": {"spec": {"matchConstraints": {"resourceRules": [{
        "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}]},
        "validations": [{"expression": "false"}]}},
    "certificatesigningrequests": {"spec": {"request": "", "signerName": "kubernetes.io/kube-apiserver-client",
                                            "usages": ["client auth"]}},
    "helmcharts": {"spec": {"chart": "x"}}, "leases": {"spec": {"holderIdentity": "me"}},
}


def kind(resource: str) -> str:
    return KINDS.get(resource, resource[:-1].capitalize())


def version(resource: str) -> str:
    for group, (number, resources) in GROUPS.items():
        if resource in resources.split():
            return f"{group}/{number}" if group else number
    raise KeyError(resource)


def made(name: str, variant: str, namespace: str | None, staker: Staker | None = None) -> dict:
    """The object called `name`, of a kind or `kind:variant`, as `staker` would make it."""
    resource = variant.split(":")[0]
    body = copy.deepcopy(BODIES[variant])
    metadata = {"name": name, **body.pop("metadata", {})}
    if namespace:
        metadata["namespace"] = namespace
    for subject in body.get("subjects", []):
        for placeholder, value in (("HERE", namespace), ("MYSELF", staker.user), ("HOME", staker.home)):
            subject.update({key: value for key, held in subject.items() if held == placeholder})
    if resource == "certificatesigningrequests":
        body["spec"]["request"] = base64.b64encode(REQUEST.encode()).decode()
    return {"apiVersion": version(resource), "kind": kind(resource), "metadata": metadata, **body}


# A signing request of `openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=mine`; its key is thrown away.
REQUEST = """-----BEGIN CERTIFICATE REQUEST-----
MIHJMHECAQAwDzENMAsGA1UEAwwEbWluZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABCz3qD7dcuhztuwFHAj7T/TqLaC4O36HE1NqMcacWX0dO77BegMN/udg3Z9/
AV9giWT6RBc+itTIT1F0Nbd1ESGgADAKBggqhkjOPQQDAgNIADBFAiEA6GD+KAKB
XgZOHQKwXzwV9fA8pr5WAR+scyzkwFXcphICIEe/m4kE4a1CUP2vdD3lrGUNti4R
/j50Y0Wfc04OG9JK
-----END CERTIFICATE REQUEST-----
"""
