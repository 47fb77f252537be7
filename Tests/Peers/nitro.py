#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Nitro's security module and its documents, by nobody whose code we ship: Python's cbor2 and cryptography.

As a program it verifies a document: nitro.py FILE --root ROOT.pem [--at SECONDS], and prints what stands in it.
"""
import argparse
import datetime
import hashlib
import io
import json
import pathlib
import secrets
import sys
import time

import cbor2
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import NameOID

REGISTERS, BOOT_REGISTERS, SIZE = 32, 16, 48
ES384 = -35
DAY = 86400


def sha384(data: bytes) -> bytes:
    return hashlib.sha384(data).digest()


def read(data: bytes):
    """One item and nothing behind it."""
    stream = io.BytesIO(data)
    value = cbor2.CBORDecoder(stream).decode()
    if stream.read(1):
        raise ValueError("bytes follow the item")
    return value


def utc(seconds: float) -> datetime.datetime:
    return datetime.datetime.utcfromtimestamp(int(seconds))


class Hierarchy:
    """Five certificates, root first, and the leaf's key."""

    def __init__(self, module_id: str, now: float, region: str = "eu-central-1"):
        instance = module_id.split("-enc")[0]
        names = ["oracle.nitro-enclaves", f"{secrets.token_hex(8)}.{region}.aws.nitro-enclaves",
                 f"{secrets.token_hex(8)}.zonal.{region}.aws.nitro-enclaves",
                 f"{instance}.{region}.aws.nitro-enclaves", f"{module_id}.{region}.aws"]
        times = [(-400 * DAY, 30 * 365 * DAY), (-5 * DAY, 481 * 3600), (-DAY, 140 * 3600), (-8 * 3600, DAY), (-3, 10803)]
        self.certificates, issuer, key = [], None, None
        for place, (name, (first, life)) in enumerate(zip(names, times)):
            above, key = key, ec.generate_private_key(ec.SECP384R1())
            subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Oracle of tests"),
                                 x509.NameAttribute(NameOID.COMMON_NAME, name)])
            is_leaf = place == 4
            builder = x509.CertificateBuilder(
                subject_name=subject, issuer_name=issuer or subject, public_key=key.public_key(),
                serial_number=x509.random_serial_number(), not_valid_before=utc(now + first),
                not_valid_after=utc(now + first + life))
            builder = builder.add_extension(
                x509.BasicConstraints(ca=not is_leaf, path_length=None if place in (0, 4) else 3 - place), True)
            builder = builder.add_extension(x509.KeyUsage(
                digital_signature=place != 3, content_commitment=is_leaf, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=not is_leaf, crl_sign=place < 3, encipher_only=False,
                decipher_only=False), not is_leaf)
            self.certificates.append(builder.sign(above or key, hashes.SHA384()))
            issuer = subject
        self.key = key

    @property
    def der(self) -> list[bytes]:
        return [one.public_bytes(serialization.Encoding.DER) for one in self.certificates]

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.der[0]).hexdigest()

    @property
    def root_pem(self) -> bytes:
        return self.certificates[0].public_bytes(serialization.Encoding.PEM)


class Refusal(Exception):
    """The module's own name for why it does not."""


class Module:
    """A security module: bytes in, bytes out."""

    def __init__(self, module_id: str = "i-0a1b2c3d4e5f60718-enc0192a3b4c5d6e7f8", debug: bool = False,
                 definite: bool = False):
        self.module_id, self.definite = module_id, definite
        self.hierarchy = Hierarchy(module_id, time.time())
        self.registers = [bytes(SIZE)] * REGISTERS
        self.locked = set(range(BOOT_REGISTERS))
        self.registers[4] = sha384(bytes(SIZE) + module_id.split("-enc")[0].encode())
        if not debug:
            for index in range(3):
                self.registers[index] = sha384(bytes(SIZE) + sha384(b"an image of tests, part %d" % index))

    def answer(self, request: bytes) -> bytes:
        try:
            call = read(request)
            # What is written otherwise than the one way is refused, so that a test sees it.
            if cbor2.dumps(call) != request:
                raise Refusal("InvalidOperation")
            return cbor2.dumps(self.perform(call))
        except Refusal as refusal:
            return cbor2.dumps({"Error": str(refusal)})
        except (ValueError, TypeError, KeyError, cbor2.CBORDecodeError):
            return cbor2.dumps({"Error": "InvalidOperation"})

    def name(self, request: bytes) -> str:
        try:
            call = read(request)
            return call if isinstance(call, str) else next(iter(call))
        except (ValueError, TypeError, StopIteration, cbor2.CBORDecodeError):
            return "?"

    def perform(self, call):
        if call == "DescribeNSM":
            return {"DescribeNSM": {
                "digest": "SHA384", "max_pcrs": REGISTERS, "module_id": self.module_id, "of_tomorrow": {"a": [1, None]},
                "locked_pcrs": sorted(self.locked), "version_major": 1, "version_minor": 0, "version_patch": 0}}
        if call == "GetRandom":
            return {"GetRandom": {"random": secrets.token_bytes(256)}}
        [(name, arguments)] = call.items()
        if name == "DescribePCR":
            index = self.place(arguments["index"])
            return {name: {"data": self.registers[index], "lock": index in self.locked}}
        if name == "ExtendPCR":
            index = self.free(arguments["index"])
            self.registers[index] = sha384(self.registers[index] + bytes(arguments["data"]))
            return {name: {"data": self.registers[index]}}
        if name == "LockPCR":
            self.locked.add(self.free(arguments["index"]))
            return name
        if name == "LockPCRs":
            if arguments["range"] > REGISTERS:
                raise Refusal("InvalidIndex")
            self.locked.update(range(arguments["range"]))
            return name
        if name == "Attestation":
            return {name: {"document": self.document(*(arguments.get(key) for key in ("user_data", "nonce", "public_key")))}}
        raise Refusal("InvalidOperation")

    def place(self, index: int) -> int:
        if not 0 <= index < REGISTERS:
            raise Refusal("InvalidIndex")
        return index

    def free(self, index: int) -> int:
        if self.place(index) in self.locked:
            raise Refusal("ReadOnlyIndex")
        return index

    def document(self, user_data, nonce, public_key) -> bytes:
        fields = {
            "module_id": self.module_id, "digest": "SHA384", "timestamp": int(time.time() * 1000),
            "pcrs": {index: self.registers[index] for index in sorted(self.locked)},
            "certificate": self.hierarchy.der[4], "cabundle": self.hierarchy.der[:4], "public_key": public_key,
            "user_data": user_data, "nonce": nonce}
        # Since 2025 modules do not tell beforehand how many fields there are.
        payload = cbor2.dumps(fields) if self.definite else b"\xbf" + b"".join(
            cbor2.dumps(key) + cbor2.dumps(value) for key, value in fields.items()) + b"\xff"
        protected = cbor2.dumps({1: ES384})
        message = cbor2.dumps(["Signature1", protected, b"", payload])
        r, s = utils.decode_dss_signature(self.hierarchy.key.sign(message, ec.ECDSA(hashes.SHA384())))
        return cbor2.dumps([protected, {}, payload, r.to_bytes(SIZE, "big") + s.to_bytes(SIZE, "big")])


class Bad(Exception):
    """A document that proves nothing, and why."""


def verify(document: bytes, root: x509.Certificate, at: float | None = None) -> dict:
    """Verifies as AWS's text says: signature, chain to this root and no other, times, powers; gives what stands in it."""
    def hold(condition, reason):
        if not condition:
            raise Bad(reason)
    body = read(document)
    hold(isinstance(body, list) and len(body) == 4, "not an array of four")
    protected, _, payload, signature = body
    hold(read(protected) == {1: ES384}, "another algorithm")
    fields = read(payload)
    chain = [x509.load_der_x509_certificate(one) for one in [*fields["cabundle"], fields["certificate"]]]
    der = serialization.Encoding.DER
    hold(chain[0].public_bytes(der) == root.public_bytes(der), "another root")
    when = utc(fields["timestamp"] / 1000 if at is None else at)
    for place, one in enumerate(chain):
        is_leaf = place == len(chain) - 1
        above = chain[max(place - 1, 0)]
        hold(one.version == x509.Version.v3, f"certificate {place}: no v3")
        hold(one.not_valid_before <= when <= one.not_valid_after, f"certificate {place}: not at {when}")
        hold(one.issuer == above.subject, f"certificate {place}: another issuer")
        hold(isinstance(one.public_key(), ec.EllipticCurvePublicKey) and one.public_key().curve.name == "secp384r1",
             f"certificate {place}: another curve")
        above.public_key().verify(one.signature, one.tbs_certificate_bytes, ec.ECDSA(hashes.SHA384()))
        constraints = one.extensions.get_extension_for_class(x509.BasicConstraints)
        usage = one.extensions.get_extension_for_class(x509.KeyUsage).value
        hold(constraints.critical and constraints.value.ca != is_leaf, f"certificate {place}: authority or not")
        if constraints.value.path_length is not None:
            hold(len(chain) - 2 - place <= constraints.value.path_length, f"certificate {place}: too many follow")
        hold(usage.digital_signature if is_leaf else usage.key_cert_sign, f"certificate {place}: not for this")
    hold(len(signature) == 2 * SIZE, "another signature's length")
    r, s = (int.from_bytes(part, "big") for part in (signature[:SIZE], signature[SIZE:]))
    message = cbor2.dumps(["Signature1", protected, b"", payload])
    chain[-1].public_key().verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA384()))
    hold(fields["digest"] == "SHA384", "another digest")
    hold(all(len(value) == SIZE for value in fields["pcrs"].values()), "a register of another length")
    return fields


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--at", type=float, help="seconds since 1970, in the place of the document's own time")
    options = parser.parse_args()
    root = x509.load_pem_x509_certificate(options.root.read_bytes())
    try:
        fields = verify(options.document.read_bytes(), root, options.at)
    except Exception as error:  # whatever it is, the document is not one
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 77
    fields["pcrs"] = {str(index): value for index, value in fields["pcrs"].items()}
    print(json.dumps(fields, default=lambda value: value.hex()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
