# SPDX-License-Identifier: Apache-2.0
"""Writes the trees of hack/enclave as archives in which nothing depends on when, where and by whom they were made.

    enclave-archives.py FOLDER BOOT ROOT

`boot.cpio` and `root.cpio` are ramdisks in the kernel's `newc` format, `rootfs.tar` holds both, and MANIFEST has a line for each file
and each archive. Entries are sorted by their bytes, belong to root, and are as old as 1970.
"""
import hashlib
import os
import pathlib
import stat
import sys

from archives import entries, tar


def cpio_entry(number, path, mode, content):
    name = os.fsencode(path) + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = [number, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name), 0]
    entry = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    entry += bytes(-len(entry) % 4)
    return entry + content + bytes(-len(content) % 4)


def cpio(tree):
    archive = b""
    for number, (path, file) in enumerate(entries(tree), 1):
        content = b"" if file.is_dir() else file.read_bytes()
        kind = stat.S_IFDIR if file.is_dir() else stat.S_IFREG
        archive += cpio_entry(number, path, kind | stat.S_IMODE(file.stat().st_mode), content)
    archive += cpio_entry(0, "TRAILER!!!", 0, b"")
    # Loaders put one ramdisk behind the other: whole blocks keep the next one's start where it is looked for.
    return archive + bytes(-len(archive) % 512)


def main(out, boot, root):
    lines = []
    for ramdisk, tree in (("boot.cpio", boot), ("root.cpio", root)):
        for path, file in entries(tree):
            if file.is_file():
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                lines.append(f"{digest}  {stat.S_IMODE(file.stat().st_mode):04o}  {ramdisk}:/{path}")
    for name, content in (("boot.cpio", cpio(boot)), ("root.cpio", cpio(root)), ("rootfs.tar", tar(boot, root))):
        pathlib.Path(out, name).write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  0644  {name}")
    pathlib.Path(out, "MANIFEST").write_text("".join(line + "\n" for line in lines))


main(*sys.argv[1:])
