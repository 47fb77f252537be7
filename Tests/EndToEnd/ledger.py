# SPDX-License-Identifier: Apache-2.0
"""A local ledger with a cluster on it, its operator, and a staker for each tier; all of it made with sealctl."""
import dataclasses
import json
import os
import pathlib
import secrets
import shutil
import subprocess

from harness import equal, free_port, home_namespace
from processes import Process

STAKES = {"viewer": "0.5SUI", "developer": "2SUI", "admin": "5SUI", "super": "10SUI"}


@dataclasses.dataclass
class Staker:
    """Somebody with a key: what their wallet calls them, their address, and the token of their seal."""

    name: str
    address: str
    token: str = ""

    @property
    def user(self) -> str:
        return f"sui:{self.address}"

    @property
    def home(self) -> str:
        return home_namespace(self.address.removeprefix("0x"))


class Ledger:
    """sealctl devnet, and sealctl as its operator and its stakers call it."""

    def __init__(self, sealctl: pathlib.Path, folder: pathlib.Path):
        self.sealctl, self.folder = sealctl, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / ".config/k3s-daas/cluster.yaml"
        password = folder / "password"
        if not password.exists():
            password.write_text(secrets.token_hex(16) + "\n")
            password.chmod(0o600)
        self.environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "K3S_DAAS_PASSWORD_FILE": str(password)}
        self.port = free_port()
        self.stakers: dict[str, Staker] = {}
        self.process = None

    def start(self):
        self.process = Process("sealctl devnet", [self.sealctl, "devnet", "--address", f"127.0.0.1:{self.port}"],
                               self.folder / "devnet.log", self.environment).start()
        self.process.wait_until(lambda: b"worth nothing" in self.process.log.read_bytes(), 10, "listens")
        return self

    def stop(self):
        self.process.stop()

    def make(self):
        """A cluster, an operator who may slash, and one staker per tier."""
        operator = self.json("wallet", "new", "operator")["address"]
        self("faucet", "--key", "operator", "--amount", "100SUI")
        self("cluster", "create", "--key", "operator")
        self("cap", "offer", "slasher", operator, "--key", "operator")
        self("cap", "accept", "slasher", "--key", "operator")
        for tier, stake in STAKES.items():
            self.newcomer(tier, stake)
        return self

    def copy(self, folder: pathlib.Path) -> "Ledger":
        """A ledger with the same past, at another port."""
        shutil.copytree(self.folder, folder)
        twin = Ledger(self.sealctl, folder)
        (folder / "devnet.log").unlink(missing_ok=True)
        twin.file.write_text(twin.file.read_text().replace(f":{self.port}/", f":{twin.port}/"))
        twin.stakers = {name: dataclasses.replace(staker) for name, staker in self.stakers.items()}
        return twin

    def newcomer(self, name: str, stake: str | None = None) -> Staker:
        """Somebody new with SUI of their own; with a stake and a seal, if a stake is given."""
        staker = Staker(name, self.json("wallet", "new", name)["address"])
        self.stakers[name] = staker
        self("faucet", "--key", name, "--amount", "30SUI")
        if stake:
            staker.token = self.mint(name, "--stake", stake)
        return staker

    def mint(self, name: str, *flags: str) -> str:
        return self.json("seal", "mint", "--key", name, *flags)["token"]

    def slash(self, staker: Staker, percent: str = "10"):
        self("slash", staker.address, percent, secrets.token_hex(32), "--key", "operator")

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run([self.sealctl, *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
        equal(done.returncode, 0, f"sealctl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def json(self, *arguments: str):
        return json.loads(self(*arguments, "-o", "json"))
