# SPDX-License-Identifier: Apache-2.0
"""An enclave's first program: beside others as their child, and alone as the first process of a machine."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from cases.nsm import Supervised
from harness import Skip, case, check, equal, eventually, need

# How long a boot may take on a machine that others use as well.
PATIENCE = 30


def binary(bench, name):
    found = pathlib.Path(bench.binary).with_name(name)
    if not found.exists():
        raise Skip(f"{found} was not built")
    return found


class Simulator:
    """A security module without an enclave."""

    def __init__(self, bench, socket, *flags):
        command = [binary(bench, "nsm-simulator"), "--socket", str(socket), *flags]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.root = None
        for line in self.process.stdout:
            if line.startswith("root "):
                self.root = line.split()[1]
            if line.startswith("listening"):
                return
        raise AssertionError("the simulator does not listen")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def configuration(root, module, folder, programs, more=""):
    lines = [
        "apiVersion: k3s-daas.io/v1alpha1", "kind: EnclaveConfiguration", f"cluster: 0x{'11' * 32}",
        "chain: 4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S", "names: [enclave.example]",
        "provisioners: [d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a]",
        f"provisioning: unix:{folder}/provisioning", "listen: 127.0.0.1:0", "ops: 127.0.0.1:0",
        f"nsm: {module}", f"insecure: {{simulator: {root}}}", f"tls: {{folder: {folder}/tls}}", more, "programs:"]
    for name, script, settings in programs:
        quoted = script.replace("'", "''")
        lines.append(f"  - {{name: {name}, path: /bin/sh, arguments: [-c, '{quoted}']{settings}}}")
    return "\n".join(lines) + "\n"


class Enclave:
    """enclave-boot, and what it has said so far."""

    def __init__(self, folder, *command):
        self.log = folder / f"boot-{time.monotonic_ns()}.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def said(self, pattern):
        return re.findall(pattern, self.log.read_text())

    def wait_for(self, pattern, times=1):
        def found():
            hits = self.said(pattern)
            if len(hits) < times:
                check(self.process.poll() is None, f"it ended with {self.process.returncode}: {self.log.read_text()[-2000:]}")
                return None
            return hits
        return eventually(found, PATIENCE, f"it says {pattern} {times} times: {self.log.read_text()[-2000:]}")

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def child(bench, programs, more=""):
    """A simulator, a configuration, and enclave-boot as this process' child."""
    folder = bench.folder / f"enclave-{time.monotonic_ns()}"
    folder.mkdir()
    simulator = Simulator(bench, folder / "nsm")
    file = folder / "enclave.yaml"
    file.write_text(configuration(simulator.root, f"socket:{folder}/nsm", folder, programs, more))
    return simulator, file, Enclave(folder, binary(bench, "enclave-boot"), "run", "--config", file)


TICKING = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"


@case("boots as a child, starts programs in order, ends them in the other")
def boots(bench):
    simulator, _, enclave = child(bench, [(name, TICKING, "") for name in ("first", "second", "third")])
    with simulator:
        try:
            enclave.wait_for(r"line=up", 3)
            equal(enclave.said(r"msg=step name=\"?([a-z ]+?)\"? result=skipped"), ["mounts", "heartbeat", "loopback", "clock"],
                  "what is left to others")
            enclave.process.send_signal(signal.SIGTERM)
            equal(enclave.process.wait(PATIENCE), 0, "the exit code")
        finally:
            enclave.end()
    equal(enclave.said(r'msg="program started" program=(\w+)'), ["first", "second", "third"], "the start")
    equal(enclave.said(r"program=(\w+) line=bye"), ["third", "second", "first"], "the end")


@case("a second process of the same enclave finds its keys' register taken, and says what helps")
def taken(bench):
    simulator, file, enclave = child(bench, [("only", TICKING, "")])
    with simulator:
        try:
            enclave.wait_for("line=up")
            enclave.process.send_signal(signal.SIGTERM)
            enclave.process.wait(PATIENCE)
            second = subprocess.run([binary(bench, "enclave-boot"), "run", "--config", file], capture_output=True, text=True,
                                    timeout=PATIENCE)
        finally:
            enclave.end()
    equal(second.returncode, 69, "the exit code")
    check("PCR 16 is taken" in second.stderr and "new start of the enclave" in second.stderr, second.stderr)


@case("a program that fails is started again after 1, 2 and 4 s, one that must run ends the rest")
def loops(bench):
    began = time.monotonic()
    simulator, _, enclave = child(bench, [
        ("calm", TICKING, ""), ("vital", "echo beat; [ $(cat $COUNT | wc -l) -lt 3 ] && echo x >> $COUNT && exit 7; exit 0",
                                f", restart: on-failure, essential: true, environment: {{COUNT: {bench.folder}/beats}}")])
    (bench.folder / "beats").write_text("")
    with simulator:
        try:
            code = enclave.process.wait(PATIENCE)
        finally:
            enclave.end()
    equal(code, 70, "the exit code")
    equal(enclave.said(r"program=vital after=([\d.]+)"), ["1", "2", "4"], "the delays")
    equal(enclave.said(r"program=vital code=(\d)"), ["7", "7", "7", "0"], "how it ended")
    equal(enclave.said(r"program=(\w+) line=bye"), ["calm"], "who was ended")
    check(time.monotonic() - began >= 7, "it did not wait")


@case("what is killed leaves no program behind")
def killed(bench):
    simulator, _, enclave = child(bench, [("only", "echo up; while :; do sleep 0.05; done", "")])
    with simulator:
        try:
            enclave.wait_for("line=up")
            number = enclave.said(r"program=only pid=(\d+)")[0]
            enclave.process.kill()
            enclave.process.wait(PATIENCE)
            eventually(lambda: not pathlib.Path(f"/proc/{number}").exists(), PATIENCE, "the program ended as well")
        finally:
            enclave.end()


def machine(bench):
    """A root folder with enclave-boot as its first program, a shell, and what both load."""
    root = bench.folder / f"machine-{time.monotonic_ns()}"
    for name in ("proc", "sys", "dev", "run", "tmp", "nsm", "etc/k3s-daas"):
        (root / name).mkdir(parents=True)
    programs = {binary(bench, "enclave-boot"): "init"}
    for tool in ("sh", "sleep", "cat", "setsid"):
        programs[pathlib.Path(need(tool)).resolve()] = f"bin/{tool}"
    for source, target in programs.items():
        target = root / target
        target.parent.mkdir(exist_ok=True)
        shutil.copy(source, target)
        listed = subprocess.run(["ldd", source], capture_output=True, text=True).stdout
        for library in re.findall(r"(/\S+) \(0x", listed):
            copy = root / library.lstrip("/")
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                shutil.copy(library, copy)
    return root


# Told from within: who is first, what is mounted how, whether loopback is up, and which processes nobody has reaped.
LOOK = r"""
echo first=$(cat /proc/1/comm) me=$$
while read device target type options rest; do echo mount=$type:$target:$options; done < /proc/self/mounts
echo lo=$(cat /sys/class/net/lo/flags)
(setsid sleep 0.2 &) ; (sleep 0.1 &) ; sleep 1
zombies=0 processes=0
for file in /proc/[0-9]*/stat; do
  read -r line < $file || continue
  processes=$((processes + 1))
  case "$line" in *') Z '*) zombies=$((zombies + 1));; esac
done
echo processes=$processes zombies=$zombies
"""


@case("is the first process of a machine: mounts, loopback, orphans, and an end in order", alone=True)
def first_process(bench):
    if os.geteuid() != 0:
        raise Skip("only root can make a machine of namespaces")
    unshare = need("unshare")
    probe = subprocess.run([unshare, "--pid", "--fork", "--mount", "--net", "true"], capture_output=True)
    if probe.returncode:
        raise Skip(f"namespaces cannot be made here: {probe.stderr.decode().strip()}")
    root = machine(bench)
    with Simulator(bench, root / "nsm" / "socket") as simulator:
        (root / "look").write_text(LOOK)
        (root / "etc/k3s-daas/enclave.yaml").write_text(configuration(
            simulator.root, "socket:/nsm/socket", "/run", [("look", ". /look", ", restart: never"), ("calm", TICKING, "")]))
        # The word is what a kernel hands over of its command line that it does not know.
        enclave = Enclave(bench.folder, unshare, "--pid", "--fork", "--mount", "--net", "--kill-child", "--root", root,
                          "/init", "nomodules")
        try:
            enclave.wait_for("zombies=")
            enclave.wait_for("line=up")
            children = pathlib.Path(f"/proc/{enclave.process.pid}/task/{enclave.process.pid}/children").read_text().split()
            os.kill(int(children[0]), signal.SIGTERM)
            code = enclave.process.wait(PATIENCE)
        finally:
            enclave.end()
    check("first=init" in enclave.log.read_text(), "another process is the first")
    mounts = {found[1]: (found[0], found[2].split(",")) for found in enclave.said(r"mount=([^:]+):([^:]+):([^\" ]+)")}
    for target, kind, options in [("/proc", "proc", ["nosuid", "nodev", "noexec"]), ("/dev", "devtmpfs", ["nosuid", "noexec"]),
                                  ("/sys", "sysfs", ["nosuid", "nodev", "noexec"]), ("/run", "tmpfs", ["nosuid", "nodev", "noexec"]),
                                  ("/tmp", "tmpfs", ["nosuid", "nodev", "noexec"]), ("/dev/shm", "tmpfs", ["nosuid", "nodev"]),
                                  ("/dev/pts", "devpts", ["nosuid", "noexec"]), ("/sys/fs/cgroup", "cgroup2", ["nosuid"])]:
        check(target in mounts, f"{target} is not mounted: {sorted(mounts)}")
        equal(mounts[target][0], kind, target)
        check(set(options) <= set(mounts[target][1]), f"{target}: {mounts[target][1]}")
    # Up, and a loopback.
    equal(enclave.said(r"lo=(0x\w+)"), ["0x9"], "loopback's flags")
    equal(enclave.said(r"zombies=(\d+)"), ["0"], "orphans that nobody reaped")
    equal(enclave.said(r"program=(\w+) line=bye"), ["calm"], "who was ended")
    check(enclave.said("msg=ended"), "it did not end in order")
    # The kernel ends a namespace whose first process asks for a restart with SIGHUP.
    check(code in (-signal.SIGHUP, 128 + signal.SIGHUP), f"it ended with {code}")


@case("a machine without a console boots all the same")
def silent(bench):
    if os.geteuid() != 0:
        raise Skip("only root can make a machine of namespaces")
    unshare = need("unshare")
    root = machine(bench)
    with Simulator(bench, root / "nsm" / "socket") as simulator:
        (root / "etc/k3s-daas/enclave.yaml").write_text(configuration(
            simulator.root, "socket:/nsm/socket", "/run",
            [("last", "read line < /proc/self/stat; echo $line > /nsm/last", ", restart: never, essential: true")]))
        command = f"exec {unshare} --pid --fork --mount --net --kill-child --root {root} /init <&- >&- 2>&-"
        done = subprocess.run(["/bin/sh", "-c", command], timeout=PATIENCE)
    check((root / "nsm/last").exists(), f"its program did not run: {done.returncode}")


# What a boot asks of the module, in this order; another document may be on its way when the end comes.
CALLS = ["GetRandom", "DescribeNSM", "DescribePCR", "DescribePCR", "DescribePCR", "DescribePCR", "ExtendPCR", "LockPCRs",
         "DescribeNSM", "DescribePCR", "Attestation"]


def supervised(bench, *faults, options=()):
    """A whole boot on a device that another implementation answers for; its one program ends the enclave at once."""
    folder = bench.folder / f"device-{time.monotonic_ns()}"
    folder.mkdir()
    (folder / "template").write_text(configuration(
        "ROOT", "device", folder, [("last", "echo up", ", restart: never, essential: true")]))
    script = f"sed s/ROOT/{{root}}/ {folder}/template > {folder}/yaml; exec {binary(bench, 'enclave-boot')} run --config {folder}/yaml"
    return Supervised(bench, "/bin/sh", "-c", script, faults=faults, options=options)


@case("boots on the device itself, on documents of another implementation")
def device(bench):
    done = supervised(bench)
    check("msg=booted" in done.messages and "line=up" in done.messages, done.messages[-2000:])
    equal(done.code, 70, "the exit code")
    equal(done.asked[:len(CALLS)], CALLS, "what was asked")
    equal([call["call"] for call in done.calls].count("open"), 1, "times that the device was opened")


@case("a fault of the device is outlived where it can be, and then each register was extended once")
def faults(bench):
    for fault in ("ExtendPCR@garbage", "ExtendPCR@errno=EINTR", "LockPCRs@refuse=InternalError", "Attestation@forged",
                  "GetRandom@truncate=9", "DescribeNSM@full"):
        done = supervised(bench, fault)
        check("msg=booted" in done.messages, f"{fault}: {done.messages[-2000:]}")
        asked = done.asked.count("ExtendPCR")
        equal(asked, 2 if fault == "ExtendPCR@errno=EINTR" else 1, f"{fault}: extensions that were asked for")


@case("what cannot be outlived ends the boot with a sentence, before anything is served")
def ends(bench):
    lost = "the security module is lost until the enclave starts anew"
    for fault, options, reason in [
            ("GetRandom@errno=ETIMEDOUT", (), f"entropy: {lost}"),
            ("GetRandom@refuse=InternalError*", (), "entropy: the security module answers InternalError"),
            ("DescribePCR@garbage*", (), "measurements: the security module's answer makes no sense"),
            ("Attestation@forged*", (), "own attestation: the own document is not believed"),
            ("", ("--debug",), "measurements: this enclave is in debug mode")]:
        done = supervised(bench, *([fault] if fault else []), options=options)
        equal(done.code, 69, f"{fault}: the exit code: {done.messages[-500:]}")
        check(f'msg="not booted" reason="{reason}' in done.messages, f"{fault}: {done.messages[-2000:]}")
        check("listening" not in done.messages and "program started" not in done.messages, f"{fault}: it served")
