# SPDX-License-Identifier: Apache-2.0
"""Who changed what in a cluster, as the apiserver's own audit log has it."""
import dataclasses
import json
import pathlib

POLICY = {
    "apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": ["RequestReceived", "ResponseStarted", "Panic"],
    "rules": [{"level": "None", "verbs": ["get", "list", "watch"]},
              # A kubelet's, every few seconds.
              {"level": "None", "resources": [{"group": "", "resources": ["nodes/status", "pods/status", "namespaces/status"]}]},
              {"level": "Metadata"}]}


@dataclasses.dataclass(frozen=True)
class Deed:
    """One call that changed something, or was to."""

    user: str
    verb: str
    resource: str
    part: str
    namespace: str
    name: str
    code: int
    at: str


def flags(folder: pathlib.Path) -> tuple[str, ...]:
    """An apiserver's, to have it write them down."""
    policy = folder / "deeds-policy.json"
    policy.write_text(json.dumps(POLICY))
    return f"audit-policy-file={policy}", f"audit-log-path={folder}/deeds.log", "audit-log-mode=blocking-strict"


def read(folder: pathlib.Path, **wanted) -> list[Deed]:
    """All of them in their order; those alone of which every field is as wanted, if some are named."""
    found = []
    # Behind the last line break there may be half a line.
    for line in (folder / "deeds.log").read_text().split("\n")[:-1]:
        event = json.loads(line)
        place = event.get("objectRef") or {}
        found.append(Deed(event["user"]["username"], event["verb"], place.get("resource", ""), place.get("subresource", ""),
                          place.get("namespace", ""), place.get("name", ""), event["responseStatus"]["code"],
                          event["requestReceivedTimestamp"]))
    return [deed for deed in found if all(getattr(deed, name) == value for name, value in wanted.items())]
