# SPDX-License-Identifier: Apache-2.0
"""Renders that nobody must get: each is a good one with one thing changed, and the rule that has to refuse it."""
import yaml


def first(documents, kind):
    return next(document for document in documents if document["kind"] == kind)


def pod(documents):
    return next(each for each in documents if each["kind"] in ("DaemonSet", "Deployment"))["spec"]["template"]


def container(documents):
    return pod(documents)["spec"]["containers"][0]


def webhook(documents):
    return first(documents, "ValidatingWebhookConfiguration")["webhooks"][0]


def policy(documents, name):
    return next(each for each in documents if each["kind"] == "ValidatingAdmissionPolicy" and each["metadata"]["name"] == f"k3s-daas-worker-{name}")


def isolation(documents):
    return policy(documents, "isolation")["spec"]


def addresses(documents):
    return policy(documents, "addresses")["spec"]


def role(documents, tier="viewer"):
    return next(each for each in documents if each["kind"] == "ClusterRole" and each["metadata"]["name"] == f"seal:{tier}")


def put(target, *path):
    """Puts the last word where the others lead; `...` takes it away."""
    *way, key, value = path
    for step in way:
        target = target[step]
    if value is ...:
        del target[key]
    else:
        target[key] = value


def grant(documents, tier, **granted):
    role(documents, tier)["rules"].append({"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]} | granted)


RBAC = "rbac.authorization.k8s.io"

# Of the chart k3s-daas with everything on.
SERVER = [
    ("known_to_kubernetes", "a name that Kubernetes does not know", lambda d: put(pod(d), "spec", "hostNetwrok", True)),
    ("known_to_kubernetes", "a number for a text", lambda d: put(container(d), "env", 0, "value", 1)),
    ("known_to_kubernetes", "a duration that Prometheus cannot read", lambda d: put(
        first(d, "ServiceMonitor"), "spec", "endpoints", 0, "interval", "15")),
    ("known_to_kubernetes", "an API that is gone", lambda d: put(first(d, "PodDisruptionBudget"), "apiVersion", "policy/v1beta1")),
    ("names", "a name of 64 characters", lambda d: put(first(d, "Service"), "metadata", "name", "a" * 64)),
    ("names", "an object without a namespace", lambda d: put(first(d, "Service"), "metadata", "namespace", ...)),
    ("names", "an object twice", lambda d: d.append(first(d, "Service"))),
    ("names", "a role that is called as one of the system's", lambda d: put(
        first(d, "ClusterRole"), "metadata", "name", "system:viewer")),
    ("labels", "a missing label", lambda d: put(first(d, "Service"), "metadata", "labels", "app.kubernetes.io/part-of", ...)),
    ("labels", "a label of 64 characters", lambda d: put(first(d, "Service"), "metadata", "labels", "a", "a" * 64)),
    ("containers_are_hardened", "privilege escalation", lambda d: put(
        container(d), "securityContext", "allowPrivilegeEscalation", True)),
    ("containers_are_hardened", "privilege escalation by default", lambda d: put(
        container(d), "securityContext", "allowPrivilegeEscalation", ...)),
    ("containers_are_hardened", "a privileged container", lambda d: put(container(d), "securityContext", "privileged", True)),
    ("containers_are_hardened", "a root file system to write to", lambda d: put(
        container(d), "securityContext", "readOnlyRootFilesystem", False)),
    ("containers_are_hardened", "a capability", lambda d: put(
        container(d), "securityContext", "capabilities", "add", ["NET_ADMIN"])),
    ("containers_are_hardened", "all capabilities", lambda d: put(container(d), "securityContext", "capabilities", ...)),
    ("containers_are_hardened", "no seccomp", lambda d: put(
        container(d), "securityContext", "seccompProfile", "type", "Unconfined")),
    ("containers_are_hardened", "root by the container", lambda d: put(container(d), "securityContext", "runAsUser", 0)),
    ("containers_are_hardened", "a soft container beside it", lambda d: put(
        pod(d), "spec", "initContainers", [{"name": "copy", "image": "registry.example/copy:1"}])),
    ("pods_are_hardened", "a token of Kubernetes", lambda d: put(pod(d), "spec", "automountServiceAccountToken", True)),
    ("pods_are_hardened", "a token of the account", lambda d: put(first(d, "ServiceAccount"), "automountServiceAccountToken", ...)),
    ("pods_are_hardened", "root", lambda d: put(pod(d), "spec", "securityContext", "runAsUser", 0)),
    ("pods_are_hardened", "the group of root", lambda d: put(pod(d), "spec", "securityContext", "supplementalGroups", [0])),
    ("pods_are_hardened", "the host's processes", lambda d: put(pod(d), "spec", "hostPID", True)),
    ("pods_are_hardened", "the cluster's DNS", lambda d: put(pod(d), "spec", "dnsPolicy", "ClusterFirstWithHostNet")),
    ("pods_are_hardened", "variables of Services", lambda d: put(pod(d), "spec", "enableServiceLinks", ...)),
    ("images_are_named", "latest", lambda d: put(container(d), "image", "registry.example/server:latest")),
    ("images_are_named", "no tag", lambda d: put(container(d), "image", "registry.example/server")),
    ("resources_are_bounded", "no bound", lambda d: put(container(d), "resources", "limits", ...)),
    ("resources_are_bounded", "no priority", lambda d: put(pod(d), "spec", "priorityClassName", "")),
    ("selectors_match", "a DaemonSet that does not own its pods", lambda d: put(
        first(d, "DaemonSet"), "spec", "selector", "matchLabels", "app.kubernetes.io/component", "web")),
    ("selectors_match", "a Service of nobody", lambda d: put(first(d, "Service"), "spec", "selector", {"app": "web"})),
    ("selectors_match", "a budget of nobody", lambda d: put(
        first(d, "PodDisruptionBudget"), "spec", "selector", "matchLabels", {"app": "web"})),
    ("selectors_match", "a network policy for everybody", lambda d: put(first(d, "NetworkPolicy"), "spec", "podSelector", {})),
    ("selectors_match", "a monitor that looks elsewhere", lambda d: put(
        first(d, "ServiceMonitor"), "spec", "namespaceSelector", "matchNames", ["monitoring"])),
    ("ports_are_there", "a port that no Service has", lambda d: put(
        first(d, "ServiceMonitor"), "spec", "endpoints", 0, "port", "web")),
    ("ports_are_there", "a Service that the world reaches", lambda d: put(first(d, "Service"), "spec", "type", "NodePort")),
    ("volumes_are_there", "a volume that is not there", lambda d: put(pod(d), "spec", "volumes", 0, ...)),
    ("volumes_are_there", "a host's folder to write to", lambda d: put(container(d), "volumeMounts", 1, "readOnly", ...)),
    ("volumes_are_there", "the host's root", lambda d: put(
        next(each for each in pod(d)["spec"]["volumes"] if each["name"] == "pki"), "hostPath", "path", "/")),
    ("volumes_are_there", "a ConfigMap that is not made", lambda d: put(
        next(each for each in pod(d)["spec"]["volumes"] if each["name"] == "policy"), "configMap", "name", "k3s-daas-stake-polcy")),
    ("volumes_are_there", "a key that is not there", lambda d: put(
        next(each for each in pod(d)["spec"]["volumes"] if each["name"] == "cluster"), "configMap", "items", 0, "key", "chain.yaml")),
    ("volumes_are_there", "a folder without an end", lambda d: put(
        next(each for each in pod(d)["spec"]["volumes"] if each["name"] == "position"), "emptyDir", {})),
    ("the_server_is_where_apiservers_are", "workers, too", lambda d: put(pod(d), "spec", "affinity", {})),
    ("the_server_is_where_apiservers_are", "not where etcd is", lambda d: put(pod(d), "spec", "tolerations", [])),
    ("the_server_is_where_apiservers_are", "a port of the host's", lambda d: put(container(d), "ports", [{"containerPort": 8443}])),
    ("the_server_is_where_apiservers_are", "no probe", lambda d: put(container(d), "readinessProbe", ...)),
    ("the_server_is_where_apiservers_are", "thirty seconds to end", lambda d: put(
        pod(d), "spec", "terminationGracePeriodSeconds", 30)),
    ("the_server_is_where_apiservers_are", "no checksum", lambda d: put(pod(d), "metadata", "annotations", {})),
    ("one_process_writes_a_trail", "a trail that goes with its pod", lambda d: put(mount(d, "audit"), "mountPath", "/tmp/audit")),
    ("one_process_writes_a_trail", "a trail without a folder", lambda d: swap(d, "directory: /var/lib/k3s-daas-audit", "segmentAge: 1h")),
    ("one_process_writes_a_trail", "a name for all nodes", lambda d: put(container(d), "env", 2, "value", "webhook-server")),
    ("one_process_writes_a_trail", "a pod's name for a node's", lambda d: put(
        container(d), "env", 1, "valueFrom", "fieldRef", "fieldPath", "metadata.name")),
    ("one_process_writes_a_trail", "two places", lambda d: swap(d, "level: warn", "audit: '-'")),
    ("one_process_writes_a_trail", "nobody who answers meanwhile", lambda d: put(
        first(d, "DaemonSet"), "spec", "updateStrategy", "rollingUpdate", {"maxSurge": 0, "maxUnavailable": 1})),
    ("volumes_are_there", "a trail beside others' files", lambda d: put(volume(d, "audit"), "hostPath", "path", "/var/lib/rancher")),
    ("the_server_listens_on_loopback", "every address", lambda d: swap(d, "listenAddress: 127.0.0.1", "listenAddress: 0.0.0.0")),
    ("the_server_listens_on_loopback", "clients without certificates", lambda d: swap(d, "mode: required", "mode: optional")),
    ("the_server_listens_on_loopback", "strangers", lambda d: swap(d, "allowRemoteOps: true", "allowRemoteAnonymous: true")),
    ("the_server_listens_on_loopback", "metrics that nobody asked for", lambda d: d.remove(first(d, "Service"))),
    ("the_server_listens_on_loopback", "probes of another port", lambda d: put(
        container(d), "livenessProbe", "httpGet", "port", 9090)),
    ("roles_give_no_more_than_tiers", "impersonation", lambda d: grant(d, "super", resources=["users"], verbs=["impersonate"])),
    ("roles_give_no_more_than_tiers", "escalation", lambda d: grant(
        d, "super", apiGroups=[RBAC], resources=["clusterroles"], verbs=["escalate"])),
    ("roles_give_no_more_than_tiers", "approval", lambda d: grant(
        d, "super", apiGroups=["certificates.k8s.io"], resources=["signers"], verbs=["approve"])),
    ("roles_give_no_more_than_tiers", "signatures", lambda d: grant(
        d, "super", apiGroups=["certificates.k8s.io"], resources=["signers"], verbs=["sign"])),
    ("roles_give_no_more_than_tiers", "binding whatever there is", lambda d: grant(
        d, "admin", apiGroups=[RBAC], resources=["clusterroles"], verbs=["bind"])),
    ("roles_give_no_more_than_tiers", "binding a higher tier", lambda d: grant(
        d, "developer", apiGroups=[RBAC], resources=["clusterroles"], verbs=["bind"], resourceNames=["seal:admin"])),
    ("roles_give_no_more_than_tiers", "binding the administrator", lambda d: grant(
        d, "super", apiGroups=[RBAC], resources=["clusterroles"], verbs=["bind"], resourceNames=["cluster-admin"])),
    ("roles_give_no_more_than_tiers", "every verb", lambda d: grant(d, "super", apiGroups=["*"], resources=["*"], verbs=["*"])),
    ("roles_give_no_more_than_tiers", "every verb on roles", lambda d: grant(
        d, "super", apiGroups=[RBAC], resources=["roles"], verbs=["*"])),
    ("roles_give_no_more_than_tiers", "an admin who writes everything", lambda d: grant(
        d, "admin", apiGroups=["*"], resources=["*"], verbs=["update"])),
    ("roles_give_no_more_than_tiers", "a viewer who writes", lambda d: grant(d, "viewer", verbs=["delete"])),
    ("roles_give_no_more_than_tiers", "a viewer who reads Secrets", lambda d: grant(d, "viewer", resources=["secrets"])),
    ("roles_give_no_more_than_tiers", "a developer who reads everything", lambda d: grant(
        d, "developer:everywhere", apiGroups=["*"], resources=["*"])),
    ("roles_give_no_more_than_tiers", "an admin who reads every Secret", lambda d: grant(
        d, "admin:everywhere", resources=["secrets"])),
    ("roles_give_no_more_than_tiers", "a developer in every pod", lambda d: grant(
        d, "developer:everywhere", resources=["pods/exec"], verbs=["create"])),
    ("roles_give_no_more_than_tiers", "an admin with every token", lambda d: grant(
        d, "admin:everywhere", resources=["serviceaccounts/token"], verbs=["create"])),
    ("roles_give_no_more_than_tiers", "a developer's own role everywhere", lambda d: put(
        next(each for each in d if each["kind"] == "ClusterRoleBinding" and each["metadata"]["name"] == "seal:developer"),
        "roleRef", "name", "seal:developer")),
    ("roles_give_no_more_than_tiers", "a viewer who reads logs", lambda d: grant(d, "viewer", resources=["pods/log"])),
    ("roles_give_no_more_than_tiers", "a role that grows", lambda d: put(
        role(d), "aggregationRule", {"clusterRoleSelectors": [{}]})),
    ("roles_give_no_more_than_tiers", "a role that makes others grow", lambda d: put(
        role(d), "metadata", "labels", f"{RBAC}/aggregate-to-view", "true")),
    ("roles_give_no_more_than_tiers", "the administrator's role", lambda d: put(
        first(d, "ClusterRoleBinding"), "roleRef", "name", "cluster-admin")),
    ("roles_give_no_more_than_tiers", "a role for all who are known", lambda d: put(
        first(d, "ClusterRoleBinding"), "subjects", 0, "name", "system:authenticated")),
    ("roles_give_no_more_than_tiers", "a role of nobody", lambda d: d.remove(first(d, "ClusterRoleBinding"))),
    ("roles_give_no_more_than_tiers", "rights for the server", lambda d: d.append(
        {"kind": "Role", "metadata": {"name": "server", "namespace": "k3s-daas", "labels": {}}})),
    ("machines_of_stakers_are_for_stakers", "an open door", lambda d: put(isolation(d), "failurePolicy", "Ignore")),
    ("machines_of_stakers_are_for_stakers", "a way past it", lambda d: put(
        isolation(d), "matchConditions", [{"name": "x", "expression": "false"}])),
    ("machines_of_stakers_are_for_stakers", "a label that leads past it", lambda d: put(
        isolation(d), "matchConstraints", "namespaceSelector", {"matchLabels": {"x": "y"}})),
    ("machines_of_stakers_are_for_stakers", "bindings that are not asked about", lambda d: put(
        isolation(d), "matchConstraints", "resourceRules", 0, "resources", ["pods", "bindings"])),
    ("machines_of_stakers_are_for_stakers", "a field that is not there", lambda d: put(
        isolation(d), "variables", 0, "expression", "request.subResource")),
    ("machines_of_stakers_are_for_stakers", "the system's namespace", lambda d: put(
        isolation(d), "validations", 0, "expression", "request.namespace.startsWith('kube-')")),
    ("machines_of_stakers_are_for_stakers", "addresses that are changed later", lambda d: put(
        addresses(d), "matchConstraints", "resourceRules", 0, "operations", ["CREATE"])),
    ("machines_of_stakers_are_for_stakers", "everybody's addresses", lambda d: put(
        addresses(d), "validations", 0, "expression", "variables.asked == variables.given")),
    ("machines_of_stakers_are_for_stakers", "addresses that are compared with themselves", lambda d: put(
        addresses(d), "variables", 1, "expression", addresses(d)["variables"][0]["expression"])),
    ("machines_of_stakers_are_for_stakers", "no word about addresses", lambda d: d.remove(policy(d, "addresses"))),
    ("machines_of_stakers_are_for_stakers", "a policy in force nowhere", lambda d: d.remove(
        first(d, "ValidatingAdmissionPolicyBinding"))),
    ("machines_of_stakers_are_for_stakers", "a policy that only warns", lambda d: put(
        first(d, "ValidatingAdmissionPolicyBinding"), "spec", "validationActions", ["Warn"])),
    ("admission_fails_closed_for_stakers_alone", "an open door", lambda d: put(webhook(d), "failurePolicy", "Ignore")),
    ("admission_fails_closed_for_stakers_alone", "other versions go past", lambda d: put(webhook(d), "matchPolicy", "Exact")),
    ("admission_fails_closed_for_stakers_alone", "everybody", lambda d: put(webhook(d), "matchConditions", ...)),
    ("admission_fails_closed_for_stakers_alone", "the system's own accounts", lambda d: put(
        webhook(d), "matchConditions", 0, "expression", webhook(d)["matchConditions"][0]["expression"].replace("seal-'", "'"))),
    ("admission_fails_closed_for_stakers_alone", "a way out of a text", lambda d: put(
        webhook(d), "matchConditions", 0, "expression",
        webhook(d)["matchConditions"][0]["expression"].replace("server-1'", "'] || true || ['"))),
    ("admission_fails_closed_for_stakers_alone", "another condition beside it", lambda d: webhook(d)["matchConditions"].append(
        {"name": "x", "expression": "false"})),
    ("admission_fails_closed_for_stakers_alone", "parts that are not asked about", lambda d: put(
        webhook(d), "rules", 0, "resources", ["*"])),
    ("admission_fails_closed_for_stakers_alone", "no deletions", lambda d: put(
        webhook(d), "rules", 0, "operations", ["CREATE", "UPDATE", "CONNECT"])),
    ("admission_fails_closed_for_stakers_alone", "no exec", lambda d: put(
        webhook(d), "rules", 0, "operations", ["CREATE", "UPDATE", "DELETE"])),
    ("admission_fails_closed_for_stakers_alone", "every authority", lambda d: put(webhook(d), "clientConfig", "caBundle", ...)),
    ("admission_fails_closed_for_stakers_alone", "another machine", lambda d: put(
        webhook(d), "clientConfig", "url", "https://192.0.2.1:8443/admit")),
    ("admission_fails_closed_for_stakers_alone", "a label that gets past it", lambda d: put(
        webhook(d), "namespaceSelector", {"matchLabels": {"a": "b"}})),
    ("admission_fails_closed_for_stakers_alone", "a minute", lambda d: put(webhook(d), "timeoutSeconds", 60)),
    ("budgets_are_numbers", "a percentage", lambda d: put(first(d, "PodDisruptionBudget"), "spec", "minAvailable", "50%")),
    ("networks_are_closed", "every way in", lambda d: put(
        first(d, "NetworkPolicy"), "spec", "ingress", [{"ports": [{"port": 9091}]}])),
    ("networks_are_closed", "every way out", lambda d: put(first(d, "NetworkPolicy"), "spec", "egress", [{}])),
    ("networks_are_closed", "a direction that is left open", lambda d: put(
        first(d, "NetworkPolicy"), "spec", "policyTypes", ["Ingress"])),
    ("alerts_are_the_documented_ones", "another alert", lambda d: put(
        first(d, "PrometheusRule"), "spec", "groups", 0, "rules", 0, "for", "2m")),
    ("metrics_exist", "a metric that is not there", lambda d: put(
        first(d, "PrometheusRule"), "spec", "groups", 0, "rules", 0, "expr", "k3s_daas_reviews_total > 0")),
    ("metrics_exist", "a dashboard that asks for it", lambda d: dashboard(d, "k3s_daas_shed_total", "k3s_daas_shedded_total")),
    ("nothing_is_left_out", "a value that is not there", lambda d: put(
        first(d, "Service"), "metadata", "annotations", {"a": "<no value>"})),
    ("nothing_is_left_out", "a map for a text", lambda d: put(first(d, "Service"), "metadata", "annotations", {"a": "map[b:c]"})),
    ("nothing_is_left_out", "a number that became a text", lambda d: put(
        first(d, "Service"), "metadata", "annotations", {"a": "1e+06"})),
]

# Of the chart stake-worker with everything on.
WORKER = [
    ("containers_are_hardened", "privilege escalation", lambda d: put(
        container(d), "securityContext", "allowPrivilegeEscalation", True)),
    ("pods_are_hardened", "the host's network", lambda d: put(pod(d), "spec", "hostNetwork", True)),
    ("ports_are_there", "a port that no container has", lambda d: put(container(d), "ports", 0, "name", "web")),
    ("volumes_are_there", "a cluster file that can be written to", lambda d: put(
        pod(d), "spec", "volumes", 0, "configMap", "defaultMode", 0o666)),
    ("networks_are_closed", "every way out", lambda d: put(first(d, "NetworkPolicy"), "spec", "egress", [{}])),
]

RIGHTS = "the_controller_has_its_rights_and_no_others"
TOKENS = "tokens_are_the_controllers"
SAID = "the_controller_is_what_its_configuration_says"

# Of the chart seal-controller with everything on.
CONTROLLER = [
    ("pods_are_hardened", "the host's network", lambda d: put(pod(d), "spec", "hostNetwork", True)),
    ("pods_are_hardened", "a token for every container", lambda d: put(pod(d), "spec", "automountServiceAccountToken", True)),
    ("names", "a role that is called as a tier's but is not", lambda d: put(first(d, "ClusterRole"), "metadata", "name", "seal:controller")),
    ("selectors_match", "a Deployment that does not own its pods", lambda d: put(
        first(d, "Deployment"), "spec", "selector", "matchLabels", "app.kubernetes.io/component", "web")),
    ("ports_are_there", "metrics that the world reaches", lambda d: put(service(d, "metrics"), "spec", "type", "NodePort")),
    ("ports_are_there", "metrics beside the API", lambda d: service(d, "api")["spec"]["ports"].append(
        {"name": "metrics", "port": 9092, "targetPort": "ops"})),
    ("ports_are_there", "the API at somebody's address", lambda d: put(service(d, "api"), "spec", "externalIPs", ["192.0.2.9"])),
    ("ports_are_there", "another component's Service for the world", lambda d: put(
        service(d, "api"), "metadata", "labels", "app.kubernetes.io/component", "worker")),
    ("volumes_are_there", "a key for everybody", lambda d: put(volume(d, "wallet"), "secret", "defaultMode", 0o444)),
    ("alerts_are_the_documented_ones", "no alerts of the trail", lambda d: first(d, "PrometheusRule")["spec"]["groups"].pop()),
    ("alerts_are_the_documented_ones", "the server's alerts", lambda d: put(
        first(d, "PrometheusRule"), "spec", "groups", 0, "name", "k3s-daas")),
    ("metrics_exist", "a metric of the server's alone", lambda d: put(
        first(d, "PrometheusRule"), "spec", "groups", 0, "rules", 0, "expr", "k3s_daas_shed_total > 0")),
    (RIGHTS, "every Secret", lambda d: rights(d, None).append({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]})),
    (RIGHTS, "a verb more on Nodes", lambda d: rights(d, None)[0]["verbs"].append("update")),
    (RIGHTS, "a verb less on Nodes", lambda d: rights(d, None)[0]["verbs"].remove("watch")),
    (RIGHTS, "reading pods", lambda d: rights(d, None)[1]["verbs"].append("get")),
    (RIGHTS, "changing Secrets", lambda d: rights(d, "kube-system")[0]["verbs"].append("update")),
    (RIGHTS, "every verb", lambda d: put(rights(d, "kube-system"), 0, "verbs", ["*"])),
    (RIGHTS, "every lease", lambda d: put(rights(d, "k3s-daas"), 1, "resourceNames", ...)),
    (RIGHTS, "changing every Secret beside it", lambda d: put(rights(d, "k3s-daas"), 3, "resourceNames", ...)),
    (RIGHTS, "another Secret beside it", lambda d: put(rights(d, "k3s-daas"), 3, "resourceNames", ["operator"])),
    (RIGHTS, "another's lease", lambda d: put(rights(d, "k3s-daas"), 1, "resourceNames", ["kube-scheduler"])),
    (RIGHTS, "a role elsewhere", lambda d: put(of_place(d, "Role", "default"), "metadata", "namespace", "kube-public")),
    (RIGHTS, "a role that grows", lambda d: put(first(d, "ClusterRole"), "aggregationRule", {"clusterRoleSelectors": [{}]})),
    (RIGHTS, "everybody's account", lambda d: put(of_place(d, "RoleBinding", "kube-system"), "subjects", 0, "name", "default")),
    (RIGHTS, "an account of another namespace", lambda d: put(first(d, "ClusterRoleBinding"), "subjects", 0, "namespace", "default")),
    (RIGHTS, "the administrator's role", lambda d: put(first(d, "ClusterRoleBinding"), "roleRef", "name", "cluster-admin")),
    (RIGHTS, "a Role by another kind's name", lambda d: put(of_place(d, "RoleBinding", "kube-system"), "roleRef", "kind", "ClusterRole")),
    (RIGHTS, "a role that nobody has", lambda d: d.remove(of_place(d, "RoleBinding", "default"))),
    (RIGHTS, "no rights at all", lambda d: d.__setitem__(slice(None), [each for each in d if "Role" not in each["kind"]])),
    (RIGHTS, "Secrets where no machine joins", lambda d: reword(d, lambda said: said.pop("wallet"))),
    (RIGHTS, "impersonation where no request is carried out", lambda d: reword(d, lambda said: put(said, "requests", "enabled", False))),
    (RIGHTS, "any group", lambda d: [each.pop("resourceNames") for each in first(d, "ClusterRole")["rules"] if "groups" in each["resources"]]),
    (RIGHTS, "removals where none are", lambda d: reword(d, lambda said: put(said, "reaction", "enabled", False))),
    (TOKENS, "no token", lambda d: pod(d)["spec"]["volumes"].remove(volume(d, "token"))),
    (TOKENS, "a token where nothing is asked", lambda d: reword(d, lambda said: put(said, "kubernetes", "inCluster", False))),
    (TOKENS, "a token of a year", lambda d: put(
        volume(d, "token"), "projected", "sources", 0, "serviceAccountToken", "expirationSeconds", 31536000)),
    (TOKENS, "a token for another audience", lambda d: put(
        volume(d, "token"), "projected", "sources", 0, "serviceAccountToken", "audience", "vault")),
    (TOKENS, "another authority", lambda d: put(volume(d, "token"), "projected", "sources", 1, "configMap", "name", "server-ca")),
    (TOKENS, "a Secret beside it", lambda d: volume(d, "token")["projected"]["sources"].append({"secret": {"name": "operator"}})),
    (TOKENS, "a token for everybody", lambda d: put(volume(d, "token"), "projected", "defaultMode", 0o444)),
    (TOKENS, "a token elsewhere", lambda d: put(mount(d, "token"), "mountPath", "/token")),
    (SAID, "another port", lambda d: put(container(d), "ports", 0, "containerPort", 9443)),
    (SAID, "two addresses", lambda d: reword(d, lambda said: said["api"]["listenAddress"].append("0.0.0.0:9444"))),
    (SAID, "no probe", lambda d: put(container(d), "readinessProbe", ...)),
    (SAID, "probes of the API", lambda d: put(container(d), "livenessProbe", "httpGet", "port", "api")),
    (SAID, "health that no kubelet reaches", lambda d: reword(d, lambda said: put(said, "insecure", "allowRemoteOps", False))),
    (SAID, "a file that is not mounted", lambda d: reword(d, lambda said: put(said, "kubernetes", "caFile", "/etc/ssl/ca.crt"))),
    (SAID, "a key for a group that is not to have it", lambda d: reword(d, lambda said: put(said, "wallet", "groupReadable", False))),
    (SAID, "a key on a disk", lambda d: pod(d)["spec"]["volumes"].__setitem__(
        pod(d)["spec"]["volumes"].index(volume(d, "wallet")), {"name": "wallet", "emptyDir": {}})),
    (SAID, "homes by a policy that is not there", lambda d: reword(d, lambda said: put(said, "namespaces", "policyFile", "/etc/policy.yaml"))),
    ("volumes_are_there", "a policy that is not made", lambda d: put(volume(d, "policy"), "configMap", "name", "k3s-daas-api-polcy")),
    (SAID, "stakers' machines", lambda d: pod(d)["spec"]["tolerations"].append({"key": "k3s-daas.io/worker", "operator": "Exists"})),
    (SAID, "every machine", lambda d: pod(d)["spec"]["tolerations"].append({"operator": "Exists"})),
    (SAID, "no checksum", lambda d: put(pod(d), "metadata", "annotations", {})),
    (SAID, "forty-five seconds to end", lambda d: put(pod(d), "spec", "terminationGracePeriodSeconds", 45)),
    ("one_process_writes_a_trail", "nobody during an update", lambda d: put(
        first(d, "Deployment"), "spec", "strategy", "rollingUpdate", "maxUnavailable", 2)),
    (SAID, "the same pod for each question", lambda d: put(service(d, "api"), "spec", "sessionAffinity", "ClientIP")),
]


def service(documents, port):
    return next(each for each in documents if each["kind"] == "Service" and each["spec"]["ports"][0]["name"] == port)


def volume(documents, wanted):
    return next(each for each in pod(documents)["spec"]["volumes"] if each["name"] == wanted)


def mount(documents, wanted):
    return next(each for each in container(documents)["volumeMounts"] if each["name"] == wanted)


def of_place(documents, kind, namespace):
    return next(each for each in documents if each["kind"] == kind and each["metadata"].get("namespace") == namespace)


def rights(documents, namespace):
    return of_place(documents, "Role" if namespace else "ClusterRole", namespace)["rules"]


def reword(documents, change):
    """Changes the controller's configuration in its ConfigMap."""
    data = next(each["data"] for each in documents if each["kind"] == "ConfigMap" and "seal-controller.yaml" in each["data"])
    said = yaml.safe_load(data["seal-controller.yaml"])
    change(said)
    data["seal-controller.yaml"] = yaml.safe_dump(said)


def swap(documents, old, new):
    """Changes the server's configuration in its ConfigMap."""
    data = next(each["data"] for each in documents if each["kind"] == "ConfigMap" and "webhook-server.yaml" in each["data"])
    assert old in data["webhook-server.yaml"], old
    data["webhook-server.yaml"] = data["webhook-server.yaml"].replace(old, new)


def dashboard(documents, old, new):
    data = next(each["data"] for each in documents if each["kind"] == "ConfigMap" and "k3s-daas.json" in each["data"])
    data["k3s-daas.json"] = data["k3s-daas.json"].replace(old, new)
