# SPDX-License-Identifier: Apache-2.0
"""What is checked about the stand-in itself."""


class Failure(Exception):
    """The stand-in does something else than a kube-apiserver did."""


class Skip(Exception):
    """Cannot be checked here; the text says what is missing."""


CHECKS: list[tuple[str, object]] = []


def check(title: str):
    """Registers a function under the sentence that it checks."""
    def register(function):
        CHECKS.append((title, function))
        return function
    return register


def equal(actual, expected, what: str):
    if actual != expected:
        raise Failure(f"{what}: expected {expected!r}, got {actual!r}")
