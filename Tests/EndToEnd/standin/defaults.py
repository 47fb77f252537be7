# SPDX-License-Identifier: Apache-2.0
"""What an apiserver fills into an object before admission sees it, and who manages which of its fields."""
import base64
import copy
import datetime
import json
import time

from .patches import MERGE_KEYS

CONTAINER = {"resources": {}, "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"}
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
POD = {"restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
       "securityContext": {},
       "schedulerName": "default-scheduler"}
PLAIN_POD = {"serviceAccountName": "default", "serviceAccount": "default", "priority": 0, "enableServiceLinks": True,
             "preemptionPolicy": "PreemptLowerPriority"}
NODE_INFO = ("machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion",
             "kubeletVersion",
             "kubeProxyVersion", "operatingSystem", "architecture")
# The specs and states that every new object of a kind has.
KINDS = {
    "Namespace": {"spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"}},
    "Node": {"spec": {}, "status": {"daemonEndpoints": {"kubeletEndpoint": {"Port": 0}},
                                    "nodeInfo": dict.fromkeys(NODE_INFO, "")}},
    "Secret": {"type": "Opaque"},
    "Pod": {"status": {"phase": "Pending", "qosClass": "BestEffort"}},
    "Deployment": {"spec": {"replicas": 1, "strategy": {"type": "RollingUpdate",
                                                        "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
                            "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600}, "status": {}},
    "StatefulSet": {"spec": {"replicas": 1, "podManagementPolicy": "OrderedReady", "revisionHistoryLimit": 10},
                    "status": {"replicas": 0}},
    "DaemonSet": {"spec": {"revisionHistoryLimit": 10}, "status": {"currentNumberScheduled": 0, "numberMisscheduled": 0,
                                                                   "desiredNumberScheduled": 0, "numberReady": 0}},
    "ReplicaSet": {"spec": {"replicas": 1}, "status": {"replicas": 0}},
    "Service": {"spec": {"type": "ClusterIP", "sessionAffinity": "None", "internalTrafficPolicy": "Cluster"},
                "status": {"loadBalancer": {}}},
    "Job": {"spec": {"parallelism": 1, "completions": 1, "backoffLimit": 6, "suspend": False}, "status": {}},
    "CronJob": {"spec": {"concurrencyPolicy": "Allow", "suspend": False}, "status": {}},
    "PersistentVolumeClaim": {"spec": {"volumeMode": "Filesystem"}, "status": {}},
    "SelfSubjectReview": {"status": {"userInfo": {}}}, "TokenReview": {"status": {"user": {}}},
    "SelfSubjectAccessReview": {"status": {"allowed": False}}, "SubjectAccessReview": {"status": {"allowed": False}},
    "LocalSubjectAccessReview": {"status": {"allowed": False}},
    "SelfSubjectRulesReview": {"status": {"resourceRules": None, "nonResourceRules": None, "incomplete": False}},
    "TokenRequest": {"status": {"token": "", "expirationTimestamp": None}},
}
WEBHOOK = {"failurePolicy": "Fail", "matchPolicy": "Equivalent", "namespaceSelector": {}, "objectSelector": {},
           "timeoutSeconds": 10}
COUNTED = {"Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Ingress", "NetworkPolicy",
           "PodDisruptionBudget", "PriorityClass", "CustomResourceDefinition", "ValidatingWebhookConfiguration",
           "MutatingWebhookConfiguration"}
UNMANAGED = {"name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields",
             "generateName",
             "selfLink", "deletionTimestamp"}


def now() -> str:
    return stamp(time.time())


def stamp(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def fill(target: dict, values: dict):
    for key, value in values.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            fill(target[key], value)
        elif key not in target or target[key] is None:
            target[key] = copy.deepcopy(value)


def complete(item: dict):
    """Fills in what is missing, for the kinds that matter here."""
    kind = item["kind"]
    fill(item, KINDS.get(kind, {}))
    if kind == "Namespace":
        fill(item["metadata"], {"labels": {"kubernetes.io/metadata.name": item["metadata"]["name"]}})
    elif kind == "Secret":
        for key, value in (item.pop("stringData", None) or {}).items():
            item.setdefault("data", {})[key] = base64.b64encode(value.encode()).decode()
    elif kind == "Pod":
        complete_pod(item.setdefault("spec", {}))
        fill(item["spec"], PLAIN_POD)
    elif kind.endswith("WebhookConfiguration"):
        for hook in item.get("webhooks") or []:
            fill(hook, WEBHOOK)
            for rule in hook.get("rules") or []:
                fill(rule, {"scope": "*"})
    elif kind.endswith("RoleBinding"):
        for subject in item.get("subjects") or []:
            if subject["kind"] in ("User", "Group"):
                fill(subject, {"apiGroup": "rbac.authorization.k8s.io"})
    for holder in (item.get("spec") or {}, ((item.get("spec") or {}).get("jobTemplate") or {}).get("spec") or {}):
        if isinstance(holder, dict) and isinstance(template := holder.get("template"), dict) and "spec" in template:
            if isinstance(template.get("metadata"), dict):
                template["metadata"] = {key: value for key, value in template["metadata"].items() if value is not None}
            complete_pod(template["spec"])


def establish(definition: dict):
    """A controller does so a moment later; here a resource is there as soon as it is defined."""
    conditions = [{"type": name, "status": "True", "lastTransitionTime": now(), "reason": "Defined", "message": ""}
                  for name in ("NamesAccepted", "Established")]
    definition["status"] = {"conditions": conditions, "acceptedNames": definition["spec"]["names"]}


def complete_pod(spec: dict):
    fill(spec, POD)
    for container in (one for kind in CONTAINERS for one in spec.get(kind) or []):
        fill(container, CONTAINER)
        is_latest = ":" not in container.get("image", "").rsplit("/", 1)[-1] or container["image"].endswith(":latest")
        fill(container, {"imagePullPolicy": "Always" if is_latest else "IfNotPresent"})
        for port in container.get("ports") or []:
            fill(port, {"protocol": "TCP"})


def fields(value, name: str = ""):
    """A value's fields as managedFields write them: f:NAME, k:{KEY} for lists whose elements have a key."""
    if isinstance(value, dict):
        return {".": {}, **{f"f:{key}": fields(below, key) for key, below in value.items()}} if value else {}
    for key in MERGE_KEYS.get(name, ()):
        if isinstance(value, list) and value and all(isinstance(one, dict) and key in one for one in value):
            return {".": {}, **{"k:" + json.dumps({key: one[key]}, separators=(",", ":")): fields(one)
                                for one in value}}
    return {}


def changed(old, new):
    """What of `new` is not as in `old`: the part that whoever wrote it manages from now on."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = {key: changed(old.get(key), value) for key, value in new.items() if old.get(key) != value}
        return {key: value for key, value in found.items() if value is not None}
    return new


def manage(item: dict, old: dict | None, manager: str, operation: str, subresource: str, api: str):
    """Notes who wrote what. One entry per manager, operation and subresource; nobody loses a field to another here."""
    if item["kind"] == "CertificateSigningRequest":
        return  # the one kind whose requests arrive without
    difference = changed(old or {}, item)
    written = {key: value for key, value in difference.items() if key not in ("kind", "apiVersion", "metadata")}
    if not old and subresource != "status":
        written.pop("status", None)
    meta = {key: value for key, value in (difference.get("metadata") or {}).items() if key not in UNMANAGED}
    if meta:
        written["metadata"] = meta
    if not written:
        return
    managed = fields(written)
    managed.pop(".", None)
    for part in ("f:metadata", "f:spec", "f:status"):
        if part in managed:
            managed[part].pop(".", None)
    writer = (manager, operation, subresource)
    entries = [entry for entry in item["metadata"].get("managedFields") or []
               if (entry["manager"], entry["operation"], entry.get("subresource", "")) != writer]
    entries.append({"manager": manager, "operation": operation, "apiVersion": api, "time": now(),
                    "fieldsType": "FieldsV1",
                    "fieldsV1": managed, **({"subresource": subresource} if subresource else {})})
    item["metadata"]["managedFields"] = entries
