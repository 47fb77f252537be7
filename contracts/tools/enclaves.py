"""What an enclave of a scenario puts forward: keys, the commitment to them, signatures. By OpenSSL, not by code of ours."""

import hashlib
import json
import pathlib
import re
import subprocess
import tempfile

from wire import bytes_of, uleb

# An Ed25519 key in the forms of RFC 8410, without the key.
PRIVATE = bytes.fromhex("302e020100300506032b657004220420")
PUBLIC = bytes.fromhex("302a300506032b6570032100")


def first_cluster():
    """The id that Sui's test scenarios give to the first object of their first transaction after the opening."""
    transaction = (1).to_bytes(8, "little") + bytes(24)
    return hashlib.blake2b(b"\xf1" + transaction + bytes(8), digest_size=32).digest()


def text(value):
    """A vector<u8> or a String as BCS writes it."""
    raw = value.encode() if isinstance(value, str) else value
    return uleb(len(raw)) + raw


def commitment(tls, signing, recipient, config):
    """`user_data` as the deterministic CBOR of RFC 8949 §4.2: {0: 1, 1: …, 2: …, 3: …, 4: …}."""
    digests = [tls, hashlib.sha256(PUBLIC + signing).digest(), hashlib.sha256(recipient).digest(), config]
    return b"\xa5\x00\x01" + b"".join(bytes([n + 1]) + b"\x58\x20" + digest for n, digest in enumerate(digests))


class Keys:
    """Fills in what a scenario writes as `$key:name`, `$commitment` and `$signature:name`."""

    def __init__(self, seeds):
        self.seeds = seeds
        self.known = {}

    def filled_in(self, step, people):
        step = json.loads(re.sub(r"\$key:([\w-]+)", lambda match: self.public(match.group(1)).hex(), json.dumps(step)))
        arguments = step.get("args", {})
        if step.get("call") == "enclave_registry::register_enclave":
            document = arguments["document"]
            if document["user_data"] == "$commitment":
                document["user_data"] = commitment(
                    bytes_of(arguments["tls_spki_sha256"]), bytes_of(arguments["signing_key"]),
                    bytes_of(document["public_key"]), bytes_of(arguments["config_sha256"])).hex()
        if arguments.get("signature", "").startswith("$signature:"):
            name = arguments["signature"].partition(":")[2]
            if step["call"] == "enclave_registry::register_enclave":
                owner = bytes.fromhex(people[step["by"]].removeprefix("0x").rjust(64, "0"))
                claim = text("k3s-daas/enclave/v1") + first_cluster() + owner + text(arguments["endpoint"])
            else:
                claim = text("k3s-daas/state/v1") + first_cluster()
                claim += int(arguments["seq"]).to_bytes(8, "little") + text(bytes_of(arguments["root"]))
            arguments["signature"] = self.sign(name, claim).hex()
        return step

    def public(self, name):
        if name not in self.known:
            arguments = ["pkey", "-inform", "DER", "-pubout", "-outform", "DER"]
            self.known[name] = self._openssl(name, "-in", arguments)[-32:]
        return self.known[name]

    def sign(self, name, message):
        if (name, message) not in self.known:
            self.known[name, message] = self._openssl(name, "-inkey", ["pkeyutl", "-sign", "-rawin", "-keyform", "DER"], message)
        return self.known[name, message]

    def _openssl(self, name, key_option, arguments, message=None):
        with tempfile.TemporaryDirectory() as folder:
            key = pathlib.Path(folder, "key")
            key.write_bytes(PRIVATE + bytes_of(self.seeds[name]))
            command = ["openssl", *arguments, key_option, str(key)]
            if message is not None:
                pathlib.Path(folder, "message").write_bytes(message)
                command += ["-in", str(pathlib.Path(folder, "message"))]
            return subprocess.run(command, check=True, capture_output=True).stdout
