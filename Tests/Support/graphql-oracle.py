"""Judges what we ask of Sui's GraphQL, and what is answered: graphql-core, with the schema of the network.

    python3 graphql-oracle.py SCHEMA

SCHEMA is the result of an introspection. Each line of standard input is `{"query", "variables"}`, with the `reply` to it where there is
one; each line of standard output is the list of what is wrong. Versions 2 and 3 of graphql-core will do: Debian has either.
"""

import base64
import datetime
import json
import re
import sys

import graphql
from graphql.execution.values import get_variable_values

# What the network's nodes refuse to look at.
DEEPEST, MOST_NODES, LONGEST_QUERY, LONGEST_PAGE, DEFAULT_PAGE = 20, 300, 5000, 50, 20
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CODES = {"BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "INTERNAL_SERVER_ERROR", "REQUEST_TIMEOUT",
         "RESOURCE_EXHAUSTED", "FEATURE_UNAVAILABLE"}


def is_text(pattern):
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def is_integer(least, most):
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_base64(value):
    try:
        return isinstance(value, str) and base64.b64encode(base64.b64decode(value, validate=True)).decode() == value
    except ValueError:
        return False


def is_time(value):
    if not is_text(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")(value):
        return False
    try:
        return datetime.datetime.strptime(value[:19], "%Y-%m-%dT%H:%M:%S") is not None
    except ValueError:
        return False


def is_digest(value):
    """Base58 of 32 bytes, a leading 1 for each leading zero."""
    if not is_text(f"[{BASE58}]+")(value):
        return False
    number = 0
    for digit in value:
        number = number * 58 + BASE58.index(digit)
    zeros = len(value) - len(value.lstrip("1"))
    return zeros + (number.bit_length() + 7) // 8 == 32


def is_type(value):
    """A Move type as nodes write it: addresses in full, one space after a comma."""
    if not isinstance(value, str):
        return False
    name = r"[A-Za-z_][A-Za-z0-9_]*"
    plain = rf"bool|u8|u16|u32|u64|u128|u256|address|signer|0x[0-9a-f]{{64}}::{name}::{name}"
    while (shorter := re.sub(rf"vector<(?:{plain})>|(?<=::)({name})<(?:{plain})(?:, (?:{plain}))*>",
                             lambda found: found[1] or "u8", value)) != value:
        value = shorter
    return re.fullmatch(plain, value) is not None


SCALARS = {
    "Boolean": lambda value: isinstance(value, bool), "String": lambda value: isinstance(value, str),
    "ID": lambda value: isinstance(value, str), "Int": is_integer(-2**31, 2**31 - 1), "UInt53": is_integer(0, 2**53 - 1),
    "BigInt": is_text("0|-?[1-9][0-9]*"), "Base64": is_base64, "DateTime": is_time, "SuiAddress": is_text("0x[0-9a-f]{64}"),
    "JSON": lambda value: True, "MoveTypeLayout": lambda value: True, "MoveTypeSignature": lambda value: True,
    "OpenMoveTypeSignature": lambda value: True,
}
# Fields that are a String to the schema, and have a form all the same.
STRINGS = {"digest": is_digest, "repr": is_type, "chainIdentifier": is_text("[0-9a-f]{8}")}


def kind(node):
    """A node's kind, which is its class; version 3 adds a syllable."""
    return type(node).__name__.replace("Node", "")


def is_abstract(type_):
    return isinstance(type_, (graphql.GraphQLUnionType, graphql.GraphQLInterfaceType))


class Oracle:
    def __init__(self, introspection):
        introspection = introspection.get("data", introspection)
        self.roots = {name: (introspection["__schema"][name + "Type"] or {}).get("name") for name in ("query", "mutation")}
        self.members = {type_["name"]: {value["name"] for value in type_["enumValues"]}
                        for type_ in introspection["__schema"]["types"] if type_["kind"] == "ENUM"}
        self.schema = graphql.build_client_schema(introspection)
        for name, has_form in SCALARS.items():
            if name not in ("Boolean", "String", "ID", "Int"):
                scalar = self.schema.get_type(name)
                for coercion in {"parse_value", "coerce_input_value"} & set(dir(scalar)):
                    setattr(scalar, coercion, self.parser(name, has_form))

    @staticmethod
    def parser(name, has_form):
        def parse(value):
            if not has_form(value):
                raise graphql.GraphQLError(f"{value!r} is no {name}")
            return (value,)  # never false, which version 2 takes for wrong
        return parse

    def judge(self, question):
        self.problems = []
        try:
            document = graphql.parse(question["query"])
        except graphql.GraphQLError as error:
            return [str(error)]
        self.problems += [str(error) for error in graphql.validate(self.schema, document)]
        if self.problems:
            return self.problems
        (self.operation,) = document.definitions
        self.judge_size(question["query"])
        self.judge_variables(question["variables"])
        self.variables = question["variables"]
        if "reply" in question and not self.problems:
            self.judge_reply(question["reply"])
        return self.problems

    def judge_size(self, query):
        def measured(selection_set):
            inner = [measured(node.selection_set) for node in selection_set.selections if node.selection_set]
            return (1 + max((depth for depth, _ in inner), default=0),
                    len(selection_set.selections) + sum(count for _, count in inner))
        depth, count = measured(self.operation.selection_set)
        if depth > DEEPEST or count > MOST_NODES or len(query.encode()) > LONGEST_QUERY:
            self.problems.append(f"too large for a node: {depth} deep, {count} nodes, {len(query.encode())} bytes")

    def judge_variables(self, variables):
        definitions = self.operation.variable_definitions or []
        for name in variables.keys() - {definition.variable.name.value for definition in definitions}:
            self.problems.append(f"${name} is given and not declared")
        try:
            found = get_variable_values(self.schema, definitions, variables)
        except graphql.GraphQLError as error:
            found = [error]
        if isinstance(found, list):
            self.problems += [str(error) for error in found]

    def judge_reply(self, reply):
        if not isinstance(reply, dict) or reply.keys() - {"data", "errors", "extensions"} or "data" not in reply:
            return self.problems.append("a reply is data, errors and extensions")
        errors = reply.get("errors", [])
        if "errors" in reply and not (isinstance(errors, list) and errors):
            self.problems.append("there are errors, and there are none")
        for error in errors:
            if not isinstance(error.get("message"), str) or error.get("extensions", {}).get("code") not in CODES:
                self.problems.append(f"not an error of a node: {error}")
        if reply["data"] is None:
            return errors or self.problems.append("neither data nor errors")
        root = self.schema.get_type(self.roots[self.operation.operation if isinstance(self.operation.operation, str)
                                               else self.operation.operation.value])
        self.judge_object(root, [self.operation.selection_set], reply["data"], "data")

    def judge_value(self, type_, nodes, value, place):
        if isinstance(type_, graphql.GraphQLNonNull):
            if value is None:
                return self.problems.append(f"{place}: null, which a {type_} is not")
            type_ = type_.of_type
        if value is None:
            return None
        if isinstance(type_, graphql.GraphQLList):
            if not isinstance(value, list):
                return self.problems.append(f"{place}: not a list")
            for index, element in enumerate(value):
                self.judge_value(type_.of_type, nodes, element, f"{place}[{index}]")
            return None
        if isinstance(type_, graphql.GraphQLEnumType):
            is_right = value in self.members[type_.name]
        elif isinstance(type_, graphql.GraphQLScalarType):
            is_right = SCALARS[type_.name](value)
            if type_.name == "String" and is_right:
                is_right = STRINGS.get(nodes[0].name.value, SCALARS["String"])(value)
        else:
            return self.judge_page(type_, nodes, value, place)
        if not is_right:
            self.problems.append(f"{place}: {value!r} is no {type_}")
        return None

    def judge_page(self, type_, nodes, value, place):
        """An object; where it is part of a list, one that is no longer than was asked for."""
        if type_.name.endswith("Connection") and isinstance(value, dict):
            first = DEFAULT_PAGE
            for argument in nodes[0].arguments:
                if argument.name.value == "first":
                    first = int(argument.value.value)
            if first > LONGEST_PAGE or len(value.get("nodes") or []) > first:
                self.problems.append(f"{place}: longer than a page")
            page = value.get("pageInfo") or {}
            if page.get("hasNextPage") and not page.get("endCursor", "not asked for"):
                self.problems.append(f"{place}: goes on, and does not say where")
        self.judge_object(type_, [node.selection_set for node in nodes], value, place)

    def judge_object(self, type_, selection_sets, value, place):
        if not isinstance(value, dict):
            return self.problems.append(f"{place}: not an object")
        if not is_abstract(type_):
            return self.judge_fields(type_, selection_sets, value, place)
        possible = self.schema.get_possible_types(type_)
        if "__typename" in value:
            possible = [one for one in possible if one.name == value["__typename"]]
        before, found = self.problems, None
        for one in possible:
            self.problems = []
            self.judge_fields(one, selection_sets, value, place)
            found = self.problems if found is None or not self.problems else found
        self.problems = before + ([f"{place}: not any {type_}"] if found is None else found)
        return None

    def judge_fields(self, type_, selection_sets, value, place):
        wanted = {}
        for selection_set in selection_sets:
            self.collect(type_, selection_set, wanted)
        for name in value.keys() - wanted.keys():
            self.problems.append(f"{place}.{name}: nobody asked for it")
        for name, nodes in wanted.items():
            if name not in value:
                self.problems.append(f"{place}.{name}: missing")
            elif nodes[0].name.value == "__typename":
                if value[name] != type_.name:
                    self.problems.append(f"{place}.{name}: {value[name]!r}, not {type_}")
            else:
                self.judge_value(type_.fields[nodes[0].name.value].type, nodes, value[name], f"{place}.{name}")

    def collect(self, type_, selection_set, wanted):
        """The fields that an object of this type has to have, by the name that the reply gives them."""
        for node in selection_set.selections:
            if node.directives or kind(node) == "FragmentSpread":
                self.problems.append(f"a {kind(node)} that this oracle does not know")
            elif kind(node) == "Field":
                wanted.setdefault((node.alias or node.name).value, []).append(node)
            else:
                condition = self.schema.get_type(node.type_condition.name.value)
                if type_ is condition or is_abstract(condition) and type_ in self.schema.get_possible_types(condition):
                    self.collect(type_, node.selection_set, wanted)


def once(pairs):
    """An object whose keys stand once each."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        oracle = Oracle(json.load(file))
    for line in sys.stdin:
        try:
            problems = oracle.judge(json.loads(line, object_pairs_hook=once))
        except ValueError as error:
            problems = [str(error)]
        print(json.dumps(problems), flush=True)


main()
