# SPDX-License-Identifier: Apache-2.0
"""Throwaway authorities and certificates, made with openssl."""
import pathlib
import subprocess

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256")
NAMES = "subjectAltName=IP:127.0.0.1,IP:::1,DNS:localhost"


def openssl(*arguments):
    subprocess.run(["openssl", *(str(word) for word in arguments)], check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    """A certificate authority in a folder of its own, which issues server and client certificates."""

    def __init__(self, folder: pathlib.Path, name: str):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.certificate = folder / "ca.crt"
        self.issuer = self.certificate, folder / "ca.key"
        openssl("req", "-x509", *KEY, "-days", 30, "-subj", f"/CN={name}",
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                "-keyout", self.issuer[1], "-out", self.certificate)

    @classmethod
    def known(cls, folder: pathlib.Path, issuer: tuple, certificate: pathlib.Path | None = None) -> "Authority":
        """One that is there: `issuer` is its certificate with its key, `certificate` what its servers are known by."""
        authority = cls.__new__(cls)
        folder.mkdir(parents=True, exist_ok=True)
        authority.folder, authority.issuer, authority.certificate = folder, issuer, certificate or issuer[0]
        return authority

    def leaf(self, name: str, subject: str, usage: str) -> tuple[pathlib.Path, pathlib.Path]:
        """Issues NAME.crt with NAME.key; both are there at once, each by rename."""
        certificate, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        openssl("req", "-x509", "-CA", self.issuer[0], "-CAkey", self.issuer[1], *KEY, "-days", 7,
                "-subj", subject, "-addext", "basicConstraints=critical,CA:FALSE",
                "-addext", "keyUsage=critical,digitalSignature", "-addext", f"extendedKeyUsage={usage}",
                *(("-addext", NAMES) if usage == "serverAuth" else ()),
                "-keyout", f"{key}.new", "-out", f"{certificate}.new")
        pathlib.Path(f"{key}.new").chmod(0o600)
        pathlib.Path(f"{key}.new").rename(key)
        pathlib.Path(f"{certificate}.new").rename(certificate)
        return certificate, key

    def client(self, name: str, user: str, *groups: str) -> dict:
        """A kubeconfig's user with a client certificate."""
        subject = "".join(f"/O={group}" for group in groups) + f"/CN={user}"
        certificate, key = self.leaf(name, subject, "clientAuth")
        return {"client-certificate": str(certificate), "client-key": str(key)}
