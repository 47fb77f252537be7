// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Glibc

/// What the kernel says of this process: time, memory, descriptors.
public struct ProcessUsage: Sendable, Equatable {
    /// Time on a processor, user and system together, in nanoseconds.
    public var cpuNanoseconds: UInt64 = 0
    /// When the process began, in seconds since 1970; the kernel counts in hundredths.
    public var startNanoseconds: UInt64 = 0
    /// Memory that is in RAM, in bytes.
    public var residentBytes: UInt64 = 0
    /// Address space, in bytes.
    public var virtualBytes: UInt64 = 0
    /// Threads that exist.
    public var threads: UInt64 = 0
    /// Descriptors that are open.
    public var openDescriptors: UInt64 = 0
    /// How many may be; `nil` without a limit.
    public var descriptorLimit: UInt64?

    /// Makes a usage of nothing.
    public init() {}

    /// Asks the kernel, through `/proc`.
    public static func now() throws(SystemError) -> ProcessUsage {
        var usage = ProcessUsage()
        let ticks = UInt64(max(1, sysconf(CInt(_SC_CLK_TCK))))
        let page = UInt64(max(1, sysconf(CInt(_SC_PAGESIZE))))
        var text = ByteBuffer(capacity: 4096)
        try Self.read("/proc/self/stat", into: &text)
        guard let stat = ProcessStat(text.span) else { throw SystemError(call: "read", errno: EBADMSG) }
        text.removeAll()
        try Self.read("/proc/stat", into: &text)
        guard let boot = ProcessStat.bootTime(text.span) else { throw SystemError(call: "read", errno: EBADMSG) }
        usage.cpuNanoseconds = (stat.userTicks + stat.systemTicks) * (1_000_000_000 / ticks)
        usage.startNanoseconds = boot * 1_000_000_000 + stat.startTicks * (1_000_000_000 / ticks)
        usage.residentBytes = stat.residentPages * page
        usage.virtualBytes = stat.virtualBytes
        usage.threads = stat.threads
        usage.openDescriptors = try Self.countDescriptors()
        var limit = rlimit()
        _ = try SystemError.check("getrlimit") {
            unsafe Int(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit))
        }
        usage.descriptorLimit = limit.rlim_cur == rlim_t.max ? nil : UInt64(limit.rlim_cur)
        return usage
    }

    /// Reads a file of `/proc` to its end, 1 MiB at most.
    private static func read(_ path: StaticString, into text: inout ByteBuffer) throws(SystemError) {
        let file = Descriptor(
            owning: CInt(
                try SystemError.check("open") {
                    unsafe Int(open(path.cString, O_RDONLY | O_CLOEXEC))
                }))
        while text.count < 1 << 20 {
            let count = try unsafe text.withRoom(4096) { (room) throws(SystemError) -> Int in
                try SystemError.check("read") { unsafe Glibc.read(file.raw, room.baseAddress, room.count) }
            }
            if count == 0 { return }
        }
    }

    /// Counts the entries of `/proc/self/fd`, less `.`, `..` and the one that the counting itself holds open.
    private static func countDescriptors() throws(SystemError) -> UInt64 {
        var directory: OpaquePointer?
        _ = try SystemError.check("opendir") {
            unsafe directory = opendir("/proc/self/fd")
            return unsafe directory == nil ? -1 : 0
        }
        guard let directory = unsafe directory else { return 0 }
        defer { unsafe closedir(directory) }
        var count: UInt64 = 0
        while unsafe readdir(directory) != nil { count += 1 }
        return count - min(count, 3)
    }
}

extension StaticString {
    /// The literal as a C string; literals end in NUL.
    fileprivate var cString: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
