# SPDX-License-Identifier: Apache-2.0
"""What makes an apiserver ask us, as `sealctl wire kube-apiserver` writes it."""
import dataclasses
import pathlib
import shutil
import subprocess

from harness import equal


@dataclasses.dataclass
class Wired:
    """The apiserver's flags, the server's configuration, and what is to be applied in the cluster."""

    flags: list[str]
    server: pathlib.Path
    manifest: pathlib.Path


def wire(sealctl: pathlib.Path, folder: pathlib.Path, rendered: pathlib.Path, *flags) -> Wired:
    """Wires what has its certificates in `folder`; files go through `rendered`, below which sealctl writes them."""
    done = call(sealctl, "wire", "kube-apiserver", "--folder", folder, "--ca-file", folder / "pki" / "ca.crt", "--out", rendered,
                *flags)
    # Certificates are there already, and units are for a machine that has a service manager.
    shutil.copytree(f"{rendered}{folder}", folder, dirs_exist_ok=True)
    return Wired([line.removeprefix("--") for line in done.splitlines() if line.startswith("--")],
                 folder / "webhook-server.yaml", folder / "wiring" / "cluster.yaml")


def call(sealctl: pathlib.Path, *arguments) -> str:
    words = [str(word) for word in (sealctl, *arguments)]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    equal(done.returncode, 0, f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout
