"""A node that nobody here wrote the stack of: grpcio, answering from Tests/Vectors/sui-rpc.json.

    python3 grpc-node.py VECTORS [FOLDER]

Says its port on standard output and serves until its input ends: in plain text, or, where a folder is given, over TLS with a
certificate that it writes there as `ca.pem`. A request that the vectors do not have is NOT_FOUND; some
object ids bring out what goes wrong between peers.
"""

import json
import pathlib
import subprocess
import sys
import time
from concurrent import futures

import grpc

HEAD = (("x-sui-chain-id", "4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S"), ("x-sui-epoch", "9"),
        ("x-sui-checkpoint-height", "77"), ("x-sui-timestamp-ms", "1795212180500"))


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

    def answers(path, request, context):
        context.send_initial_metadata(HEAD)
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
        if found is None:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such thing")
        return found

    class Handler(grpc.GenericRpcHandler):
        def service(self, details):
            path = details.method
            if path.endswith("/ListEvents"):
                return grpc.unary_stream_rpc_method_handler(lambda request, context: iter(answers(path, request, context)))
            if "/Get" in path or "/Batch" in path or "/List" in path or "/Simulate" in path:
                return grpc.unary_unary_rpc_method_handler(lambda request, context: answers(path, request, context)[0])
            return None

    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((Handler(),))
    if len(sys.argv) > 2:
        port = server.add_secure_port("127.0.0.1:0", credentials(pathlib.Path(sys.argv[2])))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    sys.stdin.read()
    server.stop(None)


main()
