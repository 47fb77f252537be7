# SPDX-License-Identifier: Apache-2.0
"""sealctl as people use it: a shell, a terminal, a ledger that is killed."""
import hashlib
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import termios
import time

from harness import case, check, equal, eventually, free_port, need


class Staker:
    """A home of its own, a local ledger, and sealctl."""

    def __init__(self, bench):
        self.bench = bench
        self.binary = pathlib.Path(bench.binary).with_name("sealctl")
        self.home = bench.folder / f"sealctl-{time.monotonic_ns()}"
        self.home.mkdir()
        self.port = free_port()
        password = self.home / "password"
        password.write_text("correct horse\n")
        password.chmod(0o600)
        self.environment = {"HOME": str(self.home), "PATH": os.environ["PATH"],
                            "K3S_DAAS_PASSWORD_FILE": str(password)}
        self.devnet = None

    def start(self, *flags):
        self.devnet = subprocess.Popen([self.binary, "devnet", "--address", f"127.0.0.1:{self.port}", *flags],
                                       env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.devnet.stdout.readline()
        check("worth nothing" in line, f"the ledger says {line!r} {self.devnet.stderr.read() if not line else ''}")

    def stop(self, number=signal.SIGTERM):
        self.devnet.send_signal(number)
        self.devnet.communicate(timeout=10)
        return self.devnet.returncode

    def __call__(self, *arguments, status=0, **options):
        done = subprocess.run([self.binary, *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, **options)
        equal(done.returncode, status, f"sealctl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout if status == 0 else done.stderr

    def json(self, *arguments):
        return json.loads(self(*arguments, "-o", "json"))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        if self.devnet.poll() is None:
            self.devnet.kill()
            self.devnet.communicate()


@case("from nothing to a token, whose hashes Python computes too")
def token(bench):
    with Staker(bench) as staker:
        me = staker.json("wallet", "new", "me")["address"]
        equal(staker.json("faucet")["balance"], 10_000_000_000, "the faucet's gift")
        cluster = staker.json("cluster", "create")["cluster"]
        minted = staker.json("seal", "mint", "--stake", "2SUI", "--permissions", "pods:read")
        secret = bytes.fromhex(minted["token"].removeprefix("seal_"))
        raw = bytes.fromhex(cluster[2:])
        key = "0x" + hashlib.sha256(b"k3s-daas/seal/v1" + raw + secret).hexdigest()
        equal(minted["key"], key, "the seal's key")
        shown = staker.json("seal", "show", key)
        bind = hashlib.sha256(b"k3s-daas/seal-owner/v1" + bytes.fromhex(me[2:]) + secret).hexdigest()
        equal((shown["owner"], shown["bind"], shown["state"]), (me, bind, "live"), "what the chain knows")
        equal(staker.json("status")["tier"], "developer", "the tier of 2 SUI")
        everything = "".join(staker(*words) for words in (
            ("events", "-o", "yaml"), ("seal", "list"), ("status",), ("tx", minted["transaction"])))
        check(minted["token"][5:] not in everything, "the token stands in public")
        history = (staker.home / ".config/k3s-daas/devnet").read_text()
        check(minted["token"][5:] not in history, "the token stands on chain")
        equal(staker.stop(), 0, "the ledger's exit code after SIGTERM")


@case("a ledger that is killed has everything that it answered")
def killed(bench):
    with Staker(bench) as staker:
        staker("wallet", "new", "me")
        staker("faucet", "--amount", "100SUI")
        staker("cluster", "create")
        for round in range(5):
            staker("stake", "1SUI")
            before = staker("status", "-o", "json")
            equal(staker.stop(signal.SIGKILL), -9, "the kill")
            staker.start()
            equal(staker("status", "-o", "json"), before, f"the status after kill {round}")
        equal(staker.json("status")["stake"], 5_000_000_000, "all stakes")


@case("a password is asked for on the terminal, and not shown")
def terminal(bench):
    with Staker(bench) as staker:
        del staker.environment["K3S_DAAS_PASSWORD_FILE"]
        pid, master = pty.fork()
        if pid == 0:
            os.execve(staker.binary, ["sealctl", "wallet", "new", "me"], staker.environment)
        seen = b""

        def read_until(text):
            nonlocal seen
            while text not in seen:
                seen += os.read(master, 4096)
        read_until(b"new password for me: ")
        os.write(master, b"correct horse\n")
        read_until(b"again: ")
        os.write(master, b"correct horse\n")
        read_until(b"0x")
        _, status = os.waitpid(pid, 0)
        os.close(master)
        equal(os.waitstatus_to_exitcode(status), 0, "exit code")
        check(b"correct" not in seen, "the terminal showed the password")
        message = staker("wallet", "export", "me", status=64, start_new_session=True)
        check("--password-file" in message, message)


@case("whoever leaves a password's question has their terminal back")
def interrupted(bench):
    with Staker(bench) as staker:
        del staker.environment["K3S_DAAS_PASSWORD_FILE"]
        for keys in (b"\x03", b"half a pass\x03", b"\x1c", b"\x1a\x03"):
            pid, master = pty.fork()
            if pid == 0:
                os.execve(staker.binary, ["sealctl", "wallet", "new", "me"], staker.environment)
            before, seen = termios.tcgetattr(master), b""
            while b"password for me" not in seen:
                seen += os.read(master, 4096)
            check(not termios.tcgetattr(master)[3] & (termios.ECHO | termios.ISIG), "it is not shown, and no key is a signal")
            os.write(master, keys)
            _, status = os.waitpid(pid, 0)
            equal(os.waitstatus_to_exitcode(status), -signal.SIGINT, f"how it ends after {keys!r}")
            equal(termios.tcgetattr(master), before, "how the terminal is")
            os.close(master)
        check(not (staker.home / ".config/k3s-daas/wallet").exists(), "no wallet is made")


@case("a reader that goes away ends events --follow")
def pipe(bench):
    with Staker(bench) as staker:
        staker("wallet", "new", "me")
        staker("faucet")
        staker("cluster", "create")
        follow = subprocess.Popen([staker.binary, "events", "--follow", "-o", "json"], env=staker.environment,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(follow.stdout.readline() == "{\n", "the first event")
        staker("seal", "mint", "--stake", "1SUI")
        eventually(lambda: "seal::SealChanged" in follow.stdout.readline(), 10, "the seal's event")
        follow.stdout.close()
        staker("stake", "1SUI")
        eventually(lambda: follow.poll() is not None, 10, "the end of the follower")
        follow.stderr.close()
        check(follow.returncode in (-signal.SIGPIPE, 0, 74), f"it ended with {follow.returncode}")


@case("a transaction that is sent while the ledger is away fails with advice, and nothing is lost")
def away(bench):
    with Staker(bench) as staker:
        staker("wallet", "new", "me")
        staker("faucet")
        staker("cluster", "create")
        staker.stop()
        message = staker("stake", "1SUI", "--timeout", "2s", status=69)
        check("--node" in message, message)
        staker.start()
        staker("stake", "1SUI")
        equal(staker.json("status")["stake"], 1_000_000_000, "the stake")
        check(re.search(r"^stake: +1 SUI$", staker("status"), re.MULTILINE), "people read SUI")


LINES = (("wal", "wallet"), ("seal m", "mint"), ("seal mint --perm", "--permissions"), ("stake 2SUI --dry", "--dry-run"),
         ("devnet s", "step"))


def complete(bench, shell, script):
    """Runs a shell over the completion script; `script` prints what completes each of LINES, one in a line."""
    tool, binary = need(shell), pathlib.Path(bench.binary).with_name("sealctl")
    done = subprocess.run([binary, "completion", shell], stdout=subprocess.PIPE, text=True, check=True)
    path = bench.folder / f"completion.{shell}"
    path.write_text(done.stdout)
    told = subprocess.run([tool, "-c", script(path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60,
                          env={"PATH": f"{binary.parent}:{os.environ['PATH']}", "HOME": str(bench.folder)})
    equal([line.split() for line in told.stdout.splitlines()], [[word] for _, word in LINES], shell)


@case("bash completes commands and flags")
def bash(bench):
    complete(bench, "bash", lambda path: f"source {path}\n"
             'ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sealctl; echo "${COMPREPLY[*]}"; }\n'
             + "\n".join(f"ask sealctl {line}" for line, _ in LINES))


@case("zsh completes commands and flags")
def zsh(bench):
    complete(bench, "zsh", lambda path: f"source {path}\n"
             'compadd() { print -r -- ${(M)${@:#--}:#$PREFIX*} }\n'
             'ask() { words=("$@"); CURRENT=$#words; PREFIX=$words[CURRENT]; _sealctl }\n'
             + "\n".join(f"ask sealctl {line}" for line, _ in LINES))


@case("fish completes commands and flags")
def fish(bench):
    complete(bench, "fish", lambda path: f"source {path}\n"
             + "\n".join(f"complete -C 'sealctl {line}' | cut -f1" for line, _ in LINES))
