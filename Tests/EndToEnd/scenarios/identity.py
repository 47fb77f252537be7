# SPDX-License-Identifier: Apache-2.0
"""Who is who: what the apiserver makes of tokens, and what is none of our business."""
import secrets

from harness import check, equal
from ledger import STAKES
from scenario import scenario
from stage import OTHER


@scenario("each tier's token is the user, the uid and the groups that the chain says")
def whoami(world):
    stage = world.common(wide=True)
    for tier in STAKES:
        who = stage.kubectl(tier)("auth", "whoami", "-o", "json").expect("yes").json()["status"]["userInfo"]
        equal(who["username"], stage.ledger.stakers[tier].user, f"{tier}: name")
        equal(sorted(who["groups"]), sorted(["seal:stakers", f"seal:{tier}", "system:authenticated"]), f"{tier}: groups")


@scenario("a signed token that sealctl makes works, and is the same user")
def signed(world):
    stage = world.common(wide=True)
    token = stage.ledger("token", "--key", "admin", "--no-cache").strip()
    who = stage.kubectl({"token": token}, name="signed")("auth", "whoami", "-o", "json").expect("yes").json()
    equal(who["status"]["userInfo"]["username"], stage.ledger.stakers["admin"].user, "the user")


@scenario("tokens of nobody are refused")
def strangers(world):
    stage = world.common(wide=True)
    for number, token in enumerate((secrets.token_hex(32), "seal_" + secrets.token_hex(32), "x", "a.b.c",
                                    "seal_" + "0" * 63, "sealsig1.AAAA.BBBB")):
        stage.kubectl({"token": token}, name=f"stranger-{number}")("get", "configmaps", "-n", OTHER).expect("token")


@scenario("the operator's certificate and foreign service accounts work while our server is away")
def away(world):
    stage = world.stage(wide=True)
    name = "system:serviceaccount:" + OTHER + ":default"
    stage.admin()("create", "rolebinding", "robot", "--clusterrole=edit", "--clusterrole=admin",
                  f"--serviceaccount={OTHER}:default", "-n", OTHER)
    stage.admin()("create", "role", "robot", "--verb=*", "--resource=configmaps", "-n", OTHER).expect("yes")
    stage.admin()("create", "rolebinding", "robot-too", "--role=robot", f"--serviceaccount={OTHER}:default",
                  "-n", OTHER).expect("yes")
    token = stage.admin()("create", "token", "default", "-n", OTHER).expect("yes").text.strip()
    robot = stage.kubectl({"token": token}, name="robot")
    who = robot("auth", "whoami", "-o", "json").expect("yes").json()
    equal(who["status"]["userInfo"]["username"], name, "the service account")
    stage.servers[0].kill()
    for kubectl in (stage.admin(), robot):
        kubectl("create", "configmap", kubectl.name, "-n", OTHER).expect("yes")
        kubectl("delete", "configmap", kubectl.name, "-n", OTHER).expect("yes")
    refused = stage.kubectl("super")("create", "configmap", "late", "-n", OTHER)
    check(refused.verdict in ("unavailable", "token", "error"), f"a super's write without our server: {refused}")
    stage.kubectl({"token": stage.ledger.mint("viewer")}, name="late")("get", "configmaps", "-n", OTHER).expect("token")
    stage.add_server()
    stage.kubectl("super")("create", "configmap", "again", "-n", OTHER).expect("yes")
