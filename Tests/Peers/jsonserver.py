# SPDX-License-Identifier: Apache-2.0
"""What stands in for an apiserver where a case only needs its answers."""
import http.server
import json
import ssl
import threading


class JSONServer:
    """Answers over TLS with the bench's certificate, on threads of its own.

    Each of `methods`, GET=… or POST=…, makes status and value of a request, whose body was read.
    """

    def __init__(self, bench, **methods):
        members = {f"do_{name}": self.answering(make) for name, make in methods.items()}
        handler = type("Handler", (http.server.BaseHTTPRequestHandler,),
                       {**members, "protocol_version": "HTTP/1.1", "log_message": lambda *_: None})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(bench.pki / "server.crt", bench.pki / "server.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def answering(make):
        def answer(handler):
            handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
            status, value = make(handler)
            body = json.dumps(value).encode()
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        return answer

    def close(self):
        self.server.shutdown()
        self.server.server_close()
