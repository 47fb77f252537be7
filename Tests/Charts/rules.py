# SPDX-License-Identifier: Apache-2.0
"""What has to hold for everything that a chart of ours makes, whatever its values are.

A rule takes the objects of one render and yields what is wrong with them. Each has an object that it refuses in mutations.py.
"""
import json
import re

import schemas
import yaml
from manifests import ROOT, name

RULES = []


def rule(function):
    RULES.append(function)
    return function


def of_kind(documents, *kinds):
    return [document for document in documents if document.get("kind") in kinds]


def is_of(document, component):
    return (document["metadata"].get("labels") or {}).get("app.kubernetes.io/component") == component


CLUSTER_WIDE = {"ClusterRole", "ClusterRoleBinding", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
                "ValidatingAdmissionPolicyBinding", "Namespace"}
FIXED_NAMES = {
    "ClusterRole": r"seal:(viewer|developer|admin|super)(:[a-z-]+)?|k3s-daas(:[a-z0-9-]+){2}",
    "ClusterRoleBinding": r"seal:(viewer|developer|admin|super)(:[a-z-]+)?|k3s-daas(:[a-z0-9-]+){2}",
    "Role": r"k3s-daas(:[a-z0-9-]+){2}(:lease)?", "RoleBinding": r"k3s-daas(:[a-z0-9-]+){2}(:lease)?"}


@rule
def known_to_kubernetes(documents):
    for document in documents:
        for problem in schemas.problems(document):
            yield f"{name(document)}: {problem}"


@rule
def names(documents):
    seen = set()
    for document in documents:
        metadata = document.get("metadata") or {}
        kind, text = document.get("kind"), metadata.get("name", "")
        if not re.fullmatch(FIXED_NAMES.get(kind, r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"), text) or len(text) > 63:
            yield f"{name(document)}: {text!r} is no name of up to 63 characters"
        if ("namespace" in metadata) == (kind in CLUSTER_WIDE):
            yield f"{name(document)}: {'has' if kind in CLUSTER_WIDE else 'has no'} namespace"
        if (kind, metadata.get("namespace"), text) in seen:
            yield f"{name(document)}: is made twice"
        seen.add((kind, metadata.get("namespace"), text))


@rule
def labels(documents):
    for document in documents:
        found = document["metadata"].get("labels") or {}
        for wanted in ("part-of", "managed-by", "name", "instance", "version"):
            if f"app.kubernetes.io/{wanted}" not in found:
                yield f"{name(document)}: has no label app.kubernetes.io/{wanted}"
        for key, value in found.items():
            if not isinstance(value, str) or not re.fullmatch(r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?", value) or len(value) > 63:
                yield f"{name(document)}: {key}: {value!r} is no value of a label"


def pods(documents):
    for document in of_kind(documents, "DaemonSet", "Deployment", "StatefulSet", "Job"):
        yield document, document["spec"]["template"]


def containers(template):
    spec = template["spec"]
    return spec.get("containers", []) + spec.get("initContainers", []) + spec.get("ephemeralContainers", [])


@rule
def containers_are_hardened(documents):
    for document, template in pods(documents):
        for container in containers(template):
            context = container.get("securityContext") or {}
            for key, wanted in (("allowPrivilegeEscalation", False), ("privileged", False), ("readOnlyRootFilesystem", True),
                                ("runAsNonRoot", True), ("capabilities", {"drop": ["ALL"]}), ("seccompProfile", {"type": "RuntimeDefault"})):
                if context.get(key) != wanted:
                    yield f"{name(document)}: {container['name']}: {key} is {context.get(key)!r}, not {wanted!r}"
            if set(context) & {"runAsUser", "procMount", "seLinuxOptions", "appArmorProfile"}:
                yield f"{name(document)}: {container['name']}: has a user or a profile of its own"


@rule
def pods_are_hardened(documents):
    for document, template in pods(documents):
        spec, context = template["spec"], template["spec"].get("securityContext") or {}
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{name(document)}: is given a token of Kubernetes"
        if not spec.get("serviceAccountName"):
            yield f"{name(document)}: has no service account"
        if context.get("runAsNonRoot") is not True or context.get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{name(document)}: the pod is not hardened"
        numbers = [context.get(key) for key in ("runAsUser", "runAsGroup", "fsGroup")] + context.get("supplementalGroups", [])
        if not all(isinstance(number, int) and number > 0 for number in numbers):
            yield f"{name(document)}: runs as root or in its group"
        if set(context) & {"sysctls", "windowsOptions"} or any(spec.get(key) for key in ("hostPID", "hostIPC", "shareProcessNamespace")):
            yield f"{name(document)}: shares more with the host than its network"
        is_server = template["metadata"]["labels"].get("app.kubernetes.io/component") == "server"
        if bool(spec.get("hostNetwork")) != is_server:
            yield f"{name(document)}: the server is in the host's network, and nobody else"
        if spec.get("hostNetwork") and spec.get("dnsPolicy") != "Default":
            yield f"{name(document)}: needs the cluster's DNS to start"
        if spec.get("enableServiceLinks") is not False:
            yield f"{name(document)}: Services set variables in its environment"
    for account in of_kind(documents, "ServiceAccount"):
        if account.get("automountServiceAccountToken") is not False:
            yield f"{name(account)}: hands out tokens"


@rule
def images_are_named(documents):
    for document, template in pods(documents):
        for container in containers(template):
            image = container.get("image", "")
            if not re.fullmatch(r"[a-z0-9][-a-z0-9._/:]*(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][-A-Za-z0-9_.]*)", image):
                yield f"{name(document)}: {image!r} has neither tag nor digest"
            if image.endswith(":latest"):
                yield f"{name(document)}: {image!r} is another one tomorrow"


@rule
def resources_are_bounded(documents):
    for document, template in pods(documents):
        if not template["spec"].get("priorityClassName"):
            yield f"{name(document)}: has no priority"
        for container in containers(template):
            resources = container.get("resources") or {}
            if not {"cpu", "memory"} <= set(resources.get("requests") or {}) or "memory" not in (resources.get("limits") or {}):
                yield f"{name(document)}: {container['name']}: asks for no processor and memory, or has no bound"


@rule
def selectors_match(documents):
    templates = [(document["metadata"].get("namespace"), template["metadata"]["labels"]) for document, template in pods(documents)]
    services = [(each["metadata"].get("namespace"), each["metadata"]["labels"]) for each in of_kind(documents, "Service")]

    def fits(selector, candidates, namespaces):
        return selector and any(
            namespace in namespaces and selector.items() <= found.items() for namespace, found in candidates)

    for document in documents:
        kind, spec, own = document["kind"], document.get("spec") or {}, [document["metadata"].get("namespace")]
        selector, candidates, namespaces = None, templates, own
        if kind in ("DaemonSet", "Deployment"):
            candidates, selector = [(own[0], spec["template"]["metadata"]["labels"])], spec["selector"]["matchLabels"]
        elif kind == "Service":
            selector = spec.get("selector")
        elif kind == "PodDisruptionBudget":
            selector = spec["selector"].get("matchLabels")
        elif kind == "NetworkPolicy":
            selector = spec["podSelector"].get("matchLabels")
        elif kind == "ServiceMonitor":
            candidates, selector = services, spec["selector"]["matchLabels"]
            namespaces = spec["namespaceSelector"]["matchNames"]
        else:
            continue
        if not fits(selector, candidates, namespaces):
            yield f"{name(document)}: selects nothing"


@rule
def ports_are_there(documents):
    for monitor in of_kind(documents, "ServiceMonitor"):
        offered = {port["name"] for service in of_kind(documents, "Service") for port in service["spec"]["ports"]}
        for endpoint in monitor["spec"]["endpoints"]:
            if endpoint["port"] not in offered:
                yield f"{name(monitor)}: no Service has the port {endpoint['port']}"
    for service in of_kind(documents, "Service"):
        # The public API alone is for those outside: stakers and their machines are in no cluster before they have asked it.
        may_be_reached = is_of(service, "controller") and [port["name"] for port in service["spec"]["ports"]] == ["api"]
        if (service["spec"].get("type", "ClusterIP") != "ClusterIP" and not may_be_reached) or service["spec"].get("externalIPs"):
            yield f"{name(service)}: is reached from outside the cluster"
        for port in service["spec"]["ports"]:
            for _, template in pods(documents):
                named = {each.get("name") for each in template["spec"]["containers"][0].get("ports", [])}
                if isinstance(port["targetPort"], str) and port["targetPort"] not in named:
                    yield f"{name(service)}: no container has the port {port['targetPort']}"


@rule
def volumes_are_there(documents):
    made = {(each["kind"], each["metadata"]["namespace"], each["metadata"]["name"]): each.get("data", {})
            for each in of_kind(documents, "ConfigMap", "Secret")}
    owned = {document["metadata"]["name"] for document, _ in pods(documents)}
    for document, template in pods(documents):
        volumes = {volume["name"]: volume for volume in template["spec"].get("volumes", [])}
        mounts = [mount for container in containers(template) for mount in container.get("volumeMounts", [])]
        if {mount["name"] for mount in mounts} != set(volumes):
            yield f"{name(document)}: what is mounted is not what there is"
        for mount in mounts:
            volume = volumes.get(mount["name"], {})
            is_trail = mount["name"] == "audit" and "hostPath" in volume
            if "emptyDir" not in volume and not is_trail and mount.get("readOnly") is not True:
                yield f"{name(document)}: {mount['name']} can be written to"
            if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
                yield f"{name(document)}: {mount['name']} has no bound"
            if "hostPath" in volume and (
                    not re.fullmatch(r"/var/lib/k3s-daas[-\w]*(/[-.\w]+)*" if is_trail else r"/etc/k3s-daas(/[-.\w]+)*", volume["hostPath"]["path"]) or not volume["hostPath"].get("type")):
                yield f"{name(document)}: {mount['name']} shows a folder of the host's that is not ours"
            for kind, key, field in (("ConfigMap", "configMap", "name"), ("Secret", "secret", "secretName")):
                if key not in volume:
                    continue
                mode = volume[key].get("defaultMode", 0o644)
                if mode & 0o222 or (key == "secret" and mode & 0o007):
                    yield f"{name(document)}: {mount['name']} is open to everybody: {mode:o}"
                target = volume[key][field]
                contents = made.get((kind, document["metadata"]["namespace"], target))
                # What another brings is not known here; what has our name we have to bring.
                if contents is None and any(target == own or target.startswith(f"{own}-") for own in owned) and not target.endswith("-tls"):
                    yield f"{name(document)}: there is no {kind} {target}"
                for item in volume[key].get("items", []):
                    if contents is not None and item["key"] not in contents:
                        yield f"{name(document)}: {kind} {target} has no {item['key']}"


@rule
def the_server_is_where_apiservers_are(documents):
    for document, template in pods(documents):
        if template["metadata"]["labels"].get("app.kubernetes.io/component") != "server":
            continue
        terms = ((template["spec"].get("affinity") or {}).get("nodeAffinity") or {}).get(
            "requiredDuringSchedulingIgnoredDuringExecution", {}).get("nodeSelectorTerms", [])
        wanted = {"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}
        if not terms or not all(wanted in term.get("matchExpressions", []) for term in terms):
            yield f"{name(document)}: also runs where no apiserver is"
        tolerated = {each.get("key") for each in template["spec"].get("tolerations", [])}
        if not {"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/etcd"} <= tolerated:
            yield f"{name(document)}: does not come to every apiserver"
        if document["kind"] != "DaemonSet":
            yield f"{name(document)}: does not come to every apiserver"
        for container in containers(template):
            if container.get("ports"):
                yield f"{name(document)}: {container['name']}: a port of the host's keeps the next server away while this one runs"
            if not {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container):
                yield f"{name(document)}: {container['name']}: nobody sees whether it works"
        if template["spec"].get("terminationGracePeriodSeconds", 30) <= 95:
            yield f"{name(document)}: is killed before its clients have gone"
        if "checksum/configuration" not in template["metadata"].get("annotations", {}):
            yield f"{name(document)}: a new configuration does not come into force"


@rule
def one_process_writes_a_trail(documents):
    """Where a trail is kept, it is in one folder under the node's name, for its owner alone. A server's next pod takes it over from the one
    before it; a controller's waits for it, so that no two of a node are there at once."""
    said = [yaml.safe_load(text) for each in of_kind(documents, "ConfigMap") for key, text in each["data"].items()
            if key in ("webhook-server.yaml", "seal-controller.yaml")]
    for document, template in pods(documents):
        spec, container = template["spec"], template["spec"]["containers"][0]
        if is_of(document, "worker") or not said:
            continue
        kept = (said[0].get("audit") or {}).get("directory")
        mounted = [each["mountPath"] for each in container["volumeMounts"] if each["name"] == "audit"]
        if mounted != ([kept] if kept else []):
            yield f"{name(document)}: keeps its trail in {kept}, and has {mounted}"
        variables = {each["name"]: each for each in container["env"]}
        called = variables.get("K3S_DAAS_AUDIT_NAME", {}).get("value")
        if called != (f"{container['name']}@$(NODE_NAME)" if kept else None):
            yield f"{name(document)}: its trail is called {called}"
        if kept and variables.get("NODE_NAME", {}).get("valueFrom") != {"fieldRef": {"fieldPath": "spec.nodeName"}}:
            yield f"{name(document)}: trails of two nodes have one name"
        if kept and (said[0].get("log") or {}).get("audit", "off") != "off":
            yield f"{name(document)}: does not start: it is told two places for what it writes down"
        update = document["spec"].get("updateStrategy") or document["spec"].get("strategy") or {}
        waits = kept and is_of(document, "controller")
        wanted = {"maxSurge": 0, "maxUnavailable": 1} if waits else {"maxSurge": 1, "maxUnavailable": 0}
        if update.get("type") != "OnDelete" and update.get("rollingUpdate") != wanted:
            yield f"{name(document)}: {'two of a node wait for each other' if waits else 'an update leaves nobody who answers'}"


@rule
def the_server_listens_on_loopback(documents):
    for document in of_kind(documents, "ConfigMap"):
        text = document["data"].get("webhook-server.yaml")
        if text is None:
            continue
        configuration = yaml.safe_load(text)
        if not configuration["listenAddress"].startswith("127.0.0.1:"):
            yield f"{name(document)}: listens at {configuration['listenAddress']}"
        if configuration["clientAuth"].get("mode") != "required" or not configuration["clientAuth"].get("subjectNames"):
            yield f"{name(document)}: lets in who is not the apiserver"
        insecure = configuration.get("insecure", {})
        if insecure.get("allowRemoteAnonymous"):
            yield f"{name(document)}: lets strangers try tokens"
        is_remote = not configuration["opsAddress"].startswith("127.0.0.1:")
        if is_remote != bool(insecure.get("allowRemoteOps")) or (is_remote and not of_kind(documents, "Service")):
            yield f"{name(document)}: shows metrics to others though nobody asked for it, or cannot"
        for probe in (each[key] for _, template in pods(documents) for each in containers(template) for key in each if key.endswith("Probe")):
            port = int(configuration["opsAddress"].rpartition(":")[2])
            if probe["httpGet"]["port"] != port or (not is_remote and probe["httpGet"].get("host") != "127.0.0.1"):
                yield f"{name(document)}: probes ask elsewhere than at {configuration['opsAddress']}"


NEVER = {"impersonate", "escalate", "approve", "sign"}
TIERS = ("viewer", "developer", "admin", "super")
# In these, a verb that is not named today may be given by `*`, and is one of NEVER.
DANGEROUS_GROUPS = {"", "*", "authentication.k8s.io", "rbac.authorization.k8s.io", "certificates.k8s.io"}


@rule
def roles_give_no_more_than_tiers(documents):
    # What the controller may do is no tier's; there is a rule of its own for it.
    documents = [each for each in documents if not is_of(each, "controller")]
    roles = {role["metadata"]["name"]: role for role in of_kind(documents, "ClusterRole")}
    for label, role in roles.items():
        tier = label.split(":")[1]
        for granted in role.get("rules") or []:
            verbs, groups, resources = (set(granted.get(key, [])) for key in ("verbs", "apiGroups", "resources"))
            if verbs & NEVER:
                yield f"{name(role)}: gives {', '.join(sorted(verbs & NEVER))}"
            if "bind" in verbs and (not granted.get("resourceNames") or not {
                    each for each in granted["resourceNames"]} <= {f"seal:{each}" for each in TIERS[:TIERS.index(tier) + 1]}):
                yield f"{name(role)}: may bind roles that are not its own or a lower tier's"
            if "*" in verbs and groups & DANGEROUS_GROUPS:
                yield f"{name(role)}: gives every verb, those that raise oneself too"
            if ("*" in groups or "*" in resources) and verbs - {"get", "list", "watch"} and tier != "super":
                yield f"{name(role)}: writes everything"
            if tier == "viewer" and verbs - {"get", "list", "watch"} and resources - {
                    "selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"}:
                yield f"{name(role)}: a viewer writes"
        if label == f"seal:{tier}" or tier in ("viewer", "super"):
            if (tier in ("developer", "admin")) != (f"{label}:everywhere" in roles):
                yield f"{name(role)}: what the tier may do everywhere, and in its own namespaces, is not told apart"
        if role.get("aggregationRule"):
            yield f"{name(role)}: takes in what others write"
        if any(key.startswith("rbac.authorization.k8s.io/aggregate-to") for key in role["metadata"]["labels"]):
            yield f"{name(role)}: goes into roles of others"
    bound = {}
    for binding in of_kind(documents, "ClusterRoleBinding"):
        tier = binding["metadata"]["name"]
        group = [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": tier}]
        label = f"{tier}:everywhere" if f"{tier}:everywhere" in roles else tier
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": label}
        if binding.get("subjects") != group or binding.get("roleRef") != reference or label not in roles:
            yield f"{name(binding)}: gives something else than the role {label} to the group {tier}"
        bound[tier.split(":")[1]] = roles.get(label, {}).get("rules") or []
    for tier in TIERS if roles else ():
        if tier not in bound:
            yield f"the group seal:{tier} has no role"
    # What is granted everywhere admission cannot take back where it is a read.
    for tier, granted in bound.items():
        for each in granted:
            groups, resources, verbs = (set(each.get(key, [])) for key in ("apiGroups", "resources", "verbs"))
            is_read = verbs & {"get", "list", "watch", "*"} and groups & {"", "*"}
            if tier != "super" and is_read and resources & {"secrets", "*", "*/*"}:
                yield f"seal:{tier} reads Secrets everywhere"
            if tier in ("viewer", "developer") and is_read and resources & {"pods/log", "*", "*/*"}:
                yield f"seal:{tier} reads logs everywhere"
            if tier in ("viewer", "developer") and resources & {"pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "services/proxy"}:
                yield f"seal:{tier} gets into pods everywhere"
            if tier != "super" and "serviceaccounts/token" in resources:
                yield f"seal:{tier} makes tokens everywhere"
    for document in of_kind(documents, "Role", "RoleBinding"):
        yield f"{name(document)}: the server needs no rights"


def told(documents):
    """What the controller's configuration file says; `None` where there is no controller."""
    texts = [each["data"]["seal-controller.yaml"] for each in of_kind(documents, "ConfigMap") if "seal-controller.yaml" in each.get("data", {})]
    return yaml.safe_load(texts[0]) if texts else None


LEASES = {("coordination.k8s.io", "leases", verb) for verb in ("get", "create", "update")}
SECRETS = {("", "secrets", verb) for verb in ("get", "list", "create", "delete")}
NONCES = {("", "secrets", verb) for verb in ("get", "create", "update")}
ANCHORS = {("", "configmaps", verb) for verb in ("get", "create", "update")}
EVENTS = {("", "events", "create")}
NOTICES = {("", "configmaps", verb) for verb in ("get", "create", "patch")}
REQUESTS = {("", "users", "impersonate"), ("authentication.k8s.io", "uids", "impersonate"), ("", "groups", "impersonate"),
            ("", "events", "create")} | {("", "nodes", verb) for verb in ("get", "list", "watch")}
SUBMITTERS = ["seal:stakers", "seal:limited", "seal:viewer", "seal:developer", "seal:admin", "seal:super"]
REMOVALS = {("", "nodes", verb) for verb in ("get", "list", "watch", "patch", "delete")} | {
    ("", "pods", "list"), ("", "pods", "delete"), ("", "pods/eviction", "create")}
RBAC = "rbac.authorization.k8s.io"
KEPT = (("", "limitranges"), ("", "resourcequotas"), ("networking.k8s.io", "networkpolicies"), (RBAC, "rolebindings"))
STOPPED = (("", "replicationcontrollers"), *(("apps", each) for each in ("daemonsets", "deployments", "replicasets", "statefulsets")),
           ("batch", "cronjobs"), ("batch", "jobs"))
HOMES = {(*kind, verb) for kind in KEPT for verb in ("list", "watch", "create", "patch")} | {
    ("", "namespaces", verb) for verb in ("list", "watch", "create", "patch", "delete")} | {
    (*kind, verb) for kind in STOPPED for verb in ("list", "patch")} | {
    (RBAC, "rolebindings", "delete"), (RBAC, "clusterroles", "bind"), ("", "pods", "list"), ("", "pods", "delete")}
# Whoever may bind any role may have any right.
GIVEN = ["seal:developer", "seal:admin"]


@rule
def the_controller_has_its_rights_and_no_others(documents):
    """The tables of docs on joins, loss of stake, notices, namespaces, requests and audit, each as far as what it is for is done."""
    configuration = told(documents)
    roles = [each for each in of_kind(documents, "ClusterRole", "Role") if is_of(each, "controller")]
    # Who brings neither account nor roles has both of another.
    if configuration is None or not (roles or of_kind(documents, "ServiceAccount", "ClusterRoleBinding", "RoleBinding")):
        return
    acts = bool(configuration.get("kubernetes", {}).get("inCluster"))
    joins = acts and "wallet" in configuration
    reacts = acts and configuration.get("reaction", {}).get("enabled", True)
    tells = acts and configuration.get("notices", {}).get("enabled", True)
    houses = acts and configuration.get("namespaces", {}).get("enabled", False)
    anchors = joins and "directory" in configuration.get("audit", {})
    home = of_kind(documents, "ConfigMap")[0]["metadata"]["namespace"]
    requests = joins and configuration.get("requests", {}).get("enabled", False)
    wanted = {None: (REMOVALS if reacts else {("", "nodes", "get")} if joins else set()) | (EVENTS if tells else set()) | (
        HOMES if houses else set()) | (REQUESTS if requests else set())}
    for place, rights in ((home, LEASES if acts else set()), (home, NONCES if joins else set()), (home, NOTICES if tells else set()),
                          (home, ANCHORS if anchors else set()), ("kube-system", SECRETS if joins else set()),
                          ("default", EVENTS if reacts or houses else set())):
        wanted[place] = wanted.get(place, set()) | rights
    given = {}
    for role in roles:
        rights = given.setdefault(role["metadata"].get("namespace"), set())
        for each in role.get("rules") or []:
            rights |= {(group, resource, verb) for group in each["apiGroups"] for resource in each["resources"] for verb in each["verbs"]}
            # Nobody knows the name of what is not there yet; what has a name that is known is granted by that name.
            lease, verbs = configuration.get("lease", {}).get("name"), each["verbs"]
            names = {"leases": [lease], "configmaps": ["k3s-daas-notices" if "patch" in verbs else "k3s-daas-audit-anchor"],
                     "secrets": [f"{lease}-nonces"] if "update" in verbs else None, "clusterroles": GIVEN, "groups": SUBMITTERS}
            if each.get("resourceNames") != (names.get(each["resources"][0]) if verbs != ["create"] else None):
                yield f"{name(role)}: is for {each.get('resourceNames')}"
        if role.get("aggregationRule") or any(key.startswith("rbac.authorization.k8s.io/") for key in role["metadata"]["labels"]):
            yield f"{name(role)}: takes in what others write, or goes into roles of others"
    for place in sorted(wanted.keys() | given.keys(), key=str):
        missing, more = (sorted(wanted.get(place, set()) - given.get(place, set())), sorted(given.get(place, set()) - wanted.get(place, set())))
        if missing or more:
            yield f"in {place or 'the cluster'}: lacks {missing}, has {more} too many"
    account = next((template["spec"]["serviceAccountName"] for _, template in pods(documents)), None)
    subject = [{"kind": "ServiceAccount", "name": account, "namespace": home}]
    places = {(each["kind"], each["metadata"].get("namespace"), each["metadata"]["name"]) for each in roles}
    bound = set()
    for binding in of_kind(documents, "ClusterRoleBinding", "RoleBinding"):
        kind = binding["kind"].removesuffix("Binding")
        reference = binding["roleRef"]
        bound.add((kind, binding["metadata"].get("namespace"), reference["name"]))
        if binding["subjects"] != subject or reference["kind"] != kind:
            yield f"{name(binding)}: gives something to another than the controller's account"
    if bound != places:
        yield f"roles and bindings are not of one mind: {sorted(map(str, bound ^ places))}"


@rule
def tokens_are_the_controllers(documents):
    """No pod has a token of Kubernetes but the controller's, which asks the apiserver: short, for that container, and where it looks for it."""
    for document, template in pods(documents):
        spec = template["spec"]
        configuration = told(documents) if is_of(document, "controller") else None
        acts = bool(((configuration or {}).get("kubernetes") or {}).get("inCluster"))
        projected = {each["name"]: each["projected"] for each in spec.get("volumes", []) if "projected" in each}
        mounts = [(container["name"], mount) for container in containers(template) for mount in container.get("volumeMounts", [])
                  if mount["name"] in projected]
        if len(projected) != int(acts) or len(mounts) != int(acts):
            yield f"{name(document)}: {'has not its one token' if acts else 'is given a token of Kubernetes'}"
            continue
        for container, mount in mounts:
            if container != spec["containers"][0]["name"] or mount["mountPath"] != "/var/run/secrets/kubernetes.io/serviceaccount":
                yield f"{name(document)}: {container} has the token at {mount['mountPath']}"
        for volume in projected.values():
            if volume.get("defaultMode") != 0o440:
                yield f"{name(document)}: the token is open to everybody"
            if volume["sources"] != [
                    {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}},
                    {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                    {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}]:
                yield f"{name(document)}: the token is not an hour's for the apiserver, with its authority and the namespace"


@rule
def the_controller_is_what_its_configuration_says(documents):
    configuration = told(documents)
    if configuration is None:
        return
    service_port = next((each["spec"] for each in of_kind(documents, "Service") if [port["name"] for port in each["spec"]["ports"]] == ["api"]), None)
    for document, template in pods(documents):
        spec, container = template["spec"], template["spec"]["containers"][0]
        ports = {each["name"]: each["containerPort"] for each in container.get("ports", [])}
        said = {"api": int(configuration["api"]["listenAddress"][0].rpartition(":")[2]), "ops": int(configuration["opsAddress"].rpartition(":")[2])}
        if ports != said or len(configuration["api"]["listenAddress"]) != 1:
            yield f"{name(document)}: listens at {said} and says {ports}"
        probes = {key: each["httpGet"].get("port") for key, each in container.items() if key.endswith("Probe")}
        if probes != {"startupProbe": "ops", "livenessProbe": "ops", "readinessProbe": "ops"}:
            yield f"{name(document)}: nobody sees whether it works: {probes}"
        if configuration.get("insecure", {}).get("allowRemoteOps") is not True:
            yield f"{name(document)}: does not start: kubelets ask from outside the pod"
        # What it names has to be mounted: whole folders, or the file itself.
        folders = [mount["mountPath"] for mount in container["volumeMounts"]]
        for path in (text for text in strings(configuration) if text.startswith("/")):
            if not any(path == folder or path.startswith(f"{folder}/") for folder in folders):
                yield f"{name(document)}: there is no {path}"
        key = (configuration.get("wallet") or {}).get("keyFile")
        holders = {mount["name"] for mount in container["volumeMounts"] if key and f"{key}/".startswith(f"{mount['mountPath']}/")}
        for each in (volume for volume in spec["volumes"] if volume["name"] in holders):
            by_group = configuration["wallet"].get("groupReadable", False)
            if set(each) & {"hostPath", "secret"} != ({"secret"} if by_group else {"hostPath"}):
                yield f"{name(document)}: the controller does not take a key from {each['name']}"
        for each in spec.get("tolerations") or []:
            if not each.get("key") or each["key"].startswith("k3s-daas.io/"):
                yield f"{name(document)}: comes to stakers' machines, with all that it holds"
        if "checksum/configuration" not in template["metadata"].get("annotations", {}):
            yield f"{name(document)}: a new configuration does not come into force"
        if spec.get("terminationGracePeriodSeconds", 30) <= 45:
            yield f"{name(document)}: is killed before its clients have gone"
        if document["kind"] != "Deployment":
            yield f"{name(document)}: is not one of several that may go where they like"
    if service_port is None or service_port.get("sessionAffinity") != "None":
        yield "who has come to a pod that does not lead comes to it again"


@rule
def admission_fails_closed_for_stakers_alone(documents):
    for document in of_kind(documents, "ValidatingWebhookConfiguration"):
        if document["metadata"]["name"] != "k3s-daas-validating-webhook-configuration" or len(document["webhooks"]) != 1:
            yield f"{name(document)}: is not the one that operators know"
        for webhook in document["webhooks"]:
            for key, wanted in (("name", "admit.k3s-daas.io"), ("failurePolicy", "Fail"), ("matchPolicy", "Equivalent"),
                                ("sideEffects", "None"), ("admissionReviewVersions", ["v1"])):
                if webhook.get(key) != wanted:
                    yield f"{name(document)}: {key} is {webhook.get(key)!r}, not {wanted!r}"
            if not 3 <= webhook.get("timeoutSeconds", 10) <= 30:
                yield f"{name(document)}: a timeout of {webhook.get('timeoutSeconds')} s"
            client = webhook["clientConfig"]
            if not re.fullmatch(r"https://127\.0\.0\.1:[0-9]+/admit", client.get("url", "")) or "service" in client:
                yield f"{name(document)}: is not asked on loopback"
            injected = "cert-manager.io/inject-ca-from" in document["metadata"].get("annotations", {})
            if not client.get("caBundle") and not injected:
                yield f"{name(document)}: trusts every authority that the system knows"
            if "namespaceSelector" in webhook or "objectSelector" in webhook:
                yield f"{name(document)}: who may label an object gets past it"
            operations = {operation for each in webhook["rules"] for operation in each["operations"]}
            if any(each["resources"] != ["*/*"] or each.get("scope") != "*" or each["apiGroups"] != ["*"] for each in webhook["rules"]):
                yield f"{name(document)}: does not ask about every resource and its parts"
            if operations != {"CREATE", "UPDATE", "DELETE", "CONNECT"}:
                yield f"{name(document)}: asks about {', '.join(sorted(operations))}"
            expressions = [condition["expression"] for condition in webhook.get("matchConditions", [])]
            if len(expressions) != 1:
                yield f"{name(document)}: asks about everybody: the cluster cannot start without us"
            for expression in expressions:
                yield from (f"{name(document)}: {problem}" for problem in condition_problems(" ".join(expression.split())))


CONDITION = re.compile(
    r"request\.userInfo\.username\.startsWith\('sui:'\)"
    r" \|\| request\.userInfo\.username\.startsWith\('system:serviceaccount:seal-'\)"
    r"( \|\| request\.userInfo\.username\.startsWith\('system:serviceaccount:[a-z0-9]([-a-z0-9]*[a-z0-9])?:'\))*"
    r" \|\| \(request\.userInfo\.username\.startsWith\('system:node:'\) && request\.operation == 'CREATE' && request\.resource\.group == ''"
    r" && request\.resource\.resource == 'nodes'"
    r"( && !\(request\.userInfo\.username in \['system:node:[-a-z0-9.]+'(, 'system:node:[-a-z0-9.]+')*\]\))?\)")


def condition_problems(expression):
    if not CONDITION.fullmatch(expression):
        yield f"asks about others than stakers, their accounts and new machines: {expression}"


ISOLATION = re.compile(
    r"!variables\.machine\.matches\('\^n-\[a-z2-7\]\{32\}-\[1-9\]\[0-9\]\{0,8\}\$'\)"
    r" \|\| request\.namespace\.matches\('\^seal-\[a-z2-7\]\{52\}\$'\)"
    r"( \|\| request\.namespace == '[a-z0-9]([-a-z0-9]*[a-z0-9])?')*")


ADDRESSES = re.compile(
    r"!request\.userInfo\.username\.matches\('\^system:node:n-\[a-z2-7\]\{32\}-\[1-9\]\[0-9\]\{0,8\}\$'\)"
    r" \|\| variables\.asked == variables\.given")
RANGES = [
    "has(object.spec) && has(object.spec.podCIDRs) ? object.spec.podCIDRs : []",
    "oldObject != null && has(oldObject.spec) && has(oldObject.spec.podCIDRs) ? oldObject.spec.podCIDRs : []",
]
# What each policy is asked about, and what it lets pass.
POLICIES = {
    "k3s-daas-worker-isolation": ((["CREATE"], ["bindings", "pods", "pods/binding"]), ISOLATION),
    "k3s-daas-worker-addresses": ((["CREATE", "UPDATE"], ["nodes"]), ADDRESSES),
}


@rule
def machines_of_stakers_are_for_stakers(documents):
    policies = list(of_kind(documents, "ValidatingAdmissionPolicy"))
    bindings = list(of_kind(documents, "ValidatingAdmissionPolicyBinding"))
    if [each["spec"]["policyName"] for each in bindings] != [each["metadata"]["name"] for each in policies]:
        yield "a policy is in force nowhere, or a binding is of none"
    if policies and sorted(each["metadata"]["name"] for each in policies) != sorted(POLICIES):
        yield "a policy is missing, or nobody knows what it is for"
    for document in policies:
        spec = document["spec"]
        where, passes = POLICIES.get(document["metadata"]["name"], ((), re.compile("")))
        constraints = spec["matchConstraints"]
        if spec.get("failurePolicy", "Fail") != "Fail" or "matchConditions" in spec or set(constraints) - {"matchPolicy", "resourceRules"}:
            yield f"{name(document)}: somebody gets past it"
        asked = [(each["operations"], sorted(each["resources"])) for each in constraints["resourceRules"]]
        if asked != [where]:
            yield f"{name(document)}: is not asked wherever it must be"
        if any("request.subResource" in each["expression"] for each in spec["variables"]):
            yield f"{name(document)}: refuses every pod, for want of a field"
        for each in spec["validations"]:
            if not passes.fullmatch(" ".join(each["expression"].split())):
                yield f"{name(document)}: lets others in: {each['expression']}"
        if passes is ADDRESSES and [" ".join(each["expression"].split()) for each in spec["variables"]] != RANGES:
            yield f"{name(document)}: compares something else than the addresses"
    for document in bindings:
        if document["spec"].get("validationActions") != ["Deny"] or set(document["spec"]) != {"policyName", "validationActions"}:
            yield f"{name(document)}: does not refuse, or not everywhere"


@rule
def budgets_are_numbers(documents):
    for document in of_kind(documents, "PodDisruptionBudget"):
        if type(document["spec"].get("minAvailable")) is not int or "maxUnavailable" in document["spec"]:
            yield f"{name(document)}: nothing but a least number is counted where a DaemonSet owns the pods"


@rule
def networks_are_closed(documents):
    for document in of_kind(documents, "NetworkPolicy"):
        spec = document["spec"]
        if sorted(spec.get("policyTypes", [])) != ["Egress", "Ingress"]:
            yield f"{name(document)}: leaves a direction open"
        for direction in ("ingress", "egress"):
            for each in spec.get(direction) or []:
                if not each.get("ports") or (direction == "ingress" and not each.get("from")):
                    yield f"{name(document)}: {direction} lets everything through"


@rule
def alerts_are_the_documented_ones(documents):
    for document in of_kind(documents, "PrometheusRule"):
        sources = ["docs/alerts-controller.yaml" if is_of(document, "controller") else "docs/alerts.yaml", "docs/alerts-audit.yaml"]
        if document["spec"] != {"groups": [each for source in sources for each in yaml.safe_load((ROOT / source).read_text())["groups"]]}:
            yield f"{name(document)}: is not {' and '.join(sources)}"


@rule
def metrics_exist(documents):
    for document in documents:
        of_controller = ("api.md", "workers-loss.md", "namespaces.md", "notices.md", "requests.md", "audit.md")
        pages = of_controller if is_of(document, "controller") else ("operations.md", "audit.md")
        documented = {found for page in pages for found in re.findall(r"`(k3s_daas_\w+)(?:\{\w+\})?`", (ROOT / "docs" / page).read_text())}
        texts = []
        if document["kind"] == "PrometheusRule":
            texts = [each["expr"] for group in document["spec"]["groups"] for each in group["rules"]]
        elif document["kind"] == "ConfigMap" and "k3s-daas.json" in document.get("data", {}):
            texts = expressions(json.loads(document["data"]["k3s-daas.json"]))
        for text in texts:
            for metric in re.findall(r"\bk3s_daas_\w+", text):
                if re.sub(r"_bucket$", "", metric) not in documented:
                    yield f"{name(document)}: docs/{' and docs/'.join(pages)} know no {metric}"


def expressions(dashboard):
    """What a dashboard asks Prometheus."""
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield target["expr"]


@rule
def nothing_is_left_out(documents):
    for document in documents:
        if document["kind"] == "ConfigMap" and "k3s-daas.json" in document.get("data", {}):
            continue
        for text in strings(document):
            if re.search(r"<no value>|<nil>|%!|\bmap\[|\{\{", re.sub(r"\{\{ \$(labels|value)[^}]*\}\}", "", text)):
                yield f"{name(document)}: {text[:80]!r} has not been filled in"
            if re.fullmatch(r"[0-9.]+e\+[0-9]+", text):
                yield f"{name(document)}: {text} was a number"


def strings(value):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings(key)
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def check(documents):
    """Everything that is wrong, by the rule that says so."""
    return [(each.__name__, problem) for each in RULES for problem in each(documents)]
