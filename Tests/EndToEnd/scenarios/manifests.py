# SPDX-License-Identifier: Apache-2.0
"""What is to be applied in a cluster is taken by an apiserver: in dry run, really, and again."""
import subprocess

import objects
import wiring
from harness import Skip, check, equal
from scenario import number, scenario
from stage import OTHER, ROOT


@scenario("what sealctl writes into k3s' folder of manifests is taken, and taken again without a change")
def k3s(world):
    stage = world.stage(wide=True)
    out = stage.folder / "k3s"
    wiring.call(world.sealctl, "wire", "k3s", "--folder", stage.etc, "--listen-port", stage.port,
                "--ca-file", stage.ours.certificate, "--out", out, *stage.wire_flags())
    manifests = sorted((out / "var/lib/rancher/k3s/server/manifests").glob("*.yaml"))
    check(manifests, "there are manifests")
    admin, taken = stage.admin(), 0
    for manifest in manifests:
        admin("apply", "--dry-run=server", "-f", manifest).expect("yes")
        admin("apply", "-f", manifest).expect("yes")
        again = admin("apply", "-f", manifest).expect("yes").text.strip().splitlines()
        changed = [line for line in again if not line.endswith(" unchanged")]
        # An apiserver fills in what a webhook's registration leaves out, and says so each time.
        check(not [line for line in changed if "validatingwebhook" not in line], f"applied again: {changed}")
        taken += len(again)
    number(f"{taken} objects in {len(manifests)} files")
    stage.kubectl("super")("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("yes")
    stage.kubectl("developer")("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("admission", "authorizer")


@scenario("registered by a file: nobody can take the webhook out of the cluster, and it is there from the first request on")
def static(world):
    if not world.is_real:
        raise Skip("a stand-in reads no such files")
    stage = world.stage(wide=True, static=True)
    registered = stage.admin()("get", "validatingwebhookconfigurations", "-o", "name").expect("yes").text
    check("k3s-daas" not in registered, f"not an object in the cluster: {registered}")
    stage.kubectl("super")("create", "configmap", "a", "--dry-run=server", "-n", OTHER).expect("yes")
    stage.kubectl("developer")("create", "-f", "-", "--dry-run=server", text=objects.made(
        "new", "pods:privileged", stage.ledger.stakers["developer"].home)).expect("admission")
    stage.apiservers[0].kill()
    stage.start_apiserver()
    stage.kubectl("admin")("create", "-f", "-", "--dry-run=server",
                           text=objects.made("new", "pods:privileged", OTHER)).expect("admission")


@scenario("every render of the charts is taken in dry run", is_short=False)
def charts(world):
    check_charts = ROOT / "hack" / "verify-charts"
    if not world.is_real:
        raise Skip("a stand-in knows no schema")
    if not check_charts.exists():
        raise Skip("there are no charts")
    stage = world.common(wide=True)
    done = subprocess.run([check_charts, "--server", stage.admin().config], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=900)
    equal(done.returncode, 0, "\n".join(done.stdout.splitlines()[-12:]))
    for line in done.stdout.splitlines():
        if "the apiserver takes" in line:
            number(line)
