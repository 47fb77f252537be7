# SPDX-License-Identifier: Apache-2.0
"""A host that gives out documents over HTTPS, and remembers who asked for what."""
import http.server
import pathlib
import ssl
import threading

from pki import Authority


class Documents:
    """Gives out what stands under a path; `redirects` sends whoever asks elsewhere."""

    def __init__(self, folder: pathlib.Path, name: str = "documents"):
        self.authority = Authority(folder, name)
        certificate, key = self.authority.leaf("server", f"/CN={name}", "serverAuth")
        self.pages: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        # Whoever connected, and what was asked for with which fields.
        self.connections, self.asked = 0, []
        host = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # noqa: N802
                host.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                body = host.pages.get(self.path, b"")
                self.send_response(200 if self.path in host.pages else 302 if self.path in host.redirects else 404)
                if self.path in host.redirects:
                    self.send_header("Location", host.redirects[self.path])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def get_request(self):
                peer = super().get_request()
                host.connections += 1
                return peer

            def finish_request(self, request, client_address):
                # On the connection's own thread: a handshake that fails ends that connection alone.
                try:
                    with context.wrap_socket(request, server_side=True) as wrapped:
                        super().finish_request(wrapped, client_address)
                except (OSError, ssl.SSLError):
                    pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
