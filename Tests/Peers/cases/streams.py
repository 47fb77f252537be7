# SPDX-License-Identifier: Apache-2.0
"""HTTP/2: ordinary clients, the rules of RFC 9113 and RFC 7541 one by one, and peers that mean harm."""
import json
import re
import signal
import struct
import subprocess
import time

from harness import Client, Skip, case, check, equal, eventually, need, request, token_review

try:
    import hpack
except ImportError:
    hpack = None

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED, WITH_PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
CODES = {0: "NO_ERROR", 1: "PROTOCOL_ERROR", 3: "FLOW_CONTROL_ERROR", 5: "STREAM_CLOSED", 6: "FRAME_SIZE_ERROR",
         7: "REFUSED_STREAM", 8: "CANCEL", 9: "COMPRESSION_ERROR", 11: "ENHANCE_YOUR_CALM"}


def frame(kind: int, flags: int = 0, stream: int = 0, payload: bytes = b"") -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def settings(**values: int) -> bytes:
    numbers = {"table": 1, "push": 2, "streams": 3, "window": 4, "frame": 5, "list": 6}
    return frame(SETTINGS, 0, 0, b"".join(struct.pack(">HI", numbers[name], value) for name, value in values.items()))


class Streams(Client):
    """One connection that has agreed on HTTP/2, frames exactly as the case wants them."""

    def __init__(self, server, greets: bool = True, initial: bytes = settings(), **options):
        if hpack is None:
            raise Skip("python3-hpack is not installed")
        super().__init__(server, alpn=("h2",), **options)
        equal(self.socket.selected_alpn_protocol(), "h2", "the protocol")
        self.encoder, self.decoder = hpack.Encoder(), hpack.Decoder()
        self.frames, self.replies, self.is_closed = [], {}, False
        if greets:
            self.send(PREFACE + initial)
            self.until(lambda: any(f[0] == SETTINGS and f[1] & ACK for f in self.frames), "SETTINGS acknowledged")
            self.send(frame(SETTINGS, ACK))

    def head(self, path: str = "/authenticate", method: str = "POST", more=(), without=()) -> bytes:
        fields = [(":method", method), (":scheme", "https"), (":path", path), (":authority", "127.0.0.1")]
        return self.encoder.encode([f for f in fields if f[0] not in without] + list(more))

    def ask(self, stream: int, path: str = "/authenticate", body: bytes | None = None, method: str = "POST", more=(), flags: int = 0):
        """A request; without a body it is left open."""
        ends = END_STREAM if body == b"" else 0
        self.send(frame(HEADERS, END_HEADERS | ends | flags, stream, self.head(path, method, more)))
        if body:
            for start in range(0, len(body), 16384):
                part = body[start:start + 16384]
                self.send(frame(DATA, END_STREAM if start + 16384 >= len(body) else 0, stream, part))

    def take(self) -> bool:
        """Reads what comes next; false at the end."""
        if not self.more():
            self.is_closed = True
            return False
        while len(self.buffer) >= 9:
            count = int.from_bytes(self.buffer[:3], "big")
            if len(self.buffer) < 9 + count:
                break
            kind, flags = self.buffer[3], self.buffer[4]
            stream = int.from_bytes(self.buffer[5:9], "big")
            payload, self.buffer = self.buffer[9:9 + count], self.buffer[9 + count:]
            check(count <= 16384, f"a frame of {count} bytes")
            self.frames.append((kind, flags, stream, payload))
            reply = self.replies.setdefault(stream, {"fields": {}, "body": b"", "ended": False, "reset": None})
            if kind == HEADERS:
                reply["fields"] = dict(self.decoder.decode(payload))
            if kind == DATA:
                reply["body"] += payload
            if kind in (HEADERS, DATA) and flags & END_STREAM:
                reply["ended"] = True
            if kind == RST_STREAM:
                reply["reset"] = int.from_bytes(payload, "big")
        return True

    def until(self, condition, what: str, seconds: float = 10):
        end = time.monotonic() + seconds
        while not condition():
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            check(time.monotonic() < end and self.take(), f"in vain: {what}; {self.frames[-3:]}")

    def reply(self, stream: int, **_) -> dict:
        self.until(lambda: self.replies.get(stream, {}).get("ended"), f"the reply on stream {stream}")
        return self.replies[stream]

    def goaway(self) -> str | None:
        last = [f for f in self.frames if f[0] == GOAWAY]
        return CODES.get(int.from_bytes(last[-1][3][4:8], "big")) if last else None

    def outcome(self, stream: int = 1, seconds: float = 5) -> set[str]:
        """What a peer that broke a rule is told: codes of GOAWAY and RST_STREAM, a status, `closed`; `alive` if a ping is answered."""
        self.socket.settimeout(seconds)
        try:
            self.send(frame(PING, 0, 0, b"\7are you"))
            while not any(f[0] == PING and f[3] == b"\7are you" for f in self.frames) and self.take():
                pass
        except (TimeoutError, OSError):
            self.is_closed = True
        found = {"alive"} if any(f[0] == PING and f[3] == b"\7are you" for f in self.frames) else set()
        if self.goaway():
            found.add("GOAWAY " + self.goaway())
        reply = self.replies.get(stream)
        if reply and reply["reset"] is not None:
            found.add("RST " + CODES.get(reply["reset"], str(reply["reset"])))
        if reply and ":status" in reply["fields"]:
            found.add(reply["fields"][":status"])
        return found


def answers(server, client=None) -> bool:
    with client or Streams(server) as client:
        client.ask(1, body=token_review(server.bench.token))
        return json.loads(client.reply(1)["body"])["status"].get("authenticated") is True


def review_of(reply: dict) -> dict:
    equal(reply["fields"][":status"], "200", "status")
    return json.loads(reply["body"])["status"]


@case("curl, nghttp and h2load are answered over HTTP/2")
def clients(bench):
    server = bench.server()
    body = bench.folder / "review.json"
    body.write_bytes(token_review(bench.token))
    url = f"https://127.0.0.1:{server.port}/authenticate"
    done = subprocess.run([need("curl"), "-sS", "--http2", "--cacert", bench.pki / "ca.crt", "-m", "30", "--data-binary", f"@{body}",
                           "-w", "\n%{http_version} %{http_code} %{num_connects}", url, url],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    check(done.returncode == 0, done.stderr)
    equal(re.findall(r"\n(2 200 [01])", done.stdout), ["2 200 1", "2 200 0"], "curl: two requests, one connection")
    done = subprocess.run([need("nghttp"), "-nv", "-d", body, url], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    check(":status: 200" in done.stdout and "RST_STREAM" not in done.stdout, done.stdout[-600:])
    done = subprocess.run([need("h2load"), "-n", "20000", "-c", "4", "-m", "64", "-d", body, url], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=120)
    check("20000 succeeded, 0 failed, 0 errored" in done.stdout and "20000 2xx" in done.stdout, done.stdout[-800:])
    name = f'listener="127.0.0.1:{server.port}"'
    metrics = server.metrics()
    check(metrics[f'k3s_daas_http2_streams_total{{{name},end="answered"}}'] >= 20003, "streams are counted")
    equal(metrics[f"k3s_daas_http2_connections_total{{{name}}}"], 6, "connections that spoke HTTP/2")
    equal(sum(value for key, value in metrics.items() if key.startswith("k3s_daas_http2_offences_total")), 0, "offences")


@case("ALPN: h2 where it is offered, HTTP/1.1 for others, and neither is forced on anybody")
def alpn(bench):
    server = bench.server()
    for offer, chosen in ((("h2", "http/1.1"), "h2"), (("http/1.1", "h2"), "h2"), (("http/1.1",), "http/1.1"), ((), None)):
        with Client(server, alpn=offer) as client:
            equal(client.socket.selected_alpn_protocol(), chosen, f"chosen of {offer}")
    old = bench.server("--http2=false")
    with Client(old, alpn=("h2", "http/1.1")) as client:
        equal(client.socket.selected_alpn_protocol(), "http/1.1", "with --http2=false")
        client.send(request("POST", "/authenticate", token_review(bench.token)))
        equal(client.reply().status, 200, "over HTTP/1.1")


@case("h2: reviews of every tier side by side, answered on their own streams")
def side_by_side(bench):
    server = bench.server()
    with Streams(server) as client:
        tokens = list(bench.tokens.items()) * 16
        for index, (_, token) in enumerate(tokens):
            client.ask(index * 2 + 1, body=token_review(token))
        for index, (tier, _) in enumerate(tokens):
            reply = client.reply(index * 2 + 1)
            check(f"seal:{tier}" in review_of(reply)["user"]["groups"], tier)
            equal(int(reply["fields"]["content-length"]), len(reply["body"]), "length")
            check(not {"server", "retry-after", "connection"} & set(reply["fields"]), "a field that should not be there")


@case("h2: an object of 19 MiB and an oversized token, like HTTP/1.1")
def large(bench):
    from harness import admission_review
    server = bench.server()
    with Streams(server, timeout=60) as client:
        def send(stream, path, body):
            client.send(frame(HEADERS, END_HEADERS, stream, client.head(path)))
            window, open_stream, sent, seen = 65535, 262144, 0, 0
            while sent < len(body):
                for kind, _, where, payload in client.frames[seen:]:
                    if kind == WINDOW_UPDATE:
                        amount = int.from_bytes(payload, "big")
                        if where == 0:
                            window += amount
                        elif where == stream:
                            open_stream += amount
                seen = len(client.frames)
                part = min(16384, window, open_stream, len(body) - sent)
                if part == 0:
                    client.until(lambda: len(client.frames) > seen, "a window")
                    continue
                client.send(frame(DATA, END_STREAM if sent + part == len(body) else 0, stream, body[sent:sent + part]))
                sent, window, open_stream = sent + part, window - part, open_stream - part
            client.until(lambda: client.replies.get(stream, {}).get("ended"), "the reply", 30)
            return client.replies[stream]
        equal(send(1, "/admit", admission_review(19 << 20))["fields"][":status"], "200", "19 MiB")
    with Streams(server, timeout=60) as client:
        client.send(frame(HEADERS, END_HEADERS, 1, client.head("/admit", more=[("content-length", str((20 << 20) + 1))])))
        equal(client.reply(1)["fields"][":status"], "413", "20 MiB and a byte, said")
        client.until(lambda: client.replies[1]["reset"] is not None, "the rest is not wanted")
        equal(client.replies[1]["reset"], 0, "NO_ERROR")
        client.ask(3, body=token_review(bench.token))
        check(review_of(client.reply(3))["authenticated"], "the connection is still good")


# A rule, what is sent after the greeting, and what may come of it: by section of RFC 9113, or of RFC 7541 where it says so.
# `C`: an error of the connection, with one of the codes; `S`: of the stream; `ok`: the connection goes on.
def C(*codes):
    return {f"GOAWAY {code}" for code in codes}


def S(*codes):
    return {f"RST {code}" for code in codes}


def rules(c: Streams):
    good, body = c.head, token_review("x")
    length = [("content-length", "1")]

    def open_(stream=1, more=(), flags=0):
        return frame(HEADERS, END_HEADERS | flags, stream, c.head(more=more))

    def whole(stream=1, more=()):
        return open_(stream, more, END_STREAM)

    def fields(*pairs):
        return frame(HEADERS, END_HEADERS | END_STREAM, 1, c.encoder.encode(list(pairs)))

    base = [(":method", "GET"), (":scheme", "https"), (":path", "/"), (":authority", "x")]
    yield "4.1 a frame of an unknown type is ignored", lambda: frame(0x77, 0xFF, 0, b"x"), {"alive"}
    yield "4.1 unknown flags are ignored", lambda: frame(PING, 0x16, 0, b"12345678"), {"alive"}
    yield "4.1 the reserved bit is ignored", lambda: frame(PING, 0, 0x80000000, b"12345678"), {"alive"}
    yield "4.2 DATA of 16,384 bytes", lambda: open_() + frame(DATA, END_STREAM, 1, b"x" * 16384), {"alive"}
    yield "4.2 DATA beyond that", lambda: open_() + frame(DATA, END_STREAM, 1, b"x" * 16385), C("FRAME_SIZE_ERROR") | S("FRAME_SIZE_ERROR")
    yield "4.2 HEADERS beyond that", lambda: frame(HEADERS, 5, 1, good() + b"\x00" * 17000), C("FRAME_SIZE_ERROR")
    yield "4.3 a head that cannot be decompressed", lambda: frame(HEADERS, 5, 1, b"\xff\xff\xff\xff\xff\xff\xff"), C("COMPRESSION_ERROR")
    yield "4.3 another frame within a head", lambda: frame(HEADERS, 1, 1, good()) + frame(PRIORITY, 0, 1, b"\0\0\0\0\1"), C("PROTOCOL_ERROR")
    yield "4.3 another head within a head", lambda: frame(HEADERS, 1, 1, good()) + whole(3), C("PROTOCOL_ERROR")
    yield "5.1 idle: DATA", lambda: frame(DATA, 1, 1, b"x"), C("PROTOCOL_ERROR")
    yield "5.1 idle: RST_STREAM", lambda: frame(RST_STREAM, 0, 1, b"\0\0\0\x08"), C("PROTOCOL_ERROR")
    yield "5.1 idle: WINDOW_UPDATE", lambda: frame(WINDOW_UPDATE, 0, 1, b"\0\0\0\x64"), C("PROTOCOL_ERROR")
    yield "5.1 idle: CONTINUATION", lambda: frame(CONTINUATION, 4, 1, b""), C("PROTOCOL_ERROR")
    yield "5.1 half closed: DATA", lambda: whole() + frame(DATA, 1, 1, b"x"), C("STREAM_CLOSED") | S("STREAM_CLOSED")
    yield "5.1 half closed: HEADERS", lambda: whole() + whole(), C("STREAM_CLOSED", "PROTOCOL_ERROR") | S("STREAM_CLOSED")
    yield "5.1 half closed: CONTINUATION", lambda: whole() + frame(CONTINUATION, 4, 1, b""), C("STREAM_CLOSED", "PROTOCOL_ERROR")
    yield "5.1 closed by us: DATA", lambda: open_() + frame(RST_STREAM, 0, 1, b"\0\0\0\x08") + frame(DATA, 1, 1, b"x"), C("STREAM_CLOSED") | S("STREAM_CLOSED") | {"alive"}
    yield "5.1 closed by us: CONTINUATION", lambda: open_() + frame(RST_STREAM, 0, 1, b"\0\0\0\x08") + frame(CONTINUATION, 4, 1, b""), C("STREAM_CLOSED", "PROTOCOL_ERROR")
    yield "5.1 closed: WINDOW_UPDATE and RST_STREAM are harmless", lambda: whole() + frame(WINDOW_UPDATE, 0, 1, b"\0\0\0\1") + frame(RST_STREAM, 0, 1, b"\0\0\0\x08"), {"alive"}
    yield "5.1.1 an even stream", lambda: whole(2), C("PROTOCOL_ERROR")
    yield "5.1.1 a stream that goes back", lambda: whole(5) + whole(3), C("PROTOCOL_ERROR")
    yield "5.1.1 a stream of no number", lambda: whole(0), C("PROTOCOL_ERROR")
    yield "5.3 a stream that depends on itself", lambda: frame(PRIORITY, 0, 1, b"\0\0\0\1\1"), C("PROTOCOL_ERROR") | S("PROTOCOL_ERROR") | {"alive"}
    yield "5.5 unknown extensions before and behind requests", lambda: frame(0x60, 0, 1, b"x") + whole() + frame(0x60, 0, 1, b"x"), {"alive"}
    yield "5.5 an unknown frame within a head", lambda: frame(HEADERS, 1, 1, good()) + frame(0x60, 0, 1, b"x"), C("PROTOCOL_ERROR")
    yield "6.1 DATA on no stream", lambda: frame(DATA, 1, 0, b"x"), C("PROTOCOL_ERROR")
    yield "6.1 padding of a whole frame", lambda: open_() + frame(DATA, END_STREAM | PADDED, 1, b"\6hello"), C("PROTOCOL_ERROR")
    yield "6.1 padding that is right", lambda: open_() + frame(DATA, END_STREAM | PADDED, 1, b"\3he" + b"\0" * 3), {"alive"}
    yield "6.2 padding of a whole head", lambda: frame(HEADERS, 5 | PADDED, 1, b"\xff" + good()), C("PROTOCOL_ERROR")
    yield "6.2 a head with priority and padding", lambda: frame(HEADERS, 5 | PADDED | WITH_PRIORITY, 1, b"\2\0\0\0\0\7" + good() + b"\0\0"), {"alive"}
    yield "6.3 PRIORITY on no stream", lambda: frame(PRIORITY, 0, 0, b"\0\0\0\0\1"), C("PROTOCOL_ERROR")
    yield "6.3 PRIORITY of four bytes", lambda: frame(PRIORITY, 0, 1, b"\0\0\0\0"), C("FRAME_SIZE_ERROR") | S("FRAME_SIZE_ERROR")
    yield "6.3 PRIORITY of an idle stream is none of it", lambda: frame(PRIORITY, 0, 7, b"\0\0\0\0\1") + whole(9), {"alive"}
    yield "6.4 RST_STREAM on no stream", lambda: frame(RST_STREAM, 0, 0, b"\0\0\0\x08"), C("PROTOCOL_ERROR")
    yield "6.4 RST_STREAM of three bytes", lambda: open_() + frame(RST_STREAM, 0, 1, b"\0\0\0"), C("FRAME_SIZE_ERROR")
    yield "6.5 SETTINGS that acknowledge with something", lambda: frame(SETTINGS, ACK, 0, b"\0\3\0\0\0\1"), C("FRAME_SIZE_ERROR")
    yield "6.5 SETTINGS on a stream", lambda: frame(SETTINGS, 0, 1, b"\0\3\0\0\0\1"), C("PROTOCOL_ERROR")
    yield "6.5 SETTINGS of five bytes", lambda: frame(SETTINGS, 0, 0, b"\0\3\0\0\0"), C("FRAME_SIZE_ERROR")
    yield "6.5.2 push that is neither 0 nor 1", lambda: settings(push=2), C("PROTOCOL_ERROR")
    yield "6.5.2 a window of 2^31", lambda: settings(window=1 << 31), C("FLOW_CONTROL_ERROR")
    yield "6.5.2 frames of 16,383", lambda: settings(frame=16383), C("PROTOCOL_ERROR")
    yield "6.5.2 frames of 2^24", lambda: settings(frame=1 << 24), C("PROTOCOL_ERROR")
    yield "6.5.2 an unknown setting is ignored", lambda: frame(SETTINGS, 0, 0, b"\xff\xff\0\0\0\1"), {"alive"}
    yield "6.5.3 the last value of a setting counts", lambda: settings(window=1) + settings(window=65535) + whole(), {"alive"}
    yield "6.6 a promise", lambda: whole() + frame(PUSH_PROMISE, 4, 1, b"\0\0\0\2"), C("PROTOCOL_ERROR")
    yield "6.7 PING on a stream", lambda: frame(PING, 0, 1, b"12345678"), C("PROTOCOL_ERROR")
    yield "6.7 PING of six bytes", lambda: frame(PING, 0, 0, b"123456"), C("FRAME_SIZE_ERROR")
    yield "6.7 an answer that nobody waits for", lambda: frame(PING, ACK, 0, b"12345678"), {"alive"}
    yield "6.8 GOAWAY on a stream", lambda: frame(GOAWAY, 0, 1, b"\0" * 8), C("PROTOCOL_ERROR")
    yield "6.9 a window that does not move", lambda: frame(WINDOW_UPDATE, 0, 0, b"\0\0\0\0"), C("PROTOCOL_ERROR")
    yield "6.9 a stream's window that does not move", lambda: open_() + frame(WINDOW_UPDATE, 0, 1, b"\0\0\0\0"), C("PROTOCOL_ERROR") | S("PROTOCOL_ERROR")
    yield "6.9 WINDOW_UPDATE of three bytes", lambda: frame(WINDOW_UPDATE, 0, 0, b"\0\0\1"), C("FRAME_SIZE_ERROR")
    yield "6.9.1 a window beyond 2^31 - 1", lambda: frame(WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2, C("FLOW_CONTROL_ERROR")
    yield "6.9.1 a stream's window beyond 2^31 - 1", lambda: open_() + frame(WINDOW_UPDATE, 0, 1, b"\x7f\xff\xff\xff") * 2, C("FLOW_CONTROL_ERROR") | S("FLOW_CONTROL_ERROR")
    yield "6.10 CONTINUATION in parts", lambda: frame(HEADERS, 1, 1, good()) + frame(CONTINUATION, 0, 1, c.encoder.encode([("a", "b")])) + frame(CONTINUATION, 4, 1, b""), {"alive"}
    yield "6.10 CONTINUATION of another stream", lambda: frame(HEADERS, 1, 1, good()) + frame(CONTINUATION, 4, 3, b""), C("PROTOCOL_ERROR")
    yield "6.10 CONTINUATION on no stream", lambda: frame(HEADERS, 1, 1, good()) + frame(CONTINUATION, 4, 0, b""), C("PROTOCOL_ERROR")
    yield "6.10 CONTINUATION behind a whole head", lambda: frame(HEADERS, 4, 1, good()) + frame(CONTINUATION, 4, 1, b""), C("PROTOCOL_ERROR")
    yield "6.10 CONTINUATION behind DATA", lambda: open_() + frame(DATA, 0, 1, b"x") + frame(CONTINUATION, 4, 1, b""), C("PROTOCOL_ERROR")
    yield "7 an unknown error code is none", lambda: open_() + frame(RST_STREAM, 0, 1, b"\0\0\xff\xff"), {"alive"}
    yield "8.1 fields behind a body that do not end it", lambda: open_() + frame(DATA, 0, 1, b"x") + frame(HEADERS, 4, 1, c.encoder.encode([("a", "b")])), C("PROTOCOL_ERROR") | S("PROTOCOL_ERROR")
    yield "8.1 a pseudo-field behind a body", lambda: open_() + frame(DATA, 0, 1, b"x") + frame(HEADERS, 5, 1, c.encoder.encode([(":path", "/")])), S("PROTOCOL_ERROR")
    yield "8.2 capitals", lambda: fields(*base, ("X-A", "b")), S("PROTOCOL_ERROR")
    yield "8.2.2 a field of the connection's", lambda: fields(*base, ("connection", "keep-alive")), S("PROTOCOL_ERROR")
    yield "8.2.2 TE of anything but trailers", lambda: fields(*base, ("te", "gzip")), S("PROTOCOL_ERROR")
    yield "8.2.2 TE of trailers", lambda: fields(*base, ("te", "trailers")), {"alive", "405", "404"}
    yield "8.3 an unknown pseudo-field", lambda: fields(*base, (":x", "y")), S("PROTOCOL_ERROR")
    yield "8.3 a reply's pseudo-field", lambda: fields(*base, (":status", "200")), S("PROTOCOL_ERROR")
    yield "8.3 a pseudo-field behind others", lambda: fields(("a", "b"), *base), S("PROTOCOL_ERROR")
    for name in (":method", ":scheme", ":path"):
        yield f"8.3.1 no {name}", (lambda name=name: fields(*[p for p in base if p[0] != name])), S("PROTOCOL_ERROR")
        yield f"8.3.1 two of {name}", (lambda name=name: fields(*base, dict((p[0], p) for p in base)[name])), S("PROTOCOL_ERROR")
    yield "8.3.1 an empty path", lambda: fields((":method", "GET"), (":scheme", "https"), (":path", ""), (":authority", "x")), S("PROTOCOL_ERROR")
    yield "8.1.1 a body longer than was said", lambda: open_(more=length) + frame(DATA, 1, 1, b"xx"), S("PROTOCOL_ERROR")
    yield "8.1.1 a body shorter than was said, in parts", lambda: open_(more=[("content-length", "5")]) + frame(DATA, 0, 1, b"x") + frame(DATA, 1, 1, b"x"), S("PROTOCOL_ERROR")
    yield "7541 2.3.3 an index beyond the table", lambda: frame(HEADERS, 5, 1, good() + b"\xfe\x00"), C("COMPRESSION_ERROR")
    yield "7541 4.2 a table size behind fields", lambda: frame(HEADERS, 5, 1, good() + b"\x20"), C("COMPRESSION_ERROR")
    yield "7541 5.2 Huffman padding of more than seven bits", lambda: frame(HEADERS, 5, 1, good() + b"\x00\x85\xf2\xb2\x4a\x84\xff\x84\x49\x50\x9f\xff"), C("COMPRESSION_ERROR")
    yield "7541 5.2 Huffman padding with zeros", lambda: frame(HEADERS, 5, 1, good() + b"\x00\x85\xf2\xb2\x4a\x84\xff\x83\x49\x50\x90"), C("COMPRESSION_ERROR")
    yield "7541 5.2 Huffman's end of string", lambda: frame(HEADERS, 5, 1, good() + b"\x00\x85\xf2\xb2\x4a\x84\xff\x87\x49\x51\xff\xff\xff\xfa\x7f"), C("COMPRESSION_ERROR")
    yield "7541 6.1 index 0", lambda: frame(HEADERS, 5, 1, good() + b"\x80"), C("COMPRESSION_ERROR")
    yield "7541 6.3 a table larger than was allowed", lambda: frame(HEADERS, 5, 1, b"\x3f\xe1\xff\x03" + good()), C("COMPRESSION_ERROR")
    for method, status in (("GET", "405"), ("HEAD", "405"), ("OPTIONS", "405"), ("BREW", "501"), ("TRACE", "501")):
        yield f"{method} is {status}", (lambda method=method: frame(HEADERS, 5, 1, c.head(method=method))), {status}
    yield "a path that nobody serves", lambda: frame(HEADERS, 5, 1, c.head("/nowhere")), {"404"}
    yield "a body of no review", lambda: open_() + frame(DATA, 1, 1, b"{"), {"400"}
    yield "a stranger's token", lambda: open_() + frame(DATA, 1, 1, body), {"200"}
    yield "two hosts", lambda: fields(*base, ("host", "y")), {"400"}


@case("h2: the rules of RFC 9113 and RFC 7541, one by one, and each breach is answered as the RFC says")
def conformance(bench):
    server = bench.server()
    wrong = []
    names = [title for title, _, _ in rules(Streams(server))]
    for index, title in enumerate(names):
        with Streams(server) as client:
            _, bytes_, expected = list(rules(client))[index]
            client.send(bytes_())
            found = client.outcome()
            if not found & expected or (expected == {"alive"} and any(f.startswith("GOAWAY") for f in found)):
                wrong.append(f"{title}: expected one of {sorted(expected)}, got {sorted(found)}")
    check(not wrong, f"{len(wrong)} of {len(names)} rules: " + "; ".join(wrong))
    check(answers(server), "goes on answering")


@case("h2: what is no preface, or no SETTINGS behind it, is closed")
def prefaces(bench):
    server = bench.server("--header-timeout", "1s")
    for first in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", PREFACE[:-1] + b"x", PREFACE + frame(PING, 0, 0, b"12345678"), PREFACE, b""):
        with Streams(server, greets=False) as client:
            client.send(first) if first else None
            check(client.is_closed_within(6), f"open after {first[:30]!r}")
    with server.connect(alpn=("http/1.1",)) as client:
        client.send(PREFACE + settings())
        equal(client.reply().status, 505, "HTTP/2 on a connection that agreed on HTTP/1.1")
    check(answers(server), "goes on answering")


def id_of(step: int) -> int:
    return step * 2 + 1


def step_of_flood(client: Streams, name: str, step: int) -> bytes:
    stream = id_of(step)
    head = client.head() if name in ("rapid reset", "made you reset", "malformed heads") else b""
    return {
        "rapid reset": lambda: frame(HEADERS, 4, stream, head) + frame(RST_STREAM, 0, stream, b"\0\0\0\x08"),
        "made you reset": lambda: frame(HEADERS, 5, stream, head) + frame(WINDOW_UPDATE, 0, stream, b"\x7f\xff\xff\xff") * 2,
        "malformed heads": lambda: frame(HEADERS, 5, stream, head + client.encoder.encode([("X", "y")])),
        "pings": lambda: frame(PING, 0, 0, b"12345678"),
        "settings": lambda: settings(window=65535),
        "priorities": lambda: frame(PRIORITY, 0, 1, b"\0\0\0\0\1"),
        "windows": lambda: frame(WINDOW_UPDATE, 0, 0, b"\0\0\0\1"),
        "unknown frames": lambda: frame(0x42, 0, 0, b""),
        "frames without data": lambda: (frame(HEADERS, 4, 1, client.head()) if step == 0 else b"") + frame(DATA, 0, 1, b""),
        "a head without end": lambda: (frame(HEADERS, 1, 1, client.head()) if step == 0 else b"") + frame(CONTINUATION, 0, 1, b""),
    }[name]()


FLOODS = {"rapid reset": "resets", "made you reset": "resets", "malformed heads": "resets", "pings": "pings", "settings": "settings",
          "priorities": "priorities", "windows": "window_updates", "unknown frames": "stray_frames",
          "frames without data": "empty_frames", "a head without end": "continuations"}


@case("h2: every flood ends its connection soon and is counted, and the others do not notice")
def floods(bench):
    server = bench.server()
    with Streams(server) as quiet:
        for number, (name, offence) in enumerate(FLOODS.items()):
            # Who does not wait for resets has more streams open than were promised, which may be seen first.
            keys = [f'k3s_daas_http2_offences_total{{listener="127.0.0.1:{server.port}",offence="{one}"}}'
                    for one in ((offence, "violations") if offence == "resets" else (offence,))]

            def count():
                series = server.metrics()
                return sum(series[key] for key in keys)
            before, spent = count(), server.processor_seconds()
            with Streams(server) as client:
                client.socket.settimeout(10)
                try:
                    for step in range(0, 20_000, 50):
                        client.send(b"".join(step_of_flood(client, name, one) for one in range(step, step + 50)))
                        client.socket.settimeout(0)
                        try:
                            while client.take():
                                pass
                        except (OSError, ValueError):
                            pass
                        client.socket.settimeout(10)
                        if client.goaway():
                            break
                    while client.take():
                        pass
                except OSError:
                    pass
                allowed = ("ENHANCE_YOUR_CALM", "PROTOCOL_ERROR", None) if offence == "resets" else ("ENHANCE_YOUR_CALM", None)
                check(client.goaway() in allowed, f"{name}: told {client.goaway()}")
            eventually(lambda: count() == before + 1, 5, f"{name} is counted as {offence}")
            check(server.processor_seconds() - spent < 1, f"{name} took {server.processor_seconds() - spent:.2f} s of the processor")
            quiet.ask(id_of(number), body=token_review(bench.token))
            check(review_of(quiet.reply(id_of(number)))["authenticated"], f"somebody else during {name}")


@case("h2: a head that is small on the wire and large in memory is refused, and cheap")
def bomb(bench):
    server = bench.server()
    before = server.resident()
    for _ in range(20):
        with Streams(server) as client:
            long = client.encoder.encode([("x", "v" * 3900)])
            # Index 62 is what was added last.
            client.send(frame(HEADERS, 1, 1, client.head() + long + b"\xbe" * 11_000) + frame(CONTINUATION, 4, 1, b"\xbe" * 16_000))
            check("GOAWAY ENHANCE_YOUR_CALM" in client.outcome(), "a bomb")
    check(server.resident() - before < 16 << 20, f"{(server.resident() - before) >> 20} MiB more")
    check(answers(server), "goes on answering")


@case("h2: windows of nothing hold replies back for as long as a write may take, and nobody else")
def zero_windows(bench):
    server = bench.server()
    with Streams(server, initial=settings(window=0)) as client:
        for step in range(200):
            client.ask(id_of(step), body=token_review(bench.token))
        client.until(lambda: len([r for r in client.replies.values() if r["fields"]]) == 200, "the heads")
        check(not any(reply["body"] for reply in client.replies.values()), "a body came through a window of nothing")
        check(answers(server), "somebody else")
        client.send(frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 65535)))
        check(review_of(client.reply(1))["authenticated"], "the one that was opened")
        client.until(lambda: client.replies[id_of(199)]["reset"] is not None, "the others are given up", 15)
        equal(client.replies[id_of(199)]["reset"], 8, "CANCEL")
        client.send(settings(window=65535))
        client.ask(id_of(200), body=token_review(bench.token))
        check(review_of(client.reply(id_of(200)))["authenticated"], "the connection is still good")


@case("h2: slow heads and bodies are given up in time, and the streams beside them live")
def slow(bench):
    server = bench.server("--header-timeout", "1s", "--body-timeout", "1s")
    with Streams(server) as client:
        client.send(frame(HEADERS, 4, 1, client.head()))
        began = time.monotonic()
        while time.monotonic() - began < 0.8:
            client.send(frame(DATA, 0, 1, b" "))
            time.sleep(0.1)
        client.ask(3, body=token_review(bench.token))
        check(review_of(client.reply(3))["authenticated"], "a stream beside it")
        equal(client.reply(1)["fields"][":status"], "408", "a body that drips")
        check(time.monotonic() - began < 4, "but late")
        client.send(frame(HEADERS, 1, 5, client.head()))
        check(client.is_closed_within(5), "a head that does not end")
    check(answers(server), "goes on answering")


@case("h2: SIGTERM says goodbye twice, and every request that was sent is answered")
def drain(bench):
    server = bench.server()
    with Streams(server) as client:
        client.ask(1, body=token_review(bench.token))
        client.reply(1)
        server.signal(signal.SIGTERM)
        client.until(lambda: client.goaway(), "GOAWAY")
        equal(int.from_bytes([f for f in client.frames if f[0] == GOAWAY][0][3][:4], "big"), 0x7FFFFFFF, "the first promises all")
        client.ask(3, body=token_review(bench.token))
        for ping in [f for f in client.frames if f[0] == PING and not f[1] & ACK]:
            client.send(frame(PING, ACK, 0, ping[3]))
        check(review_of(client.reply(3))["authenticated"], "what was on its way")
        client.until(lambda: len([f for f in client.frames if f[0] == GOAWAY]) == 2, "the second GOAWAY")
        equal(int.from_bytes([f for f in client.frames if f[0] == GOAWAY][1][3][:4], "big"), 3, "the last that is served")
        check(client.is_closed_within(5), "stays open")
    equal(server.wait(10), 0, "exit code")
