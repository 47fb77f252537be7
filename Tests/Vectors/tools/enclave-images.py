"""Writes Tests/Vectors/enclave-images.json: enclave images (EIF), what they measure, and files that are none.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install cryptography
    /tmp/venv/bin/python Tests/Vectors/tools/enclave-images.py > Tests/Vectors/enclave-images.json

Measurements are hashlib's and checksums zlib's. Keys, serial numbers and times are fixed, and ECDSA's nonces are those of RFC 6979: the
output is the same each time. CBOR is written here by hand, so that nothing is shared with the code that reads it.
"""

import base64
import datetime
import hashlib
import json
import struct
import zlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

KERNEL, CMDLINE, RAMDISK, SIGNATURE, METADATA = 1, 2, 3, 4, 5
CURVES = {
    "P-256": (ec.SECP256R1(), hashes.SHA256(), 32, -7),
    "P-384": (ec.SECP384R1(), hashes.SHA384(), 48, -35),
    "P-521": (ec.SECP521R1(), hashes.SHA512(), 66, -36),
}


def measure(content):
    return hashlib.sha384(bytes(48) + hashlib.sha384(content).digest()).digest()


def head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for code, width in ((24, 1), (25, 2), (26, 4)):
        if number < 1 << 8 * width:
            return bytes([major << 5 | code]) + number.to_bytes(width, "big")


def number(value):
    return head(0, value) if value >= 0 else head(1, -1 - value)


def text(value):
    return head(3, len(value)) + value.encode()


def octets(value):
    return head(2, len(value)) + value


def numbers(value):
    """Bytes as the tools of the format write them."""
    return head(4, len(value)) + b"".join(number(byte) for byte in value)


class Signer:
    def __init__(self, name="P-384"):
        self.curve, self.hash, self.width, self.algorithm = CURVES[name]
        self.key = ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest(), "big"), self.curve)
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "image signer")])
        builder = x509.CertificateBuilder(
            subject, subject, self.key.public_key(), 7,
            datetime.datetime(2026, 1, 1), datetime.datetime(2036, 1, 1))
        self.certificate = builder.sign(self.key, self.hash, ecdsa_deterministic=True)
        self.der = self.certificate.public_bytes(serialization.Encoding.DER)
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM)

    def seal(self, payload, algorithm=None, unprotected=b"\xa0"):
        protected = b"\xa1\x01" + number(self.algorithm if algorithm is None else algorithm)
        message = b"\x84" + text("Signature1") + octets(protected) + octets(b"") + octets(payload)
        r, s = decode_dss_signature(self.key.sign(message, ec.ECDSA(self.hash, deterministic_signing=True)))
        signature = r.to_bytes(self.width, "big") + s.to_bytes(self.width, "big")
        return b"\x84" + octets(protected) + unprotected + octets(payload) + octets(signature)


def payload(pcr0, index=0, write=numbers):
    return b"\xa2" + text("register_index") + number(index) + text("register_value") + write(pcr0)


def section(signer, sealed, pem=None, write=numbers, count=1):
    one = b"\xa2" + text("signing_certificate") + write(pem or signer.pem) + text("signature") + write(sealed)
    return head(4, count) + one * count


class Image:
    """An image, every byte of which can be another one."""

    def __init__(self, kernel=b"\x7fkernel" * 9, cmdline=b"reboot=k panic=30 pci=off", ramdisks=(b"init" * 5, b"app" * 7)):
        self.version, self.flags, self.reserved, self.unused = 4, 0, 0, 0
        self.magic = b".eif"
        self.sections = [(KERNEL, kernel), (CMDLINE, cmdline), (METADATA, b'{"ImageName":"test"}')]
        self.sections += [(RAMDISK, ramdisk) for ramdisk in ramdisks]
        self.section_flags, self.checksum = 0, None
        self.count, self.offsets, self.sizes = None, {}, {}
        self.signer = None

    def contents(self, *kinds):
        return [content for kind, content in self.sections if kind in kinds]

    @property
    def pcr0(self):
        return measure(b"".join(self.contents(KERNEL, CMDLINE, RAMDISK)))

    def signed(self, name="P-384"):
        self.signer = Signer(name)
        self.sections.append((SIGNATURE, section(self.signer, self.signer.seal(payload(self.pcr0)))))
        return self

    def bytes(self):
        body, offsets, sizes = b"", [0] * 32, [0] * 32
        for index, (kind, content) in enumerate(self.sections):
            if index < 32:
                offsets[index], sizes[index] = 548 + len(body), len(content)
            body += struct.pack(">HHQ", kind, self.section_flags, len(content)) + content
        for index, value in self.offsets.items():
            offsets[index] = value
        for index, value in self.sizes.items():
            sizes[index] = value
        count = len(self.sections) if self.count is None else self.count
        start = self.magic + struct.pack(
            ">HHQQHH", self.version, self.flags, 1 << 30, 2, self.reserved, count)
        start += struct.pack(">32Q32QI", *offsets, *sizes, self.unused)
        checksum = zlib.crc32(start + body) if self.checksum is None else self.checksum
        return start + struct.pack(">I", checksum) + body


def good(name, image):
    ramdisks = image.contents(RAMDISK)
    boot = b"".join(image.contents(KERNEL, CMDLINE))
    return {
        "name": name, "architecture": "aarch64" if image.flags & 1 else "x86_64", "ramdisks": len(ramdisks),
        "pcr0": image.pcr0.hex(), "pcr1": measure(boot + ramdisks[0]).hex(),
        "pcr2": measure(b"".join(ramdisks[1:])).hex(),
        "pcr8": measure(image.signer.der).hex() if image.signer else "",
        "image": base64.b64encode(image.bytes()).decode(),
    }


def changed(image, **fields):
    for name, value in fields.items():
        setattr(image, name, value)
    return image


def accepted():
    yield good("two ramdisks", Image())
    yield good("one ramdisk", Image(ramdisks=(b"alone",)))
    yield good("29 ramdisks", Image(ramdisks=[bytes([index]) * (index + 1) for index in range(29)]))
    yield good("bytes moved from the kernel to its command line",
               Image(b"\x7fkernel" * 8, b"\x7fkernelreboot=k panic=30 pci=off"))
    yield good("for ARM", changed(Image(), flags=1))
    older = changed(Image(), version=3)
    older.sections = [part for part in older.sections if part[0] != METADATA]
    yield good("version 3, without metadata", older)
    for name in CURVES:
        yield good(f"signed with {name}", Image().signed(name))
    written = Image()
    written.signer = Signer()
    sealed = written.signer.seal(payload(written.pcr0, write=octets))
    written.sections.append((SIGNATURE, section(written.signer, sealed, write=octets)))
    yield good("signed, with bytes written as bytes", written)
    late = Image().signed()
    late.sections.append(late.sections.pop(2))
    yield good("metadata behind the signature", late)


def with_sections(*sections):
    image = Image()
    image.sections = [(kind, b"x") for kind in sections]
    return image


def with_signature(make):
    image, signer = Image(), Signer()
    image.sections.append((SIGNATURE, make(signer, image.pcr0)))
    return image


def refused():
    def bad(name, code, image):
        return {"name": name, "code": code,
                "image": base64.b64encode(image if isinstance(image, bytes) else image.bytes()).decode()}

    whole = Image().bytes()
    yield bad("nothing", "truncated", b"")
    yield bad("an ELF file", "not_an_image", changed(Image(), magic=b"\x7fELF"))
    yield bad("version 2", "unknown_version", changed(Image(), version=2))
    yield bad("version 5", "unknown_version", changed(Image(), version=5))
    yield bad("a flag of the header", "unknown_flag", changed(Image(), flags=2))
    yield bad("the reserved field", "unknown_flag", changed(Image(), reserved=1))
    yield bad("the unused field", "unknown_flag", changed(Image(), unused=1))
    yield bad("a flag of a section", "unknown_flag", changed(Image(), section_flags=1))
    yield bad("no sections", "section_count", changed(Image(), count=0))
    yield bad("two sections", "section_count", changed(Image(), count=2))
    yield bad("33 sections", "section_count", changed(Image(), count=33))
    yield bad("a section fewer in the header", "table_differs", changed(Image(), count=4))
    yield bad("a section fewer in the header and its table", "trailing",
              changed(Image(), count=4, offsets={4: 0}, sizes={4: 0}))
    yield bad("a section more in the header", "truncated", changed(Image(), count=6))
    yield bad("another offset in the table", "table_differs", changed(Image(), offsets={0: 549}))
    yield bad("another size in the table", "table_differs", changed(Image(), sizes={3: 19}))
    yield bad("an offset behind the last", "table_differs", changed(Image(), offsets={31: 1}))
    yield bad("a size behind the last", "table_differs", changed(Image(), sizes={31: 1}))
    yield bad("a section of kind 0", "unknown_section", with_sections(KERNEL, CMDLINE, 0))
    yield bad("a section of kind 6", "unknown_section", with_sections(KERNEL, CMDLINE, 6))
    yield bad("no kernel", "section_order", with_sections(CMDLINE, RAMDISK, METADATA))
    yield bad("two kernels", "section_order", with_sections(KERNEL, KERNEL, CMDLINE, RAMDISK))
    yield bad("a ramdisk before the command line", "section_order", with_sections(KERNEL, RAMDISK, CMDLINE))
    yield bad("two command lines", "section_order", with_sections(KERNEL, CMDLINE, CMDLINE, RAMDISK))
    yield bad("no ramdisk", "section_order", with_sections(KERNEL, CMDLINE, METADATA))
    yield bad("metadata twice", "section_order", with_sections(KERNEL, CMDLINE, METADATA, RAMDISK, METADATA))
    yield bad("a signature before the ramdisks", "section_order", with_sections(KERNEL, CMDLINE, SIGNATURE, RAMDISK))
    yield bad("a ramdisk behind the signature", "section_order",
              with_sections(KERNEL, CMDLINE, RAMDISK, SIGNATURE, RAMDISK))
    yield bad("two signatures", "section_order", with_sections(KERNEL, CMDLINE, RAMDISK, SIGNATURE, SIGNATURE))
    empty = Image()
    empty.sections[1] = (CMDLINE, b"")
    yield bad("an empty command line", "section_size", empty)
    yield bad("a command line of 4097 bytes", "section_size", Image(cmdline=b"x" * 4097))
    yield bad("a byte more", "trailing", whole + b"\0")
    yield bad("a byte less", "truncated", whole[:-1])
    yield bad("a header without sections", "truncated", whole[:548])
    yield bad("another checksum", "checksum", changed(Image(), checksum=0))
    yield bad("another byte in a ramdisk", "checksum", whole[:-1] + b"q")

    yield bad("a signature that is no CBOR", "malformed_signature", with_signature(lambda signer, pcr0: b"\xff"))
    yield bad("no signature in the list", "malformed_signature", with_signature(lambda signer, pcr0: b"\x80"))
    yield bad("two signatures in the list", "malformed_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0)), count=2)))
    yield bad("no certificate", "malformed_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0)), pem=b"none")))
    yield bad("an algorithm that is none", "malformed_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0), algorithm=-8))))
    yield bad("a header that nobody signed", "malformed_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0), unprotected=b"\xa1\x01\x26"))))
    yield bad("bytes behind the signature", "malformed_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0))) + b"\0"))
    yield bad("another PCR0 was signed", "wrong_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(bytes(48))))))
    yield bad("another register was signed", "wrong_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0, index=1)))))
    yield bad("another key signed", "wrong_signature", with_signature(
        lambda signer, pcr0: section(signer, Signer("P-256").seal(payload(pcr0)))))
    yield bad("the algorithm is that of another curve", "wrong_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0), algorithm=-7))))
    yield bad("a number of the signature is another", "wrong_signature", with_signature(
        lambda signer, pcr0: section(signer, signer.seal(payload(pcr0))[:-1] + b"\0")))


print(json.dumps({"accepted": list(accepted()), "refused": list(refused())}, indent=1))
