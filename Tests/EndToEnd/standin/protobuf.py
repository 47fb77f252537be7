# SPDX-License-Identifier: Apache-2.0
"""Reads the Protocol Buffers that kubectl sends where it has types of its own, for the kinds it does that with.

A field that stands in no table here is refused: an object that was read in part would be another one than was sent.
"""
import base64

from .defaults import stamp
from .refusal import Refusal

MAGIC = b"k8s\0"

# message: number, name in JSON, and type. Types: text (if none is named), int, bool, bytes, map, bytemap, Time or a
# message; a star stands for a list. Of `Nothing` every field must be empty.
TABLE = """
Unknown: 1 typeMeta TypeMeta, 2 raw raw, 3 contentEncoding, 4 contentType
TypeMeta: 1 apiVersion, 2 kind
ObjectMeta: 1 name, 2 generateName, 3 namespace, 4 selfLink, 5 uid, 6 resourceVersion, 7 generation int,
  8 creationTimestamp Time, 9 deletionTimestamp Time, 10 deletionGracePeriodSeconds int, 11 labels map,
  12 annotations map, 14 finalizers *,  17 managedFields *ManagedFields
ManagedFields: 1 manager, 2 operation, 3 apiVersion, 4 time Time, 6 fieldsType, 7 fieldsV1 FieldsV1, 8 subresource
FieldsV1: 1 raw raw
ConfigMap: 1 metadata ObjectMeta, 2 data map, 3 binaryData bytemap, 4 immutable bool
Secret: 1 metadata ObjectMeta, 2 data bytemap, 3 type, 4 stringData map, 5 immutable bool
Namespace: 1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status Phase
NamespaceSpec: 1 finalizers *
Phase: 1 phase
ServiceAccount: 1 metadata ObjectMeta, 4 automountServiceAccountToken bool
SelfSubjectReview: 1 metadata ObjectMeta, 2 status ReviewStatus
ReviewStatus: 1 userInfo UserInfo
UserInfo: 1 username, 2 uid, 3 groups *
SelfSubjectAccessReview: 1 metadata ObjectMeta, 2 spec AccessSpec, 3 status AccessStatus
AccessSpec: 1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes
ResourceAttributes: 1 namespace, 2 verb, 3 group, 4 version, 5 resource, 6 subresource, 7 name
NonResourceAttributes: 1 path, 2 verb
AccessStatus: 1 allowed bool, 2 reason, 3 evaluationError, 4 denied bool
SelfSubjectRulesReview: 1 metadata ObjectMeta, 2 spec RulesSpec, 3 status RulesStatus
RulesSpec: 1 namespace
RulesStatus: 3 incomplete bool, 4 evaluationError
TokenRequest: 1 metadata ObjectMeta, 2 spec TokenSpec, 3 status TokenStatus
TokenSpec: 1 audiences *, 3 boundObjectRef BoundObject, 4 expirationSeconds int
BoundObject: 1 kind, 2 apiVersion, 3 name, 4 uid
TokenStatus: 1 token, 2 expirationTimestamp Time
DeleteOptions: 1 gracePeriodSeconds int, 2 preconditions Preconditions, 3 orphanDependents bool, 4 propagationPolicy,
  5 dryRun *
Preconditions: 1 uid, 2 resourceVersion
Scale: 1 metadata ObjectMeta, 2 spec Replicas, 3 status ScaleStatus
Replicas: 1 replicas int
ScaleStatus: 1 replicas int, 2 selector
Eviction: 1 metadata ObjectMeta, 2 deleteOptions DeleteOptions
CertificateSigningRequest: 1 metadata ObjectMeta, 2 spec CertificateSpec, 3 status CertificateStatus
CertificateSpec: 1 request bytes, 2 username, 3 uid, 4 groups *, 5 usages *, 7 signerName, 8 expirationSeconds int
CertificateStatus: 1 conditions *Condition, 2 certificate bytes
Condition: 1 type, 2 reason, 3 message, 4 lastUpdateTime Time, 5 lastTransitionTime Time, 6 status
ClusterRole: 1 metadata ObjectMeta, 2 rules *PolicyRule
Role: 1 metadata ObjectMeta, 2 rules *PolicyRule
PolicyRule: 1 verbs *, 2 apiGroups *, 3 resources *, 4 resourceNames *, 5 nonResourceURLs *
ClusterRoleBinding: 1 metadata ObjectMeta, 2 subjects *Subject, 3 roleRef RoleRef
RoleBinding: 1 metadata ObjectMeta, 2 subjects *Subject, 3 roleRef RoleRef
Subject: 1 kind, 2 apiGroup, 3 name, 4 namespace
RoleRef: 1 apiGroup, 2 kind, 3 name
Deployment: 1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status Nothing
DeploymentSpec: 1 replicas int, 2 selector LabelSelector, 3 template PodTemplate, 4 strategy Nothing,
  5 minReadySeconds int, 7 paused bool
LabelSelector: 1 matchLabels map
PodTemplate: 1 metadata ObjectMeta, 2 spec PodSpec
Pod: 1 metadata ObjectMeta, 2 spec PodSpec, 3 status Nothing
PodSpec: 2 containers *Container, 3 restartPolicy, 4 terminationGracePeriodSeconds int, 6 dnsPolicy,
  8 serviceAccountName, 9 serviceAccount, 10 nodeName, 11 hostNetwork bool, 12 hostPID bool, 13 hostIPC bool,
  16 hostname, 17 subdomain, 19 schedulerName, 24 priorityClassName
Container: 1 name, 2 image, 3 command *, 4 args *, 5 workingDir, 6 ports *Port, 7 env *EnvVar, 8 resources Nothing,
  13 terminationMessagePath, 14 imagePullPolicy, 16 stdin bool, 17 stdinOnce bool, 18 tty bool,
  20 terminationMessagePolicy
Port: 1 name, 2 hostPort int, 3 containerPort int, 4 protocol, 5 hostIP
EnvVar: 1 name, 2 value
Nothing:
Time: 1 seconds int, 2 nanos int
"""


def read_table() -> dict[str, dict[int, tuple[str, str]]]:
    messages = {}
    for line in TABLE.strip().replace("\n  ", " ").split("\n"):
        message, _, fields = line.partition(":")
        split = [field.split() for field in fields.split(",") if field]
        messages[message] = {int(field[0]): (field[1], field[2] if len(field) > 2 else "text") for field in split}
    return messages


MESSAGES = read_table()


def decoded(body: bytes) -> dict:
    """The object in a body of application/vnd.kubernetes.protobuf."""
    if not body.startswith(MAGIC):
        raise Refusal(400, "the body is not Kubernetes' protobuf: it does not begin as that does")
    try:
        envelope = message("Unknown", body[len(MAGIC):])
        kind = envelope["typeMeta"]["kind"]
        if kind not in MESSAGES:
            raise Refusal(415, f"a stand-in does not read {kind} as protobuf: send it as JSON")
        return {**envelope["typeMeta"], **message(kind, envelope.get("raw", b""))}
    except (IndexError, KeyError, UnicodeDecodeError):
        raise Refusal(400, "the body is not Kubernetes' protobuf") from None


def message(name: str, data: bytes) -> dict:
    """A message's fields as their JSON has them: what is empty is left out, as Go's encoder does."""
    found: dict = {}
    for number, value in fields(data):
        if name == "Nothing" and value in (0, b""):
            continue
        if number not in MESSAGES[name]:
            raise Refusal(415, f"a stand-in does not read field {number} of {name} as protobuf: send it as JSON")
        field, kind = MESSAGES[name][number]
        is_list, kind = kind.startswith("*"), kind.removeprefix("*") or "text"
        if kind in ("map", "bytemap"):
            pair = dict(fields(value))
            entry = scalar("text" if kind == "map" else "bytes", pair.get(2, b""))
            found.setdefault(field, {})[pair.get(1, b"").decode()] = entry
            continue
        read = message(kind, value) if kind in MESSAGES else scalar(kind, value)
        if is_list:
            found.setdefault(field, []).append(read)
        elif read or isinstance(read, dict):
            found[field] = read
    if name == "Time":
        return stamp(found["seconds"]) if found.get("seconds", -1) > 0 else ""
    return found


def scalar(kind: str, value):
    match kind:
        case "text":
            return value.decode()
        case "bytes":
            return base64.b64encode(value).decode()
        case "bool":
            return bool(value)
        case "int":
            return value - (1 << 64) if value >> 63 else value
    return value


def fields(data: bytes):
    """Numbers and values, in order: integers, and byte strings."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        value, at = varint(data, at)
        if tag & 7 == 2:
            value, at = data[at:at + value], at + value
        elif tag & 7 != 0:
            raise IndexError
        if at > len(data):
            raise IndexError
        yield tag >> 3, value


def varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
