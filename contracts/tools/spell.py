"""The scenarios spelled out as Move tests."""

import bcs
import scenarios
from wire import bytes_of

HEAD = "// Written by hack/verify-contracts --write. Do not edit: change Tests/Vectors/contract-scenarios.json.\n"

SHARED = {
    "StakePool": ("staking", "pool"),
    "SealRegistry": ("seal", "seals"),
    "WorkerRegistry": ("worker_registry", "workers"),
    "Scheduler": ("k8s_scheduler", "scheduler"),
    "EnclaveRegistry": ("enclave_registry", "enclaves"),
    "Governance": ("governance", "governance"),
    "AuditAnchor": ("audit_anchor", "audit"),
}
CAPS = {"AdminCap": "admin", "SlasherCap": "slasher", "OperatorCap": "operator"}

# A struct's field and the function that returns it, where their names differ.
ACCESSORS = {("seal", "generation"): "seal_generation"}

# What stands in for a function that a test cannot call.
STAND_INS = {"enclave_registry::register_enclave": "enclave_registry::register_for_testing"}

WORLD = '''/// A chain for tests: people, clusters, a clock. One function for each function of the contracts, which is one
/// transaction: it takes the objects that the call needs, makes the coin, calls and puts everything back.
#[test_only]
module k3s_daas::world;

%(uses)s

// === Structs ===

public struct World {
    scenario: Scenario,
    clock: Clock,
    clusters: vector<Cluster>,
}

public struct Cluster has copy, drop {
    pool: ID,
    seals: ID,
    workers: ID,
    scheduler: ID,
    enclaves: ID,
    governance: ID,
    audit: ID,
}

// === Public functions ===

public fun begin(): World {
    let mut scenario = test_scenario::begin(@0x0);
    let clock = clock::create_for_testing(scenario.ctx());
    World { scenario, clock, clusters: vector[] }
}

public fun end(world: World) {
    let World { scenario, clock, clusters: _ } = world;
    clock.destroy_for_testing();
    let _ = scenario.end();
}

public fun epoch(world: &mut World, epoch: u64) {
    while (world.scenario.ctx().epoch() < epoch) {
        let _ = world.scenario.next_epoch(@0x0);
    }
}

public fun ms(world: &mut World, ms: u64) {
    world.clock.set_for_testing(ms);
}

/// How many events the last transaction emitted.
public fun saw_all(number: u32) {
    assert!(event::num_events() == number);
}

/// One of the events of the last transaction, byte for byte. `unknown` are the places of ids that only a run can tell.
public fun saw<T: copy + drop>(
    world: &World,
    cluster: u64,
    at: u64,
    mut expected: vector<u8>,
    unknown: vector<u64>,
) {
    let events = event::events_by_type<T>();
    assert!(at < events.length());
    let id = bcs::to_bytes(&world.clusters[cluster - 1].pool);
    patch(&mut expected, 0, &id, 0);
    same(&events[at], expected, unknown);
}

/// A value, byte for byte.
public fun same<T>(value: &T, mut expected: vector<u8>, unknown: vector<u64>) {
    let actual = bcs::to_bytes(value);
    assert!(actual.length() == expected.length());
    unknown.do!(|place| patch(&mut expected, place, &actual, place));
    assert!(actual == expected);
}

%(functions)s
// === Private functions ===

fun next(world: &mut World, by: address) {
    let _ = world.scenario.next_tx(by);
}

fun patch(into: &mut vector<u8>, at: u64, from: &vector<u8>, from_at: u64) {
    let mut offset = 0u64;
    while (offset < 32) {
        *&mut into[at + offset] = from[from_at + offset];
        offset = offset + 1;
    }
}

fun id_in(event: &vector<u8>, place: u64): ID {
    let mut bytes = vector[];
    let mut offset = 0u64;
    while (offset < 32) {
        bytes.push_back(event[32 * place + offset]);
        offset = offset + 1;
    };
    object::id_from_bytes(bytes)
}

/// The objects of the cluster that the transaction made, as its event names them.
fun created(world: &mut World) {
    let events = event::events_by_type<ClusterCreated>();
    let event = bcs::to_bytes(&events[0]);
    world.clusters.push_back(Cluster {
        pool: id_in(&event, 0),
        seals: id_in(&event, 3),
        workers: id_in(&event, 5),
        scheduler: id_in(&event, 6),
        enclaves: id_in(&event, 7),
        governance: id_in(&event, 8),
        audit: id_in(&event, 9),
    });
}
'''

TAKE_CAP = '''
/// The newest of the sender's capabilities over this cluster.
fun take_%(name)s(world: &World, cluster: u64): %(kind)s {
    let wanted = world.clusters[cluster - 1].pool;
    let ids = world.scenario.ids_for_sender<%(kind)s>();
    let mut at = ids.length();
    while (at > 0) {
        at = at - 1;
        let cap: %(kind)s = world.scenario.take_from_sender_by_id(ids[at]);
        if (cap.%(name)s_cluster() == wanted) return cap;
        world.scenario.return_to_sender(cap);
    };
    abort
}
'''

CAP_OF = '''
/// The id of the newest capability of a kind that somebody holds, as the transaction begins.
fun cap_of(kind: u8, holder: address): ID {
    let cap = if (kind == 1) test_scenario::most_recent_id_for_address<AdminCap>(holder)
    else if (kind == 2) test_scenario::most_recent_id_for_address<SlasherCap>(holder)
    else test_scenario::most_recent_id_for_address<OperatorCap>(holder);
    cap.destroy_some()
}
'''

TAKE_TOKEN = '''
/// The sender's handle on the seal of this key.
fun take_token(world: &World, key: u256): SealToken {
    let ids = world.scenario.ids_for_sender<SealToken>();
    let mut at = ids.length();
    while (at > 0) {
        at = at - 1;
        let token: SealToken = world.scenario.take_from_sender_by_id(ids[at]);
        if (token.token_key() == key) return token;
        world.scenario.return_to_sender(token);
    };
    abort
}
'''

WORKER_ID = '''
/// The id of somebody's worker, looked up in a transaction of its own: an object is taken once in a transaction.
fun worker_id(world: &mut World, cluster: u64, owner: address): ID {
    world.next(@0x0);
    let registry: WorkerRegistry = world.scenario.take_shared_by_id(world.clusters[cluster - 1].workers);
    let id = registry.get_worker_info(owner).worker();
    test_scenario::return_shared(registry);
    id
}
'''

TEXTS = "vector<String>"


def bare(kind):
    return kind.removeprefix("&").removeprefix("mut ").strip()


def literal(book, kind, value):
    """A value of the file as a Move expression."""
    if kind in ("u8", "u16", "u32", "u64", "u128", "u256"):
        return str(value)
    if kind == "bool":
        return "true" if value else "false"
    if kind == "address":
        return f"@{book.people.get(value, value)}"
    if kind == "String":
        return "b" + quoted(value)
    if kind == TEXTS:
        return "vector[" + ", ".join("b" + quoted(text) for text in value) + "]"
    if kind == "vector<u8>":
        return f'x"{bytes_of(value).hex()}"'
    if kind == "ID":
        return f"{value['kind']}, @{book.people[value['holder']]}"
    if kind == "Params":
        params = book.package.structs["params::Params"]
        whole = scenarios.merge(book.defaults["Params"], value)
        thresholds = ", ".join(str(number) for number in whole["thresholds"].values())
        rest = ", ".join(str(whole[name]) for name, _ in params.fields[1:])
        return f"params::new_params(tiers::new_thresholds({thresholds}), {rest})"
    raise SystemExit(f"no literal of {kind}")


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\x7f", "\\x7f").replace("\x07", "\\x07") + '"'


class Function:
    """One function of the contracts, as the world wraps it and as a scenario calls it."""

    def __init__(self, package, name):
        self.name = name
        self.known = package.functions[name]
        self.called = package.functions[STAND_INS.get(name, name)]
        self.wrapper = name.replace("::", "_")
        self.returns = bare(self.known.returns)
        self.is_reference = self.known.returns.startswith("&")

    def wrapped(self):
        module = self.known.module
        parameters, first, before, arguments, after = ["world: &mut World", "by: address"], [], [], [], []
        for name, kind in self.called.parameters:
            of, mutable = bare(kind), "mut " if kind.startswith("&mut") else ""
            pass_as = f"&mut {name}" if mutable else f"&{name}" if kind.startswith("&") else name
            if of in SHARED:
                parameters.append(f"{name}: u64")
                before.append(f"let {mutable}{name}: {of} = world.scenario.take_shared_by_id("
                              f"world.clusters[{name} - 1].{SHARED[of][1]});")
                after.append(f"test_scenario::return_shared({name});")
            elif of in CAPS:
                parameters.append(f"{name}: u64")
                before.append(f"let {name} = world.take_{CAPS[of]}({name});")
                after.append(f"world.scenario.return_to_sender({name});")
            elif of == "SealToken":
                parameters.append(f"{name}: u256")
                before.append(f"let {mutable}{name} = world.take_token({name});")
                if kind.startswith("&"):
                    after.append(f"world.scenario.return_to_sender({name});")
            elif of == "Worker":
                parameters += [f"{name}_cluster: u64", f"{name}: address"]
                first.append(f"let {name} = world.worker_id({name}_cluster, {name});")
                before.append(f"let {mutable}{name}: Worker = world.scenario.take_shared_by_id({name});")
                after.append(f"test_scenario::return_shared({name});")
            elif of == "Clock":
                pass_as = "&world.clock"
            elif of == "TxContext":
                pass_as = "world.scenario.ctx()"
            elif of == "Coin<SUI>":
                parameters.append(f"{name}: u64")
                before.append(f"let {name} = coin::mint_for_testing<SUI>({name}, world.scenario.ctx());")
            elif of == "ID":
                parameters += [f"{name}_kind: u8", f"{name}_holder: address"]
                before.insert(0, f"let {name} = cap_of({name}_kind, {name}_holder);")
            elif of == "String":
                parameters.append(f"{name}: vector<u8>")
                pass_as = f"{name}.to_string()"
            elif of == TEXTS:
                parameters.append(f"{name}: vector<vector<u8>>")
                pass_as = f"{name}.map!(|text| text.to_string())"
            else:
                parameters.append(f"{name}: {kind}")
            arguments.append(pass_as)
        call = f"{module}::{self.called.name}({', '.join(arguments)})"
        returns = self.returns
        if returns == "Coin<SUI>":
            call, returns = f"{call}.burn_for_testing()", "u64"
        elif self.is_reference:
            call = f"*{call}"
        lines = [*first, "world.next(by);", *before]
        if not returns:
            lines += [f"{call};", *after]
            if self.name == "cluster::create_cluster":
                lines.append("world.created();")
        elif after:
            names = ", ".join(f"result{n}" for n in range(1, returns.count(",") + 2)) if "(" in returns else "result"
            names = f"({names})" if "(" in returns else names
            lines += [f"let {names} = {call};", *after, names]
        else:
            lines.append(call)
        body = "\n".join("    " + line for line in lines)
        tail = f": {returns}" if returns else ""
        listed = ",\n    ".join(parameters)
        return f"public fun {self.wrapper}(\n    {listed},\n){tail} {{\n{body}\n}}\n"

    def call(self, book, step):
        arguments = [f"@{book.people.get(step.by, '0x0')}"]
        left = dict(step.arguments)
        if self.name in STAND_INS:
            left.update(left.pop("document"))
        for name, kind in self.called.parameters:
            of = bare(kind)
            if of in SHARED or of in CAPS:
                arguments.append(str(step.objects.get(name, step.cluster)))
            elif of == "SealToken":
                arguments.append(str(left.pop(name)))
            elif of == "Worker":
                arguments += [str(step.objects.get(name, step.cluster)), literal(book, "address", left.pop(name))]
            elif of == "Coin<SUI>":
                arguments.append(str(left.pop(name)))
            elif of not in ("Clock", "TxContext"):
                arguments.append(literal(book, kind, left.pop(name)))
        if left:
            raise SystemExit(f"{self.name} has no {sorted(left)}")
        return f"world.{self.wrapper}({', '.join(arguments)})"


class Speller:
    def __init__(self, book):
        self.book = book
        self.used = {}

    def function(self, name):
        if name not in self.used:
            self.used[name] = Function(self.book.package, name)
        return self.used[name]

    def check(self, module, kind, expression, value):
        """Statements that compare the expression with the value."""
        if kind in ("u8", "u16", "u32", "u64", "u128", "u256", "bool", "address"):
            return [f"assert!({expression} == {literal(self.book, kind, value)});"]
        encoder = bcs.Encoder(self.book.package, self.book.people)
        raw = encoder.encode(module, kind, value)
        lines = [f"let value = {expression};", f'world::same(&value, x"{raw.hex()}", {places(encoder)});']
        return lines

    def accessors(self, module, kind, value):
        struct = self.book.package.structs.get(f"{module}::{kind}")
        lines = []
        for name, of in struct.fields if struct else []:
            accessor = ACCESSORS.get((struct.module, name), name)
            function = self.book.package.functions.get(f"{struct.module}::{accessor}")
            if function is None or len(function.parameters) != 1 or bare(function.parameters[0][1]) != kind:
                continue
            encoder = bcs.Encoder(self.book.package, self.book.people)
            raw = encoder.encode(struct.module, of, value[name])
            borrow = "" if function.returns.startswith("&") else "&"
            lines.append(f'world::same({borrow}value.{accessor}(), x"{raw.hex()}", {places(encoder)});')
        return lines

    def step(self, step):
        if step.kind == "epoch":
            return [f"world.epoch({step.value});"]
        if step.kind == "ms":
            return [f"world.ms({step.value});"]
        if step.kind == "version":
            owner = f", {literal(self.book, 'address', step.arguments['owner'])}" if step.arguments else ""
            return [f"world.set_version_{step.function}({step.cluster}{owner}, {step.value});"]
        function = self.function(step.function)
        call = function.call(self.book, step)
        if step.abort:
            unused = "(" + ", ".join("_" for _ in function.returns.split(",")) + ")" if "(" in function.returns else "_"
            return [f"let {unused} = {call};" if function.known.returns else f"{call};"]
        if step.kind == "view":
            return self.view(function, call, step.value)
        if bool(function.known.returns) != (step.value is not None):
            raise SystemExit(f"{step.function}: say what it returns")
        lines = [f"assert!({call} == {step.value});" if function.known.returns else f"{call};"]
        seen = {}
        for kind, cluster, value in step.events:
            module, _, name = kind.partition("::")
            encoder = bcs.Encoder(self.book.package, self.book.people)
            raw = encoder.encode(module, name, value)
            at = seen.get(name, 0)
            seen[name] = at + 1
            lines.append(f'world.saw<{name}>({cluster}, {at}, x"{raw.hex()}", {places(encoder)});')
        lines.append(f"world::saw_all({len(step.events)});")
        return lines

    def view(self, function, call, value):
        kind, module = function.returns, function.known.module
        if kind.startswith("("):
            kinds = [part.strip() for part in kind.strip("()").split(",")]
            names = [f"value{n}" for n in range(1, len(kinds) + 1)]
            lines = [f"let ({', '.join(names)}) = {call};"]
            for name, of, part in zip(names, kinds, value, strict=True):
                raw = bcs.Encoder(self.book.package, self.book.people).encode(module, of, part)
                lines.append(f'world::same(&{name}, x"{raw.hex()}", vector[]);')
            return lines
        owner = module
        if kind not in self.book.package.imports[module]:
            owner = module
        else:
            owner = self.book.package.imports[module][kind]
        return self.check(module, kind, call, value) + self.accessors(owner, kind, value)

    def test_module(self, module, names):
        """The tests of one module: each scenario as a flow of parts, and each abort after the parts that lead to it."""
        flows, tests, foreign = [], [], set()
        for name in names:
            slug, parts, part = scenarios.slug(name), [], []
            before = self.before(name, module, foreign)
            for step in self.book.steps(name):
                if step.abort:
                    if part:
                        parts.append(part)
                        part = []
                    tests.append((slug, before, len(parts), step))
                else:
                    part += self.step(step)
            if part:
                parts.append(part)
            for number, lines in enumerate(parts, 1):
                flow = f"{slug}_{number}"
                flows.append(f"fun {flow}(world: &mut World) {{\n" + indented(lines) + "\n}\n")
            whole = indented(f"{slug}_{n}(world);" for n in range(1, len(parts) + 1))
            flows.append(f"/// {name[0].upper()}{name[1:]}.\npublic fun {slug}(world: &mut World) {{\n{whole}\n}}\n")
            lines = ["let mut world = world::begin();", *before, f"{slug}(&mut world);", "world.end();"]
            tests.append((slug, lines, None, None))
        out, count = [], {}
        for slug, before, upto, step in tests:
            if step is None:
                out.append(f"#[test]\nfun {slug}_passes() {{\n{indented(before)}\n}}\n")
                continue
            error = step.abort.partition("::")[2]
            name = f"{slug}_{snake(step.function.partition('::')[2])}_{snake(error)}"
            count[name] = count.get(name, 0) + 1
            if count[name] > 1:
                name += f"_{count[name]}"
            lines = ["let mut world = world::begin();", *before]
            lines += [f"{slug}_{n}(&mut world);" for n in range(1, upto + 1)]
            lines += [*self.step(step), "world.end();"]
            out.append(f"#[test, expected_failure(abort_code = k3s_daas::{step.abort})]\nfun {name}() {{\n{indented(lines)}\n}}\n")
        body = "\n".join(flows + out)
        uses = {"k3s_daas::world::{Self, World}"}
        for kind in self.book.package.structs.values():
            if f"<{kind.name}>" in body:
                uses.add(f"k3s_daas::{kind.module}::{kind.name}")
        if "params::new_params" in body:
            uses |= {"k3s_daas::params", "k3s_daas::tiers"}
        uses |= {f"k3s_daas::{of}_tests" for of in foreign}
        uses = "\n".join(f"use {use};" for use in sorted(uses))
        return (f"{HEAD}/// The scenarios of `{module}`.\n#[test_only]\nmodule k3s_daas::{module}_tests;\n\n{uses}\n\n"
                + body)

    def before(self, name, module, foreign):
        """The flows that a scenario starts after."""
        given, lines = self.book.given(name), []
        while given:
            of, call = self.book.scenarios[given]["module"], f"{scenarios.slug(given)}(&mut world);"
            if of != module:
                foreign.add(of)
                call = f"{of}_tests::{call}"
            lines.insert(0, call)
            given = self.book.given(given)
        return lines

    def world(self):
        package = self.book.package
        functions = [self.used[name].wrapped() for name in sorted(self.used)]
        versions = []
        for kind, (module, field) in SHARED.items():
            versions.append(
                f"public fun set_version_{module}(world: &mut World, cluster: u64, version: u64) {{\n"
                f"    world.next(@0x0);\n"
                f"    let mut object: {kind} = world.scenario.take_shared_by_id(world.clusters[cluster - 1].{field});\n"
                f"    object.set_version_for_testing(version);\n    test_scenario::return_shared(object);\n}}\n")
        versions.append(
            "public fun set_version_worker(world: &mut World, cluster: u64, owner: address, version: u64) {\n"
            "    let worker = world.worker_id(cluster, owner);\n    world.next(@0x0);\n"
            "    let mut worker: Worker = world.scenario.take_shared_by_id(worker);\n"
            "    worker.set_worker_version_for_testing(version);\n    test_scenario::return_shared(worker);\n}\n")
        takes = "".join(TAKE_CAP % {"kind": kind, "name": name} for kind, name in CAPS.items())
        text = WORLD + takes + CAP_OF + TAKE_TOKEN + WORKER_ID
        text = text % {"uses": "%(uses)s", "functions": "\n".join(functions + versions)}
        uses = {"sui::clock::{Self, Clock}", "sui::coin", "sui::sui::SUI", "sui::event", "sui::bcs",
                "sui::test_scenario::{Self, Scenario}"}
        if "String" in text:
            uses.add("std::string::String")
        by_module = {}
        for struct in package.structs.values():
            name = struct.name
            if any(f"{mark}{name}{end}" in text for mark in (": ", "<", "Option<", "&") for end in (" ", ">", ",", ";", "\n", ")")):
                by_module.setdefault(struct.module, set()).add(name)
        for module in {name.partition("::")[0] for name in self.used}:
            by_module.setdefault(module, set()).add("Self")
        for module, names in by_module.items():
            listed = sorted(names, key=lambda name: (name != "Self", name))
            if listed == ["Self"]:
                uses.add(f"k3s_daas::{module}")
            elif len(listed) == 1:
                uses.add(f"k3s_daas::{module}::{listed[0]}")
            else:
                uses.add(f"k3s_daas::{module}::{{{', '.join(listed)}}}")
        return HEAD + text % {"uses": "\n".join(f"use {use};" for use in sorted(uses))}


def places(encoder):
    return "vector[" + ", ".join(str(place) for place in encoder.unknown) + "]"


def indented(lines):
    return "\n".join("    " + line for line in lines)


def snake(name):
    out = ""
    for character in name.removeprefix("E") if name[:2].isupper() or name[0] == "E" else name:
        out += ("_" if out and character.isupper() else "") + character.lower()
    return out
