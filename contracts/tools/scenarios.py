"""Tests/Vectors/contract-scenarios.json as steps in which nothing is left to be filled in."""

import copy
import dataclasses
import json
import pathlib
import re

import enclaves
import move

FILE = pathlib.Path(__file__).resolve().parent.parent.parent / "Tests/Vectors/contract-scenarios.json"

# What an event changes: the field with the entry, and what tells one entry from another.
ENTRIES = {
    "staking::StakeChanged": ("account", ("owner",)),
    "staking::ParamsChanged": ("params", ()),
    "seal::SealChanged": ("seal", ("key",)),
    "worker_registry::WorkerChanged": ("worker", ("owner",)),
    "worker_registry::HeartbeatRecorded": ("performance", None),
    "k8s_scheduler::RequestChanged": ("request", ("request_id",)),
    "enclave_registry::EnclaveChanged": ("enclave", ("signing_key",)),
    "governance::ProposalChanged": ("proposal", ("proposal_id",)),
    "governance::VoteCast": ("proposal", ("proposal_id",)),
}


@dataclasses.dataclass
class Step:
    kind: str  # call, view, epoch, ms, version
    by: str = ""
    function: str = ""
    arguments: dict = dataclasses.field(default_factory=dict)
    cluster: int = 1
    objects: dict = dataclasses.field(default_factory=dict)
    events: list = dataclasses.field(default_factory=list)  # of (type, cluster, value)
    abort: str = ""
    value: object = None  # what is returned, or the epoch, the time, the version


class State:
    """What the events said last, and how many there were of each object."""

    def __init__(self):
        self.entries = {}
        self.numbers = {}
        self.clusters = 0
        self.ms = 0


class Book:
    def __init__(self, package):
        self.package = package
        self.raw = json.loads(FILE.read_text())
        self.keys = enclaves.Keys(self.raw["keys"])
        self.people = self.raw["people"]
        self.defaults = self.raw["defaults"]
        self.scenarios = {scenario["name"]: scenario for scenario in self.raw["scenarios"]}
        if len(self.scenarios) != len(self.raw["scenarios"]):
            raise SystemExit(f"{FILE}: two scenarios of one name")

    def steps(self, name):
        """The steps of a scenario, after the state that its given ones leave."""
        return self._play(name, State())[0]

    def given(self, name):
        return self.scenarios[name].get("given")

    def _play(self, name, state):
        scenario = self.scenarios[name]
        if "given" in scenario:
            _, state = self._play(scenario["given"], state)
        steps = []
        for raw in unrolled(scenario["steps"]):
            try:
                steps.append(self._step(raw, state))
            except (KeyError, TypeError, ValueError) as problem:
                raise SystemExit(f"{FILE}: {name}: {json.dumps(raw)}: {problem!r}") from problem
        return steps, state

    def _step(self, raw, state):
        raw = self.keys.filled_in(raw, self.people)
        if "epoch" in raw:
            return Step("epoch", value=raw["epoch"])
        if "ms" in raw:
            text = str(raw["ms"])
            state.ms = state.ms + int(text) if text.startswith("+") else int(text)
            return Step("ms", value=state.ms)
        if "version" in raw:
            return Step("version", function=raw["version"], value=raw["becomes"], arguments=raw.get("args", {}),
                        cluster=raw.get("in", 1))
        kind = "view" if "view" in raw else "call"
        step = Step(kind, raw.get("by", "@nobody"), raw[kind], raw.get("args", {}), raw.get("in", 1),
                    raw.get("objects", {}), abort=raw.get("abort", ""), value=raw.get("equals", raw.get("returns")))
        if step.function == "cluster::create_cluster":
            state.clusters += 1
            step.cluster = state.clusters
        if kind == "view" and not step.abort and step.value is None:
            step.value = self._last(step, state)
        for event in raw.get("events", []):
            (name, value), = event.items()
            step.events.append(self._event(name, value, step.cluster, state))
        return step

    def _event(self, name, value, cluster, state):
        owner = next(struct for key, struct in self.package.structs.items() if key.endswith("::" + name))
        kind = f"{owner.module}::{name}"
        value = {**copy.deepcopy(self.defaults.get(name, {})), **value, "cluster": "$cluster"}
        of = (cluster, owner.module)
        if kind == "worker_registry::HeartbeatRecorded":
            of = (cluster, value["owner"])
        if any(field == "no" for field, _ in owner.fields):
            state.numbers[of] = state.numbers.get(of, 0) + 1
            value["no"] = state.numbers[of]
        if kind in ENTRIES:
            field, keys = ENTRIES[kind]
            kind_of_field = dict(owner.fields)[field]
            given = value.get(field, {})
            if keys is None:
                value[field] = given
                return kind, cluster, value
            whole = {**value, **given}
            at = (cluster, kind_of_field, *(str(whole[key]) for key in keys))
            last = state.entries.get(at, self.defaults.get(kind_of_field, {}))
            merged = merge(last, given)
            layout = move.struct_named(self.package, owner.module, kind_of_field)
            if any(field == "seq" for field, _ in layout.fields):
                merged["seq"] = value["no"]
            state.entries[at] = merged
            value[field] = copy.deepcopy(merged)
        return kind, cluster, value

    def _last(self, step, state):
        """A view that returns an entry must return what the events said last."""
        function = self.package.functions[step.function]
        kind = function.returns.removeprefix("&")
        keys = [str(value) for value in step.arguments.values()]
        return copy.deepcopy(state.entries[(step.cluster, kind, *keys)])


def merge(last, given):
    merged = copy.deepcopy(last)
    for name, value in given.items():
        merged[name] = merge(merged[name], value) if isinstance(value, dict) and isinstance(merged.get(name), dict) else value
    return merged


def unrolled(steps):
    """Steps that are to be done several times, written out. `$n` in a text is the number of the round, as two digits."""
    out = []
    for step in steps:
        if "times" not in step:
            out.append(step)
            continue
        for number in range(1, step["times"] + 1):
            text = json.dumps(step["steps"]).replace("$n", f"{number:02d}")
            out.extend(unrolled(json.loads(text)))
    return out


def slug(name):
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
