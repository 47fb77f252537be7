# SPDX-License-Identifier: Apache-2.0
"""openssl s_client and Python's ssl: versions, suites, ALPN, resumption, client certificates, key types."""
import socket
import ssl
import subprocess

from harness import Closed, case, check, equal, eventually, need, token_review

AEAD_13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
AEAD_12 = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"]


def s_client(server, *arguments: str, send: bytes = b"") -> tuple[bool, str]:
    """Whether a session was agreed on, and all that s_client printed."""
    done = subprocess.run(
        [need("openssl"), "s_client", "-connect", f"127.0.0.1:{server.port}", "-CAfile", server.bench.pki / "ca.crt",
         "-verify_return_error", *(("-ign_eof",) if send else ()), *arguments],
        input=send, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=20)
    text = done.stdout.decode(errors="replace")
    return "Cipher is (NONE)" not in text and "New, " in text or "Reused, " in text, text


CLOSING = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@case("speaks 1.3 and 1.2 with every AEAD suite")
def speaks_aead(bench):
    server = bench.server()
    for suite in AEAD_13:
        agreed, text = s_client(server, "-tls1_3", "-ciphersuites", suite)
        check(agreed and f"Cipher is {suite}" in text, f"1.3 with {suite}: {text[-400:]}")
    for suite in AEAD_12:
        agreed, text = s_client(server, "-tls1_2", "-cipher", f"ECDHE-ECDSA-{suite}")
        check(agreed and f"Cipher is ECDHE-ECDSA-{suite}" in text, f"1.2 with {suite}: {text[-400:]}")


@case("refuses 1.0 and 1.1")
def refuses_old(bench):
    server = bench.server()
    for version in ("-tls1", "-tls1_1"):
        agreed, text = s_client(server, version, "-cipher", "ALL:@SECLEVEL=0")
        check(not agreed, f"{version} was agreed on: {text[-300:]}")
    check(server.answers(), "and goes on answering")


@case("refuses CBC, static RSA, anonymous and null suites")
def refuses_weak(bench):
    server = bench.server(key="server-rsa")
    agreed, text = s_client(server, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
    check(agreed, f"the good suite works, or this case proves nothing: {text[-300:]}")
    for suite in ("ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-SHA",
                  "aNULL:@SECLEVEL=0", "eNULL:@SECLEVEL=0", "DHE-RSA-AES128-SHA", "ECDHE-RSA-AES128-CCM"):
        agreed, text = s_client(server, "-tls1_2", "-cipher", suite)
        check(not agreed, f"{suite} was agreed on: {text[-300:]}")


@case("chooses by ALPN what it may speak, and never what it cannot")
def alpn(bench):
    server = bench.server()
    agreed, text = s_client(server, "-alpn", "http/1.1,h2")
    check(agreed and "ALPN protocol: h2" in text, f"http/1.1 and h2 offered: {text[-400:]}")
    _, text = s_client(server, "-alpn", "h3")
    check("ALPN protocol: h3" not in text, "chose h3")
    agreed, _ = s_client(server)
    check(agreed, "no ALPN at all is fine")
    server = bench.server("--http2=false")
    agreed, text = s_client(server, "-alpn", "h2,http/1.1")
    check(agreed and "ALPN protocol: http/1.1" in text, f"h2 and http/1.1 offered: {text[-400:]}")
    _, text = s_client(server, "-alpn", "h2")
    check("ALPN protocol: h2" not in text, "chose h2")


@case("resumes sessions in 1.3 and 1.2")
def resumes(bench):
    server = bench.server()
    for version in ("-tls1_3", "-tls1_2"):
        session = str(bench.folder / f"session{version}")
        agreed, _ = s_client(server, version, "-sess_out", session, send=CLOSING)
        check(agreed, f"{version}: first connection")
        _, text = s_client(server, version, "-sess_in", session, send=CLOSING)
        check("Reused, TLSv1." in text, f"{version}: not resumed: {text[-600:]}")


@case("serves RSA and Ed25519 keys")
def other_keys(bench):
    for key in ("server-rsa", "server-ed25519"):
        server = bench.server(key=key)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            equal(server.ask(bench.token, maximum=version)["authenticated"], True, f"{key} over {version.name}")


def verdict(server, certificate: str | None, maximum=None) -> int:
    """The status of a TokenReview, or 0 if the connection was refused before there was one."""
    try:
        with server.connect(certificate=certificate, maximum=maximum) as client:
            return client.post("/authenticate", token_review(server.bench.token)).status
    except (ssl.SSLError, Closed, ConnectionError):
        return 0


@case("a required client certificate is required, from our CA, valid, for clients, with an allowed name")
def client_required(bench):
    server = bench.server("--client-subject-names", "kube-apiserver,another", client_auth="required")
    for maximum in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
        equal(verdict(server, "client", maximum), 200, f"good certificate, {maximum.name}")
        for bad in (None, "client-stranger", "client-expired", "client-server-usage", "client-other-name"):
            status = verdict(server, bad, maximum)
            check(status in (0, 403), f"{bad or 'no certificate'}, {maximum.name}: answered {status}")


@case("an optional client certificate may be missing, but not be wrong")
def client_optional(bench):
    server = bench.server(client_auth="optional")
    equal(verdict(server, None), 200, "none")
    equal(verdict(server, "client"), 200, "good")
    for bad in ("client-stranger", "client-expired"):
        check(verdict(server, bad) in (0, 403), f"{bad} was accepted")


@case("without client authentication a certificate is not asked for")
def client_off(bench):
    server = bench.server(client_auth="off")
    _, text = s_client(server)
    check("No client certificate CA names sent" in text, "asked for one")
    equal(verdict(server, "client"), 200, "shown anyway")


@case("a session made with a certificate is not resumed without its check")
def resumption_keeps_identity(bench):
    server = bench.server("--client-subject-names", "kube-apiserver", client_auth="required")
    with server.connect(certificate="client", maximum=ssl.TLSVersion.TLSv1_2) as client:
        equal(client.post("/authenticate", token_review(bench.token)).status, 200, "first connection")
    session = str(bench.folder / "session-mtls")
    pair = ("-cert", bench.pki / "client.crt", "-key", bench.pki / "client.key")
    s_client(server, "-tls1_3", "-sess_out", session, *pair, send=CLOSING)
    body = token_review(bench.token)
    review = (f"POST /authenticate HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
              ).encode() + body
    _, text = s_client(server, "-tls1_3", "-sess_in", session, send=review)
    # Resumed, the session speaks for the certificate it was made with; not resumed, there must be no answer.
    check("Reused, " in text or "HTTP/1.1 200" not in text, "answered a stranger")


@case("bytes that are not TLS get no answer and harm nobody")
def not_tls(bench):
    server = bench.server()
    before = server.descriptors()
    for bytes_ in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x40\x00" + b"\0" * 200, b"\x80\x2e\x01\0\2",
                   b"\x15\x03\x03\0\2\2\x28", b"\x17\x03\x03\xff\xff" + b"a" * 70000, b"\0" * 10):
        with socket.create_connection(("127.0.0.1", server.port), 5) as peer:
            peer.settimeout(15)
            answer = b""
            try:
                peer.sendall(bytes_)
                peer.shutdown(socket.SHUT_WR)
                while data := peer.recv(4096):
                    answer += data
            except ConnectionError:
                pass
            check(not answer.startswith(b"HTTP/"), f"spoke HTTP to {bytes_[:10]!r}")
    check(server.answers(), "goes on answering")
    eventually(lambda: server.descriptors() <= before, 15, "every connection is given back")
