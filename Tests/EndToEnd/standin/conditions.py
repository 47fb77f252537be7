# SPDX-License-Identifier: Apache-2.0
"""Match conditions: the part of CEL that ours are written in.

There are `||`, `&&`, `!`, the comparisons, `in`, `?:`, fields, indices, lists, strings, numbers, `has()`, `size()`,
`startsWith`, `endsWith`, `contains`, `matches`, `exists` and `all`. Anything else is refused when it is read,
never taken as true or false.
As in CEL, an error on one side of `||` or `&&` does not matter if the other side decides.
"""
import re

TOKEN = re.compile(r"""\s*(?:
    (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*') | (?P<number>[0-9]+) | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign>\|\||&&|==|!=|<=|>=|[-+!<>?:.,()\[\]]))""", re.VERBOSE)
COMPARISONS = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "in": lambda a, b: a in b,
}
METHODS = {
    "startsWith": lambda text, part: text.startswith(part), "endsWith": lambda text, part: text.endswith(part),
    "contains": lambda text, part: part in text, "matches": lambda text, part: re.search(part, text) is not None,
}


class Unknown(Exception):
    """The expression is outside of what is read here."""


class EvaluationError(Exception):
    """The expression has no value for this request."""


class Condition:
    """A compiled expression; `variables` are the names that it may use."""

    def __init__(self, expression: str, variables: tuple[str, ...]):
        self.names = list(variables)
        self.tokens, at = [], 0
        expression = expression.strip()
        while at < len(expression):
            found = TOKEN.match(expression, at)
            if not found:
                raise Unknown(f"not read here: {expression[at:at + 20]!r}")
            self.tokens.append((found.lastgroup, found[found.lastgroup]))
            at = found.end()
        self.tokens.append(("end", ""))
        self.at = 0
        self.evaluate = self.choice()
        if self.tokens[self.at][0] != "end":
            raise Unknown(f"not read here: {self.tokens[self.at][1]!r}")

    def holds(self, **variables) -> bool:
        value = self.evaluate(variables)
        if not isinstance(value, bool):
            raise EvaluationError("neither true nor false")
        return value

    def take(self, *texts: str) -> str | None:
        kind, text = self.tokens[self.at]
        if kind in ("sign", "name") and text in texts:
            self.at += 1
            return text
        return None

    def need(self, text: str):
        if not self.take(text):
            raise Unknown(f"{text!r} is due where {self.tokens[self.at][1]!r} is")

    def choice(self):
        test = self.either("||", True, lambda: self.either("&&", False, self.relation))
        if not self.take("?"):
            return test
        yes = self.choice()
        self.need(":")
        no = self.choice()
        return lambda scope: yes(scope) if boolean(test(scope)) else no(scope)

    def either(self, sign: str, decides: bool, below):
        sides = [below()]
        while self.take(sign):
            sides.append(below())
        if len(sides) == 1:
            return sides[0]

        def evaluate(scope):
            trouble = None
            for side in sides:
                try:
                    if boolean(side(scope)) == decides:
                        return decides
                except EvaluationError as error:
                    trouble = error
            if trouble:
                raise trouble
            return not decides
        return evaluate

    def relation(self):
        left = self.unary()
        while sign := self.take(*COMPARISONS):
            left = self.compare(COMPARISONS[sign], left, self.unary())
        return left

    @staticmethod
    def compare(operation, left, right):
        def evaluate(scope):
            try:
                return operation(left(scope), right(scope))
            except TypeError as error:
                raise EvaluationError(str(error)) from None
        return evaluate

    def unary(self):
        if self.take("!"):
            inner = self.unary()
            return lambda scope: not boolean(inner(scope))
        value = self.primary()
        while True:
            if self.take("."):
                name = self.name()
                value = self.call(value, name) if self.take("(") else field(value, name)
            elif self.take("["):
                key = self.choice()
                self.need("]")
                value = index(value, key)
            else:
                return value

    def name(self) -> str:
        kind, text = self.tokens[self.at]
        if kind != "name":
            raise Unknown(f"a name is due where {text!r} is")
        self.at += 1
        return text

    def primary(self):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "string":
            literal = re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), text[1:-1])
            return lambda _: literal
        if kind == "number":
            return lambda _: int(text)
        if text == "(":
            inner = self.choice()
            self.need(")")
            return inner
        if text == "[":
            items = []
            while not self.take("]"):
                items.append(self.choice())
                if not self.take(",") and self.tokens[self.at][1] != "]":
                    raise Unknown("a list does not end")
            return lambda scope: [item(scope) for item in items]
        if text in ("true", "false"):
            return lambda _: text == "true"
        if text in ("has", "size") and self.take("("):
            inner = self.choice()
            self.need(")")
            return has(inner) if text == "has" else lambda scope: size(inner(scope))
        if kind == "name" and text in self.names:
            return lambda scope: scope[text]
        raise Unknown(f"not read here: {text!r}")

    def call(self, value, name: str):
        if name in ("exists", "all"):
            variable = self.name()
            self.need(",")
            self.names.append(variable)
            test = self.choice()
            self.names.pop()
            self.need(")")
            quantify = any if name == "exists" else all
            return lambda scope: quantify(boolean(test({**scope, variable: item})) for item in value(scope))
        if name == "size":
            self.need(")")
            return lambda scope: size(value(scope))
        if name not in METHODS:
            raise Unknown(f"the method {name!r} is not read here")
        argument = self.choice()
        self.need(")")
        return self.compare(lambda text, part: METHODS[name](strings(text), strings(part)), value, argument)


def field(value, name: str):
    def evaluate(scope):
        holder = value(scope)
        if not isinstance(holder, dict) or name not in holder:
            raise EvaluationError(f"no such key: {name}")
        return holder[name]
    return evaluate


def index(value, key):
    def evaluate(scope):
        try:
            return value(scope)[key(scope)]
        except (KeyError, IndexError, TypeError):
            raise EvaluationError("no such key") from None
    return evaluate


def has(inner):
    def evaluate(scope):
        try:
            return inner(scope) not in (None, "", [], {})
        except EvaluationError:
            return False
    return evaluate


def size(value) -> int:
    try:
        return len(value)
    except TypeError:
        raise EvaluationError("no such overload: size") from None


def strings(value) -> str:
    if not isinstance(value, str):
        raise EvaluationError("no such overload: a string is due")
    return value


def boolean(value) -> bool:
    if not isinstance(value, bool):
        raise EvaluationError("no such overload: a boolean is due")
    return value
