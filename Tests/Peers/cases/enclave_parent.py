# SPDX-License-Identifier: Apache-2.0
"""The script that starts an enclave on its parent, with a nitro-cli that only notes what it is told."""
import base64
import json
import os
import pathlib
import signal
import subprocess
import time

from harness import ROOT, case, check, equal, eventually

NITRO = """#!/bin/sh
# Keeps one enclave, in a file that is there while it runs.
echo "$*" >>"$NITRO_FOLDER/calls"
case $1 in
    run-enclave) echo '{"EnclaveName": "k3s-daas"}'; echo '{"EnclaveName": "k3s-daas"}' >"$NITRO_FOLDER/running" ;;
    terminate-enclave) rm -f "$NITRO_FOLDER/running" ;;
    describe-enclaves) echo "[$(cat "$NITRO_FOLDER/running" 2>/dev/null)]" ;;
esac
"""


class Parent:
    """A machine with an image, its measurements and our script."""

    def __init__(self, bench):
        self.folder = bench.folder / f"parent-{time.monotonic_ns()}"
        (self.folder / "bin").mkdir(parents=True)
        nitro = self.folder / "bin" / "nitro-cli"
        nitro.write_text(NITRO)
        nitro.chmod(0o755)
        # No waiting: what the script looks for every five seconds is there at once.
        sleep = self.folder / "bin" / "sleep"
        sleep.write_text("#!/bin/sh\nexec /bin/sleep 0.05\n")
        sleep.chmod(0o755)
        (self.folder / "bin" / "sealctl").symlink_to(pathlib.Path(bench.binary).with_name("sealctl"))
        vectors = json.loads((ROOT / "Tests/Vectors/enclave-images.json").read_text())
        vector = next(vector for vector in vectors["accepted"] if vector["name"] == "two ramdisks")
        image = self.folder / "image.eif"
        image.write_bytes(base64.b64decode(vector["image"]))
        self.settings = {"EIF": str(image), "CPUS": "2", "MEMORY_MIB": "4096", "CID": "16",
                         **{f"PCR{index}": vector[f"pcr{index}"] for index in range(3)}}

    def start(self, **changes):
        settings = {name: value for name, value in {**self.settings, **changes}.items() if value is not None}
        environment = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "NITRO_FOLDER": str(self.folder), **settings}
        return subprocess.Popen([ROOT / "charts/enclave/run-enclave"], env=environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @property
    def calls(self):
        calls = self.folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @property
    def running(self):
        return self.folder / "running"


@case("an enclave is started as it was meant, and its end is noticed")
def ends(bench):
    parent = Parent(bench)
    script = parent.start()
    eventually(parent.running.exists, 10, "the enclave runs")
    started = [call for call in parent.calls if call.startswith("run-enclave")]
    equal(started, [f"run-enclave --enclave-name k3s-daas --eif-path {parent.settings['EIF']} --enclave-cid 16 "
                    "--cpu-count 2 --memory 4096"], "how it is started")
    check(script.poll() is None, "the script goes on while the enclave runs")
    parent.running.unlink()
    _, said = script.communicate(timeout=10)
    equal(script.returncode, 75, said)


@case("an enclave that was left over is ended first, and a signal ends the one that runs")
def stops(bench):
    parent = Parent(bench)
    parent.running.write_text('{"EnclaveName": "k3s-daas"}')
    script = parent.start()
    eventually(lambda: any(call.startswith("run-enclave") for call in parent.calls), 10, "the enclave runs")
    words = [call.split()[0] for call in parent.calls]
    check(words.index("terminate-enclave") < words.index("run-enclave"), "the old one is ended before")
    script.send_signal(signal.SIGTERM)
    _, said = script.communicate(timeout=10)
    equal(script.returncode, 0, said)
    check(not parent.running.exists(), "it is ended")


@case("another image, and settings that lack something, are not started")
def refuses(bench):
    for changes, code, reason in [
            ({"PCR0": "1" * 96}, 77, "PCR0"), ({"PCR2": "1" * 96}, 77, "PCR2"), ({"PCR1": ".*"}, 77, "PCR1"),
            ({"EIF": "/none.eif"}, 66, "cannot be measured"), ({"CID": "3"}, 78, "CID"), ({"CID": "x"}, 78, "CID"),
            ({"MEMORY_MIB": None}, 78, "MEMORY_MIB")]:
        parent = Parent(bench)
        script = parent.start(**changes)
        _, said = script.communicate(timeout=10)
        equal(script.returncode, code, said)
        check(reason in said and not parent.calls, f"{changes}: {said} {parent.calls}")
