# SPDX-License-Identifier: Apache-2.0
"""k3s' configuration: a file and those of its folder, and how flags of a program stand against those that k3s gives it."""
import pathlib

from . import plainyaml


def merged(file: pathlib.Path) -> dict:
    """FILE and FILE.d/*.yaml by their names: the last one to say something is right, but `key+` adds to what is there."""
    found = {}
    for one in (file, *sorted(file.with_name(file.name + ".d").glob("*.y*ml"))):
        if one.suffix not in (".yaml", ".yml") or not one.exists():
            continue
        for name, value in (plainyaml.document(one.read_text()) or {}).items():
            key = name.removesuffix("+")
            found[key] = [*listed(found.get(key)), *listed(value)] if name.endswith("+") else value
    return found


def listed(value) -> list:
    """k3s takes one value where it wants several."""
    return [] if value is None else value if isinstance(value, list) else [value]


def arguments(own: dict[str, str], extra: list[str]) -> list[str]:
    """A program's flags: k3s' own, of which those are left out that are given anew; `name+=` and `name-=` stand beside them."""
    flags = {name: [value] for name, value in own.items()}
    given = set()
    for one in extra:
        name, _, value = one.removeprefix("--").partition("=")
        if name.endswith("+"):
            flags.setdefault(name[:-1], []).append(value)
        elif name.endswith("-"):
            flags.setdefault(name[:-1], []).insert(0, value)
        elif name in given:
            flags[name].append(value)
        else:
            flags[name] = [value]
            given.add(name)
    return [f"--{name}={value}" for name, values in flags.items() for value in values]
