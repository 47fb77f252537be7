// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A child process; dropped before it has ended, it is killed, and it is never left behind as a zombie.
@safe
struct RunningChild: ~Copyable {
    /// Readable once the child has ended.
    let handle: Descriptor
    private let process: ChildNumber

    /// Starts the program at `path`; it gets descriptors as standard input, output and error, the last one ours if none is given.
    ///
    /// It starts with no signal blocked or ignored, whatever our threads do about theirs. The corresponding C functions are
    /// `posix_spawn` and `pidfd_open`.
    init(
        _ path: String, _ arguments: [String], input: borrowing Descriptor, output: borrowing Descriptor,
        errors: CInt? = nil
    ) throws(SystemError) {
        guard !([path] + arguments).contains(where: { $0.utf8.contains(0) }) else {
            throw SystemError(call: "posix_spawn", errno: EINVAL)
        }
        let process = ChildNumber(try Self.spawn(path, arguments, input.raw, output.raw, errors))
        let number = process.raw
        let raw = try SystemError.check("pidfd_open") { Int(clinux_process_handle(number)) }
        handle = Descriptor(owning: CInt(raw))
        self.process = process
    }

    /// Waits for the end and says what it was.
    mutating func reap() throws(SystemError) -> ChildProcess.End { try process.reap() }

    private static func spawn(
        _ path: String, _ arguments: [String], _ input: CInt, _ output: CInt, _ errors: CInt?
    ) throws(SystemError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        // dup2 leaves the flag behind that closes ours on exec; what others of this process left open is closed as well.
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if let errors { unsafe posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO) }
        unsafe clinux_close_from(&actions, STDERR_FILENO + 1)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var number: pid_t = 0
        _ = try SystemError.check("posix_spawn") {
            let result = unsafe posix_spawn(&number, path, &actions, &attributes, words, clinux_environment())
            // It returns the reason instead of setting errno.
            Glibc.errno = result
            return result == 0 ? 0 : -1
        }
        return number
    }
}

/// A child's number, which is nobody else's until the child is reaped.
final class ChildNumber {
    /// The number.
    let raw: pid_t
    private var isReaped = false

    /// Takes over a child that was just started.
    init(_ raw: pid_t) { self.raw = raw }

    /// Waits for the end and says what it was.
    ///
    /// The corresponding C function is `waitpid`.
    func reap() throws(SystemError) -> ChildProcess.End {
        var status: CInt = 0
        _ = try SystemError.check("waitpid") { unsafe Int(waitpid(raw, &status, 0)) }
        isReaped = true
        // WIFEXITED, WEXITSTATUS and WTERMSIG are macros.
        let signal = status & 0x7F
        return signal == 0 ? .code(status >> 8 & 0xFF) : .signal(signal)
    }

    deinit {
        guard !isReaped else { return }
        kill(raw, SIGKILL)
        _ = try? reap()
    }
}
