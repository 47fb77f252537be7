# SPDX-License-Identifier: Apache-2.0
"""Certificates as `sealctl wire` makes and renews them, as OpenSSL sees them at its strictest."""
import os
import pathlib
import ssl
import subprocess
import time

from harness import case, check, equal, need


class Tree:
    """The files of a server that does not run, and sealctl for them."""

    def __init__(self, bench):
        self.binary = pathlib.Path(bench.binary).with_name("sealctl")
        self.root = bench.folder / f"tree-{time.monotonic_ns()}"
        (self.root / "etc").mkdir(parents=True)
        (self.root / "etc/group").write_text("root:x:0:\nk3s-daas:x:990:\n")
        self.pki = self.root / "etc/k3s-daas/pki"

    def __call__(self, *arguments, status=0):
        done = subprocess.run([self.binary, "wire", *arguments, "--root", self.root], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60,
                              env={"PATH": os.environ["PATH"], "HOME": str(self.root)})
        equal(done.returncode, status, f"sealctl wire {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout + done.stderr


def verified(tree, name, purpose):
    need("openssl")
    done = subprocess.run(["openssl", "verify", "-x509_strict", "-purpose", purpose, "-CAfile", tree.pki / "ca.crt",
                           tree.pki / name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode == 0


def prepared(bench):
    """A folder that `wire renew` finds work in: it makes certificates for a plan that was written before."""
    tree = Tree(bench)
    wiring = tree.root / "etc/k3s-daas/wiring"
    wiring.mkdir(parents=True)
    (wiring / "plan.yaml").write_text(
        "apiVersion: k3s-daas.io/v1alpha1\nkind: WiringPlan\nflavour: k3s\nledgerFile: /etc/ledger.yaml\n"
        "serverNames: [k3s.example]\n")
    return tree


@case("certificates are made, and each is good for its use alone")
def made(bench):
    tree = prepared(bench)
    tree("renew")
    check(verified(tree, "server.crt", "sslserver"), "the server's certificate is refused")
    check(verified(tree, "client.crt", "sslclient"), "the client's certificate is refused")
    check(not verified(tree, "client.crt", "sslserver"), "the client's certificate is a server's, too")
    text = subprocess.run(["openssl", "x509", "-noout", "-text", "-in", tree.pki / "server.crt"], check=True,
                          stdout=subprocess.PIPE, text=True).stdout
    for expected in ("DNS:k3s.example", "IP Address:127.0.0.1", "CA:FALSE", "TLS Web Server Authentication",
                     "ecdsa-with-SHA256"):
        check(expected in text, f"{expected} is not in {text}")
    for name, mode in (("ca.key", 0o600), ("server.key", 0o640), ("client.key", 0o600), ("ca.crt", 0o644)):
        equal((tree.pki / name).stat().st_mode & 0o777, mode, name)


@case("both ends speak TLS with what was made")
def spoken(bench):
    tree = prepared(bench)
    tree("renew")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tree.pki / "server.crt", tree.pki / "server.key")
    server.verify_mode = ssl.CERT_REQUIRED
    server.load_verify_locations(tree.pki / "ca.crt")
    client = ssl.create_default_context(cafile=tree.pki / "ca.crt")
    client.load_cert_chain(tree.pki / "client.crt", tree.pki / "client.key")
    ends = [ssl.MemoryBIO() for _ in range(2)]
    near = client.wrap_bio(ends[0], ends[1], server_hostname="127.0.0.1")
    far = server.wrap_bio(ends[1], ends[0], server_side=True)
    for _ in range(8):
        for end in (near, far):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                pass
    equal(far.getpeercert()["subject"], ((("commonName", "kube-apiserver"),),), "whom the server sees")
    check(near.version() == "TLSv1.3", f"they speak {near.version()}")


@case("an authority is succeeded while both ends go on")
def succeeded(bench):
    tree = prepared(bench)
    tree("renew")
    old = (tree.pki / "ca.crt").read_text()
    tree("renew", "--new-ca")
    both = (tree.pki / "ca.crt").read_text()
    check(both.startswith(old), "the present authority does not stand first")
    equal(both.count("BEGIN CERTIFICATE"), 2, "authorities")
    # Nobody can tell whether an apiserver runs in a tree without /proc: the old one goes on signing.
    check((tree.pki / "ca-next.key").exists(), "the next authority signs already")
    check(verified(tree, "server.crt", "sslserver"), "the server's certificate is refused meanwhile")
