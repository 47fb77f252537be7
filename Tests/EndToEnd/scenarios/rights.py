# SPDX-License-Identifier: Apache-2.0
"""The table of rights, tried row by row with kubectl as each tier."""
import concurrent.futures
import pathlib

import tries
from harness import check, equal
from ledger import STAKES
from scenario import number, scenario
from stage import GRANTED, OTHER, OURS, SYSTEM

TABLE = pathlib.Path(__file__).resolve().parents[1] / "rights.tsv"


def rows(has_authorizer: bool) -> list[tuple]:
    """(verb, resource, place, tier, may) for every cell."""
    may = {"yes": True, "no": False, "live": not has_authorizer}
    cells = []
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            verb, resource, place, *answers = line.split("\t")
            equal(len(answers), len(STAKES), f"answers of {line!r}")
            cells += [(verb, resource, place, tier, may[answer]) for tier, answer in zip(STAKES, answers)]
    return cells


def namespace(stage, place: str, tier: str) -> str | None:
    neighbour = "viewer" if tier != "viewer" else "admin"
    return {"home": stage.ledger.stakers[tier].home, "neighbour": stage.ledger.stakers[neighbour].home,
            "granted": GRANTED, "other": OTHER, "system": SYSTEM, "ours": OURS, "all": "*", "-": None}[place]


def furnish(stage):
    homes = [staker.home for staker in stage.ledger.stakers.values()]
    namespaces = [GRANTED, OTHER, SYSTEM, OURS, *homes]
    stage.apply(tries.furnishings(namespaces))
    for name in namespaces:
        # There is no kubelet to say so, and kubectl forwards to none that does not run.
        stage.admin()("patch", "pod", "there", "-n", name, "--subresource=status", "--type=merge",
                      "-p", '{"status":{"phase":"Running"}}').expect("yes")


def try_all(stage) -> None:
    furnish(stage)
    cells, who = rows(stage.has_authorizer), {}

    def one(cell):
        verb, resource, place, tier, may = cell
        told = tries.attempt(stage.kubectl(tier), verb, resource, namespace(stage, place, tier),
                             stage.ledger.stakers[tier])
        who[told.verdict] = who.get(told.verdict, 0) + 1
        good = ("yes",) if may else ("roles", "authorizer", "admission")
        if told.verdict in good:
            return None
        last = told.text.strip().splitlines()[-1:] or [""]
        return f"{tier} {verb} {resource} {place}: {told.verdict}, not {'yes' if may else 'refused'}: {last[0][:220]}"
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        wrong = [line for line in pool.map(one, cells) if line]
    number(f"{len(cells)} rights tried: " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(who.items())))
    check(not wrong, f"{len(wrong)} of {len(cells)} rights are otherwise:\n      " + "\n      ".join(wrong))


@scenario("where roles give everything away, authorizer and admission take back what the table denies", is_short=False)
def wide(world):
    try_all(world.stage(wide=True))


@scenario("with the roles that we ship, and the authorizer")
def shipped(world):
    try_all(world.stage())


@scenario("with the roles that we ship, and no authorizer", is_short=False)
def shipped_alone(world):
    try_all(world.stage(has_authorizer=False))
