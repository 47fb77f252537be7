# SPDX-License-Identifier: Apache-2.0
"""kubectl as somebody: what it was told, and who refused."""
import dataclasses
import json
import os
import pathlib
import re
import subprocess

from harness import check


@dataclasses.dataclass
class Told:
    """What one call of kubectl came to."""

    command: str
    code: int
    text: str

    @property
    def verdict(self) -> str:
        """`yes`; who refused (`token`, `roles`, `authorizer`, `admission`); `unavailable`; or `error` for the rest.

        A request that was let in and then failed for want of a kubelet counts as `yes`: the machine that would run the
        command is not there, but nobody stood in the way.
        """
        # cordon says what was wrong and ends with 0 all the same.
        if self.code == 0 and not re.search("^error: ", self.text, re.M):
            return "yes"
        if "denied the request:" in self.text:
            return "admission"
        if "failed calling webhook" in self.text:
            return "unavailable"
        if "nauthorized" in self.text:
            return "token"
        if "attempting to grant RBAC permissions not currently held" in self.text:
            return "roles"
        if re.search(r"is forbidden: User \S+ cannot \S+ (resource|path)", self.text):
            return "authorizer" if re.search(r'(cluster scope|namespace "[^"]*"|path "[^"]*"): \S', self.text) else "roles"
        if re.search("does not have a host assigned|pod .* is not scheduled|upgrade connection|no preferred|unassigned",
                     self.text):
            return "yes"
        return "error"

    def expect(self, *verdicts: str) -> "Told":
        check(self.verdict in verdicts,
              f"{self.command}: expected {' or '.join(verdicts)}, got {self.verdict}: {self.text.strip()[-600:]}")
        return self

    def json(self):
        return json.loads(self.text)


class Kubectl:
    """kubectl against one apiserver, as one user: a token, or a client certificate with its key."""

    def __init__(self, folder: pathlib.Path, name: str, port: int, authorities: pathlib.Path, user: dict,
                 has_schema: bool = True):
        self.name, self.has_schema = name, has_schema
        self.config = folder / f"{name}-{port}.kubeconfig"
        self.config.write_text(json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": "c",
            "clusters": [{"name": "c", "cluster": {"server": f"https://127.0.0.1:{port}",
                                                   "certificate-authority": str(authorities)}}],
            "users": [{"name": "u", "user": user}], "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}))
        self.config.chmod(0o600)
        # What the apiserver offers is the same for everybody: one copy serves all.
        self.cache = folder / f"discovery-{port}"

    def __call__(self, *arguments, text: str | dict | None = None, seconds: float = 60) -> Told:
        words = [str(word) for word in arguments]
        if isinstance(text, dict):
            text = json.dumps(text)
        if "-f" in words and not self.has_schema:
            words.append("--validate=false")
        try:
            done = subprocess.run(
                ["kubectl", "--kubeconfig", str(self.config), "--cache-dir", str(self.cache), *words], input=text,
                stdin=subprocess.DEVNULL if text is None else None, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, timeout=seconds, env={**os.environ, "HOME": str(self.config.parent)})
            return Told(f"{self.name}: kubectl {' '.join(words)}", done.returncode, done.stdout)
        except subprocess.TimeoutExpired as late:
            said = (late.stdout or b"").decode(errors="replace") if isinstance(late.stdout, bytes) else late.stdout or ""
            return Told(f"{self.name}: kubectl {' '.join(words)}", 124, f"{said}\nno end within {seconds:g} s")
