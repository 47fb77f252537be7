# SPDX-License-Identifier: Apache-2.0
"""curl: what an ordinary HTTP client does all day."""
import json
import subprocess

from harness import Closed, Failure, admission_review, case, check, equal, need, token_review


def curl(server, *arguments: str, path: str = "/authenticate", body: bytes | None = None, wanted: str = "%{http_code}"):
    """Runs curl; gives back what `--write-out` said and the body."""
    output = server.bench.folder / "curl.out"
    output.unlink(missing_ok=True)
    command = [need("curl"), "-sS", "--http1.1", "--cacert", server.bench.pki / "ca.crt", "-m", "30", "-w", wanted, "-o", output]
    if body is not None:
        (server.bench.folder / "curl.in").write_bytes(body)
        command += ["-H", "Content-Type: application/json", "--data-binary", f"@{server.bench.folder / 'curl.in'}"]
    done = subprocess.run([*command, *arguments, f"https://127.0.0.1:{server.port}{path}"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
    check(done.returncode == 0, f"curl ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout, output.read_bytes() if output.exists() else b""


@case("answers a TokenReview of each tier, on one connection")
def tiers(bench):
    server = bench.server()
    with server.connect() as client:
        for tier, token in bench.tokens.items():
            for shown in (token, "seal_" + token):
                reply = client.post("/authenticate?timeout=30s", token_review(shown))
                equal(reply.status, 200, tier)
                status = reply.json()["status"]
                equal(status["authenticated"], True, tier)
                groups = set(status["user"]["groups"])
                check({"seal:stakers", f"seal:{tier}"} <= groups, f"{tier}: groups are {groups}")
                equal({g for g in groups if g.startswith("seal:")}, {"seal:stakers", f"seal:{tier}"}, "tier groups")
                check("application/json" in reply.fields["content-type"], "content type")


@case("keeps a connection alive")
def keep_alive(bench):
    server = bench.server()
    url = f"https://127.0.0.1:{server.port}/authenticate"
    made, _ = curl(server, "-o", server.bench.folder / "curl.first", url, body=token_review(bench.token), wanted="%{num_connects},")
    equal(made, "1,0,", "connections made for two requests")


@case("HEAD has the head of GET and no body; the connection stays usable")
def head(bench):
    server = bench.server()
    with server.connect() as client:
        for path in ("/authenticate", "/nowhere"):
            client.send(f"HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            heads = client.reply(to_head=True)
            client.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            full = client.reply()
            equal(heads.status, full.status, f"status of {path}")
            equal(heads.fields.get("content-length"), full.fields.get("content-length"), "length")
        equal(client.post("/authenticate", token_review(bench.token)).status, 200, "afterwards")


@case("404 for unknown paths, 405 with Allow for other methods")
def not_found(bench):
    server = bench.server()
    for path in ("/", "/authenticate/", "/Authenticate", "/authenticatex", "/metrics", "/livez", "/%61uthenticate",
                 "/./authenticate", "//authenticate"):
        equal(curl(server, "--path-as-is", path=path, body=token_review(bench.token))[0], "404", path)
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        code, _ = curl(server, "-X", method, wanted="%{http_code} %header{allow}")
        equal(code.split()[0], "405", method)
        with server.connect() as client:
            client.send(f"{method} /authenticate HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            equal(client.reply().fields.get("allow"), "POST", f"Allow after {method}")


@case("Expect: 100-continue is answered before the body, and a refusal spares the body")
def expect(bench):
    server = bench.server()
    code, body = curl(server, "-H", "Expect: 100-continue", body=token_review(bench.token))
    equal((code, json.loads(body)["status"]["authenticated"]), ("200", True), "curl with Expect")
    review = token_review(bench.token)
    with server.connect() as client:
        client.send(f"POST /authenticate HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
                    f"Content-Length: {len(review)}\r\n\r\n".encode())
        while b"\r\n\r\n" not in client.buffer:
            check(client.more(), "closed instead of 100")
        check(client.buffer.startswith(b"HTTP/1.1 100 "), f"got {client.buffer[:40]!r}")
        client.send(review)
        equal(client.reply().status, 200, "after the body")
    with server.connect() as client:
        interim = []
        client.send(b"POST /nowhere HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n")
        status = client.reply(interim=interim).status
        check(status in (404, 413) and not interim, f"refused with {status} after {interim}")


@case("chunked bodies are put together")
def chunked(bench):
    server = bench.server()
    code, body = curl(server, "-H", "Transfer-Encoding: chunked", body=token_review(bench.token))
    equal((code, json.loads(body)["status"]["authenticated"]), ("200", True), "by curl")
    review = token_review(bench.token)
    with server.connect() as client:
        client.send(b"POST /authenticate HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for index, byte in enumerate(review):
            client.send(b"1" + (b";ext=\"v\"" if index < 20 else b"") + b"\r\n" + bytes([byte]) + b"\r\n")
        client.send(b"0\r\nTrailer: dropped\r\n\r\n")
        equal(client.reply().json()["status"]["authenticated"], True, "a chunk per byte, some with extensions, and a trailer")


@case("a 19 MiB AdmissionReview is answered, one over the limit is 413", alone=True)
def large(bench):
    server = bench.server()
    code, body = curl(server, path="/admit", body=admission_review(19 << 20))
    equal(code, "200", "19 MiB")
    equal(json.loads(body)["response"]["uid"], "705ab4f5-6393-11e8-b7cc-42010a800002", "uid echoed")
    limit = 20 << 20
    exact = admission_review(limit - len(admission_review()))
    equal(len(exact), limit, "length of the body at the limit")
    equal(curl(server, path="/admit", body=exact)[0], "200", "exactly 20 MiB")
    equal(curl(server, path="/admit", body=exact + b" ")[0], "413", "20 MiB and a byte")
    chunks = ("-H", "Transfer-Encoding: chunked")
    equal(curl(server, *chunks, path="/admit", body=exact + b" ")[0], "413", "the same, chunked")
    check(server.answers(), "goes on answering")


@case("an oversized /authenticate body is answered 200 not ours, and 413 only past 2 MiB")
def oversized_token(bench):
    server = bench.server()
    for size in (64 << 10, 1_040_000, (2 << 20) - 200):
        for extra in ((), ("-H", "Transfer-Encoding: chunked")):
            code, body = curl(server, *extra, body=token_review("x" * size))
            equal(code, "200", f"a token of {size} bytes")
            status = json.loads(body)["status"]
            equal(status.get("authenticated", False), False, "authenticated")
            check("error" not in status, "an error would make the apiserver ask again")
    equal(curl(server, body=token_review("x" * (2 << 20)))[0], "413", "past the limit of what is dropped")
    with server.connect() as client:
        review = token_review("x" * 1_040_000)
        equal(client.post("/authenticate", review).status, 200, "over 64 KiB")
        equal(client.post("/authenticate", token_review(bench.token)).status, 200, "the connection is still good")


@case("a malformed review is 400, never 401, 403 or 500")
def malformed_reviews(bench):
    server = bench.server()
    good = token_review(bench.token)
    bodies = [b"", b"{", b"null", b"[]", b'"x"', good + b"x", good[:-3], b"\xff\xfe" + good, good.replace(b"authentication", b"autentication"),
              b'{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":1}}',
              b'{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v2","spec":{"token":"a"}}',
              b'{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"a","token":"b"}}',
              b'{"a":' * 65 + b"1" + b"}" * 65]
    for body in bodies:
        for path in ("/authenticate", "/admit", "/authorize"):  # each as the first request of a connection, too
            with server.connect() as client:
                try:
                    equal(client.post(path, body).status, 400, f"{path} {body[:90]!r}")
                except Closed:
                    raise Failure(f"no answer to {path} {body[:90]!r}") from None
    with server.connect() as client:
        for path, body in (("/admit", b'{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}'),
                           ("/admit", b"{}x"), ("/authorize", b"[")):
            equal(client.post(path, body).status, 400, f"{path} {body!r}")
        equal(client.post("/authenticate", good).status, 200, "afterwards, on the same connection")


@case("no reply carries Retry-After or names the software")
def fields(bench):
    server = bench.server()
    with server.connect() as client:
        for reply in (client.post("/authenticate", token_review("no")), client.post("/authenticate", b"{")):
            check("retry-after" not in reply.fields, "Retry-After")
            check("server" not in reply.fields, "Server")
