# SPDX-License-Identifier: Apache-2.0
"""A controller in an enclave: what it hands out, and who believes it."""
import base64
import contextlib
import hashlib
import http.client
import http.server
import json
import secrets
import ssl
import threading
import time
import types

from cases.controller import Controller
from cases.enclave_boot import PATIENCE, Enclave, Simulator, binary
from cases.sealctl import Staker
from cases.stake_worker import Machine
from harness import case, check, equal, eventually, free_port

MEASURED = [hashlib.sha384(f"part {number} of an image".encode()).hexdigest() for number in range(3)]
PCRS = [word for number, digits in enumerate(MEASURED) for word in (f"--pcr{number}", digits)]
OTHER = [PCRS[0], hashlib.sha384(b"another image").hexdigest(), *PCRS[2:]]


class Replay:
    """Somebody who has the key of the connection, and answers everything with what was answered before."""

    def __init__(self, answer, certificate, key):
        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def boot(bench, staker, simulator, folder, cluster, chain, operator):
    """enclave-boot for a cluster, and where it listens."""
    port, file = free_port(), folder / "enclave.yaml"
    file.write_text("\n".join([
        "apiVersion: k3s-daas.io/v1alpha1", "kind: EnclaveConfiguration", f"cluster: {cluster}", f"chain: {chain}",
        "names: [127.0.0.1]", f'provisioners: ["{operator}"]', f"provisioning: unix:{folder}/provisioning",
        f"listen: 127.0.0.1:{port}", "ops: 127.0.0.1:0", f"nsm: socket:{folder}/nsm",
        f"insecure: {{simulator: {simulator.root}}}", f"tls: {{folder: {folder}/tls}}", "programs:",
        "  - {name: only, path: /bin/sh, arguments: [-c, 'echo up; exec sleep 1000']}"]) + "\n")
    enclave = Enclave(folder, binary(bench, "enclave-boot"), "run", "--config", file)
    enclave.wait_for("line=up")
    return enclave, port


@case("what a controller hands out of its enclave is believed, and nothing older, of another image or for another challenge")
def attested(bench):
    folder = bench.folder / f"attested-{time.monotonic_ns()}"
    folder.mkdir()
    staker, enclave = Staker(bench), None
    with Simulator(bench, folder / "nsm", "--root-out", str(folder / "root.pem"), *PCRS) as simulator:
        staker.start("--enclave-root", simulator.root)
        try:
            for name in ("operator", "staker"):
                staker("wallet", "new", name)
                staker("faucet", "--key", name, "--amount", "30SUI")
            made = staker.json("cluster", "create", "--key", "operator")["cluster"]
            chain = staker.json("cluster", "show")["chain"]
            operator = next(one["publicKey"] for one in staker.json("wallet", "list") if one["name"] == "operator")
            enclave, port = boot(bench, staker, simulator, folder, made, chain, operator)
            pair = (folder / "tls/tls.crt", folder / "tls/tls.key")
            cluster = types.SimpleNamespace(
                bench=bench, port=staker.port, file=staker.home / ".config/k3s-daas/cluster.yaml")
            with Controller(cluster, "--attestation-source", f"https://127.0.0.1:{port}", "--attestation-ca-file",
                            str(pair[0]), pair=pair) as controller:
                handed_out(staker, controller, folder, pair)
                believed(staker, controller, simulator, folder, pair)
        finally:
            if enclave:
                enclave.end()
            staker.stop()


def ask(controller, nonce):
    """The controller's answer, as it stands there."""
    plain = ssl._create_unverified_context()
    with contextlib.closing(http.client.HTTPSConnection("127.0.0.1", controller.port, context=plain, timeout=10)) as client:
        client.request("GET", f"/api/v1/attestation?nonce={nonce}")
        reply = client.getresponse()
        body = reply.read()
        equal(reply.status, 200, f"an attestation: {body[:200]!r}")
        return body


def handed_out(staker, controller, folder, pair):
    """sealctl looks at what comes out of the controller: live, and as a file."""
    url, root = f"https://127.0.0.1:{controller.port}", ["--root", str(folder / "root.pem")]
    check("as expected" in staker("enclave", "verify", url, *root, *PCRS), "the enclave is not believed")
    check("PCR 0" in staker("enclave", "verify", url, *root, *OTHER, status=77), "another image")
    check("pinned root" in staker("enclave", "verify", url, *PCRS, status=77), "somebody else's signature")
    nonce = secrets.token_hex(32)
    answer = ask(controller, nonce)
    document = folder / "document"
    document.write_bytes(base64.b64decode(json.loads(answer)["document"]))
    show = ["enclave", "verify", "--document", str(document), *root]
    now = int(time.time() * 1000)
    staker(*show, *PCRS, "--nonce", nonce, "--at", str(now))
    staker(*show, *OTHER, "--nonce", nonce, status=77)
    check("nonce" in staker(*show, *PCRS, "--nonce", secrets.token_hex(32), status=77), "another challenge")
    # A leaf lives for three hours.
    staker(*show, *PCRS, "--nonce", nonce, "--at", str(now + 4 * 3600 * 1000), status=77)
    staker(*show, *PCRS, "--nonce", nonce, "--at", str(now - 4 * 3600 * 1000), status=77)
    with Replay(answer, *pair) as replay:
        check("nonce" in staker("enclave", "verify", replay.url, *root, *PCRS, status=77), "an answer of before")


def believed(staker, controller, simulator, folder, pair):
    """A machine asks the chain which enclave there is, and that enclave through the controller."""
    url, root = f"https://127.0.0.1:{controller.port}", ["--root", str(folder / "root.pem")]
    machine = Machine(staker, types.SimpleNamespace(url=url))
    settings = json.loads(machine.config.read_text())
    del settings["master_ca_file"]

    def trust(master, status):
        machine.config.write_text(json.dumps(
            {**settings, "master_trust": "enclave", "attestation_root": simulator.root, "master_url": master}))
        return machine("join", status=status)

    def challenges():
        page = controller.metrics()
        return sum(value for name, value in page.items() if "api_requests_total" in name and 'route="challenge"' in name)

    # Nothing is registered: the chain names no enclave, and the machine asks nobody for a challenge.
    said = trust(url, 77)
    check("enclave" in said and challenges() == 0, said)
    register = ["enclave", "register", f"unix:{folder}/provisioning", *root, *PCRS, "--key", "operator", "--endpoint", url]
    staker("enclave", "approve", "--key", "operator", *PCRS)
    staker(*register)
    # Through somebody who has the enclave's key and yesterday's answer.
    with Replay(ask(controller, secrets.token_hex(32)), *pair) as replay:
        said = trust(replay.url, 77)
        check("nonce" in said and challenges() == 0, said)
    # The controller's own: believed, and asked for a challenge, which one without an apiserver has not.
    said = trust(url, 77)
    check("the master refuses" in said, said)
    eventually(lambda: challenges() > 0, PATIENCE, f"a machine that believes it asks for a challenge: {said}")
    # Once the cluster asks for another image, what runs there is none of its enclaves.
    staker("enclave", "approve", "--key", "operator", *OTHER)
    before = challenges()
    said = trust(url, 77)
    check(challenges() == before, said)
