# SPDX-License-Identifier: Apache-2.0
"""Label and field selectors, as they are written in a query and in a webhook's configuration."""
import re


def label_requirements(text: str) -> list[dict]:
    found = []
    for part in re.split(r",(?![^(]*\))", text) if text else []:
        if match := re.fullmatch(r"\s*(\S+)\s+(in|notin)\s+\(([^)]*)\)\s*", part):
            operator = {"in": "In", "notin": "NotIn"}[match[2]]
            found.append(requirement(match[1], operator, [value.strip() for value in match[3].split(",")]))
        elif match := re.fullmatch(r"\s*([^!=\s]+)\s*(==|=|!=)\s*(\S*)\s*", part):
            found.append(requirement(match[1], "NotIn" if match[2] == "!=" else "In", [match[3]]))
        elif part.strip().startswith("!"):
            found.append(requirement(part.strip()[1:], "DoesNotExist"))
        else:
            found.append(requirement(part.strip(), "Exists"))
    return found


def field_requirements(text: str) -> list[dict]:
    pairs = [re.fullmatch(r"([^!=]+)(==|=|!=)(.*)", part) for part in text.split(",")] if text else []
    return [requirement(pair[1], "NotIn" if pair[2] == "!=" else "In", [pair[3]]) for pair in pairs if pair]


def requirement(key: str, operator: str, values: list[str] | None = None) -> dict:
    return {"key": key, "operator": operator, **({"values": values} if values is not None else {})}


def selects(requirements: list[dict], labels: dict) -> bool:
    return all(meets(one, labels.get(one["key"])) for one in requirements)


def meets(one: dict, value: str | None) -> bool:
    match one["operator"]:
        case "In":
            return value in one["values"]
        case "NotIn":
            return value not in one["values"]
        case "Exists":
            return value is not None
        case _:
            return value is None


def of_selector(selector: dict | None) -> list[dict]:
    """The requirements of a LabelSelector."""
    selector = selector or {}
    equal = [requirement(key, "In", [value]) for key, value in (selector.get("matchLabels") or {}).items()]
    return equal + (selector.get("matchExpressions") or [])


def fields_of(item: dict, keys: list[str]) -> dict:
    """The values of an object at dotted paths, where they are strings; an absent one is empty, as in an apiserver."""
    found = {}
    for key in keys:
        value = item
        for step in key.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        found[key] = value if isinstance(value, str) else "true" if value is True else ""
    return found
