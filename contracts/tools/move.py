"""Reads from Move sources what a check needs: structs, public functions, error constants."""

import dataclasses
import pathlib
import re

PACKAGE = pathlib.Path(__file__).resolve().parent.parent


@dataclasses.dataclass
class Struct:
    module: str
    name: str
    abilities: set
    fields: list  # of (name, type)
    positional: bool = False


@dataclasses.dataclass
class Function:
    module: str
    name: str
    parameters: list  # of (name, type)
    returns: str
    is_test: bool = False


@dataclasses.dataclass
class Package:
    structs: dict  # by module::Name
    functions: dict  # by module::name, public ones
    errors: dict  # number by module::EName
    constants: dict  # (module, NAME) to number
    imports: dict  # module to {Name: module of ours}


def without_comments(text):
    return re.sub(r"//[^\n]*", "", text)


def split_top(text):
    """Splits at commas that stand in no bracket."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character in "<([{":
            depth += 1
        elif character in ">)]}":
            depth -= 1
        elif character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def pairs(text):
    out = []
    for part in split_top(text):
        name, kind = part.split(":", 1)
        out.append((name.replace("mut ", "").strip(), " ".join(kind.split())))
    return out


def read():
    package = Package({}, {}, {}, {}, {})
    for path in sorted((PACKAGE / "sources").glob("*.move")):
        source = path.read_text()
        text = without_comments(source)
        module = re.search(r"^module k3s_daas::(\w+);", text, re.M).group(1)
        if module != path.stem:
            raise SystemExit(f"{path}: holds module {module}")
        package.imports[module] = {}
        for used in re.findall(r"^use k3s_daas::([^;]+);", text, re.M):
            source_module, _, names = used.partition("::")
            for name in re.findall(r"\w+", names):
                package.imports[module][name] = source_module
        for match in re.finditer(r"^const (E[A-Z]\w*): u64 = (\d+);", text, re.M):
            package.errors[f"{module}::{match.group(1)}"] = int(match.group(2))
        for match in re.finditer(r"^const ([A-Z][A-Z_0-9]*): u\d+ = ([\d_]+);", text, re.M):
            package.constants[(module, match.group(1))] = int(match.group(2).replace("_", ""))
        for match in re.finditer(r"public struct (\w+)\s+has ([\w, ]+?)\s*\{(.*?)\n\}", text, re.S):
            struct = Struct(module, match.group(1), set(split_top(match.group(2))), pairs(match.group(3)))
            package.structs[f"{module}::{struct.name}"] = struct
        for match in re.finditer(r"public struct (\w+)\(([^)]*)\)\s+has ([\w, ]+?);", text):
            fields = [(f"pos{n}", kind) for n, kind in enumerate(split_top(match.group(2)))]
            struct = Struct(module, match.group(1), set(split_top(match.group(3))), fields, True)
            package.structs[f"{module}::{struct.name}"] = struct
        for match in re.finditer(r"((?:^#\[[^\n]*\]\n)*)^public fun (\w+)\((.*?)\)\s*(?::\s*(.*?))?\s*\{", text, re.S | re.M):
            attributes, name, parameters, returns = match.groups()
            function = Function(module, name, pairs(parameters), (returns or "").strip(), "test_only" in attributes)
            package.functions[f"{module}::{name}"] = function
    return package


def struct_named(package, module, name):
    """The struct that `name` means inside `module`, or None for a type that is not ours."""
    owner = package.imports.get(module, {}).get(name, module)
    return package.structs.get(f"{owner}::{name}")
