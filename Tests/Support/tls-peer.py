"""A peer over TLS: arguments are a certificate and its key, in PEM, and the authority of its clients if it wants to know them.

It prints its port, and for each line that it reads how many requests have come.
"""
import socket
import ssl
import sys
import threading

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
if len(sys.argv) > 3:
    context.load_verify_locations(sys.argv[3])
    context.verify_mode = ssl.CERT_REQUIRED
listener = socket.create_server(("127.0.0.1", 0))
requests = []


def serve(connection):
    try:
        with context.wrap_socket(connection, server_side=True) as stream:
            while head := stream.recv(65536):
                requests.append(head)
                stream.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
    except OSError:
        pass  # a peer that goes away is what some tests want


def accept():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
print(listener.getsockname()[1], flush=True)
for _ in sys.stdin:
    print(len(requests), flush=True)
