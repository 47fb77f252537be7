// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Another program, run for its answer: without a shell, without a descriptor of ours, and with an end in any case.
public enum ChildProcess {
    /// What it may cost.
    public struct Limits: Sendable {
        /// The most bytes that it may say.
        public var output = 64 * 1024
        /// The most bytes of its complaints that are kept, what is beyond being read and forgotten; with 0 they go where ours go.
        public var errors = 0
        /// How long it may take.
        public var time = Duration.seconds(60)

        /// The defaults: for a question that a person may have to confirm.
        public init() {}
    }

    /// How it ended.
    public enum End: Hashable, Sendable {
        /// By itself, with this code.
        case code(CInt)
        /// By this signal.
        case signal(CInt)
    }

    /// What it said, and how it ended.
    public struct Answer: Hashable, Sendable {
        /// All that it wrote to its standard output.
        public let output: [UInt8]
        /// What it complained about on its standard error, as far as it was to be kept.
        public let errors: [UInt8]
        /// How it ended.
        public let end: End
    }

    /// The most bytes that a child can be told.
    public static let inputLimit = Pipe.atomicBytes

    /// Starts the program at `path`, tells it `input`, and waits until it has ended.
    ///
    /// Its folder and its environment are ours, and so is its standard error unless it is to be kept. Whatever goes wrong, it is ended before this
    /// returns; a child of its own that still holds the pipe is not waited for.
    public static func ask(
        _ path: String, _ arguments: [String] = [], input: Span<UInt8>, limits: Limits = Limits()
    ) throws(ChildFailure) -> Answer {
        guard input.count <= inputLimit else { throw .inputTooLong }
        let deadline = Monotonic.now.advanced(by: limits.time)
        let result: Result<Answer, ChildFailure>
        do throws(SystemError) {
            let output = try Pipe()
            try output.makeReaderNonblocking()
            let errors = try Pipe()
            try errors.makeReaderNonblocking()
            var child = try start(path, arguments, input, output.writer, limits.errors > 0 ? errors.writer.raw : nil)
            // Our copies of the other ends must not keep the pipes open.
            let reader = Self.reader(of: output)
            let complaints = Self.reader(of: errors)
            result = try listen(to: reader, complaints, &child, limits, deadline)
        } catch { throw .system(error) }
        return try result.get()
    }

    private static func reader(of pipe: consuming Pipe) -> Descriptor { pipe.reader }

    /// An empty pipe has room for all of `input`: it is written before anybody could be gone who reads it, so that
    /// SIGPIPE has no moment to come.
    private static func start(
        _ path: String, _ arguments: [String], _ input: Span<UInt8>, _ output: borrowing Descriptor, _ errors: CInt?
    ) throws(SystemError) -> RunningChild {
        let pipe = try Pipe()
        try pipe.writer.writeAll(input)
        return try RunningChild(path, [path] + arguments, input: pipe.reader, output: output, errors: errors)
    }

    private enum Token {
        static let output: UInt64 = 1
        static let end: UInt64 = 2
        static let errors: UInt64 = 3
    }

    private static func listen(
        to reader: borrowing Descriptor, _ complaints: borrowing Descriptor, _ child: inout RunningChild,
        _ limits: Limits, _ deadline: Monotonic
    ) throws(SystemError) -> Result<Answer, ChildFailure> {
        let poller = try Poller(batch: 3)
        try poller.add(reader, .readable, token: Token.output)
        try poller.add(complaints, .readable, token: Token.errors)
        try poller.add(child.handle, .readable, token: Token.end)
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var hasEnded = false
        while !hasEnded {
            let now = Monotonic.now
            guard now < deadline else { return .failure(.late(limits.time)) }
            for index in 0..<(try poller.wait(until: deadline, now: now)) {
                switch poller.event(index).token {
                case Token.end: hasEnded = true
                case Token.errors:
                    if try drain(complaints, &errors, limits.errors) == .closed { try poller.remove(complaints) }
                default:
                    // At its end a pipe would be readable for ever.
                    if try read(reader, &output, limits.output) == .closed { try poller.remove(reader) }
                }
            }
            guard output.count <= limits.output else { return .failure(.outputTooLong(limit: limits.output)) }
        }
        _ = try read(reader, &output, limits.output)
        guard output.count <= limits.output else { return .failure(.outputTooLong(limit: limits.output)) }
        _ = try drain(complaints, &errors, limits.errors)
        return .success(Answer(output: output, errors: errors, end: try child.reap()))
    }

    private enum State { case open, closed }

    /// Reads what there is, at most a pipe full of it, and keeps the beginning: who complains at length must not wait for us.
    private static func drain(
        _ reader: borrowing Descriptor, _ kept: inout [UInt8], _ limit: Int
    ) throws(SystemError) -> State {
        var read: [UInt8] = []
        let state = try Self.read(reader, &read, Limits().output)
        kept += read.prefix(limit - kept.count)
        return state
    }

    /// Reads what there is, up to a byte more than is allowed.
    private static func read(
        _ reader: borrowing Descriptor, _ output: inout [UInt8], _ limit: Int
    ) throws(SystemError) -> State {
        let raw = reader.raw
        var room: [UInt8] = .init(repeating: 0, count: 4096)
        while output.count <= limit {
            let count: Int
            do throws(SystemError) {
                count = try SystemError.check("read") {
                    unsafe room.withUnsafeMutableBytes { unsafe Glibc.read(raw, $0.baseAddress, $0.count) }
                }
            } catch {
                guard error.errno == EAGAIN else { throw error }
                return .open
            }
            guard count > 0 else { return .closed }
            output += room[..<min(count, limit + 1 - output.count)]
        }
        return .open
    }
}
