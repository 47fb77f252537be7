// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A program that runs beside this process, for as long as it likes: in a session of its own, so that all it starts can be
/// reached, and with nothing of ours but two pipes.
///
/// Dropped before it has ended, it is killed with all that it started, and reaped.
public struct ProgramProcess: ~Copyable, Sendable {
    /// What is started.
    public struct Command: Sendable, Equatable {
        /// Where it lies.
        public var path: String
        /// What it is told, without its own name.
        public var arguments: [String]
        /// All of its variables, as `NAME=VALUE`.
        public var environment: [String]
        /// Whom it runs as; `nil` is whoever this process runs as.
        public var identity: Identity?

        /// Puts one together.
        public init(path: String, arguments: [String], environment: [String], identity: Identity? = nil) {
            self.path = path
            self.arguments = arguments
            self.environment = environment
            self.identity = identity
        }
    }

    /// Whom a program runs as; it is in no other group.
    public struct Identity: Sendable, Equatable {
        /// The user's number.
        public var user: UInt32
        /// The group's number.
        public var group: UInt32

        /// Names both.
        public init(user: UInt32, group: UInt32) {
            self.user = user
            self.group = group
        }
    }

    /// The process's number, which is its session's and its group's as well.
    public let number: Int32
    /// Readable once it has ended.
    public let handle: Descriptor
    /// What it says, without waiting for it.
    public let output: Descriptor
    /// What it complains about, without waiting for it.
    public let errors: Descriptor
    private let process: ProgramNumber

    /// Starts a program, on a thread that lives as long as it shall: it dies with that.
    ///
    /// It has no signal blocked or ignored, an empty input, and no way to privileges that it did not begin with. The
    /// corresponding C functions are `fork`, `setsid`, `setresuid`, `prctl` with `PR_SET_NO_NEW_PRIVS` and `execve`; what fails in
    /// the child is thrown here.
    public init(_ command: Command) throws(SystemError) {
        let texts = [command.path] + command.arguments + command.environment
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw SystemError(call: "execve", errno: EINVAL)
        }
        let output = try Pipe()
        let errors = try Pipe()
        try output.makeReaderNonblocking()
        try errors.makeReaderNonblocking()
        let process = ProgramNumber(try Self.start(command, output.writer.raw, errors.writer.raw))
        let number = process.raw
        let raw = try SystemError.check("pidfd_open") { Int(clinux_process_handle(number)) }
        self.number = number
        handle = Descriptor(owning: CInt(raw))
        self.output = Self.reader(of: output)
        self.errors = Self.reader(of: errors)
        self.process = process
    }

    /// Sends a signal to the program and all that it started; nobody is there once it was reaped.
    ///
    /// The corresponding C function is `kill` with a negative number.
    public borrowing func signal(_ signal: EndSignal) { process.signal(signal.number) }

    /// Ends what the program left behind, and says how it ended; only once ``handle`` is readable.
    ///
    /// The corresponding C function is `waitpid`.
    public borrowing func reap() throws(SystemError) -> ChildProcess.End { try process.reap() }

    /// Our copies of the ends that the program holds must not keep the pipes open.
    private static func reader(of pipe: consuming Pipe) -> Descriptor { pipe.reader }

    private static func start(_ command: Command, _ output: CInt, _ errors: CInt) throws(SystemError) -> pid_t {
        let arguments = unsafe ([command.path] + command.arguments).map { unsafe strdup($0) } + [nil]
        let environment = unsafe command.environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        let number = try SystemError.check("execve") {
            unsafe command.path.withCString { path in
                unsafe arguments.withUnsafeBufferPointer { arguments in
                    unsafe environment.withUnsafeBufferPointer { environment in
                        var program = unsafe clinux_program()
                        unsafe program.path = path
                        unsafe program.arguments = arguments.baseAddress
                        unsafe program.environment = environment.baseAddress
                        unsafe program.output = output
                        unsafe program.errors = errors
                        unsafe program.user = command.identity?.user ?? 0
                        unsafe program.group = command.identity?.group ?? 0
                        unsafe program.changes_user = command.identity == nil ? 0 : 1
                        return unsafe Int(clinux_start_program(&program))
                    }
                }
            }
        }
        return pid_t(number)
    }
}

/// The signals that end a program.
public enum EndSignal: Sendable {
    /// SIGTERM: it may tidy up.
    case terminate
    /// SIGKILL: it may not.
    case kill

    var number: CInt { self == .terminate ? SIGTERM : SIGKILL }
}

/// A program's number, which is nobody else's until it is reaped.
final class ProgramNumber: Sendable {
    let raw: pid_t
    private let isReaped = Locked(false)

    init(_ raw: pid_t) { self.raw = raw }

    func signal(_ number: CInt) {
        isReaped.withLock { isReaped in
            if !isReaped { kill(-raw, number) }
        }
    }

    func reap() throws(SystemError) -> ChildProcess.End {
        // While the zombie holds its number, its group is still its own.
        signal(SIGKILL)
        let raw = raw
        return try isReaped.withLock { isReaped throws(SystemError) in
            let end = try OrphanReaper.reap(raw)
            isReaped = true
            return end
        }
    }

    /// A process that hangs in the kernel cannot be waited for: it stays a zombie at worst.
    deinit {
        guard !isReaped.withLock({ $0 }) else { return }
        signal(SIGKILL)
        for _ in 0..<100 where waitpid(raw, nil, WNOHANG) == 0 { Pause.take(.milliseconds(10)) }
    }
}
