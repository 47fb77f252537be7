// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The one way to a security module: a thread that asks, and a short queue in front of it.
///
/// A call can take two minutes and cannot be ended, so that it happens on a thread that nobody waits for: a caller may give up,
/// the thread may not. Whoever comes when the queue is full is told so at once. A module that did not answer is lost: everybody
/// is told, and nobody asks it again.
public final class SecurityModule: Sendable {
    /// What an answer is handed to, once.
    ///
    /// It runs on a thread of the module's own: what takes long there keeps others from their answers.
    public typealias Completion = @Sendable (Result<NSMResponse, NSMError>) -> Void

    /// How many may wait while one is answered.
    public static let queueLimit = 8

    private let line: ModuleLine

    /// Starts the threads.
    public init(_ transport: any NSMTransport) throws(SystemError) {
        let line = ModuleLine(transport)
        self.line = line
        do throws(SystemError) {
            _ = try BackgroundThread(name: "nsm") { line.answer() }
            _ = try BackgroundThread(name: "nsm-deadlines") { line.watchDeadlines() }
        } catch {
            line.stop()
            throw error
        }
    }

    // A thread that waits for the device ends when the device has answered.
    deinit { line.stop() }

    /// Has the module asked; `completion` is called once, before this returns or later.
    ///
    /// Past `deadline` it is called with ``NSMError/timedOut``; what was asked may still be done.
    public func submit(_ request: NSMRequest, until deadline: Monotonic? = nil, _ completion: @escaping Completion) {
        line.submit(request, until: deadline, completion)
    }

    /// Asks, and waits: for a program that starts, never on a thread that others wait for.
    public func perform(_ request: NSMRequest, until deadline: Monotonic? = nil) throws(NSMError) -> NSMResponse {
        let answer = Monitor<Result<NSMResponse, NSMError>?>(nil)
        submit(request, until: deadline) { result in
            answer.withLock { $0 = result }
            answer.notifyAll()
        }
        guard let result = answer.wait(for: { $0 }) else { throw .lost }
        return try result.get()
    }

    /// Whether the module will never answer again.
    public var isLost: Bool { line.statistics.isLost }

    /// What happened so far, for metrics.
    public var statistics: SecurityModuleStatistics { line.statistics }
}
