# SPDX-License-Identifier: Apache-2.0
"""Ed25519 as RFC 8032 §6 writes it: slow, plain, and not by anybody whose code we ship."""
import hashlib

P = 2 ** 255 - 19
ORDER = 2 ** 252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a, b):
    left, right = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = right - left, d - c, d + c, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def across(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (across(BASE_Y, 0), BASE_Y, 1, across(BASE_Y, 0) * BASE_Y % P)


def pack(point):
    inverse = pow(point[2], P - 2, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def unpack(data):
    number = int.from_bytes(data, "little")
    y = number & (1 << 255) - 1
    x = across(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def sign(seed, message):
    """The public key of a seed, and its signature."""
    digest = hashlib.sha512(seed).digest()
    secret = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    public = pack(times(secret, BASE))
    nonce = scalar(digest[32:], message)
    point = pack(times(nonce, BASE))
    return public, point + ((nonce + scalar(point, public, message) * secret) % ORDER).to_bytes(32, "little")


def verify(public, message, signature):
    key, point, number = unpack(public), unpack(signature[:32]), int.from_bytes(signature[32:], "little")
    if not key or not point or number >= ORDER:
        return False
    return same(times(number, BASE), add(point, times(scalar(signature[:32], public, message), key)))
