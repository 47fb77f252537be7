# SPDX-License-Identifier: Apache-2.0
"""Bytes that no library would send: malformed heads, pipelines, slow and vanishing peers."""
import secrets
import socket
import struct
import threading
import time

from harness import Closed, Failure, case, check, equal, eventually, request, token_review

HOST = b"Host: x\r\n"


def post(fields: bytes, body: bytes = b"{}", line: bytes = b"POST /authenticate HTTP/1.1\r\n", host: bytes = HOST):
    return line + host + fields + b"\r\n" + body


# What, bytes, the statuses that are right. Every connection must be closed after its answer: once framing is in
# doubt, the next byte could be anybody's.
MALFORMED = [
    ("Content-Length and Transfer-Encoding", post(b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"), {400}),
    ("Transfer-Encoding and Content-Length", post(b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", b"0\r\n\r\n"), {400}),
    ("two Content-Lengths that differ", post(b"Content-Length: 2\r\nContent-Length: 3\r\n"), {400}),
    ("two Content-Lengths that agree", post(b"Content-Length: 2\r\nContent-Length: 2\r\n"), {400}),
    ("a list of Content-Lengths", post(b"Content-Length: 2, 2\r\n"), {400}),
    ("a signed Content-Length", post(b"Content-Length: +2\r\n"), {400}),
    ("a negative Content-Length", post(b"Content-Length: -2\r\n"), {400}),
    ("a hexadecimal Content-Length", post(b"Content-Length: 0x2\r\n"), {400}),
    ("a Content-Length with a space inside", post(b"Content-Length: 1 0\r\n"), {400}),
    ("an empty Content-Length", post(b"Content-Length:\r\n"), {400}),
    ("a Content-Length past 64 bits", post(b"Content-Length: 18446744073709551618\r\n"), {400, 413}),
    ("a space before the colon", post(b"Content-Length : 2\r\n"), {400}),
    ("a tab before the colon", post(b"Content-Length\t: 2\r\n"), {400}),
    ("a folded field", post(b"X: a\r\n b\r\nContent-Length: 2\r\n"), {400}),
    ("a folded first field", b"POST /authenticate HTTP/1.1\r\n Host: x\r\nContent-Length: 2\r\n\r\n{}", {400}),
    ("a field without a colon", post(b"Nothing\r\nContent-Length: 2\r\n"), {400}),
    ("a field without a name", post(b": a\r\nContent-Length: 2\r\n"), {400}),
    ("a field name that is no token", post(b"X(Y): a\r\nContent-Length: 2\r\n"), {400}),
    ("a bare LF after a field", post(b"X: a\nContent-Length: 2\r\n"), {400}),
    ("a bare LF as the whole ending", b"POST /authenticate HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}", {400}),
    ("a bare CR in a value", post(b"X: a\rb\r\nContent-Length: 2\r\n"), {400}),
    ("a NUL in a value", post(b"X: a\0b\r\nContent-Length: 2\r\n"), {400}),
    ("a control character in a value", post(b"X: a\x01b\r\nContent-Length: 2\r\n"), {400}),
    ("no Host", post(b"Content-Length: 2\r\n", host=b""), {400}),
    ("two Hosts", post(b"Host: y\r\nContent-Length: 2\r\n"), {400}),
    ("gzip before chunked", post(b"Transfer-Encoding: gzip, chunked\r\n", b"0\r\n\r\n"), {400, 501}),
    ("chunked twice", post(b"Transfer-Encoding: chunked, chunked\r\n", b"0\r\n\r\n"), {400, 501}),
    ("chunked in two fields", post(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"), {400, 501}),
    ("a coding that is nearly chunked", post(b"Transfer-Encoding: xchunked\r\n", b"0\r\n\r\n"), {400, 501}),
    ("chunked behind a vertical tab", post(b"Transfer-Encoding: \x0bchunked\r\n", b"0\r\n\r\n"), {400, 501}),
    ("chunked and identity", post(b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n"), {400, 501}),
    ("an empty Transfer-Encoding", post(b"Transfer-Encoding:\r\nContent-Length: 2\r\n"), {400, 501}),
    ("Transfer-Encoding in HTTP/1.0", post(b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n", b"POST /authenticate HTTP/1.0\r\n"), {400}),
    ("a chunk size past 64 bits", post(b"Transfer-Encoding: chunked\r\n", b"10000000000000002\r\n{}\r\n0\r\n\r\n"), {400, 413}),
    ("a signed chunk size", post(b"Transfer-Encoding: chunked\r\n", b"+2\r\n{}\r\n0\r\n\r\n"), {400}),
    ("a prefixed chunk size", post(b"Transfer-Encoding: chunked\r\n", b"0x2\r\n{}\r\n0\r\n\r\n"), {400}),
    ("an empty chunk size", post(b"Transfer-Encoding: chunked\r\n", b"\r\n{}\r\n0\r\n\r\n"), {400}),
    ("a chunk longer than its size", post(b"Transfer-Encoding: chunked\r\n", b"1\r\n{}\r\n0\r\n\r\n"), {400}),
    ("a chunk line that ends in LF", post(b"Transfer-Encoding: chunked\r\n", b"2\n{}\r\n0\r\n\r\n"), {400}),
    ("a bare LF in a chunk extension", post(b"Transfer-Encoding: chunked\r\n", b"2;a\nb\r\n{}\r\n0\r\n\r\n"), {400}),
    ("a chunk extension without end", post(b"Transfer-Encoding: chunked\r\n", b"2;" + b"a" * 65536), {400, 413, 431}),
    ("trailers without end", post(b"Transfer-Encoding: chunked\r\n", b"0\r\n" + b"X: a\r\n" * 20000), {400, 413, 431}),
    ("an unknown expectation", post(b"Expect: the-unexpected\r\nContent-Length: 2\r\n"), {417}),
    ("HTTP/2.0 in a request line", b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", {400, 505}),
    ("the HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
    ("HTTP/0.9", b"GET /\r\n\r\n", {400}),
    ("a version in lower case", b"GET / http/1.1\r\nHost: x\r\n\r\n", {400, 505}),
    ("a version with a long number", b"GET / HTTP/1.11\r\nHost: x\r\n\r\n", {400, 505}),
    ("two spaces in the request line", b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    ("a space in the target", b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    ("a tab in the request line", b"GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    ("a control character in the target", b"GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    ("a target that is no path", b"GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    ("a method that is no token", b"GE(T / HTTP/1.1\r\nHost: x\r\n\r\n", {400, 501}),
    ("a method without end", b"A" * 70000, {400, 414, 431, 501}),
    ("a target without end", b"GET /" + b"a" * 70000, {414, 431}),
    ("a field without end", b"GET / HTTP/1.1\r\nX: " + b"a" * 70000, {431}),
    ("fields without end", b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 12000, {431}),
    ("NULs", b"\0" * 64 + b"\r\n\r\n", {400}),
]


@case("every malformed request gets its status, and the connection ends")
def malformed(bench):
    server = bench.server()
    wrong = []
    for what, data, statuses in MALFORMED:
        with server.connect(timeout=15) as client:
            try:
                try:
                    client.send(data)
                except ConnectionError:
                    pass  # the answer may come before all is sent
                status = client.reply().status
                if status not in statuses:
                    wrong.append(f"{what}: {status}, not {sorted(statuses)}")
                elif not client.is_closed_within(5):
                    wrong.append(f"{what}: the connection stays open")
            except (Closed, ConnectionError, TimeoutError) as error:
                wrong.append(f"{what}: {type(error).__name__} {error}")
    check(not wrong, f"{len(wrong)} of {len(MALFORMED)}: " + "; ".join(wrong))
    check(server.answers(), "goes on answering")


@case("odd but legal requests are answered")
def legal(bench):
    server = bench.server()
    review = token_review(bench.token)
    length = f"Content-Length: {len(review)}\r\n".encode()
    for what, data in [
        ("absolute form", post(length, review, b"POST https://x/authenticate HTTP/1.1\r\n")),
        ("an empty line first", b"\r\n" + post(length, review)),
        ("white space around a value", post(b"Content-Length: \t " + str(len(review)).encode() + b" \t\r\n", review)),
        ("names in other case", post(b"cONTENT-lENGTH: " + str(len(review)).encode() + b"\r\n", review, host=b"hOST: x\r\n")),
        ("a query", post(length, review, b"POST /authenticate?timeout=30s&a=%00 HTTP/1.1\r\n")),
        ("bytes above ASCII in a value", post(b"X: \xc3\xa9\r\n" + length, review)),
        ("an empty value", post(b"X:\r\n" + length, review)),
        ("HTTP/1.0 with a length", post(length, review, b"POST /authenticate HTTP/1.0\r\n")),
        ("leading zeros in a chunk size",
         post(b"Transfer-Encoding: chunked\r\n", b"000%x\r\n" % len(review) + review + b"\r\n0\r\n\r\n")),
        ("Chunked in other case", post(b"Transfer-Encoding: CHUNKED\r\n", b"%X\r\n" % len(review) + review + b"\r\n0\r\n\r\n")),
    ]:
        with server.connect() as client:
            client.send(data)
            reply = client.reply()
            equal((reply.status, reply.status == 200 and reply.json()["status"].get("authenticated")), (200, True), what)


@case("Connection: close and HTTP/1.0 end the connection after the answer")
def closes(bench):
    server = bench.server()
    review = token_review(bench.token)
    with server.connect() as client:
        client.send(request("POST", "/authenticate", review, "Connection: close\r\n"))
        equal(client.reply().fields.get("connection", "").lower(), "close", "Connection")
        check(client.is_closed_within(5), "stays open after Connection: close")
    with server.connect() as client:
        client.send(request("POST", "/authenticate", review).replace(b"HTTP/1.1", b"HTTP/1.0", 1))
        equal(client.reply().status, 200, "HTTP/1.0")
        check(client.is_closed_within(5), "stays open after HTTP/1.0")


@case("50 pipelined requests are answered in order")
def pipeline(bench):
    server = bench.server()
    tiers = list(bench.tokens)
    for piece in (1 << 20, 97):  # in one write; in pieces that cut heads and bodies anywhere
        sent = b"".join(request("POST", "/authenticate", token_review(bench.tokens[tiers[i % 4]])) for i in range(50))
        with server.connect() as client:
            # All is sent before anything is read: 17 KiB of requests and 32 of answers fit into the sockets. (A second
            # thread would not do: one TLS connection of Python's must not be read and written at a time.)
            for i in range(0, len(sent), piece):
                client.send(sent[i:i + piece])
            for i in range(50):
                groups = client.reply().json()["status"]["user"]["groups"]
                check(f"seal:{tiers[i % 4]}" in groups, f"answer {i} is for {groups}, not {tiers[i % 4]}")


@case("every split of a request in two writes is one request")
def splits(bench):
    server = bench.server()
    whole = request("POST", "/authenticate", token_review(bench.token))
    with server.connect() as client:
        for cut in range(1, len(whole)):
            client.send(whole[:cut])
            client.send(whole[cut:])
            equal(client.reply().status, 200, f"cut at {cut}")


@case("deadlines belong to the request: dripping bytes does not move them", alone=True)
def drip(bench):
    server = bench.server()
    review = token_review(bench.token)
    head = request("POST", "/authenticate", b"")[:-2].replace(b"Content-Length: 0", b"Content-Length: 4000")
    findings = []

    def dripping(what: str, first: bytes, drop: bytes, earliest: float, latest: float, plain: bool = False):
        try:
            if plain:
                peer = socket.create_connection(("127.0.0.1", server.port), 30)
            else:
                client = server.connect(timeout=30)
                client.send(first)
                peer = client.socket
            began = time.monotonic()
            peer.settimeout(0.25)
            ended = False
            while not ended and time.monotonic() - began < latest + 5:
                try:
                    if drop:
                        peer.sendall(drop)
                    ended = peer.recv(1000) == b""
                except TimeoutError:
                    continue
                except OSError:
                    ended = True
            took = time.monotonic() - began
            peer.close()
            if not ended or not earliest <= took <= latest:
                findings.append(f"{what}: {'ended' if ended else 'still open'} after {took:.1f} s, "
                                f"expected {earliest:g} to {latest:g}")
        except Exception as error:
            findings.append(f"{what}: {type(error).__name__} {error}")

    drips = [
        ("nothing after connecting", b"", b"", 3, 12, True),
        ("a ClientHello byte by byte", b"", b"\x16", 0, 12, True),
        ("a head byte by byte", b"POST /authenticate HTTP/1.1\r\nHost: x\r\nX: ", b"a", 4, 8, False),
        ("a head field by field", b"POST /authenticate HTTP/1.1\r\nHost: x\r\n", b"X: a\r\n", 4, 8, False),
        ("half a head and silence", b"POST /authenticate HTTP/1.1\r\nHo", b"", 4, 8, False),
        ("a body byte by byte", head + b"\r\n" + review[:100], b" ", 8, 18, False),
        ("half a body and silence", head + b"\r\n" + review[:100], b"", 8, 18, False),
        ("empty lines for ever", b"\r\n", b"\r\n", 0, 18, False),
    ]
    threads = [threading.Thread(target=dripping, args=one) for one in drips]
    for thread in threads:
        thread.start()
    check(server.answers(), "answers others meanwhile")
    for thread in threads:
        thread.join()
    check(not findings, "; ".join(findings))


def abort(peer: socket.socket):
    """RST, as from a peer whose machine is gone."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


@case("peers that vanish at any moment leave nothing behind")
def vanish(bench):
    server = bench.server()
    check(server.answers(), "warm")
    descriptors, resident = server.descriptors(), server.resident()
    hello = bytes.fromhex("16030100c8010000c40303") + secrets.token_bytes(100)
    whole = request("POST", "/authenticate", token_review(bench.token))
    for round_ in range(30):
        for count in (0, 3, 60):
            peer = socket.create_connection(("127.0.0.1", server.port))
            peer.sendall(hello[:count])
            abort(peer) if round_ % 2 else peer.close()
        for data in (b"", whole[:40], whole[:-20], whole, whole * 40):
            client = server.connect()
            try:
                client.send(data)
            except OSError:
                pass
            client.reset() if round_ % 2 else client.close()
    check(server.answers(), "goes on answering")
    eventually(lambda: server.descriptors() <= descriptors, 20, f"{descriptors} descriptors again")
    grown = server.resident() - resident
    check(grown < 16 << 20, f"{grown >> 20} MiB more resident than before")


@case("a reader that never reads does not stop the others", alone=True)
def never_reads(bench):
    server = bench.server()
    whole = request("POST", "/authenticate", token_review(bench.token))
    clients = [server.connect() for _ in range(8)]
    for client in clients:
        client.socket.settimeout(0.5)
        try:
            for _ in range(200):
                client.send(whole * 50)
        except (TimeoutError, OSError):
            pass  # the server stopped reading: right, its answers have nowhere to go
    began = time.monotonic()
    check(server.answers(), "answers others")
    check(time.monotonic() - began < 1, "but slowly")
    check(server.resident() < 256 << 20, f"{server.resident() >> 20} MiB resident for eight silent readers")
    for client in clients:
        client.reset()


@case("half-closed connections still get their answer")
def half_closed(bench):
    server = bench.server()
    with server.connect() as client:
        client.send(request("POST", "/authenticate", token_review(bench.token)))
        # The socket's own shutdown: a FIN without a close_notify before it.
        socket.socket.shutdown(client.socket, socket.SHUT_WR)
        try:
            equal(client.reply().status, 200, "after our FIN")
        except Closed as error:
            raise Failure(f"no answer after a FIN: {error}") from None
