# SPDX-License-Identifier: Apache-2.0
"""What was decided and done is kept, anchored, and proved; what is changed is found."""
import json
import pathlib
import shutil
import signal
import subprocess
import urllib.request

from harness import check, equal, eventually
from joining import Site
from scenario import number, scenario

EVERY = 10


def sealctl(stage, *arguments) -> subprocess.CompletedProcess:
    ledger = stage.ledger
    return subprocess.run([ledger.sealctl, "audit", *map(str, arguments)], env=ledger.environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)


def head(ops: int) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{ops}/audit/head", timeout=5) as page:
        return json.load(page)


def lines(folder: pathlib.Path) -> list[dict]:
    found = []
    for segment in sorted(folder.glob("*.jsonl")):
        found += [json.loads(line) for line in segment.read_text().splitlines()]
    return [line for line in found if "n" in line]


@scenario("decisions and acts are anchored and proved; what is changed is named; a killed server goes on")
def trail(world):
    folder = pathlib.Path(world.folder) / "trails"
    folder.mkdir()
    decisions, acts = folder / "decisions", folder / "acts"
    stage = world.stage(wide=True, settings=(("audit-directory", decisions), ("audit-name", "webhook-server@one")))
    ops = stage.ops[stage.servers[0]]
    site = Site(stage, flags=("--audit-directory", acts, "--audit-name", "seal-controller@one", "--audit-anchor-every", f"{EVERY}s",
                              "--audit-heads", f"http://127.0.0.1:{ops}/audit/head"))
    check(stage.kubectl("developer")("auth", "whoami").verdict == "yes", "the developer is let in")
    machine = site.machine()
    eventually(lambda: machine.ask().status == 200, 60, "a machine is let in")
    wanted = eventually(lambda: [line["n"] for line in lines(decisions)
                                 if line.get("user") == stage.ledger.stakers["developer"].user][:1], 20, "the decision is written")
    said = head(ops)
    equal(said["log"], "webhook-server@one", "log")

    def anchored() -> list[dict]:
        entries = [line for line in lines(acts / "anchors") if line["kind"] == "anchor"] if (acts / "anchors").exists() else []
        return [line for line in entries for one in line["heads"]
                if one["log"] == "webhook-server@one" and one["size"] > wanted[0]]

    eventually(anchored, 6 * EVERY, "the decision is under an anchored head")
    folders = (decisions, acts, acts / "anchors")
    eventually(lambda: sealctl(stage, "verify", *folders).returncode == 0, 3 * EVERY, "everything is as it was written")
    told = sealctl(stage, "verify", decisions, acts)
    equal(told.returncode, 2, f"without the anchorings it cannot be told: {told.stdout}{told.stderr}")
    # The chain may have a root a moment before the controller has heard so and has written it down.
    due = {("activate", "begun"), ("activate", "done"), ("lead", "done"), ("run", "begun"), ("anchor", "done")}
    eventually(lambda: due <= {(line["kind"], line.get("outcome")) for line in lines(acts)}, EVERY, "the acts are written down")
    first = lines(acts)[0]
    equal((first["kind"], first["outcome"]), ("run", "begun"), "what the trail begins with")

    # -- proved, to somebody who has the proof and the chain alone
    proof = folder / "proof.json"
    told = eventually(lambda: (done := sealctl(stage, "prove", wanted[0], "--log", decisions, "--anchors", acts / "anchors")
                               ).returncode == 0 and done, 3 * EVERY, "the entry is proved")
    proof.write_text(told.stdout)
    equal(sealctl(stage, "check", proof).returncode, 0, "the proof holds")
    shown = sealctl(stage, "check", proof, "--root", json.loads(told.stdout)["anchored"]["root"], "-o", "json")
    equal((shown.returncode, json.loads(shown.stdout)["anchored"]), (0, None), "a root that is given says nothing of its number")
    changed = json.loads(told.stdout)
    changed["line"] = changed["line"].replace('"decision":"allowed"', '"decision":"denied"')
    check(changed["line"] != json.loads(told.stdout)["line"], "the decision was one")
    proof.write_text(json.dumps(changed))
    check(sealctl(stage, "check", proof).returncode != 0, "another decision is not proved by it")

    # -- one byte of a copy
    copy = folder / "copy"
    shutil.copytree(decisions, copy)
    segment = sorted(copy.glob("*.jsonl"))[0]
    content = segment.read_bytes()
    place = content.index(b'"decision":"allowed"') + len(b'"decision":"a')
    segment.write_bytes(content[:place] + b"L" + content[place + 1:])
    entry = json.loads(content[content.rindex(b"\n", 0, place) + 1:content.index(b"\n", place)])["n"]
    told = sealctl(stage, "verify", copy, acts / "anchors")
    equal(told.returncode, 1, "a changed byte is found")
    check(str(entry) in told.stdout + told.stderr, f"entry {entry} is named: {told.stdout}{told.stderr}")

    # -- the server is killed, and goes on
    before = head(ops)["size"]
    server = stage.servers[0]
    server.signal(signal.SIGKILL)
    server.wait(5)
    server.start()
    server.wait_until(lambda: stage.is_server_ready(server), 15, "ready again")
    check(head(ops)["size"] >= before, "nothing is lost that was told of")
    eventually(lambda: stage.kubectl("viewer")("auth", "whoami").verdict == "yes", 30, "it decides again")
    told = eventually(lambda: (done := sealctl(stage, "verify", *folders)).returncode == 0 and done, 3 * EVERY, "it goes on as it was")
    number(f"{head(ops)['size']} decisions and {len(lines(acts))} acts are as they were written")
