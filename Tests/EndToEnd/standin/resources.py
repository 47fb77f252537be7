# SPDX-License-Identifier: Apache-2.0
"""Which resources there are, and what a path and a method ask of them."""
import dataclasses
import urllib.parse

from . import selection

# group/version, resource, kind, N for namespaced, short names, subresources ("-": none)
TABLE = """
v1 bindings Binding N - -
v1 configmaps ConfigMap N cm -
v1 endpoints Endpoints N ep -
v1 events Event N ev -
v1 limitranges LimitRange N limits -
v1 namespaces Namespace - ns status,finalize
v1 nodes Node - no status,proxy
v1 persistentvolumeclaims PersistentVolumeClaim N pvc status
v1 persistentvolumes PersistentVolume - pv status
v1 pods Pod N po status,log,exec,attach,portforward,proxy,eviction,binding,ephemeralcontainers,resize
v1 podtemplates PodTemplate N - -
v1 replicationcontrollers ReplicationController N rc status,scale
v1 resourcequotas ResourceQuota N quota status
v1 secrets Secret N - -
v1 serviceaccounts ServiceAccount N sa token
v1 services Service N svc status,proxy
apps/v1 controllerrevisions ControllerRevision N - -
apps/v1 daemonsets DaemonSet N ds status
apps/v1 deployments Deployment N deploy status,scale
apps/v1 replicasets ReplicaSet N rs status,scale
apps/v1 statefulsets StatefulSet N sts status,scale
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration - - -
admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy - - status
admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding - - -
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration - - -
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition - crd,crds status
apiregistration.k8s.io/v1 apiservices APIService - - status
authentication.k8s.io/v1 selfsubjectreviews SelfSubjectReview - - -
authentication.k8s.io/v1 tokenreviews TokenReview - - -
authorization.k8s.io/v1 localsubjectaccessreviews LocalSubjectAccessReview N - -
authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview - - -
authorization.k8s.io/v1 selfsubjectrulesreviews SelfSubjectRulesReview - - -
authorization.k8s.io/v1 subjectaccessreviews SubjectAccessReview - - -
autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler N hpa status
batch/v1 cronjobs CronJob N cj status
batch/v1 jobs Job N - status
certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest - csr status,approval
coordination.k8s.io/v1 leases Lease N - -
discovery.k8s.io/v1 endpointslices EndpointSlice N - -
networking.k8s.io/v1 ingressclasses IngressClass - - -
networking.k8s.io/v1 ingresses Ingress N ing status
networking.k8s.io/v1 networkpolicies NetworkPolicy N netpol -
policy/v1 poddisruptionbudgets PodDisruptionBudget N pdb status
rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding - - -
rbac.authorization.k8s.io/v1 clusterroles ClusterRole - - -
rbac.authorization.k8s.io/v1 rolebindings RoleBinding N - -
rbac.authorization.k8s.io/v1 roles Role N - -
scheduling.k8s.io/v1 priorityclasses PriorityClass - pc -
storage.k8s.io/v1 storageclasses StorageClass - sc -
storage.k8s.io/v1 volumeattachments VolumeAttachment - - status
"""
VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
# What a subresource takes, where it is not the resource's own kind.
SUB_KINDS = {
    "scale": ("autoscaling", "v1", "Scale"), "eviction": ("policy", "v1", "Eviction"), "binding": ("", "v1", "Binding"),
    "token": ("authentication.k8s.io", "v1", "TokenRequest"),
    "pods/exec": ("", "v1", "PodExecOptions"), "pods/attach": ("", "v1", "PodAttachOptions"),
    "pods/portforward": ("", "v1", "PodPortForwardOptions"), "pods/proxy": ("", "v1", "PodProxyOptions"),
    "services/proxy": ("", "v1", "ServiceProxyOptions"), "nodes/proxy": ("", "v1", "NodeProxyOptions"),
}


@dataclasses.dataclass(frozen=True)
class Resource:
    group: str
    version: str
    name: str
    kind: str
    is_namespaced: bool
    short: tuple[str, ...]
    subresources: tuple[str, ...]
    is_custom: bool = False

    @property
    def stored(self) -> str:
        """Its name among all groups, as in the store."""
        return f"{self.name}.{self.group}" if self.group else self.name

    @property
    def api(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def is_review(self) -> bool:
        """Asked, never stored."""
        return not self.is_custom and (self.name.endswith("reviews") or self.name == "bindings")

    @property
    def verbs(self) -> list[str]:
        return ["create"] if self.is_review else VERBS


def read_table() -> dict[tuple[str, str], Resource]:
    found = {}
    for line in TABLE.split("\n"):
        if line:
            api, name, kind, scope, short, subresources = line.split(" ")
            group, _, version = api.rpartition("/")
            found[group, name] = Resource(group, version, name, kind, scope == "N", parts(short), parts(subresources))
    return found


def parts(text: str) -> tuple[str, ...]:
    return () if text == "-" else tuple(text.split(","))


RESOURCES = read_table()


def resources() -> list[Resource]:
    """All that there are now."""
    return list(RESOURCES.values())


def define(definitions: list[dict]):
    """Makes the resources of custom resource definitions, each in its storage version; those of others are gone."""
    made = {}
    for spec in (definition["spec"] for definition in definitions):
        version = next(one for one in spec["versions"] if one.get("storage"))
        names = spec["names"]
        made[spec["group"], names["plural"]] = Resource(
            spec["group"], version["name"], names["plural"], names["kind"], spec["scope"] == "Namespaced",
            tuple(names.get("shortNames") or ()), tuple(version.get("subresources") or ()), is_custom=True)
    for key in [(one.group, one.name) for one in resources() if one.is_custom]:
        if key not in made:
            del RESOURCES[key]
    RESOURCES.update(made)


CONNECTS = {("pods", "exec"), ("pods", "attach"), ("pods", "portforward"), ("pods", "proxy"), ("services", "proxy"),
            ("nodes", "proxy")}


@dataclasses.dataclass
class Attributes:
    """What a request asks, as authorizers see it. `path` alone is set for what is no resource."""

    verb: str
    path: str = ""
    group: str = ""
    version: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    tail: str = ""  # the rest of a proxied path
    query: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    fields: list[dict] = dataclasses.field(default_factory=list)  # requirements of selectors, as authorizers see them
    labels: list[dict] = dataclasses.field(default_factory=list)
    warnings: list[str] = dataclasses.field(default_factory=list)  # of admission, on the way back

    @property
    def known(self) -> Resource | None:
        found = RESOURCES.get((self.group, self.resource))
        return found if found and found.version == self.version else None

    @property
    def is_connect(self) -> bool:
        return not self.group and (self.resource, self.subresource) in CONNECTS

    def option(self, name: str) -> str:
        return (self.query.get(name) or [""])[0]


def attributes(method: str, target: str) -> Attributes:
    """Reads a request line as the apiserver's RequestInfo does."""
    split = urllib.parse.urlsplit(target)
    path, query = urllib.parse.unquote(split.path), urllib.parse.parse_qs(split.query, keep_blank_values=True)
    steps = [step for step in path.split("/") if step]
    if steps[:1] == ["api"] and len(steps) > 2:
        group, version, rest = "", steps[1], steps[2:]
    elif steps[:1] == ["apis"] and len(steps) > 3:
        group, version, rest = steps[1], steps[2], steps[3:]
    else:
        return Attributes(method.lower(), path=path, query=query)
    namespace = ""
    if rest[0] == "namespaces" and len(rest) > 1:
        namespace = rest[1]
        if len(rest) > 2 and rest[2] not in ("status", "finalize"):
            rest = rest[2:]
    resource, name, subresource = (rest + ["", "", ""])[:3]
    verb = {"GET": "get", "HEAD": "get", "POST": "create", "PUT": "update", "PATCH": "patch",
            "DELETE": "delete"}.get(method, "")
    found = Attributes(verb, path, group, version, resource, subresource, namespace, name, query=query)
    if subresource == "proxy":
        found.tail = "/" + "/".join(rest[3:])
    if not name and verb == "get":
        found.verb = "watch" if found.option("watch") in ("true", "1") else "list"
        selected = [part.partition("=")[2].lstrip("=") for part in found.option("fieldSelector").split(",")
                    if part.startswith("metadata.name=")]
        found.name = selected[0] if selected else ""
    elif not name and verb == "delete":
        found.verb = "deletecollection"
    if found.verb in ("list", "watch", "deletecollection"):
        found.fields = selection.field_requirements(found.option("fieldSelector"))
        found.labels = selection.label_requirements(found.option("labelSelector"))
    return found
