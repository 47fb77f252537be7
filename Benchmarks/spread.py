#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How evenly the kernel spreads connections over the sockets of an SO_REUSEPORT group: the busiest socket's share.

One acceptor that deals connections out gives every loop the same number; this measures what a socket per loop gives.
"""
import socket
import statistics


def listener(port: int) -> socket.socket:
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    door.bind(("127.0.0.1", port))
    door.listen(512)
    door.setblocking(False)
    return door


def waiting(door: socket.socket) -> int:
    count = 0
    while True:
        try:
            door.accept()[0].close()
            count += 1
        except BlockingIOError:
            return count


def main() -> None:
    print("| sockets | connections | busiest socket ÷ an even share (median, 90th of 100, greatest of 200 rounds) |")
    print("|---|---|---|")
    for sockets in (2, 4):
        for connections in (16, 64):
            shares = []
            for _ in range(200):
                first = listener(0)
                doors = [first] + [listener(first.getsockname()[1]) for _ in range(sockets - 1)]
                clients = [socket.create_connection(first.getsockname()) for _ in range(connections)]
                shares.append(max(waiting(door) for door in doors) / (connections / sockets))
                for one in clients + doors:
                    one.close()
            shares.sort()
            print(f"| {sockets} | {connections} | {statistics.median(shares):.2f}, {shares[180]:.2f}, {shares[-1]:.2f} |")


if __name__ == "__main__":
    main()
