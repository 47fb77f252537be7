"""Writes Tests/Vectors/signed-tokens.json: signed tokens of all three curves, and texts that are none.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install cryptography
    /tmp/venv/bin/python Tests/Vectors/tools/signed-tokens.py > Tests/Vectors/signed-tokens.json

Keys, salts and times are fixed, and ECDSA's nonces are those of RFC 6979: the output is the same each time. BCS and Base64 are
written here by hand, so that nothing is shared with the code that reads them.
"""

import base64
import hashlib
import json

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

DOMAIN = b"k3s-daas/token/v1"
CLUSTER = bytes(range(0x40, 0x60))
ISSUED = 1_795_212_180_500  # 2026-11-20T22:03:00.500Z
ED25519, SECP256K1, SECP256R1 = 0, 1, 2
NAMES = {ED25519: "ed25519", SECP256K1: "secp256k1", SECP256R1: "secp256r1"}
ORDERS = {
    ED25519: 2**252 + 27742317777372353535851937790883648493,
    SECP256K1: 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    SECP256R1: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
}


def uleb(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def string(raw):
    return uleb(len(raw)) + raw


def url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Claims:
    def __init__(self, audience=b"k3s", issued=ISSUED, expires=ISSUED + 600_000, salt=bytes(range(16)), cluster=CLUSTER):
        self.audience, self.issued, self.expires, self.salt, self.cluster = audience, issued, expires, salt, cluster

    def message(self, domain=None, audience=None):
        domain = string(DOMAIN) if domain is None else domain
        audience = string(self.audience) if audience is None else audience
        times = self.issued.to_bytes(8, "little") + self.expires.to_bytes(8, "little")
        return domain + self.cluster + audience + times + self.salt


class Key:
    def __init__(self, flag, seed):
        self.flag, secret = flag, hashlib.sha256(seed).digest()
        if flag == ED25519:
            self.private = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
            form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        else:
            curve = ec.SECP256K1() if flag == SECP256K1 else ec.SECP256R1()
            self.private = ec.derive_private_key(int.from_bytes(secret, "big"), curve)
            form = serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        self.public = self.private.public_key().public_bytes(*form)

    @property
    def address(self):
        return hashlib.blake2b(bytes([self.flag]) + self.public, digest_size=32).hexdigest()

    def raw(self, digest):
        if self.flag == ED25519:
            return self.private.sign(digest)
        r, s = decode_dss_signature(self.private.sign(digest, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
        s = min(s, ORDERS[self.flag] - s)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def whole(self, signature, flag=None, public=None):
        return bytes([self.flag if flag is None else flag]) + signature + (public or self.public)

    def sign(self, message):
        return self.whole(self.raw(digest(message)))


def digest(message, intent=b"\x03\x00\x00"):
    return hashlib.blake2b(intent + string(message), digest_size=32).digest()


def text(message, signature):
    return f"sealsig1.{url(message)}.{url(signature)}"


def good(name, key, claims):
    message = claims.message()
    return {
        "name": name, "curve": NAMES[key.flag], "cluster": claims.cluster.hex(), "audience": claims.audience.decode(),
        "issued": str(claims.issued), "expires": str(claims.expires), "salt": claims.salt.hex(),
        "message": message.hex(), "digest": digest(message).hex(), "signer": key.address,
        "text": text(message, key.sign(message)),
    }


KEYS = [Key(flag, b"signed token, key %d" % flag) for flag in (ED25519, SECP256K1, SECP256R1)]
ED, K1, R1 = KEYS


def accepted():
    for key in KEYS:
        name = NAMES[key.flag]
        yield good(name, key, Claims())
        yield good(f"{name}, shortest audience", key, Claims(b"!"))
        yield good(f"{name}, longest audience", key, Claims(b"~" * 256))
        yield good(f"{name}, an address as audience", key, Claims(b"https://kubernetes.default.svc.cluster.local"))
    yield good("the greatest numbers", ED, Claims(issued=2**64 - 2, expires=2**64 - 1, salt=b"\xff" * 16))
    yield good("the smallest numbers", ED, Claims(issued=0, expires=0, salt=bytes(16), cluster=bytes(32)))


def forms():
    """Texts that are not written as a token is."""
    # Lengths of 1 and 2 above a multiple of 3, so that both parts could be padded.
    claims = next(c for n in range(3) if len((c := Claims(b"k" * (n + 1))).message()) % 3 == 1)
    message = claims.message()
    first, second = url(message), url(ED.sign(message))
    yield "nothing", ""
    yield "prefix alone", "sealsig1."
    yield "two empty parts", "sealsig1.."
    yield "claims alone", f"sealsig1.{first}"
    yield "empty signature", f"sealsig1.{first}."
    yield "empty claims", f"sealsig1..{second}"
    yield "two dots at the start", f"sealsig1..{first}.{second}"
    yield "two dots in the middle", f"sealsig1.{first}..{second}"
    yield "a dot at the end", f"sealsig1.{first}.{second}."
    yield "four parts", f"sealsig1.{first}.{second}.{second}"
    yield "prefix in capitals", f"SEALSIG1.{first}.{second}"
    yield "another version", f"sealsig2.{first}.{second}"
    yield "no prefix", f"{first}.{second}"
    yield "prefix twice", f"sealsig1.sealsig1.{first}.{second}"
    yield "prefix of the other form", f"seal_sealsig1.{first}.{second}"
    yield "a space before", f" sealsig1.{first}.{second}"
    yield "a space after", f"sealsig1.{first}.{second} "
    yield "a line's end after", f"sealsig1.{first}.{second}\n"
    yield "a zero after", f"sealsig1.{first}.{second}\0"
    yield "a space within", f"sealsig1.{first[:8]} {first[8:]}.{second}"
    yield "a line's end within", f"sealsig1.{first[:76]}\n{first[76:]}.{second}"
    yield "claims padded", f"sealsig1.{first}==.{second}"
    yield "claims padded by one", f"sealsig1.{first}=.{second}"
    yield "signature padded", f"sealsig1.{first}.{second}=="
    yield "a percent sign", f"sealsig1.{first}.%41{second[1:]}"
    yield "not ASCII", f"sealsig1.{first}.\u00e9{second[2:]}"
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

    def stray(part, bits):
        return part[:-1] + digits[digits.index(part[-1]) | bits]

    yield "a stray bit behind the claims", f"sealsig1.{stray(first, 1)}.{second}"
    yield "all stray bits behind the claims", f"sealsig1.{stray(first, 15)}.{second}"
    yield "a stray bit behind the signature", f"sealsig1.{first}.{stray(second, 1)}"
    yield "one digit too many", f"sealsig1.{first}.{second}A"
    two = Claims(claims.audience + b"k")
    part = url(two.message())
    yield "claims padded by one, as they need", f"sealsig1.{part}=.{url(ED.sign(two.message()))}"
    yield "a stray bit behind claims of the other length", f"sealsig1.{stray(part, 1)}.{url(ED.sign(two.message()))}"
    wide = next(c for n in range(256) if {"-", "_"} <= set(url((c := Claims(b"~~?~~?", salt=bytes([n]) + b"\xfb\xef\xbe\xff" * 3 + b"\0\0\0")).message())))
    part, signature = url(wide.message()), url(ED.sign(wide.message()))
    yield "the other alphabet's 62", f"sealsig1.{part.replace('-', '+')}.{signature}"
    yield "the other alphabet's 63", f"sealsig1.{part.replace('_', '/')}.{signature}"
    yield "longer than is looked at", f"sealsig1.{first}.{second}" + "A" * (4097 - len(f"sealsig1.{first}.{second}"))


def messages():
    """Claims that are not in their only form, each signed."""
    claims = Claims()
    message = claims.message()
    yield "malformed", "a byte after the claims", message + b"\0"
    yield "malformed", "claims twice", message + message
    yield "malformed", "claims without their last byte", message[:-1]
    yield "malformed", "a long form of the domain's length", claims.message(domain=b"\x91\x00" + DOMAIN)
    yield "malformed", "a long form of the audience's length", claims.message(audience=b"\x83\x00k3s")
    yield "malformed", "a longer form of the audience's length", claims.message(audience=b"\x83\x80\x80\x80\x00k3s")
    yield "malformed", "a length of six bytes", claims.message(audience=b"\x83\x80\x80\x80\x80\x00k3s")
    yield "malformed", "the greatest length", claims.message(audience=b"\xff\xff\xff\xff\x07k3s")
    yield "malformed", "a length that BCS has not", claims.message(audience=b"\xff\xff\xff\xff\x0fk3s")
    yield "malformed", "a domain that is not there", b"\xff\x7f" + DOMAIN
    for name, audience in [
        ("no audience", b""), ("an audience too long", b"a" * 257), ("a space in the audience", b"k3s b"),
        ("a space alone", b" "), ("a line's end in the audience", b"k3s\n"), ("a zero in the audience", b"k3s\0"),
        ("a delete in the audience", b"k3s\x7f"), ("an audience that is not ASCII", "k3\u017f".encode()),
        ("an audience that is no text", b"\xff\xfe"),
    ]:
        yield "malformed", name, Claims(audience).message()
    for name, domain in [
        ("the domain of joining", b"k3s-daas/join/v1"), ("the next version's domain", b"k3s-daas/token/v2"),
        ("the domain in capitals", DOMAIN.upper()), ("a longer domain", DOMAIN + b"0"), ("a shorter domain", DOMAIN[:-1]),
        ("a domain that is no text", b"\xff" * 17), ("no domain", b""),
    ]:
        yield "wrong_domain", name, claims.message(domain=string(domain))
    yield "malformed", "no claims", b""


def signatures():
    """Signatures that do not belong to what they stand behind."""
    message = Claims().message()
    hashed = digest(message)
    for flag, name in [(3, "multisig"), (4, "bls"), (5, "zkLogin"), (6, "passkey")]:
        yield "unsupported_scheme", name, message, bytes([flag]) + ED.sign(message)[1:]
        yield "unsupported_scheme", f"{name}, its flag alone", message, bytes([flag])
        yield "unsupported_scheme", f"{name}, long", message, bytes([flag]) + b"\x01" * 1400
    for flag in (7, 0x80, 0xFF):
        yield "malformed", f"unknown flag {flag}", message, bytes([flag]) + ED.sign(message)[1:]
    for key in KEYS:
        name, order, whole, raw = NAMES[key.flag], ORDERS[key.flag], key.sign(message), key.raw(hashed)
        yield "malformed", f"{name}, a byte too few", message, whole[:-1]
        yield "malformed", f"{name}, a byte too many", message, whole + b"\0"
        yield "malformed", f"{name}, no public key", message, whole[:65]
        yield "bad_signature", f"{name}, zeros", message, key.whole(bytes(64))
        yield "bad_signature", f"{name}, ones", message, key.whole(b"\xff" * 64)
        yield "bad_signature", f"{name}, as a transaction", message, key.whole(key.raw(digest(message, b"\0\0\0")))
        yield "bad_signature", f"{name}, as a transaction's bytes", message, key.whole(
            key.raw(hashlib.blake2b(b"\0\0\0" + message, digest_size=32).digest()))
        yield "bad_signature", f"{name}, a message without its length", message, key.whole(
            key.raw(hashlib.blake2b(b"\x03\0\0" + message, digest_size=32).digest()))
        yield "bad_signature", f"{name}, without an intent", message, key.whole(key.raw(message))
        yield "bad_signature", f"{name}, of other claims", Claims(b"k3t").message(), whole
        yield "bad_signature", f"{name}, another key's name", message, key.whole(
            raw, public=Key(key.flag, b"another").public)
        s, little = int.from_bytes(raw[32:], "little" if key.flag == ED25519 else "big"), key.flag == ED25519
        other = s + order if little else order - s
        yield "bad_signature", f"{name}, the second form of s", message, key.whole(
            raw[:32] + other.to_bytes(32, "little" if little else "big"))
    for key, other in [(K1, R1), (R1, K1)]:
        yield "bad_signature", f"{NAMES[key.flag]}, flag swapped", message, key.whole(key.raw(hashed), flag=other.flag)
        yield "malformed", f"{NAMES[key.flag]}, flag of ed25519", message, key.whole(key.raw(hashed), flag=ED25519)
        yield "malformed", f"ed25519, flag of {NAMES[key.flag]}", message, ED.whole(ED.raw(hashed), flag=key.flag)
        order = ORDERS[key.flag].to_bytes(32, "big")
        yield "bad_signature", f"{NAMES[key.flag]}, the order twice", message, key.whole(order + order)
        for first in (0, 4, 6):
            yield "bad_signature", f"{NAMES[key.flag]}, a point of form {first}", message, key.whole(
                key.raw(hashed), public=bytes([first]) + key.public[1:])
        negative = bytes([key.public[0] ^ 1]) + key.public[1:]
        yield "bad_signature", f"{NAMES[key.flag]}, the point's mirror image", message, key.whole(
            key.raw(hashed), public=negative)
        yield "bad_signature", f"{NAMES[key.flag]}, a point beyond the field", message, key.whole(
            key.raw(hashed), public=b"\x02" + b"\xff" * 32)
    # Both halves of the identity: it would verify anything where points of small order are let in.
    identity = b"\x01" + bytes(31)
    yield "bad_signature", "ed25519, a key of small order", message, ED.whole(identity + bytes(32), public=identity)
    yield "bad_signature", "ed25519, a key written beyond the field", message, ED.whole(
        identity + bytes(32), public=b"\xee" + b"\xff" * 30 + b"\x7f")


def refused():
    for name, value in forms():
        yield {"name": name, "fault": "malformed", "text": value}
    # The flag of Ed25519 reads as a domain of no characters.
    claims = Claims()
    yield {"name": "signature first", "fault": "wrong_domain", "text": text(ED.sign(claims.message()), claims.message())}
    for fault, name, message in messages():
        yield {"name": name, "fault": fault, "text": text(message, ED.sign(message))}
    for fault, name, message, signature in signatures():
        yield {"name": name, "fault": fault, "text": text(message, signature)}


if __name__ == "__main__":
    rules = __doc__.splitlines()
    command = [line.strip() for line in rules if line.startswith("    ")]
    print(json.dumps({
        "about": rules[0], "command": command, "accepted": list(accepted()), "refused": list(refused()),
    }, indent=1))
