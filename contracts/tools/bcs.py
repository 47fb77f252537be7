"""BCS by the types that the Move sources declare, written apart from any BCS of ours."""

import move
from wire import bytes_of, uleb

CLUSTER = bytes([0x11]) * 32
ANY = bytes([0x22]) * 32


def number_of(value):
    return int(value, 0) if isinstance(value, str) else int(value)


class Encoder:
    """Encodes values. Where an id stands that only a run can tell, a mark goes in, and its place is noted."""

    def __init__(self, package, people):
        self.package = package
        self.people = people
        self.unknown = []  # offsets of ids that a test takes as they come

    def address(self, value):
        if value in self.people:
            value = self.people[value]
        return bytes.fromhex(value.removeprefix("0x").rjust(64, "0"))

    def encode(self, module, kind, value, at=0):
        if kind in ("u8", "u16", "u32", "u64", "u128", "u256"):
            return number_of(value).to_bytes(int(kind[1:]) // 8, "little")
        if kind == "bool":
            return bytes([1 if value else 0])
        if kind == "address":
            return self.address(value)
        if kind == "ID":
            if value == "$cluster":
                return CLUSTER
            if value == "$any":
                self.unknown.append(at)
                return ANY
            return self.address(value)
        if kind == "String":
            text = value.encode()
            return uleb(len(text)) + text
        if kind == "vector<u8>":
            raw = bytes_of(value)
            return uleb(len(raw)) + raw
        if kind.startswith("vector<"):
            out = uleb(len(value))
            for item in value:
                out += self.encode(module, kind[7:-1], item, at + len(out))
            return out
        if kind.startswith("Option<"):
            if value is None:
                return b"\0"
            return b"\1" + self.encode(module, kind[7:-1], value, at + 1)
        struct = move.struct_named(self.package, module, kind)
        if struct is None:
            raise SystemExit(f"{module}: no layout for {kind}")
        if struct.positional:
            value = {"pos0": value}
        strangers = set(value) - {name for name, _ in struct.fields}
        if strangers:
            raise SystemExit(f"{module}::{kind} has no {sorted(strangers)}")
        out = b""
        for name, field in struct.fields:
            if name not in value:
                raise SystemExit(f"{module}::{kind}: {name} is missing")
            out += self.encode(struct.module, field, value[name], at + len(out))
        return out
