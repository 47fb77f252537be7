# SPDX-License-Identifier: Apache-2.0
"""A canary token goes in by every door; it must come out by none."""
import secrets
import subprocess

from harness import Closed, Ledger, case, check, equal, request, token_review


@case("no token reaches logs, audit or metrics, at debug level")
def canary(bench):
    own = Ledger(bench.folder / "canary-ledger.yaml")
    known, _ = own.add("2 SUI")
    own.write()
    unknown = secrets.token_hex(32)
    jwt = "eyJhbGciOiJSUzI1NiJ9." + secrets.token_urlsafe(60) + "." + secrets.token_urlsafe(60)
    server = bench.server(log_level="debug", ledger=own)
    equal(server.ask(known)["authenticated"], True, "the canary is a good token")

    def attempt(data: bytes):
        try:
            with server.connect() as client:
                client.send(data)
                client.reply()
        except (Closed, OSError):
            pass
    for token in (known, unknown, jwt):
        review = token_review(token)
        attempt(request("POST", "/authenticate", review))
        attempt(request("POST", "/authenticate", token_review("seal_" + token)))
        attempt(request("POST", "/authenticate", review[:-30]))  # cut JSON
        attempt(request("POST", "/authenticate", review.replace(b'"spec"', b'"spec":{},"spec"')))
        attempt(request("POST", "/authenticate", review.replace(b"/v1", b"/v9")))
        attempt(request("POST", "/authenticate", token_review(token + " " * 5000)))
        attempt(request("POST", "/authenticate", token_review(token * 2000)))
        attempt(request("POST", "/admit", review))
        attempt(request("POST", "/authorize", review))
        attempt(request("POST", "/nowhere", review))
        attempt(request("GET", f"/{token}"))
        attempt(request("POST", f"/authenticate?token={token}", review))
        attempt(request("POST", "/authenticate", review, f"Authorization: Bearer {token}\r\nX-Seal-Token: {token}\r\n"))
        attempt(f"POST /authenticate HTTP/1.1\r\nHost: x\r\nAuthorization : Bearer {token}\r\n\r\n".encode())
        attempt(f"{token} /authenticate HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    metrics = server.ops("/metrics")[1] + server.ops("/readyz?verbose")[1] + server.ops("/version")[1]
    server.stop()
    places = {"log": server.log.read_text(errors="replace"), "audit": server.audit.read_text(errors="replace"),
              "ops endpoints": metrics}
    check(places["audit"].strip(), "the audit log is empty: this case proves nothing")
    for token in (known, unknown, jwt):
        # Any 12 characters of it in a row: a cut token is a leak too.
        pieces = {token[i:i + 12] for i in range(len(token) - 11)}
        for place, text in places.items():
            found = next((piece for piece in pieces if piece in text), None)
            check(not found, f"12 characters of a token are in the {place}")


@case("hash-token --generate shows a secret once, to the terminal alone")
def generated(bench):
    command = [bench.binary, "hash-token", "--cluster-id", "0x" + "1" * 64, "--owner", "0x" + "2" * 64, "--generate"]
    one, another = (subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=10)
                    for _ in range(2))
    equal((one.returncode, another.returncode), (0, 0), "exit codes")
    check(one.stdout != another.stdout, "the same secret twice")
    check(not any(line in one.stderr for line in one.stdout.split() if len(line) >= 64), "secret on standard error")
