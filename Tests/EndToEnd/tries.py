# SPDX-License-Identifier: Apache-2.0
"""How kubectl tries each verb of the table of rights, without leaving anything behind."""
import objects
from kubectl import Kubectl, Told
from ledger import Staker

# Namespaced kinds of which every namespace has one object called `there`, made by the operator.
THERE = ("configmaps", "secrets", "pods", "services", "deployments")


def furnishings(namespaces: list[str]) -> list[dict]:
    """What the tries need to be there."""
    made = [objects.made("there", kind, namespace) for namespace in namespaces for kind in THERE]
    made += [objects.made("there", kind, None) for kind in ("nodes", "namespaces", "certificatesigningrequests")]
    charts = objects.defined("helm.cattle.io")
    charts["metadata"]["name"] = "helmcharts.helm.cattle.io"
    charts["spec"]["names"] = {"plural": "helmcharts", "singular": "helmchart", "kind": "HelmChart"}
    made.append({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", **charts})
    return made


def attempt(kubectl: Kubectl, verb: str, resource: str, namespace: str | None, staker: Staker) -> Told:
    """One try of one right. `namespace` is None for what is in none, and `*` for all of them."""
    kind = resource.split(":")[0]
    kind += f".{objects.version(kind).split('/')[0]}" if kind == "helmcharts" else ""
    where = [] if namespace is None else ["-A"] if namespace == "*" else ["-n", namespace]
    dry = "--dry-run=server"
    match verb:
        case "get":
            return kubectl("get", kind, "there", *where)
        case "list":
            return kubectl("get", kind, *where)
        case "logs":
            return kubectl("logs", "there", *where)
        case "create":
            return kubectl("create", dry, "-f", "-", text=objects.made("new", resource, namespace, staker))
        case "apply":
            return kubectl("apply", "--server-side", dry, "-f", "-", text=objects.made("new", resource, namespace, staker))
        case "update":
            return kubectl("patch", kind, "there", *where, dry, "--type=merge", "-p", '{"metadata":{"annotations":{"a":"b"}}}')
        case "label":
            return kubectl("label", kind, "there", *where, dry, "a=b")
        case "delete":
            return kubectl("delete", kind, "there", *where, dry, "--wait=false")
        case "deletecollection":
            return kubectl("delete", "--raw", f"/api/v1/namespaces/{namespace}/{kind}?dryRun=All")
        case "scale":
            return kubectl("scale", kind, "there", *where, dry, f"--replicas={resource.split(':')[1]}")
        case "exec":
            return kubectl("exec", "there", *where, "--", "true")
        case "attach":
            return kubectl("attach", "there", *where)
        case "port-forward":
            return kubectl("port-forward", "pod/there", *where, ":80", seconds=10)
        case "debug":
            return kubectl("debug", "there", *where, "--image=registry.test/c:1", "--profile=restricted", "-q", "--attach=false")
        case "proxy":
            path = f"/api/v1/nodes/there/proxy/" if kind == "nodes" else f"/api/v1/namespaces/{namespace}/{kind}/there/proxy/"
            return kubectl("get", "--raw", path)
        case "evict":
            return kubectl("create", "--raw", f"/api/v1/namespaces/{namespace}/pods/there/eviction?dryRun=All", "-f", "-", text={
                "apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "there", "namespace": namespace}})
        case "token":
            return kubectl("create", "token", "default", *where)
        case "cordon":
            return kubectl("cordon", "there", dry)
        case "approve":
            return kubectl("certificate", "approve", "there")
        case "impersonate":
            who = {"users": ["--as=alice"], "groups": ["--as=alice", "--as-group=system:masters"],
                   "serviceaccounts": [f"--as=system:serviceaccount:{namespace}:default"]}[kind]
            # Reading ConfigMaps is what every tier may do as itself.
            return kubectl("get", "configmaps", "-n", "shop", *who)
        case "discover":
            return kubectl("api-resources", "--cached=false")
    raise KeyError(verb)
