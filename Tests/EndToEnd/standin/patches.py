# SPDX-License-Identifier: Apache-2.0
"""Patches: JSON patch (RFC 6902), merge patch (RFC 7386) and strategic merge, for the lists that kubectl merges."""
import copy

from .refusal import Refusal

# By which field the elements of a list are told apart, where that is not by their place: the first that they have.
MERGE_KEYS = {
    "containers": ("name",), "initContainers": ("name",), "ephemeralContainers": ("name",), "volumes": ("name",),
    "env": ("name",), "volumeMounts": ("mountPath",), "imagePullSecrets": ("name",), "ports": ("containerPort", "port"),
    "webhooks": ("name",), "matchConditions": ("name",), "conditions": ("type",), "addresses": ("type",),
              "taints": ("key",),
    "ownerReferences": ("uid",), "secrets": ("name",), "hostAliases": ("ip",),
              "topologySpreadConstraints": ("topologyKey",),
}


def patched(kind: str, item: dict, patch) -> dict:
    """The object with a patch of a media type applied to a copy of it."""
    item = copy.deepcopy(item)
    match kind:
        case "application/json-patch+json":
            return json_patch(item, patch)
        case "application/merge-patch+json":
            return merge(item, patch)
        case "application/strategic-merge-patch+json" | "application/apply-patch+yaml":
            return strategic(item, patch)
    raise Refusal(415, f"the body of the request was in an unknown format - {kind}")


def merge(item, patch):
    if not isinstance(patch, dict):
        return patch
    result = item if isinstance(item, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def strategic(item: dict, patch: dict) -> dict:
    if patch.get("$patch") == "replace":
        return {key: value for key, value in patch.items() if key != "$patch"}
    if kept := patch.get("$retainKeys"):
        item = {key: value for key, value in item.items() if key in kept}
    for key, value in patch.items():
        if key in ("$patch", "$retainKeys") or key.startswith("$setElementOrder/"):
            continue
        if key.startswith("$deleteFromPrimitiveList/"):
            key = key.split("/", 1)[1]
            item[key] = [one for one in item.get(key) or [] if one not in value]
        elif value is None or (isinstance(value, dict) and value.get("$patch") == "delete"):
            item.pop(key, None)
        elif isinstance(value, dict):
            held = item.get(key)
            item[key] = strategic(held if isinstance(held, dict) else {}, value)
        elif isinstance(value, list):
            item[key] = merged_list(key, item.get(key) or [], value)
        else:
            item[key] = value
    return item


def merged_list(name: str, items: list, patch: list) -> list:
    if name == "finalizers":
        return items + [one for one in patch if one not in items]
    key = next((key for key in MERGE_KEYS.get(name, ()) if all(isinstance(one, dict) and (key in one or "$patch" in one)
                                                               for one in items + patch)), None)
    if key is None or {"$patch": "replace"} in patch:
        return [one for one in patch if one != {"$patch": "replace"}]
    result = list(items)
    for one in patch:
        place = next((index for index, held in enumerate(result) if held.get(key) == one.get(key)), None)
        if one.get("$patch") == "delete":
            result = [held for held in result if held.get(key) != one.get(key)]
        elif place is None:
            result.append(strategic({}, one))
        else:
            result[place] = strategic(result[place], one)
    return result


def json_patch(item, operations: list):
    for operation in operations:
        try:
            item = one_operation(item, operation)
        except (KeyError, IndexError, ValueError, TypeError):
            raise Refusal(422, "the server rejected our request due to an error in our request") from None
    return item


def one_operation(item, operation: dict):
    op, path = operation["op"], pointer(operation["path"])
    if op == "test":
        if value_at(item, path) != operation["value"]:
            raise Refusal(422, f'the server rejected our request: testing path {operation["path"]} value failed')
        return item
    if op in ("move", "copy"):
        source = pointer(operation["from"])
        value = copy.deepcopy(value_at(item, source))
        if op == "move":
            change(item, source, "remove", None)
        return change(item, path, "add", value)
    return change(item, path, op, operation.get("value"))


def pointer(text: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


def value_at(item, path: list[str]):
    for step in path:
        item = item[int(step)] if isinstance(item, list) else item[step]
    return item


def change(item, path: list[str], op: str, value):
    if op not in ("add", "remove", "replace"):
        raise ValueError
    if not path:
        return value
    holder, last = value_at(item, path[:-1]), path[-1]
    if isinstance(holder, list):
        place = len(holder) if last == "-" else int(last)
        if op == "add":
            holder.insert(place, value)
        elif op == "remove":
            del holder[place]
        else:
            holder[place] = value
    elif op == "remove":
        del holder[last]
    elif op == "replace" and last not in holder:
        raise KeyError(last)
    else:
        holder[last] = value
    return item
