# SPDX-License-Identifier: Apache-2.0
"""What kubectl asks to find out which resources there are. No schemas: kubectl falls back to what it knows itself."""
from .resources import SUB_KINDS, Resource, resources

VERSION = {"major": "1", "minor": "34", "gitVersion": "v1.34.9-standin", "gitCommit": "", "gitTreeState": "",
           "buildDate": "1970-01-01T00:00:00Z", "goVersion": "", "compiler": "", "platform": "linux/amd64"}
# The type of kubectl's own form of the old schemas. Without a byte it is a document without definitions.
OPENAPI_V2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"


def answer(path: str) -> dict | None:
    """The document at a path, or None if there is none."""
    steps = [step for step in path.split("/") if step]
    apis = {resource.api for resource in resources()}
    if steps == ["version"]:
        return VERSION
    if steps == ["api"]:
        return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}
    if steps == ["apis"]:
        groups = sorted({resource.group for resource in resources()} - {""})
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [group(name) for name in groups]}
    if len(steps) == 2 and steps[0] == "apis" and any(api.startswith(steps[1] + "/") for api in apis):
        return {"kind": "APIGroup", "apiVersion": "v1", **group(steps[1])}
    if steps[:1] in (["api"], ["apis"]) and "/".join(steps[1:]) in apis:
        return resource_list("/".join(steps[1:]))
    if steps == ["openapi", "v3"]:
        return {"paths": {place(api): {"serverRelativeURL": f"/openapi/v3/{place(api)}?hash=1"}
                          for api in sorted(apis)}}
    if steps[:2] == ["openapi", "v3"] and "/".join(steps[3:]) in apis:
        return openapi("/".join(steps[3:]))
    return None


def place(api: str) -> str:
    return f"apis/{api}" if "/" in api else f"api/{api}"


def group(name: str) -> dict:
    version = next(resource.version for resource in resources() if resource.group == name)
    entry = {"groupVersion": f"{name}/{version}", "version": version}
    return {"name": name, "versions": [entry], "preferredVersion": entry}


def resource_list(api: str) -> dict:
    entries = []
    for resource in resources():
        if resource.api == api:
            entries.append({"name": resource.name, "singularName": resource.kind.lower(), "kind": resource.kind,
                            "namespaced": resource.is_namespaced, "verbs": resource.verbs,
                            "shortNames": list(resource.short)})
            entries += [subresource(resource, name) for name in resource.subresources]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api, "resources": entries}


def subresource(resource: Resource, name: str) -> dict:
    other = SUB_KINDS.get(name) or SUB_KINDS.get(f"{resource.name}/{name}")
    entry = {"name": f"{resource.name}/{name}", "singularName": "", "namespaced": resource.is_namespaced,
             "kind": other[2] if other else resource.kind, "verbs": ["create", "get", "patch", "update"]}
    if other:
        entry |= {"group": other[0], "version": other[1]}
    return entry


def openapi(api: str) -> dict:
    """Just enough that kubectl leaves the validation of fields to the server."""
    paths = {}
    for resource in resources():
        if resource.api == api and not resource.is_review:
            scope = "/namespaces/{namespace}" if resource.is_namespaced else ""
            kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
            parameters = [{"name": "fieldValidation", "in": "query", "schema": {"type": "string", "uniqueItems": True}}]
            paths[f"/{place(api)}{scope}/{resource.name}/{{name}}"] = {
                "patch": {"parameters": parameters, "x-kubernetes-group-version-kind": kind,
                          "responses": {"200": {"description": "OK"}}}}
    return {"openapi": "3.0.0", "info": {"title": "stand-in", "version": "1"}, "paths": paths}
