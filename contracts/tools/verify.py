"""Holds the Move sources, their tests and Tests/Vectors to each other. Run by hack/verify-contracts."""

import json
import pathlib
import re
import sys

import bcs
import move
import scenarios
import spell

VECTORS = scenarios.FILE.parent / "contracts.json"
EVENTS = scenarios.FILE.parent / "contract-events.json"
DESIGN = move.PACKAGE.parent.parent / "shared/design.md"

# What a transaction calls and no scenario can: Nitro documents cannot be made. Its stand-in is called instead.
problems = []


def problem(text):
    problems.append(text)


def written(book):
    """The generated files, by path."""
    speller = spell.Speller(book)
    by_module = {}
    for name, scenario in book.scenarios.items():
        by_module.setdefault(scenario["module"], []).append(name)
    tests = move.PACKAGE / "tests"
    files = {tests / f"{module}_tests.move": speller.test_module(module, names) for module, names in by_module.items()}
    files[tests / "world.move"] = speller.world()
    files[VECTORS] = vectors(book)
    files[EVENTS] = golden_events(book)
    return files


def vectors(book):
    """Layouts and examples of all that Swift decodes: the last event of each type in each scenario, and its bytes."""
    layouts, seen = {}, {}
    for name in book.scenarios:
        for step in book.steps(name):
            for kind, _, value in step.events:
                seen.setdefault(kind, {})[name] = value
    for kind in sorted(seen):
        reach(book.package, kind, layouts)
    examples = []
    for kind in sorted(seen):
        module, _, name = kind.partition("::")
        for scenario, value in list(seen[kind].items())[:4]:
            encoder = bcs.Encoder(book.package, book.people)
            raw = encoder.encode(module, name, value)
            examples.append({"type": kind, "scenario": scenario, "value": value, "bcs": raw.hex()})
    errors = {}
    for error, number in book.package.errors.items():
        module, _, name = error.partition("::")
        errors.setdefault(module, {})[name] = number
    called = sorted({step.function for name in book.scenarios for step in book.steps(name) if step.kind == "call"})
    functions = {}
    for name in called:
        parameters = book.package.functions[name].parameters
        functions[name] = [list(parameter) for parameter in parameters if "TxContext" not in parameter[1]]
    lines = [
        "{",
        '  "rules": ' + json.dumps([
            "Written by hack/verify-contracts --write from contracts/sources and contract-scenarios.json.",
            "In `bcs`, `$cluster` is the byte 11 and `$any` the byte 22, 32 times each.",
        ]) + ",",
        '  "layouts": {',
        ",\n".join(f"    {json.dumps(kind)}: {json.dumps(fields)}" for kind, fields in sorted(layouts.items())),
        "  },",
        '  "functions": {',
        ",\n".join(f"    {json.dumps(name)}: {json.dumps(listed)}" for name, listed in functions.items()),
        "  },",
        '  "errors": {',
        ",\n".join(f"    {json.dumps(module)}: {json.dumps(names)}" for module, names in errors.items()),
        "  },",
        '  "examples": [',
        ",\n".join("    " + json.dumps(example) for example in examples),
        "  ]",
        "}",
    ]
    return "\n".join(lines) + "\n"


def golden_events(book):
    """Every event of every scenario, byte for byte, by the step that emits it."""
    lines = []
    for name in book.scenarios:
        events = []
        for number, step in enumerate(book.steps(name)):
            for kind, cluster, value in step.events:
                module, _, struct = kind.partition("::")
                encoder = bcs.Encoder(book.package, book.people)
                raw = encoder.encode(module, struct, value)
                events.append({"step": number, "type": kind, "cluster": cluster, "bcs": raw.hex(),
                               "unknown": encoder.unknown})
        lines.append(f"    {json.dumps(name)}: [\n" + ",\n".join("      " + json.dumps(event) for event in events)
                     + "\n    ]")
    return "\n".join([
        "{",
        '  "rules": ' + json.dumps([
            "Written by hack/verify-contracts --write from contract-scenarios.json.",
            "`step` counts a scenario's steps from 0, `times` written out. In `bcs`, the first 32 bytes are the id of the "
            "cluster, and at each offset in `unknown` stands an id that only a run can tell.",
        ]) + ",",
        '  "events": {',
        ",\n".join(lines),
        "  }",
        "}",
    ]) + "\n"


def reach(package, kind, layouts):
    """The struct and all of ours inside it."""
    struct = package.structs[kind]
    layouts[kind] = [list(field) for field in struct.fields]
    for _, of in struct.fields:
        for name in re.findall(r"[A-Z]\w*", of):
            inner = move.struct_named(package, struct.module, name)
            if inner and f"{inner.module}::{inner.name}" not in layouts:
                reach(package, f"{inner.module}::{inner.name}", layouts)


def check_coverage(book):
    """Every abort and every public function is in a scenario or in a test written by hand."""
    called, aborts, events = set(), set(), set()
    for name in book.scenarios:
        for step in book.steps(name):
            if step.kind in ("call", "view"):
                called.add(step.function)
            if step.abort:
                aborts.add(step.abort)
            events |= {kind for kind, _, _ in step.events}
    package = book.package
    for error in package.errors:
        if error not in aborts:
            problem(f"{error}: no scenario ends in it")
    for abort in aborts - set(package.errors):
        problem(f"{abort}: no such error")
    for function in called - set(package.functions):
        problem(f"{function}: no such function")
    by_hand = "\n".join(
        path.read_text() for path in (move.PACKAGE / "tests").glob("*.move") if spell.HEAD not in path.read_text())
    spelled = "\n".join(path.read_text() for path in (move.PACKAGE / "tests").glob("*.move"))
    for name, function in package.functions.items():
        if function.is_test or name in called:
            continue
        changes = any(kind.startswith("&mut") and "TxContext" not in kind for _, kind in function.parameters)
        if changes:
            problem(f"{name}: no scenario calls it")
        elif not re.search(rf"(\b{function.module}::|\.){function.name}\(", by_hand + spelled):
            problem(f"{name}: no test calls it")
    for kind, struct in package.structs.items():
        is_event = struct.abilities == {"copy", "drop"}
        if is_event and kind not in events:
            problem(f"{kind}: no scenario sees it")


def check_rules(package):
    """What keeps layouts and objects as they were meant."""
    for kind, struct in package.structs.items():
        fields = [name for name, _ in struct.fields]
        if "seq" in fields and {"copy", "store"} <= struct.abilities and fields[-2:] != ["seq", "ext"]:
            problem(f"{kind}: an entry ends with seq and ext")
        if struct.abilities == {"copy", "drop"} and fields[0] != "cluster":
            problem(f"{kind}: an event begins with its cluster")
        if struct.abilities == {"key"} and "version" not in fields and "cluster" not in fields:
            problem(f"{kind}: an object has a version, or belongs to a cluster")
    for name, text in ((path.name, path.read_text()) for path in (move.PACKAGE / "sources").glob("*.move")):
        if re.search(r"\bentry fun\b|public\(friend\)|tx_context::|\bassert!\([^;]*,\s*\d+\)", text):
            problem(f"{name}: an old form, or an abort without a name")
        if "TODO" in text:
            problem(f"{name}: something is left to do")
        for error in re.findall(r"^const (E[A-Z]\w*): u64 =", text, re.M):
            if not re.search(rf"[,( ]{error}\b(?!:)", text):
                problem(f"{name}: {error} is never used")
            if not re.search(rf"^///[^\n]*\nconst {error}:", text, re.M):
                problem(f"{name}: {error} is not explained")


def check_design(package):
    """Layouts and functions that the design names, where it is at hand."""
    if not DESIGN.exists():
        print("contracts: no design beside this repository; its names were not compared", file=sys.stderr)
        return
    text = DESIGN.read_text()
    section = text[text.index("## 5."):text.index("## 6.")]
    for name, fields in re.findall(r"^ +(\w+) +\{(.*?)\}", section, re.M | re.S):
        wanted = re.sub(r"/\*.*?\*/", "", fields, flags=re.S)
        wanted = move.pairs(wanted)
        struct = next((struct for struct in package.structs.values() if struct.name == name), None)
        if struct is None or struct.fields != wanted:
            problem(f"{name}: not as the design has it")
    ours = {function.partition("::")[2]: function for function in package.functions}
    for line in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", section, re.M):
        for function in re.findall(r"`(\w+)`", line[1]):
            if function not in ours:
                problem(f"{line[0]}::{function}: in the design, not in the contracts")


def check_readme(package):
    """The manual names every function that a transaction calls, every event and every shared object."""
    text = (move.PACKAGE / "README.md").read_text()
    for name, function in package.functions.items():
        changes = any(kind.startswith("&mut") and "TxContext" not in kind for _, kind in function.parameters)
        if changes and not function.is_test and f"`{function.name}`" not in text:
            problem(f"README.md: {name} is not described")
    for kind, struct in package.structs.items():
        if struct.abilities in ({"copy", "drop"}, {"key"}) and f"`{struct.name}`" not in text:
            problem(f"README.md: {kind} is not described")


def main():
    package = move.read()
    book = scenarios.Book(package)
    write = "--write" in sys.argv[1:]
    for path, text in written(book).items():
        if write:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            problem(f"{path.name}: not what the scenarios say; hack/verify-contracts --write")
    check_coverage(book)
    check_rules(package)
    check_design(package)
    check_readme(package)
    for text in problems:
        print(f"contracts: {text}", file=sys.stderr)
    if problems:
        raise SystemExit(1)
    steps = sum(len(book.steps(name)) for name in book.scenarios)
    print(f"contracts: {len(book.scenarios)} scenarios, {steps} steps, {len(package.errors)} errors, "
          f"{len(package.functions)} functions: in agreement")


main()
