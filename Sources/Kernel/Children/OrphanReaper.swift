// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// Children that nobody waits for: the first process of a machine inherits every orphan.
///
/// Only for a process whose other children are known to the caller: a child of somebody else would be reaped under his eyes.
public struct OrphanReaper: ~Copyable {
    /// Readable when a child has ended since ``silence()``.
    public let descriptor: Descriptor

    /// Begins to listen for ends; to be made before a thread is started, as each inherits what is blocked.
    ///
    /// The corresponding C functions are `signalfd` with `SIGCHLD` and `prctl` with `PR_SET_CHILD_SUBREAPER`.
    public init() throws(SystemError) {
        let raw = try SystemError.check("signalfd") { Int(clinux_child_signal()) }
        let listening = Descriptor(owning: CInt(raw))
        _ = try SystemError.check("prctl") { Int(clinux_adopt_orphans()) }
        descriptor = listening
    }

    /// Takes note of all ends so far; to be called before ``endedChild()``, so that none is missed.
    public borrowing func silence() {
        var room: [UInt8] = .init(repeating: 0, count: 1024)
        let raw = descriptor.raw
        while unsafe room.withUnsafeMutableBytes({ unsafe read(raw, $0.baseAddress, $0.count) }) > 0 {}
    }

    /// The number of a child that has ended, whoever waits for it; `nil` if there is none.
    ///
    /// The corresponding C function is `waitid` with `WNOWAIT`.
    public borrowing func endedChild() throws(SystemError) -> Int32? {
        let number = try SystemError.check("waitid") { Int(clinux_ended_child()) }
        return number == 0 ? nil : Int32(number)
    }

    /// Reaps a child that has ended, or waits for it.
    ///
    /// The corresponding C function is `waitpid`.
    @discardableResult
    public borrowing func reap(_ number: Int32) throws(SystemError) -> ChildProcess.End { try Self.reap(number) }

    static func reap(_ number: pid_t) throws(SystemError) -> ChildProcess.End {
        var status: CInt = 0
        _ = try SystemError.check("waitpid") { unsafe Int(waitpid(number, &status, 0)) }
        // WIFEXITED, WEXITSTATUS and WTERMSIG are macros.
        let signal = status & 0x7F
        return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
    }
}
