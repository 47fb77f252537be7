# SPDX-License-Identifier: Apache-2.0
"""Trees as archives in which nothing depends on when, where and by whom they were made.

Entries are sorted by their bytes, belong to root, and are as old as 1970.
"""
import io
import os
import pathlib
import stat
import sys
import tarfile


def entries(*trees):
    """Path within the archive, and file; a folder comes before what is in it."""
    found = {}
    for tree in trees:
        for folder, folders, files in os.walk(tree):
            for name in folders + files:
                file = pathlib.Path(folder, name)
                path = str(file.relative_to(tree))
                if file.is_symlink() or not (file.is_dir() or file.is_file()):
                    sys.exit(f"{file}: neither a file nor a folder")
                if path in found and not file.is_dir():
                    sys.exit(f"{path} is in both ramdisks")
                found[path] = file
    return sorted(found.items(), key=lambda entry: os.fsencode(entry[0]))


def tar(*trees):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, file in entries(*trees):
            info = tarfile.TarInfo(path)
            info.mode = stat.S_IMODE(file.stat().st_mode)
            if file.is_dir():
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            else:
                content = file.read_bytes()
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()
