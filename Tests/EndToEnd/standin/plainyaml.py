# SPDX-License-Identifier: Apache-2.0
"""Reads the YAML that configuration files are written in: block and flow collections, quoted, plain and block scalars.

Anchors, tags, complex keys and plain scalars over several lines are refused: nothing is guessed.
"""
import json
import re


class YAMLError(Exception):
    """The text is not YAML, or uses a part of it that is not read here."""


def documents(text: str) -> list:
    """Every document of a file that is not empty."""
    if text.lstrip().startswith("{"):
        try:
            return [json.loads(text)]
        except ValueError:
            pass  # a flow mapping, then
    parts = re.split(r"(?m)^---(?:[ \t].*)?$", text)
    return [value for value in (Reader(part).document() for part in parts) if value is not None]


def document(text: str):
    """The only document of a file."""
    found = documents(text)
    if len(found) != 1:
        raise YAMLError(f"one document is due, {len(found)} were found")
    return found[0]


class Reader:
    """One document, read line by line."""

    def __init__(self, text: str):
        self.raw = text.split("\n")
        self.at = 0

    def document(self):
        if self.peek() is None:
            return None
        value = self.block(self.peek()[0])
        if self.peek() is not None:
            raise YAMLError(f"not understood: {self.peek()[1]!r}")
        return value

    def peek(self) -> tuple[int, str] | None:
        """The next line that says something: how far it is indented, and what it says without its comment."""
        while self.at < len(self.raw):
            line = without_comment(self.raw[self.at])
            if line.strip():
                if "\t" in line[:len(line) - len(line.lstrip())]:
                    raise YAMLError("a tab indents a line")
                return len(line) - len(line.lstrip()), line.strip()
            self.at += 1
        return None

    def block(self, indent: int):
        _, text = self.peek()
        if text == "-" or text.startswith("- "):
            return self.sequence(indent)
        if split_key(text):
            return self.mapping(indent)
        self.at += 1
        return self.scalar(text, indent)

    def sequence(self, indent: int) -> list:
        items = []
        while (line := self.peek()) and line[0] == indent and (line[1] == "-" or line[1].startswith("- ")):
            rest = line[1][1:].strip()
            if not rest:
                self.at += 1
                below = self.peek()
                items.append(self.block(below[0]) if below and below[0] > indent else None)
            elif split_key(rest) or rest.startswith("- "):
                # What follows the dash is a block of its own, as far in as it stands.
                inner = indent + line[1].index(rest)
                self.raw[self.at] = " " * inner + rest
                items.append(self.block(inner))
            else:
                self.at += 1
                items.append(self.scalar(rest, indent))
        return items

    def mapping(self, indent: int) -> dict:
        entries = {}
        while (line := self.peek()) and line[0] == indent and not line[1].startswith("- "):
            pair = split_key(line[1])
            if not pair:
                raise YAMLError(f"a key is due: {line[1]!r}")
            key, rest = pair
            if key in entries:
                raise YAMLError(f"{key!r} is there twice")
            self.at += 1
            if rest:
                entries[key] = self.scalar(rest, indent)
                continue
            below = self.peek()
            is_inside = below and (below[0] > indent or (below[0] == indent and below[1].startswith("-")))
            entries[key] = self.block(below[0]) if is_inside else None
        return entries

    def scalar(self, text: str, indent: int):
        if text[0] in "&*!%@`?":
            raise YAMLError(f"not read here: {text!r}")
        if text[0] in "|>":
            return self.folded(text, indent)
        if text[0] in "{[\"'":
            flow = Flow(text)
            while not flow.is_whole() and (line := self.peek()) and line[0] > indent:
                self.at += 1
                flow = Flow(flow.text + " " + line[1])
            return flow.whole()
        if (line := self.peek()) and line[0] > indent:
            raise YAMLError(f"a plain scalar goes over several lines: {text!r}")
        return plain(text)

    def folded(self, header: str, indent: int) -> str:
        lines, inner = [], None
        while self.at < len(self.raw):
            line = self.raw[self.at]
            depth = len(line) - len(line.lstrip())
            if line.strip() and depth <= indent:
                break
            if line.strip() and inner is None:
                inner = depth
            lines.append(line[inner or 0:].rstrip() if line.strip() else "")
            self.at += 1
        while lines and not lines[-1]:
            lines.pop()
        text = "\n".join(lines) if header[0] == "|" else re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(lines))
        return text if header.endswith("-") else text + "\n"


class Flow:
    """A value in braces, brackets or quotes."""

    def __init__(self, text: str):
        self.text, self.at = text, 0

    def is_whole(self) -> bool:
        depth, quote, escaped = 0, "", False
        for char in self.text:
            if quote:
                if escaped or (char == "\\" and quote == '"'):
                    escaped = not escaped
                elif char == quote:
                    quote = ""
            elif char in "\"'":
                quote = char
            else:
                depth += (char in "{[") - (char in "}]")
        return depth == 0 and not quote

    def whole(self):
        value = self.value()
        self.space()
        if self.at != len(self.text):
            raise YAMLError(f"more than one value: {self.text!r}")
        return value

    def space(self):
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def next(self) -> str:
        self.space()
        if self.at >= len(self.text):
            raise YAMLError(f"ends too early: {self.text!r}")
        return self.text[self.at]

    def value(self):
        first = self.next()
        if first == "{":
            entries = {}
            for key in self.members("}"):
                if self.next() != ":":
                    raise YAMLError(f"a colon is due: {self.text!r}")
                self.at += 1
                entries[str(key)] = self.value() if self.next() not in ",}" else None
            return entries
        if first == "[":
            return list(self.members("]"))
        if first == '"':
            value, length = json.JSONDecoder().raw_decode(self.text[self.at:])
            self.at += length
            return value
        if first == "'":
            found = re.compile(r"'((?:[^']|'')*)'").match(self.text, self.at)
            if not found:
                raise YAMLError(f"a quote does not end: {self.text!r}")
            self.at = found.end()
            return found[1].replace("''", "'")
        found = re.compile(r"(?:[^,\[\]{}:]|:(?![ ,}\]]|$))+").match(self.text, self.at)
        if not found:
            raise YAMLError(f"not understood: {self.text!r}")
        self.at = found.end()
        return plain(found[0].strip())

    def members(self, end: str):
        self.at += 1
        while self.next() != end:
            yield self.value()
            if self.next() == ",":
                self.at += 1
            elif self.next() != end:
                raise YAMLError(f"a comma is due: {self.text!r}")
        self.at += 1


def without_comment(line: str) -> str:
    quote = ""
    for index, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'" and (index == 0 or line[index - 1] in " [{,:-"):
            quote = char
        elif char == "#" and (index == 0 or line[index - 1] in " \t"):
            return line[:index]
    return line


def split_key(text: str) -> tuple[str, str] | None:
    found = re.match(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'\[\]{},#&*!|>%@`][^"'{}\[\]]*?)\s*:(?:\s+(.*))?$""",
                     text)
    if not found:
        return None
    key = Flow(found[1]).whole() if found[1][0] in "\"'" else found[1]
    return key, (found[2] or "").strip()


def plain(text: str):
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]*)", text):
        return int(text)
    if re.fullmatch(r"[-+]?[0-9]+\.[0-9]*([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text
