# SPDX-License-Identifier: Apache-2.0
"""Charts made into objects: rendered, and read as strictly as an apiserver reads."""
import os
import pathlib
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Strict(yaml.SafeLoader):
    """Refuses a name that stands twice."""


def _mapping(loader, node, deep=False):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = sorted({str(key) for key in keys if keys.count(key) > 1})
    if twice:
        raise yaml.YAMLError(f"line {node.start_mark.line + 1}: stands twice: {', '.join(twice)}")
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


def _integer(loader, node):
    """As Go has it, by which Helm reads: what does not fit into 64 bits is a text."""
    number = yaml.SafeLoader.construct_yaml_int(loader, node)
    return number if abs(number) < 1 << 63 else loader.construct_scalar(node)


Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
Strict.add_constructor("tag:yaml.org,2002:int", _integer)


class Refused(Exception):
    """What a chart, or a tool, says against something."""


def read(text):
    try:
        return [document for document in yaml.load_all(text, Strict) if document]
    except yaml.YAMLError as error:
        raise Refused(str(error)) from error


def _run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(done.stderr.strip())
    return done.stdout


def render(chart, values, show="manifests", namespace="k3s-daas", kube_version="v1.32.0"):
    """What hack/chart-renderer makes of a chart; `values` is a file."""
    return _run([
        os.environ["CHART_RENDERER"], "-show", show, "-namespace", namespace, "-kube-version", kube_version, "-values", str(values),
        str(chart)])


def helm(chart, values):
    """What Helm itself makes of it."""
    return _run([
        "helm", "template", "k3s-daas", str(chart), "--namespace", "k3s-daas", "--kube-version", "v1.32.0", "--values", str(values)])


def name(document):
    metadata = document.get("metadata") or {}
    return f"{document.get('kind')} {metadata.get('namespace', '')}/{metadata.get('name', '')}"
