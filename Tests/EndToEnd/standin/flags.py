# SPDX-License-Identifier: Apache-2.0
"""The flags of a kube-apiserver that mean something here, those that are taken and mean nothing, and no others."""
import argparse
import pathlib

from .authorization import seconds
from .discovery import VERSION

# A stand-in has no services, no service accounts of its own, no profiles.
WITHOUT_MEANING = ("advertise-address", "endpoint-reconciler-type", "service-cluster-ip-range",
                   "service-account-key-file", "service-account-signing-key-file", "allow-privileged",
                   "enable-admission-plugins", "disable-admission-plugins", "profiling", "v", "cert-dir")


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = Parser(prog="kube-apiserver (stand-in)", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f'Kubernetes {VERSION["gitVersion"]}')
    for name in WITHOUT_MEANING:
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--etcd-servers", type=folder, default=None, metavar="file:/FOLDER",
                        help="where objects are kept; several servers may share it (default: memory)")
    parser.add_argument("--bind-address", default="127.0.0.1")
    parser.add_argument("--secure-port", type=int, required=True)
    parser.add_argument("--tls-cert-file", required=True)
    parser.add_argument("--tls-private-key-file", required=True)
    parser.add_argument("--client-ca-file", default="")
    parser.add_argument("--service-account-issuer", default="https://kubernetes.default.svc")
    parser.add_argument("--api-audiences", default="")
    parser.add_argument("--anonymous-auth", choices=("true", "false"), default="true")
    parser.add_argument("--authorization-mode", default="")
    parser.add_argument("--authorization-config", default="")
    parser.add_argument("--authentication-token-webhook-config-file", default="")
    parser.add_argument("--authentication-token-webhook-version", choices=("v1", "v1beta1"), default="v1beta1")
    parser.add_argument("--authentication-token-webhook-cache-ttl", type=seconds, default=120.0)
    parser.add_argument("--admission-control-config-file", default="")
    options = parser.parse_args(arguments)
    if options.authorization_mode and options.authorization_config:
        parser.error("--authorization-mode and --authorization-config exclude each other")
    options.authorization_mode = options.authorization_mode or "AlwaysAllow"
    options.audiences = (options.api_audiences or options.service_account_issuer).split(",")
    return options


class Parser(argparse.ArgumentParser):
    def error(self, message: str):
        self.exit(1, f"{self.prog}: {message}\n")


def folder(text: str) -> pathlib.Path:
    path = pathlib.Path(text.removeprefix("file:"))
    if not text.startswith("file:") or not path.is_absolute():
        raise argparse.ArgumentTypeError(f"{text}: file:/FOLDER is due, a stand-in speaks to no etcd")
    return path
