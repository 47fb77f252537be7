// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A Python process that is asked in lines and answers in lines, for as long as the value lives.
///
/// Its standard input and output are one socket: a process that has died is then an error to us, and no signal.
public final class PythonPeer {
    /// What went wrong with the process.
    public enum Failure: Error, Hashable {
        /// It could not be started.
        case start
        /// It is gone, or said nothing for a minute.
        case silence
    }

    private static let patience = timeval(tv_sec: 60, tv_usec: 0)

    private let process: pid_t
    private let socket: CInt
    private var received: [UInt8] = []
    private var start = 0

    /// Starts an interpreter, given by its path, with these arguments.
    public init(_ python: String, _ arguments: [String]) throws(Failure) {
        var ends: [CInt] = [0, 0]
        let kind = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .start }
        var patience = Self.patience
        setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        for standard: CInt in [0, 1] { posix_spawn_file_actions_adddup2(&actions, ends[1], standard) }
        var words: [UnsafeMutablePointer<CChar>?] = ([python] + arguments).map { strdup($0) } + [nil]
        var process = pid_t()
        let status = posix_spawn(&process, python, &actions, nil, &words, environ)
        for word in words { free(word) }
        posix_spawn_file_actions_destroy(&actions)
        close(ends[1])
        guard status == 0 else {
            close(ends[0])
            throw .start
        }
        self.process = process
        socket = ends[0]
    }

    /// Starts a script that stands beside this file.
    public convenience init(_ python: String, script: String, _ arguments: [String] = []) throws(Failure) {
        try self.init(python, [TestFiles.support + script] + arguments)
    }

    deinit {
        close(socket)
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Ends it as a crash does.
    public func end() { kill(process, SIGKILL) }

    /// Whether an interpreter has these modules.
    public static func has(_ python: String, modules: String) -> Bool {
        guard let peer = try? PythonPeer(python, ["-c", "import \(modules); print(1)"]) else { return false }
        return (try? peer.line()) == "1"
    }

    /// The next line that it says.
    public func line() throws(Failure) -> String {
        while true {
            if let end = received[start...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return String(decoding: received[start..<end], as: UTF8.self)
            }
            received.removeFirst(start)
            start = 0
            var part: [UInt8] = .init(repeating: 0, count: 65536)
            let count = recv(socket, &part, part.count, 0)
            guard count > 0 else { throw .silence }
            received += part[..<count]
        }
    }

    /// Says a line, and takes the line that comes back.
    public func ask(_ question: String) throws(Failure) -> String {
        var rest = Array((question + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { throw .silence }
            rest = rest.dropFirst(count)
        }
        return try line()
    }
}
