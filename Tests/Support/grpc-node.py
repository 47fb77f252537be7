"""A node that nobody here wrote the stack of: grpcio, answering from Tests/Vectors/sui-rpc.json.

    python3 grpc-node.py VECTORS [FOLDER]

Says its port on standard output and serves until its input ends: in plain text, or, where a folder is given, over TLS with a
certificate that it writes there as `ca.pem`. A request that the vectors do not have is NOT_FOUND; some
object ids bring out what goes wrong between peers.

Beside the vectors it keeps a chain of its own, which lines of its input make longer; each is answered by `done`:

    event TYPE CONTENTS COUNT   so many checkpoints with one event each, its contents in hexadecimal
    entry TABLE KEY VALUE       an entry of a table, from now on
    serve METHOD...             the methods of streams and lists that it has; all others are UNIMPLEMENTED
    drop                        breaks every stream off
"""

import json
import pathlib
import subprocess
import sys
import threading
import time
from concurrent import futures

import grpc

CHAIN = "4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def varint(value):
    out = bytearray()
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def field(number, value):
    """A field of a message: a number, or bytes."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def fields(message):
    """The fields of a message that has numbers, texts and messages alone."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
    found = {}
    while at < len(message):
        tag = number()
        value = number()
        if tag & 7 == 2:
            value, at = message[at:at + value], at + value
        found[tag >> 3] = value
    return found


def base58(number):
    text = ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return text


class Chain:
    """Checkpoints from 77 on, each with at most one event."""

    def __init__(self):
        self.changed = threading.Condition()
        self.events = {}
        self.tables = {}
        self.height = 77
        self.drops = 0
        self.serves = {"SubscribeEvents", "SubscribeCheckpoints", "ListEvents", "ListDynamicFields"}

    def head(self):
        return (("x-sui-chain-id", CHAIN), ("x-sui-epoch", "9"), ("x-sui-checkpoint-height", str(self.height)),
                ("x-sui-timestamp-ms", str(self.time(self.height))))

    def time(self, height):
        return 1795212180500 + (height - 77) * 250

    def digest(self, height):
        return base58((1 << 255) + height)

    def command(self, words):
        with self.changed:
            if words[0] == "event":
                for _ in range(int(words[3])):
                    self.height += 1
                    self.events[self.height] = (words[1], bytes.fromhex(words[2]))
            elif words[0] == "entry":
                self.tables.setdefault(words[1], []).append((bytes.fromhex(words[2]), bytes.fromhex(words[3])))
            elif words[0] == "serve":
                self.serves = set(words[1:])
            elif words[0] == "drop":
                self.drops += 1
            self.changed.notify_all()

    def event(self, height):
        """`Event`, as lists and streams of events have it."""
        kind, contents = self.events[height]
        return (field(4, kind) + field(5, field(2, contents)) + field(7, height) + field(8, self.digest(height))
                + field(10, 1))

    def checkpoint(self, height):
        """`SubscribeCheckpointsResponse`."""
        seconds, milliseconds = divmod(self.time(height), 1000)
        summary = field(3, 9) + field(9, field(1, seconds) + field(2, milliseconds * 1_000_000))
        body = field(1, height) + field(3, summary)
        if height in self.events:
            kind, contents = self.events[height]
            foreign = field(3, field(4, f"0x{'7' * 64}::other::Event") + field(5, field(2, b"")))
            ours = field(3, field(4, kind) + field(5, field(2, contents)))
            effects = field(4, field(1, 1))
            body += field(6, field(1, self.digest(height)) + field(4, effects) + field(5, foreign + ours))
        return field(1, height) + field(2, body)

    def progress(self, height):
        return field(2, field(1, b"c%d" % height) + field(2, height))

    def listed(self, request):
        asked = fields(request)
        # How far it has looked and what it shows must be of one moment.
        with self.changed:
            tip = self.height
            heights = [height for height in sorted(self.events) if height >= asked.get(2, 0)]
        for height in heights:
            yield field(1, self.event(height))
        yield self.progress(tip)
        yield field(3, field(1, 5))

    def table(self, request):
        rows = self.tables.get(fields(request)[1].decode(), [])
        return b"".join(field(1, field(5, field(2, key)) + field(6, field(2, value))) for key, value in rows)

    def stream(self, method, context):
        with self.changed:
            height, drops = self.height, self.drops
        yield self.checkpoint(height) if method == "SubscribeCheckpoints" else self.progress(height)
        while context.is_active():
            with self.changed:
                self.changed.wait_for(lambda: self.height > height or self.drops > drops, timeout=1)
                if self.drops > drops:
                    context.abort(grpc.StatusCode.UNAVAILABLE, "dropped")
                tip = self.height
            while height < tip:
                height += 1
                if method == "SubscribeCheckpoints":
                    yield self.checkpoint(height)
                    continue
                yield field(1, self.event(height)) + self.progress(height)
                yield self.progress(height)


def credentials(folder):
    key, certificate = folder / "key.pem", folder / "ca.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-keyout", key, "-out", certificate, "-subj", "/CN=node", "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, capture_output=True)
    return grpc.ssl_server_credentials([(key.read_bytes(), certificate.read_bytes())])


def main():
    cases = json.load(open(sys.argv[1]))["cases"]
    known = {}
    for case in cases:
        known.setdefault((case["path"], case["request"]), [bytes.fromhex(part) for part in case["responses"]])

    chain = Chain()

    def answers(path, request, context):
        context.send_initial_metadata(chain.head())
        text = request.decode("latin-1")
        if "dead" in text:
            context.abort(grpc.StatusCode.UNAVAILABLE, "böse Fehler\n%")
        if "beef" in text:
            context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, "slow down")
        if "cafe" in text:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, "not here")
        if "f00d" in text:
            time.sleep(5)
        if "b16b" in text:
            return [b"\x0a\x80\x80\x80\x02" + bytes(4 << 20)]
        found = known.get((path, request.hex()))
        method = path.split("/")[-1]
        if found is None and method == "ListEvents":
            return chain.listed(request)
        if found is None and method == "ListDynamicFields":
            return [chain.table(request)]
        if found is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such thing")
        return found

    class Handler(grpc.GenericRpcHandler):
        def service(self, details):
            path = details.method
            method = path.split("/")[-1]
            if method.startswith(("List", "Subscribe")) and method not in chain.serves | {"ListOwnedObjects"}:
                return None
            if method.startswith("Subscribe"):
                return grpc.unary_stream_rpc_method_handler(lambda request, context: streamed(method, context))
            if method == "ListEvents":
                return grpc.unary_stream_rpc_method_handler(lambda request, context: iter(answers(path, request, context)))
            if "/Get" in path or "/Batch" in path or "/List" in path or "/Simulate" in path:
                return grpc.unary_unary_rpc_method_handler(lambda request, context: answers(path, request, context)[0])
            return None

    def streamed(method, context):
        context.send_initial_metadata(chain.head())
        return chain.stream(method, context)

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((Handler(),))
    if len(sys.argv) > 2:
        port = server.add_secure_port("127.0.0.1:0", credentials(pathlib.Path(sys.argv[2])))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    for line in sys.stdin:
        chain.command(line.split())
        print("done", flush=True)
    server.stop(None)


main()
