# SPDX-License-Identifier: Apache-2.0
"""Kubernetes' own OpenAPI schemas, from the package kubernetes-validate (PyPI), and those of the resources of others that charts make.

The package is data here: its schemas are read, its code is not run.
"""
import functools
import importlib.util
import json
import pathlib

import jsonschema

# The oldest version that a chart says it is for, the oldest with structured authorization, and the newest that there is.
VERSIONS = ("v1.30.0", "v1.32.0", "v1.37.0")


def _object(properties, required=(), extra=False):
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": extra}


def _list(items, least=1):
    return {"type": "array", "items": items, "minItems": least}


_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
_DURATION = {"type": "string", "pattern": "^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$"}
_METADATA = _object({"name": _TEXT, "namespace": _TEXT, "labels": _TEXTS, "annotations": _TEXTS}, ["name"])


def _resource(version, kind, spec):
    return _object({"apiVersion": {"const": version}, "kind": {"const": kind}, "metadata": _METADATA, "spec": spec},
                   ["apiVersion", "kind", "metadata", "spec"])


_RELABELING = _object({
    "sourceLabels": _list(_TEXT), "separator": {"type": "string"}, "targetLabel": _TEXT, "regex": {"type": "string"},
    "modulus": {"type": "integer"}, "replacement": {"type": "string"},
    "action": {"enum": ["replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase"]}})
_RULE = _object({"alert": _TEXT, "expr": _TEXT, "for": _DURATION, "keep_firing_for": _DURATION, "labels": _TEXTS, "annotations": _TEXTS},
                ["alert", "expr"])

# What charts of ours use of them, after the definitions of their operators; more is refused.
CUSTOM = {
    "ServiceMonitor": _resource("monitoring.coreos.com/v1", "ServiceMonitor", _object({
        "selector": _object({"matchLabels": _TEXTS}, ["matchLabels"]), "namespaceSelector": _object({"matchNames": _list(_TEXT)}),
        "endpoints": _list(_object({
            "port": _TEXT, "path": {"type": "string", "pattern": "^/"}, "interval": _DURATION, "scrapeTimeout": _DURATION,
            "relabelings": _list(_RELABELING), "metricRelabelings": _list(_RELABELING)}, ["port"])),
    }, ["selector", "endpoints"])),
    "PrometheusRule": _resource("monitoring.coreos.com/v1", "PrometheusRule", _object({
        "groups": _list(_object({"name": _TEXT, "interval": _DURATION, "rules": _list(_RULE)}, ["name", "rules"]))}, ["groups"])),
    "Certificate": _resource("cert-manager.io/v1", "Certificate", _object({
        "secretName": _TEXT, "issuerRef": _object({"name": _TEXT, "kind": _TEXT, "group": _TEXT}, ["name"]),
        "duration": _DURATION, "renewBefore": _DURATION, "ipAddresses": _list(_TEXT), "dnsNames": _list(_TEXT),
        "usages": _list({"enum": ["digital signature", "key encipherment", "server auth", "client auth"]}),
        "privateKey": _object({"algorithm": {"enum": ["RSA", "ECDSA", "Ed25519"]}, "size": {"type": "integer"},
                               "rotationPolicy": {"enum": ["Never", "Always"]}})}, ["secretName", "issuerRef"])),
    "HelmChart": _resource("helm.cattle.io/v1", "HelmChart", _object({
        "chart": _TEXT, "chartContent": _TEXT, "repo": _TEXT, "version": _TEXT, "targetNamespace": _TEXT,
        "createNamespace": {"type": "boolean"}, "valuesContent": _TEXT, "set": {"type": "object"}, "bootstrap": {"type": "boolean"},
        "failurePolicy": {"enum": ["reinstall", "abort"]}, "timeout": _TEXT, "backOffLimit": {"type": "integer"}, "jobImage": _TEXT,
        "valuesSecrets": _list(_object({"name": _TEXT, "keys": _list(_TEXT), "ignoreUpdates": {"type": "boolean"}}, ["name"]))})),
}


@functools.lru_cache
def folder():
    """Where the schemas are, or `None`."""
    package = importlib.util.find_spec("kubernetes_validate")
    return pathlib.Path(package.submodule_search_locations[0], "kubernetes-json-schema") if package else None


@functools.lru_cache(maxsize=None)
def _validator(version, group_version, kind):
    group, _, api = group_version.rpartition("/")
    short = f"{group.split('.')[0]}-{api}" if group else api
    place = folder() / f"{version}-local-strict"
    file = place / f"{kind.lower()}-{short}.json"
    if not file.exists():
        return None
    # Both files refer to the second one, by an address that is nowhere.
    schema, shared = (
        json.loads(path.read_text().replace("/api/_definitions.json#", "#")) for path in (file, place / "_definitions.json"))
    schema.pop("$id", None)
    return jsonschema.Draft202012Validator({**schema, "$defs": shared["$defs"]})


def problems(document):
    """What is wrong with an object, by the versions that we are for."""
    kind = document.get("kind", "")
    if kind in CUSTOM:
        found = jsonschema.Draft202012Validator(CUSTOM[kind]).iter_errors(document)
        return [f"{error.json_path}: {error.message}" for error in found]
    if folder() is None:
        return []
    complaints = []
    for version in VERSIONS:
        validator = _validator(version, document.get("apiVersion", ""), kind)
        if validator is None:
            complaints.append(f"{version} knows no {kind} of {document.get('apiVersion')}")
            continue
        complaints += [f"{version}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]
    return complaints
