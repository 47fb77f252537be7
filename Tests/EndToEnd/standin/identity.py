# SPDX-License-Identifier: Apache-2.0
"""Who asks: client certificates, tokens of service accounts, the webhook for every other token, and impersonation."""
import base64
import dataclasses
import hashlib
import hmac
import json
import time

ANONYMOUS = "system:anonymous"


@dataclasses.dataclass(frozen=True)
class User:
    name: str
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def read(cls, fields: dict) -> "User":
        """As a TokenReview's status names them. Nothing about a name is checked here: no apiserver does."""
        extra = fields.get("extra") or {}
        return cls(fields.get("username", ""), fields.get("uid", ""), tuple(fields.get("groups") or ()),
                   tuple((key, tuple(values)) for key, values in extra.items()))

    def authenticated(self) -> "User":
        group = "system:authenticated"
        if self.name == ANONYMOUS or group in self.groups:
            return self
        return dataclasses.replace(self, groups=(*self.groups, group))

    def info(self) -> dict:
        """The user as reviews carry them: nothing that is empty but the name."""
        fields = {"username": self.name, "uid": self.uid, "groups": list(self.groups),
                  "extra": {key: list(values) for key, values in self.extra}}
        return {key: value for key, value in fields.items() if value or key == "username"}


class ServiceAccountTokens:
    """Tokens that this server makes for service accounts and knows again; a failed one goes on to the webhook."""

    def __init__(self, store, issuer: str, audiences: list[str]):
        self.store, self.issuer, self.audiences = store, issuer, audiences
        self.key = store.secret("service-account-key", hashlib.sha256(str(time.time_ns()).encode()).digest())

    def make(self, account: dict, audiences: list[str], seconds: int) -> tuple[str, int]:
        meta, expires = account["metadata"], int(time.time()) + seconds
        claims = {"iss": self.issuer, "aud": audiences or self.audiences, "exp": expires, "sub":
                  f'system:serviceaccount:{meta["namespace"]}:{meta["name"]}', "uid": meta["uid"]}
        text = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return f"{text}.{encoded(self.sign(text))}", expires

    def sign(self, text: str) -> bytes:
        return hmac.digest(self.key, text.encode(), "sha256")

    def user(self, token: str) -> User | None:
        text, dot, signature = token.rpartition(".")
        if not dot or not hmac.compare_digest(signature.encode(), encoded(self.sign(text)).encode()):
            return None
        claims = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
        _, _, namespace, name = claims["sub"].split(":")
        account = self.store.get("serviceaccounts", namespace, name)
        is_good = (account and account["metadata"]["uid"] == claims["uid"] and claims["exp"] > time.time()
                   and set(claims["aud"]) & set(self.audiences))
        groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}")
        return User(claims["sub"], claims["uid"], groups) if is_good else None


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def certified(certificate: dict | None) -> User | None:
    """The user that a verified client certificate names: its common name, and its organizations as groups."""
    pairs = [pair for names in (certificate or {}).get("subject", ()) for pair in names]
    name = next((value for key, value in pairs if key == "commonName"), "")
    groups = tuple(value for key, value in pairs if key == "organizationName")
    return User(name, groups=groups) if name else None


def bearer(fields) -> str:
    """The token of an Authorization field: the second of at most three parts, the scheme in any case."""
    parts = fields.get("Authorization", "").strip().split(" ", 2)
    return parts[1] if len(parts) > 1 and parts[0].lower() == "bearer" else ""


def impersonated(fields) -> User | None:
    """Whom the caller wants to be, from the Impersonate- fields; None if nobody."""
    name, groups = fields.get("Impersonate-User", ""), tuple(fields.get_all("Impersonate-Group") or ())
    extra: dict[str, list[str]] = {}
    for key, value in fields.items():
        if key.lower().startswith("impersonate-extra-"):
            extra.setdefault(key[len("impersonate-extra-"):].lower(), []).append(value)
    if not name:
        return None
    if name.startswith("system:serviceaccount:") and not groups:
        groups = ("system:serviceaccounts", f'system:serviceaccounts:{name.split(":")[2]}')
    return User(name, fields.get("Impersonate-Uid", ""), groups,
                tuple((key, tuple(values)) for key, values in extra.items())).authenticated()
