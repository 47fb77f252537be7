# SPDX-License-Identifier: Apache-2.0
"""The list of scenarios, and the numbers that one of them wants to be read."""
import dataclasses


@dataclasses.dataclass
class Scenario:
    title: str
    run: object
    is_short: bool


SCENARIOS: list[Scenario] = []
NUMBERS: list[str] = []


def scenario(title: str, is_short: bool = True):
    """Registers a function as a scenario; its group is the name of its file. What takes minutes is not short."""
    def register(function):
        SCENARIOS.append(Scenario(f"{function.__module__.rsplit('.', 1)[-1]}: {title}", function, is_short))
        return function
    return register


def number(text: str):
    """Says something measured, under the scenario's line."""
    NUMBERS.append(text)
