# SPDX-License-Identifier: Apache-2.0
"""Bearer tokens that only the webhook knows: what is asked, and how long an answer is believed."""
import hashlib
import json
import logging
import threading
import time

from .identity import User
from .webhooks import CallFailed, Peer

OUTER = 10.0  # seconds that every apiserver believes a good answer of any authenticator, whatever the flag says
TIMEOUT = 30.0  # of one attempt, and there is no flag for it


class Refused(Exception):
    """The token is good for nobody. Users see 401 and nothing else; the reason is for the log."""


class Flight:
    """A call that others with the same token wait for, too."""

    def __init__(self):
        self.landed, self.user, self.failure = threading.Event(), None, None


class TokenWebhook:
    """Asks once per token and time to live.

    Success and a refusal without an error are believed for `ttl`, success for ten seconds more by the cache of all
    authenticators; an answer with `status.error` and every failure to get one is forgotten at once.
    """

    def __init__(self, peer: Peer, version: str, ttl: float, audiences: list[str], clock=time.monotonic):
        self.peer, self.version, self.ttl, self.audiences, self.clock = peer, version, ttl, audiences, clock
        self.lock = threading.Lock()
        self.outer: dict[bytes, tuple[float, User]] = {}
        self.inner: dict[bytes, tuple[float, User | None]] = {}
        self.flights: dict[bytes, Flight] = {}

    def user(self, token: str) -> User:
        key = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        with self.lock:
            if known := self.fresh(self.outer, key):
                return known[1]
            flight = self.flights.get(key)
            is_ours = flight is None
            if is_ours:
                flight = self.flights[key] = Flight()
        if is_ours:
            threading.Thread(target=self.fly, args=(flight, key, token), daemon=True).start()
        if not flight.landed.wait(TIMEOUT):
            raise Refused("context deadline exceeded")
        if flight.failure:
            raise Refused(flight.failure)
        if flight.user is None:
            raise Refused("invalid bearer token")
        return flight.user

    def fly(self, flight: Flight, key: bytes, token: str):
        try:
            flight.user = self.believed(key, token)
        except CallFailed as failure:
            logging.error("Failed to make webhook authenticator request: %s", failure)
            flight.failure = str(failure)
        finally:
            with self.lock:
                if flight.user:
                    self.outer[key] = (self.clock() + OUTER, flight.user)
                del self.flights[key]
            flight.landed.set()

    def believed(self, key: bytes, token: str) -> User | None:
        with self.lock:
            if known := self.fresh(self.inner, key):
                return known[1]
        status = self.asked(token)
        user = None
        if status.get("authenticated") is True and self.is_for_us(status.get("audiences")):
            user = User.read(status.get("user") or {}).authenticated()
        elif status.get("error"):
            raise CallFailed(status["error"])
        with self.lock:
            if self.ttl > 0:
                self.inner[key] = (self.clock() + self.ttl, user)
        return user

    def fresh(self, cache: dict, key: bytes) -> tuple | None:
        known = cache.get(key)
        if known and known[0] <= self.clock():
            del cache[key]
            known = None
        return known

    def is_for_us(self, audiences) -> bool:
        return not audiences or bool(set(audiences) & set(self.audiences))

    def asked(self, token: str) -> dict:
        answer = self.peer.post_patiently(review(token, self.version, self.audiences), TIMEOUT)
        return status_of(answer, "TokenReview", f"authentication.k8s.io/{self.version}",
                         {"authenticated": bool, "error": str})


def review(token: str, version: str, audiences: list[str]) -> bytes:
    return body({"kind": "TokenReview", "apiVersion": f"authentication.k8s.io/{version}", "metadata": {},
                 "spec": {"token": token, "audiences": audiences}, "status": {"user": {}}})


def body(value) -> bytes:
    """JSON as Go writes it: no spaces, <, > and & escaped, a line feed at the end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode("utf-8", "replace") + b"\n"


def status_of(answer: bytes, kind: str, version: str, types: dict) -> dict:
    """The status of a review that was answered; kind and apiVersion may be left out, but not be others."""
    try:
        review = json.loads(answer)
    except ValueError as error:
        raise CallFailed(f"couldn't get version/kind; json parse error: {error}") from None
    if not isinstance(review, dict) or review.get("kind", kind) != kind or review.get("apiVersion", version) != version:
        raise CallFailed(f"the answer is no {kind} of {version}")
    status = review.get("status") or {}
    for name, expected in types.items():
        if name in status and not isinstance(status[name], expected):
            raise CallFailed(f"status.{name} is not of type {expected.__name__}")
    return status
