"""Writes Tests/Vectors/joins.json: claims to join, what is no claim, sealed replies, node passwords, authorities.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install cryptography
    /tmp/venv/bin/python Tests/Vectors/tools/joins.py > Tests/Vectors/joins.json

Keys, nonces and times are fixed: the output is the same each time. BCS, Base64 and HPKE (RFC 9180, base mode, DHKEM(X25519,
HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305) are written here by hand, so that nothing is shared with the code that reads them;
scrypt is Python's own, by OpenSSL.
"""

import base64
import datetime
import hashlib
import hmac
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

DOMAIN = b"k3s-daas/join/v1"
MATERIAL = b"k3s-daas/join-material/v1"
PURPOSE = b"k3s-daas/join-reply/v1"
ISSUED = 1_795_212_180_500  # 2026-11-20T22:03:00.500Z
CURVES = {
    0: ("ed25519", 2**252 + 27742317777372353535851937790883648493),
    1: ("secp256k1", 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141),
    2: ("secp256r1", 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551),
}


def uleb(number):
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def string(raw):
    return uleb(len(raw)) + raw


def sha(raw):
    return hashlib.sha256(raw).digest()


class Wallet:
    def __init__(self, flag):
        self.flag, secret = flag, sha(b"join, wallet %d" % flag)
        if flag == 0:
            self.private = ed25519.Ed25519PrivateKey.from_private_bytes(secret)
            form = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        else:
            curve = ec.SECP256K1() if flag == 1 else ec.SECP256R1()
            self.private = ec.derive_private_key(int.from_bytes(secret, "big"), curve)
            form = serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        self.public = self.private.public_key().public_bytes(*form)
        self.address = hashlib.blake2b(bytes([flag]) + self.public, digest_size=32).digest()

    def sign(self, message, intent=b"\x03\x00\x00"):
        digest = hashlib.blake2b(intent + string(message), digest_size=32).digest()
        if self.flag == 0:
            raw = self.private.sign(digest)
        else:
            r, s = decode_dss_signature(self.private.sign(digest, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
            raw = r.to_bytes(32, "big") + min(s, CURVES[self.flag][1] - s).to_bytes(32, "big")
        return bytes([self.flag]) + raw + self.public


PASSWORD = sha(b"node password").hex()
MACHINE = x25519.X25519PrivateKey.from_private_bytes(sha(b"machine"))
MACHINE_PUBLIC = MACHINE.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


class Claim:
    def __init__(self, owner, node=b"rack-7", issued=ISSUED, **other):
        self.fields = {
            "domain": string(DOMAIN), "cluster": bytes(range(0x40, 0x60)), "owner": owner, "serverKey": sha(b"server key"),
            "nodeID": string(node), "joinKey": MACHINE_PUBLIC, "passwordDigest": sha(PASSWORD.encode()),
            "nonce": sha(b"nonce"), "issued": issued.to_bytes(8, "little"),
        } | other
        self.node, self.issued = node, issued

    @property
    def message(self):
        return b"".join(self.fields.values())


def url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def request(message, signature, password=PASSWORD):
    return {"claim": url(message), "signature": url(signature), "nodePassword": password}


def good(name, wallet, claim):
    fields = {key: claim.fields[key].hex() for key in ("cluster", "owner", "serverKey", "joinKey", "passwordDigest", "nonce")}
    return fields | {
        "name": name, "nodeID": claim.node.decode(), "issued": str(claim.issued), "message": claim.message.hex(),
        "digest": sha(claim.message).hex(), "request": request(claim.message, wallet.sign(claim.message)),
    }


WALLETS = [Wallet(flag) for flag in CURVES]


def accepted():
    for wallet in WALLETS:
        yield good(CURVES[wallet.flag][0], wallet, Claim(wallet.address))
    wallet = WALLETS[0]
    yield good("the shortest node id", wallet, Claim(wallet.address, b"a"))
    yield good("the longest node id", wallet, Claim(wallet.address, b"a" * 63))
    yield good("the greatest time", wallet, Claim(wallet.address, issued=2**64 - 1))
    yield good("the smallest time", wallet, Claim(wallet.address, issued=0))


def refused():
    wallet, other = WALLETS[0], WALLETS[1]
    claim = Claim(wallet.address)
    message, signature = claim.message, wallet.sign(claim.message)

    def signed(fault, name, message, by=wallet):
        return fault, name, message, by.sign(message)

    yield "malformed", "nothing", b"", signature
    yield signed("malformed", "a byte after the claim", message + b"\0")
    yield signed("malformed", "the claim without its last byte", message[:-1])
    yield signed("malformed", "a long form of the domain's length", Claim(wallet.address, domain=b"\x90\x00" + DOMAIN).message)
    for name, node in [
        ("no node id", b""), ("a node id too long", b"a" * 64), ("a node id in capitals", b"Rack"), ("a node id with a dot", b"a.b"),
        ("a node id that begins with a dash", b"-a"), ("a node id that ends with a dash", b"a-"), ("a node id with a slash", b"a/b"),
        ("a node id that is not ASCII", "n\u00f6de".encode()),
    ]:
        yield signed("malformed", name, Claim(wallet.address, node).message)
    yield signed("malformed", "a node id that is no text", Claim(wallet.address, nodeID=string(b"\xff")).message)
    for name, domain in [
        ("the domain of tokens", b"k3s-daas/token/v1"), ("the next version's domain", b"k3s-daas/join/v2"), ("no domain", b""),
        ("the domain in capitals", DOMAIN.upper()),
    ]:
        yield signed("wrong_domain", name, Claim(wallet.address, domain=string(domain)).message)
    yield signed("wrong_signer", "somebody else's signature", message, other)
    yield signed("wrong_signer", "a claim in somebody else's name", Claim(other.address).message)
    yield "bad_signature", "a signature of another claim", message, wallet.sign(Claim(wallet.address, b"rack-8").message)
    yield "bad_signature", "a signature of a transaction", message, wallet.sign(message, b"\x00\x00\x00")
    yield "bad_signature", "a signature of zeros", message, signature[:1] + bytes(64) + signature[65:]
    for index in range(1, 65):
        changed = bytearray(signature)
        changed[index] ^= 1
        yield "bad_signature", f"byte {index} of the signature changed", message, bytes(changed)
    yield "malformed", "a short signature", message, signature[:-1]
    yield "malformed", "a long signature", message, signature + b"\0"
    yield "malformed", "no signature", message, b""
    for flag, name in [(3, "a multisig"), (5, "a zkLogin signature"), (6, "a passkey's signature")]:
        yield "unsupported_scheme", name, message, bytes([flag]) + signature[1:]


def expand(key, info, count):
    return hmac.digest(key, info + b"\x01", "sha256")[:count]


def seal(ephemeral, recipient, content, purpose, context):
    """RFC 9180 §5.1.1 and §5.2, the first message."""
    public = ephemeral.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    kem, suite = b"HPKE-v1KEM\0\x20", b"HPKE-v1HPKE\0\x20\0\x01\0\x03"
    shared = ephemeral.exchange(x25519.X25519PublicKey.from_public_bytes(recipient))
    prk = hmac.digest(bytes(32), kem + b"eae_prk" + shared, "sha256")
    shared = expand(prk, b"\0\x20" + kem + b"shared_secret" + public + recipient, 32)
    psk = hmac.digest(bytes(32), suite + b"psk_id_hash", "sha256")
    info = hmac.digest(bytes(32), suite + b"info_hash" + purpose, "sha256")
    secret = hmac.digest(shared, suite + b"secret", "sha256")
    key = expand(secret, b"\0\x20" + suite + b"key" + b"\0" + psk + info, 32)
    nonce = expand(secret, b"\0\x0c" + suite + b"base_nonce" + b"\0" + psk + info, 12)
    return public + ChaCha20Poly1305(key).encrypt(nonce, content, context)


def material(name=b"n-abc-1", server=b"https://10.0.0.1:6443", token=None, expires=ISSUED + 600_000, domain=MATERIAL):
    token = b"K10" + sha(b"authority").hex().encode() + b"::abc123.0123456789abcdef" if token is None else token
    return b"".join(map(string, (domain, name, server, token))) + expires.to_bytes(8, "little")


def replies():
    claim = Claim(WALLETS[0].address)
    good = material()

    def reply(name, content, opens, node="n-abc-1", purpose=PURPOSE, context=claim.message, recipient=MACHINE_PUBLIC, expires=ISSUED + 600_000):
        box = seal(x25519.X25519PrivateKey.from_private_bytes(sha(b"ephemeral")), recipient, content, purpose, sha(context))
        return {
            "name": name, "opens": opens,
            "reply": {"nodeName": node, "sealed": base64.b64encode(box).decode(), "expiresMs": expires},
        }

    stranger = x25519.X25519PrivateKey.from_private_bytes(sha(b"stranger")).public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    token = b"K10" + sha(b"authority").hex().encode() + b"::abc123.0123456789abcdef"
    yield reply("whole", good, True)
    yield reply("sealed to another key", good, False, recipient=stranger)
    yield reply("for another purpose", good, False, purpose=b"k3s-daas/join-reply/v2")
    yield reply("for another claim", good, False, context=Claim(WALLETS[0].address, b"rack-8").message)
    yield reply("another name beside it", good, False, node="n-abc-2")
    yield reply("another time beside it", good, False, expires=ISSUED + 600_001)
    yield reply("another domain", material(domain=b"k3s-daas/join-material/v2"), False)
    yield reply("a byte too many", good + b"\0", False)
    yield reply("a byte too few", good[:-1], False)
    yield reply("a server without TLS", material(server=b"http://10.0.0.1:6443"), False)
    yield reply("a server with a line's end", material(server=b"https://10.0.0.1:6443\n"), False)
    yield reply("a server with a space", material(server=b"https://10.0.0.1:6443 x"), False)
    yield reply("a token without an authority", material(token=b"abc123.0123456789abcdef"), False)
    yield reply("a token with a password", material(token=token[:-23] + b"server:password1234567"), False)
    yield reply("a token with a line's end", material(token=token + b"\n"), False)
    yield reply("a token in capitals", material(token=token.upper()), False)


def passwords():
    for name, password, salt in [
        ("a salt of k3s' length", PASSWORD, bytes(range(8))), ("another", sha(b"another").hex(), b"\xff" * 8),
    ]:
        # As we make them, and as k3s does.
        for cost in 8, 15:
            key = hashlib.scrypt(password.encode(), salt=salt, n=1 << cost, r=8, p=1, maxmem=64 << 20, dklen=64)
            text = f"$1:{salt.hex()}:{cost}:8:1:{base64.b64encode(key).decode().rstrip('=')}"
            yield {"name": f"{name}, 2^{cost}", "password": password, "salt": salt.hex(), "cost": str(cost), "hash": text}


def authorities():
    start, end = datetime.datetime(2020, 1, 1), datetime.datetime(2200, 1, 1)

    def key(name):
        return ed25519.Ed25519PrivateKey.from_private_bytes(sha(name.encode()))

    def certificate(name, issuer=None, own=True):
        subject, signer = key(name), key(issuer or name)
        builder = (
            x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer or name)]))
            .public_key(subject.public_key()).serial_number(int.from_bytes(sha(f"{name} {issuer}".encode())[:8], "big"))
            .not_valid_before(start).not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(subject.public_key()), critical=False)
        )
        if own:
            builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        return builder.sign(signer, None)

    def pem(*certificates):
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates).decode()

    def der(one):
        return sha(one.public_bytes(serialization.Encoding.DER)).hex()

    root, bare, stranger = certificate("root"), certificate("root", own=False), certificate("stranger")
    middle, low = certificate("middle", "root"), certificate("low", "middle")
    for name, text, digest in [
        ("one", pem(root), None), ("one without its last line break", pem(root).rstrip("\n"), None),
        ("one with a line before it", "# k3s\n" + pem(root), None),
        ("below a root", pem(middle, root), der(root)), ("below two, the root last", pem(low, middle, root), der(root)),
        ("below two, the root before", pem(low, root, middle), der(root)),
        ("below a root that names no key", pem(middle, bare), der(bare)),
        ("a stranger's root beside the root", pem(middle, stranger, root), der(root)),
        ("below nothing that is there", pem(low, root), None), ("below a stranger", pem(middle, stranger), None),
    ]:
        yield {"name": name, "bundle": text, "digest": digest or sha(text.encode()).hex()}


print(json.dumps({
    "made": "Tests/Vectors/tools/joins.py", "machine": sha(b"machine").hex(),
    "accepted": list(accepted()),
    "refused": [
        {"name": name, "fault": fault, "request": request(message, signature)} for fault, name, message, signature in refused()
    ],
    "material": {
        "nodeName": "n-abc-1", "serverURL": "https://10.0.0.1:6443",
        "token": "K10" + sha(b"authority").hex() + "::abc123.0123456789abcdef", "expires": str(ISSUED + 600_000),
    },
    "replies": list(replies()), "passwords": list(passwords()), "authorities": list(authorities()),
}, indent=1))
