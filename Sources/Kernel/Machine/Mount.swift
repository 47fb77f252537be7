// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A file system of the kernel's own, and where it belongs; programs on it never gain privileges.
public struct Mount: Sendable, Equatable {
    /// What the kernel calls it: `proc`, `tmpfs`.
    public var type: String
    /// Where it is mounted.
    public var target: String
    /// What the file system is told: `mode=0755`.
    public var options: String
    /// Whether devices on it are none.
    public var forbidsDevices: Bool
    /// Whether programs on it cannot be run.
    public var forbidsPrograms: Bool

    /// The kernel's own devices.
    public static let devices = Mount("devtmpfs", at: "/dev", options: "mode=0755", forbidsDevices: false)

    /// Describes a mount.
    public init(
        _ type: String, at target: String, options: String = "", forbidsDevices: Bool = true,
        forbidsPrograms: Bool = true
    ) {
        self.type = type
        self.target = target
        self.options = options
        self.forbidsDevices = forbidsDevices
        self.forbidsPrograms = forbidsPrograms
    }

    /// Mounts it; the folder is made where it is not there.
    ///
    /// The corresponding C functions are `mkdir` and `mount`.
    public func perform() throws(SystemError) {
        guard !"\(type)\(target)\(options)".utf8.contains(0) else { throw SystemError(call: "mount", errno: EINVAL) }
        do throws(SystemError) {
            _ = try SystemError.check("mkdir") { unsafe Int(mkdir(target, 0o755)) }
        } catch {
            // A read-only root has its folders already; one that is missing there is told by `mount`.
            guard error.errno == EEXIST || error.errno == EROFS else { throw error }
        }
        _ = try SystemError.check("mount") {
            unsafe Int(clinux_mount(type, target, options, forbidsDevices ? 1 : 0, forbidsPrograms ? 1 : 0))
        }
    }

    /// Whether something of this type is mounted there already.
    public var isInPlace: Bool { Self.isMounted(type, at: target, in: (try? Self.table()) ?? []) }

    /// The table of mounts as the kernel shows it; without `/proc` there is none, and nothing is known to be mounted.
    private static func table() throws(FileError) -> [UInt8] {
        try FileContents.read("/proc/self/mounts", limit: 1 << 20).bytes
    }

    /// Whether a line of the table, `device target type options 0 0`, says so.
    static func isMounted(_ type: String, at target: String, in table: [UInt8]) -> Bool {
        table.split(separator: UInt8(ascii: "\n")).contains { line in
            let fields = line.split(separator: UInt8(ascii: " "))
            return fields.count > 2 && fields[1].elementsEqual(target.utf8) && fields[2].elementsEqual(type.utf8)
        }
    }
}
