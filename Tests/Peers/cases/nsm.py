# SPDX-License-Identifier: Apache-2.0
"""The security module's device: an ioctl of the unmodified binary, and documents across two implementations."""
import base64
import contextlib
import hashlib
import json
import pathlib
import platform
import signal
import ssl
import subprocess
import time

from harness import ROOT, Skip, case, check, equal, free_port, need

PEERS = ROOT / "Tests" / "Peers"
PYTHON = "/usr/bin/python3"  # Debian's, which has cbor2 and cryptography
SIZE, ROOM = 48, 12288


def binary(bench, name):
    return pathlib.Path(bench.binary).with_name(name)


def need_peers():
    if platform.machine() != "x86_64":
        raise Skip("the supervisor knows the system calls of x86-64")
    done = subprocess.run([PYTHON, "-c", "import cbor2, cryptography"], capture_output=True)
    if done.returncode:
        raise Skip("python3-cbor2 and python3-cryptography are not installed")


class Supervised:
    """One program under the supervisor, run to its end."""

    def __init__(self, bench, *words, faults=(), options=()):
        need_peers()
        self.folder = bench.folder / f"nsm-{time.monotonic_ns()}"
        self.folder.mkdir()
        self.root = self.folder / "root.pem"
        log = self.folder / "calls"
        flags = [flag for fault in faults for flag in ("--fault", fault)]
        began = time.monotonic()
        done = subprocess.run(
            [PYTHON, PEERS / "nsm-supervisor.py", "--root-out", self.root, "--log", log, *flags, *options, "--", *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        self.seconds = time.monotonic() - began
        self.code, self.output, self.messages = done.returncode, done.stdout, done.stderr
        self.calls = [json.loads(line) for line in log.read_text().splitlines()]

    @property
    def asked(self):
        return [call["call"] for call in self.calls if call["call"] != "open"]

    def lines(self):
        return dict(line.split(": ", 1) for line in self.output.splitlines())


def ask(bench, *words, **options):
    return Supervised(bench, binary(bench, "enclave-boot"), "nsm", *words, **options)


def verified(document, root):
    """What Python's verifier says of a document: its fields, or why it is none."""
    done = subprocess.run([PYTHON, PEERS / "nitro.py", document, "--root", root], capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout) if done.returncode == 0 else done.stderr.strip()


DRIVER = """
import ctypes, errno, fcntl, os, struct
device = os.open("/dev/nsm", os.O_RDWR)
def call(request, room=12288, length=None, at=None, number=0xC0200A00):
    question, answer = ctypes.create_string_buffer(request, len(request)), ctypes.create_string_buffer(room)
    message = bytearray(struct.pack("<4Q", at or ctypes.addressof(question), len(request) if length is None else length,
                                    ctypes.addressof(answer), room))
    try:
        fcntl.ioctl(device, number, message, True)
    except OSError as error:
        return errno.errorcode[error.errno]
    return struct.unpack("<4Q", message)[3]
question = b"\\x69GetRandom"
print(call(question), call(question, 8), call(question, 1), call(question, length=4097), call(question, at=16),
      call(question, number=0xC0200A01) in ("EINVAL", "ENOTTY"), call(b"\\x00" * 4096))
"""


@case("the supervisor does what the driver does")
def driver(bench):
    done = Supervised(bench, PYTHON, "-c", DRIVER)
    equal(done.code, 0, done.messages)
    # 278 bytes are the 256 random ones with their names; the last is {"Error": "InvalidOperation"}.
    equal(done.output.split(), ["278", "8", "1", "EMSGSIZE", "EFAULT", "True", "24"], "lengths and reasons")


@case("enclave-boot asks the device, opened once, and says what it answers")
def answers(bench):
    done = ask(bench, "describe")
    equal(done.code, 0, done.messages)
    equal(done.lines(), {
        "module": "i-0a1b2c3d4e5f60718-enc0192a3b4c5d6e7f8", "version": "1.0.0", "digest": "SHA384", "registers": "32",
        "locked": ",".join(str(index) for index in range(16))}, "the description")
    equal(done.calls, [{"call": "open", "mode": 2, "cloexec": True},
                       {"call": "DescribeNSM", "length": 12, "room": ROOM, "fault": ""}], "system calls")
    done = ask(bench, "pcr")
    equal(done.asked, ["DescribePCR"] * 32, "calls for all registers")
    equal([call["call"] for call in done.calls].count("open"), 1, "times that the device was opened")
    parent = hashlib.sha384(bytes(SIZE) + b"i-0a1b2c3d4e5f60718").hexdigest()
    equal(done.lines()["pcr4"], f"{parent} locked", "the parent's register")
    equal(done.lines()["pcr31"], f"{'00' * SIZE} open", "a free register")
    equal(ask(bench, "pcr", "4").output, f"pcr4: {parent} locked\n", "one register")
    refused = ask(bench, "pcr", "32")
    equal((refused.code, refused.messages), (77, "the security module answers InvalidIndex\n"), "a register too many")
    first, second = ask(bench, "random").output, ask(bench, "random").output
    check(first != second and len(bytes.fromhex(first)) == len(bytes.fromhex(second)) == 256, "random bytes")


@case("without a device there is a sentence, and exit code 69")
def missing(bench):
    done = subprocess.run([binary(bench, "enclave-boot"), "nsm", "describe", "--device", "/dev/no-nsm"],
                          capture_output=True, text=True, timeout=60)
    equal((done.returncode, done.stdout), (69, ""), "the end")
    check(done.stderr.startswith("/dev/no-nsm: "), done.stderr)


LOST = "the security module is lost until the enclave starts anew"
FAULTS = (
    ("full", 70, "the security module's answer did not fit"),
    ("truncate=11", 70, "the security module's answer makes no sense"),
    ("truncate=1", 70, "the security module's answer makes no sense"),
    ("empty", 70, "the security module's answer makes no sense"),
    ("garbage", 70, "the security module's answer makes no sense"),
    ("wrong", 70, "the security module's answer makes no sense"),
    ("errno=ETIMEDOUT", 69, LOST), ("errno=ENOSPC", 69, LOST),
    ("errno=EFAULT", 69, "the security module cannot be reached: ioctl: Bad address"),
    ("errno=EINVAL", 69, "the security module cannot be reached: ioctl: Invalid argument"),
    ("errno=EMSGSIZE", 70, "a request to the security module has no length that it takes"),
    ("errno=EINTR*", 75, "a request to the security module was interrupted"),
    ("refuse=InternalError", 77, "the security module answers InternalError"),
    ("refuse=InputTooLarge", 77, "the security module answers InputTooLarge"),
    ("refuse=NobodyKnows", 77, "the security module answers Unknown"),
)


@case("what goes wrong at the device is said by its name, and is never an answer")
def faults(bench):
    for question, some in (("random", FAULTS), ("attest", FAULTS[:3])):
        for fault, code, message in some:
            done = ask(bench, question, faults=[fault])
            equal((done.code, done.output, done.messages), (code, "", message + "\n"), f"{question}: {fault}")


@case("what a signal interrupts is asked again, three times in all")
def interrupted(bench):
    done = ask(bench, "random", faults=["errno=EINTR", "errno=EINTR"])
    equal((done.code, done.asked), (0, ["GetRandom"] * 3), "interrupted twice")
    done = ask(bench, "random", faults=["errno=EINTR*"])
    equal(done.asked, ["GetRandom"] * 3, "interrupted for ever")


@case("a device that is lost is asked no more")
def lost(bench):
    for reason in ("ETIMEDOUT", "ENOSPC"):
        done = ask(bench, "pcr", faults=["delay=0", "delay=0", f"errno={reason}"])
        equal((done.code, done.asked), (69, ["DescribePCR"] * 3), reason)


@case("who waits for a device that stalls gives up in time", alone=True)
def stalled(bench):
    done = ask(bench, "random", "--timeout", "200ms", faults=["delay=3"])
    equal((done.code, done.messages), (75, "the security module did not answer in time\n"), "the end")
    check(done.seconds < 3, f"after {done.seconds:.1f} s")
    equal(ask(bench, "random", faults=["delay=0.3"]).code, 0, "a device that is slow")


@case("another implementation's documents are genuine to our verifier, with its root pinned and no other")
def theirs(bench):
    for options in ((), ("--definite",), ("--debug",)):
        done = ask(bench, "attest", "--root", "{root}", "--nonce", "00" * 32, "--user-data", "01", "--public-key", "02" * 294,
                   "--out", str(bench.folder / "theirs"), options=options)
        equal(done.code, 0, f"{options}: {done.messages}")
        check(done.messages.startswith("genuine: i-0a1b2c3d4e5f60718-enc0192a3b4c5d6e7f8"), done.messages)
        equal("in DEBUG mode" in done.messages, "--debug" in options, "debug mode")
        equal(verified(bench.folder / "theirs", done.root)["user_data"], "01", "what Python reads in it")
    for root in ("aws", "aws-us-gov", "00" * 32):
        done = ask(bench, "attest", "--root", root)
        equal(done.code, 77, f"under {root}: {done.messages}")
        check(done.messages.startswith("wrong_root: "), done.messages)
    # The signature ends the answer: with its last bit turned, all else holds.
    done = ask(bench, "attest", "--root", "{root}", faults=["forged"])
    equal(done.code, 77, "a forged signature")
    check(done.messages.startswith("bad_signature: "), done.messages)


NONCE = "00112233445566778899aabbccddeeff"
BOOT = """apiVersion: k3s-daas.io/v1alpha1
kind: EnclaveConfiguration
cluster: 0x{cluster}
chain: 4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S
names: [enclave.example]
provisioners: [d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a]
provisioning: unix:{folder}/provisioning
listen: 127.0.0.1:{port}
ops: 127.0.0.1:0
tls: {{folder: {folder}/tls}}
insecure: {{simulator: ROOT}}
programs:
- name: visitor
  path: /bin/sh
  arguments: [-c, "curl -sk 'https://127.0.0.1:{port}/api/v1/attestation?nonce={nonce}' >{folder}/answer; : </dev/nsm"]
  restart: never
  essential: true
"""


class Boot(Supervised):
    """A whole boot at the device: its one program asks the enclave who it is, and when that ends, so does the enclave."""

    def __init__(self, bench, faults=(), options=()):
        need("curl")
        self.home = bench.folder / f"boot-{time.monotonic_ns()}"
        self.home.mkdir()
        template, self.configuration = self.home / "template", self.home / "enclave.yaml"
        template.write_text(BOOT.format(cluster="11" * 32, folder=self.home, port=free_port(), nonce=NONCE))
        script = 'sed "s/ROOT/$1/" "$2" >"$3" && exec "$4" run --child --config "$3"'
        super().__init__(bench, "/bin/sh", "-c", script, "sh", "{root}", template, self.configuration,
                         binary(bench, "enclave-boot"), faults=faults, options=options)

    @property
    def has_answered(self):
        return (self.home / "answer").exists()


@case("a whole boot goes through the device, and Python believes what the enclave then says of itself")
def boot(bench):
    done = Boot(bench)
    check("msg=booted" in done.messages, done.messages)
    equal([call["call"] for call in done.calls].count("open"), 2, "the device was opened by the boot, and by the visitor")
    equal([name for name in done.asked if name in ("ExtendPCR", "LockPCRs", "chmod")], ["ExtendPCR", "LockPCRs", "chmod"],
          "what was done to the device")
    equal(done.calls[[call["call"] for call in done.calls].index("chmod")]["mode"], 0o600, "the device's mode")
    answer = json.loads((done.home / "answer").read_text())
    document = done.home / "document"
    document.write_bytes(base64.b64decode(answer["document"]))
    fields = verified(document, done.root)
    check(isinstance(fields, dict), fields)
    equal(fields["nonce"], NONCE, "the nonce")
    # What an enclave commits to, computed from what is seen of it; a5 00 01, then four digests under their numbers.
    key = subprocess.run(["openssl", "x509", "-in", done.home / "tls" / "tls.crt", "-noout", "-pubkey"], check=True,
                         capture_output=True, text=True).stdout
    key = base64.b64decode("".join(key.splitlines()[1:-1]))
    user_data = bytes.fromhex(fields["user_data"])
    digests = [user_data[6 + 35 * place:38 + 35 * place] for place in range(4)]
    equal(user_data, bytes.fromhex("a50001") + b"".join(bytes([place + 1, 0x58, 0x20]) + digest
                                                       for place, digest in enumerate(digests)), "the commitment's form")
    equal(digests[0], hashlib.sha256(key).digest(), "the TLS key")
    equal(digests[2], hashlib.sha256(bytes.fromhex(fields["public_key"])).digest(), "the recipient's key")
    equal(digests[3], hashlib.sha256(done.configuration.read_bytes()).digest(), "the configuration")
    equal(sorted(map(int, fields["pcrs"])), list(range(32)), "the locked registers")
    extension = hashlib.sha384(b"k3s-daas/pcr16/v1" + user_data).digest()
    equal(fields["pcrs"]["16"], hashlib.sha384(bytes(SIZE) + extension).hexdigest(), "PCR 16")


@case("what was done and then interrupted is not done a second time")
def interrupted_later(bench):
    for name in ("ExtendPCR", "LockPCRs"):
        done = Boot(bench, faults=[f"{name}@after=EINTR"])
        check("msg=booted" in done.messages, f"{name}: {done.messages}")
        equal(done.asked.count("ExtendPCR"), 1, f"{name}: extensions that were asked for")


@contextlib.contextmanager
def simulator(bench, *flags):
    need_peers()
    folder = bench.folder / f"simulator-{time.monotonic_ns()}"
    folder.mkdir()
    process = subprocess.Popen(
        [binary(bench, "nsm-simulator"), "--socket", folder / "nsm.sock", "--root-out", folder / "root.pem", *flags],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = dict(process.stdout.readline().split() for _ in range(3))
        yield folder, said
        process.send_signal(signal.SIGTERM)
        _, messages = process.communicate(timeout=10)
        equal(process.returncode, 0, "the simulator's exit code")
        check("PROVES NOTHING" in messages.upper(), "the simulator does not say what it is")
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def simulated(bench, folder, *words, code=0):
    done = subprocess.run([binary(bench, "enclave-boot"), "nsm", *words, "--simulator", folder / "nsm.sock"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    equal(done.returncode, code, f"enclave-boot nsm {' '.join(map(str, words))}: {done.stderr}")
    return done


@case("our simulator's documents are genuine to another implementation, with its root pinned and no other")
def ours(bench):
    module = "i-06fb0bf4e70d5129f-enc019a5376999041b1"
    measured = hashlib.sha384(b"an image").hexdigest()
    with simulator(bench, "--module-id", module, "--pcr0", measured) as (folder, said):
        root = folder / "root.pem"
        equal(hashlib.sha256(ssl.PEM_cert_to_DER_cert(root.read_text())).hexdigest(), said["root"], "the root's SHA-256")
        document = folder / "document"
        done = simulated(bench, folder, "attest", "--root", said["root"], "--nonce", "aa" * 32, "--user-data", "bb",
                         "--public-key", "cc" * 32, "--out", document)
        check(done.stderr.startswith(f"genuine: {module}, root {said['root']}"), done.stderr)
        fields = verified(document, root)
        check(isinstance(fields, dict), fields)
        equal((fields["module_id"], fields["nonce"], fields["user_data"], fields["public_key"]),
              (module, "aa" * 32, "bb", "cc" * 32), "the fields")
        equal(fields["pcrs"]["0"], measured, "PCR 0")
        equal(fields["pcrs"]["4"], hashlib.sha384(bytes(SIZE) + b"i-06fb0bf4e70d5129f").hexdigest(), "PCR 4")
        equal(sorted(map(int, fields["pcrs"])), list(range(16)), "the registers that are shown")
        check(abs(fields["timestamp"] / 1000 - time.time()) < 60, "the time")
        forged = bytearray(document.read_bytes())
        forged[-1] ^= 1
        (folder / "forged").write_bytes(forged)
        check(str(verified(folder / "forged", root)).startswith("InvalidSignature"), "a forged signature passes in Python")
        with simulator(bench) as (other, _):
            equal(verified(document, other / "root.pem"), "Bad: another root", "under another simulator's root")
        check(simulated(bench, folder, "attest", "--root", "aws", code=77).stderr.startswith("wrong_root: "), "under AWS's root")


@case("a simulator in debug mode shows it")
def debug(bench):
    with simulator(bench, "--debug") as (folder, said):
        zero = "00" * SIZE
        registers = dict(line.split(": ") for line in simulated(bench, folder, "pcr").stdout.splitlines())
        equal([registers[f"pcr{index}"] for index in (0, 1, 2, 8)], [f"{zero} locked"] * 4, "the image")
        check(not registers["pcr4"].startswith(zero), "the parent is zero")
        check("in DEBUG mode" in simulated(bench, folder, "attest", "--root", said["root"]).stderr, "the verdict")
