// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// How full the file system is that a folder lies on.
struct DiskUse: Hashable, Sendable {
    /// All blocks that anybody but root may have, whether in use or not.
    var usable: UInt64
    /// Those of them that are free.
    var free: UInt64

    init(usable: UInt64, free: UInt64) {
        self.usable = usable
        self.free = free
    }

    /// Asks about a folder.
    ///
    /// The corresponding C function is `statvfs`.
    static func of(_ path: String) throws(SystemError) -> DiskUse {
        guard !path.utf8.contains(0) else { throw SystemError(call: "statvfs", errno: EINVAL) }
        var raw = statvfs()
        _ = try SystemError.check("statvfs") { unsafe Int(statvfs(path, &raw)) }
        let (blocks, free, available) = (UInt64(raw.f_blocks), UInt64(raw.f_bfree), UInt64(raw.f_bavail))
        // As df(1) has it: what is kept for root is neither in use nor to be had.
        return DiskUse(usable: blocks - min(blocks, free) + available, free: available)
    }

    /// How much is in use, in percent, rounded up: a disk that is nearly full must not look as if it had room.
    var percent: Int {
        guard usable > 0, free <= usable else { return 0 }
        return Int((Double(usable - free) / Double(usable) * 100).rounded(.up))
    }
}
