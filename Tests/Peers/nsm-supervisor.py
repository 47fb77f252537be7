#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a program that finds a /dev/nsm, where there is none: its openat and ioctl are answered here, by seccomp(2).

    nsm-supervisor.py [--root-out FILE] [--log FILE] [--fault FAULT]... -- PROGRAM ARGUMENTS...

The program is not changed in any way, and sees what the driver would do: the request is read from its memory, the answer
written into it, cut off without a word where the room ends. Requests are answered by nitro.py's module, whose root is made
anew each time: {root} in an argument becomes its SHA-256. A fault is [NAME@]WHAT[*]: it befalls the next request, or the next
of that name, once or with * for ever.

    errno=NAME    the driver's refusal        refuse=NAME   the module's refusal
    truncate=N    only N bytes come back      full          more than there is room for
    garbage       bytes that are nothing      empty         no bytes at all
    wrong         another question's answer   forged        a document with another signature
    delay=S       the answer takes S seconds  after=NAME    the driver's refusal, although it was done
"""
import argparse
import ctypes
import errno
import fcntl
import json
import os
import pathlib
import select
import signal
import socket
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import nitro  # noqa: E402

DEVICE = b"/dev/nsm"
CALL, LONGEST, MESSAGE = 0xC0200A00, 0x1000, struct.Struct("<4Q")

# linux/audit.h, linux/seccomp.h, linux/filter.h; system calls of x86-64.
ARCH = 0xC000003E
OPEN, IOCTL, CHMOD, UNLINK, OPENAT, UNLINKAT, FCHMODAT = 2, 16, 90, 87, 257, 263, 268
PATH_ARGUMENT = {OPEN: 0, CHMOD: 0, UNLINK: 0, OPENAT: 1, UNLINKAT: 1, FCHMODAT: 1}
ALLOW, NOTIFY = 0x7FFF0000, 0x7FC00000
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
SECCOMP, SET_FILTER, NEW_LISTENER, NO_NEW_PRIVS = 317, 1, 8, 38
RECEIVE, SEND, IS_VALID, ADD_DESCRIPTOR = 0xC0502100, 0xC0182101, 0x40082102, 0x40182103
CONTINUE, CLOSE_ON_EXEC = 1, os.O_CLOEXEC
NOTICE, ANSWER, ADDED = struct.Struct("<QII iIQ6Q"), struct.Struct("<QqiI"), struct.Struct("<QIIII")


def program() -> bytes:
    """Stops where a path may be the device's, and where an ioctl is the device's; all else goes on."""
    paths = sorted(PATH_ARGUMENT)
    lines = [(LOAD, 0, 0, 4), (EQUAL, 0, len(paths) + 4, ARCH), (LOAD, 0, 0, 0)]
    # To the last line, which stops; the four lines behind the paths look at ioctl's second argument.
    lines += [(EQUAL, len(paths) - place + 3, 0, number) for place, number in enumerate(paths)]
    lines += [(EQUAL, 0, 2, IOCTL), (LOAD, 0, 0, 24), (EQUAL, 1, 0, CALL), (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, NOTIFY)]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def start(words: list[str]) -> tuple[int, int]:
    """Starts the program under the filter; its process, and where its calls are heard of."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    lines = program()
    buffer = ctypes.create_string_buffer(lines)
    filter_ = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(lines) // 8, ctypes.addressof(buffer)))
    ours, theirs = socket.socketpair()
    process = os.fork()
    if process:
        theirs.close()
        _, [listener], _, _ = socket.recv_fds(ours, 1, 1)
        ours.close()
        return process, listener
    ours.close()
    libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    listener = libc.syscall(SECCOMP, SET_FILTER, NEW_LISTENER, ctypes.byref(filter_))
    if listener < 0:
        os.write(2, f"seccomp: {os.strerror(ctypes.get_errno())}\n".encode())
        os._exit(71)
    socket.send_fds(theirs, [b"."], [listener])
    os.close(listener)
    try:
        os.execvp(words[0], words)
    except OSError as error:
        os.write(2, f"{words[0]}: {error.strerror}\n".encode())
    os._exit(127)


class Supervisor:
    def __init__(self, options, module: nitro.Module, listener: int):
        self.module, self.listener, self.faults = module, listener, options.fault
        self.log = open(options.log, "a", buffering=1) if options.log else None
        self.device = os.memfd_create("nsm")
        self.lock = threading.Lock()  # the driver's: one request at a time
        self.is_gone = False

    def note(self, **what):
        if self.log:
            self.log.write(json.dumps(what) + "\n")

    def serve(self, process: int) -> int:
        """Answers until the program has ended; how it did."""
        handle = os.pidfd_open(process)
        poller = select.poll()
        poller.register(self.listener, select.POLLIN)
        poller.register(handle, select.POLLIN)
        while True:
            ready = dict(poller.poll())
            if handle in ready:
                return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            if ready.get(self.listener, 0) & select.POLLIN:
                notice = bytearray(NOTICE.size)
                try:
                    fcntl.ioctl(self.listener, RECEIVE, notice)
                except OSError as error:
                    if error.errno in (errno.ENOENT, errno.EINTR):  # whoever called is gone
                        continue
                    raise
                identity, thread, _, number, _, _, *arguments = NOTICE.unpack(notice)
                if number == IOCTL:
                    # Others may open files while the device takes its time.
                    threading.Thread(target=self.ask, args=(identity, thread, arguments), daemon=True).start()
                else:
                    self.look(identity, thread, number, arguments)
            else:
                poller.unregister(self.listener)

    def reply(self, identity: int, value: int = 0, error: int = 0, flags: int = 0):
        try:
            fcntl.ioctl(self.listener, SEND, ANSWER.pack(identity, value, -error, flags))
        except OSError as failure:
            if failure.errno != errno.ENOENT:
                raise

    def look(self, identity: int, thread: int, number: int, arguments: list[int]):
        """Another file is the kernel's to open."""
        try:
            with open(f"/proc/{thread}/mem", "rb", buffering=0) as memory:
                memory.seek(arguments[PATH_ARGUMENT[number]])
                path = memory.read(len(DEVICE) + 1)
        except OSError:
            path = b""
        if path != DEVICE + b"\0":
            return self.reply(identity, flags=CONTINUE)
        if self.is_gone:
            return self.reply(identity, error=errno.ENOENT)
        if number in (OPEN, OPENAT):
            flags = arguments[PATH_ARGUMENT[number] + 1]
            self.note(call="open", mode=flags & os.O_ACCMODE, cloexec=bool(flags & os.O_CLOEXEC))
            added = bytearray(ADDED.pack(identity, 0, self.device, 0, flags & CLOSE_ON_EXEC))
            return self.reply(identity, value=fcntl.ioctl(self.listener, ADD_DESCRIPTOR, added))
        if number in (UNLINK, UNLINKAT):
            self.is_gone = True
            self.note(call="unlink")
        else:
            self.note(call="chmod", mode=arguments[PATH_ARGUMENT[number] + 1])
        return self.reply(identity)

    def ask(self, identity: int, thread: int, arguments: list[int]):
        descriptor, address = arguments[0], arguments[2]
        with self.lock:
            try:
                if not os.readlink(f"/proc/{thread}/fd/{descriptor}").startswith("/memfd:nsm"):
                    return self.reply(identity, error=errno.ENOTTY)
                with open(f"/proc/{thread}/mem", "r+b", buffering=0) as memory:
                    # The number may be another thread's by now, if the first has died.
                    fcntl.ioctl(self.listener, IS_VALID, struct.pack("<Q", identity))
                    error = self.exchange(memory, address)
            except OSError as failure:
                error = errno.EFAULT if failure.errno == errno.EIO else failure.errno
            self.reply(identity, error=error)

    def exchange(self, memory, address: int) -> int:
        """What the driver does; its errno, or 0."""
        request_at, length, answer_at, room = MESSAGE.unpack(take(memory, address, MESSAGE.size))
        if length > LONGEST:
            self.note(call="?", length=length, errno="EMSGSIZE")
            return errno.EMSGSIZE
        request = take(memory, request_at, length)
        name = self.module.name(request)
        fault, value = self.fault(name)
        self.note(call=name, length=length, room=room, fault=fault)
        if fault == "errno":
            return getattr(errno, value)
        if fault == "delay":
            time.sleep(float(value))
        answer = self.faulty(fault, value, self.module.answer(request), room)[:room]
        if fault == "after":
            return getattr(errno, value)
        put(memory, answer_at, answer)
        put(memory, address + 24, struct.pack("<Q", len(answer)))
        return 0

    def fault(self, name: str) -> tuple[str, str]:
        for place, (wanted, what, value, is_forever) in enumerate(self.faults):
            if wanted in ("", name):
                if not is_forever:
                    del self.faults[place]
                return what, value
        return "", ""

    def faulty(self, fault: str, value: str, answer: bytes, room: int) -> bytes:
        if fault == "truncate":
            return answer[:int(value)]
        if fault == "forged":
            return answer[:-1] + bytes([answer[-1] ^ 1])
        return {"full": answer.ljust(room + 1, b"\0"), "garbage": os.urandom(64), "empty": b"",
                "wrong": nitro.cbor2.dumps("LockPCR"), "refuse": nitro.cbor2.dumps({"Error": value})}.get(fault, answer)


def take(memory, address: int, count: int) -> bytes:
    memory.seek(address)
    data = memory.read(count) if count else b""
    if len(data) != count:
        raise OSError(errno.EFAULT, "not all of it is there")
    return data


def put(memory, address: int, data: bytes):
    memory.seek(address)
    if data and memory.write(data) != len(data):
        raise OSError(errno.EFAULT, "not all of it is there")


def fault(text: str) -> tuple[str, str, str, bool]:
    is_forever = text.endswith("*")
    name, _, what = text.rstrip("*").rpartition("@")
    what, _, value = what.partition("=")
    if what not in ("errno", "refuse", "truncate", "full", "garbage", "empty", "wrong", "forged", "delay", "after"):
        raise argparse.ArgumentTypeError(f"no such fault: {what}")
    return name, what, value, is_forever


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root-out", type=pathlib.Path, help="where the root's certificate is written")
    parser.add_argument("--log", type=pathlib.Path, help="where calls are written down, a line of JSON each")
    parser.add_argument("--fault", type=fault, action="append", default=[])
    parser.add_argument("--debug", action="store_true", help="an enclave in debug mode")
    parser.add_argument("--definite", action="store_true", help="documents as modules wrote them before 2025")
    parser.add_argument("words", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    if not words:
        parser.error("no program to run")
    module = nitro.Module(debug=options.debug, definite=options.definite)
    if options.root_out:
        options.root_out.write_bytes(module.hierarchy.root_pem)
    process, listener = start([word.replace("{root}", module.hierarchy.fingerprint) for word in words])
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, _: os.kill(process, number))
    code = Supervisor(options, module, listener).serve(process)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
