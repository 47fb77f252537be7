// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Kernel

/// Counts stakers and workers beside what is drawn: listing a large cluster takes longer than a frame.
final class TopCounting: Sendable {
    private struct State: Sendable {
        var found: Result<TopChain, Silence>?
        var isStopped = false
    }

    private let state = Monitor(State())

    /// What was counted last.
    var found: Result<TopChain, Silence>? { state.withLock { $0.found } }

    /// What is known without counting: that nothing will be.
    init(_ silence: Silence) { state.withLock { $0.found = .failure(silence) } }

    /// Counts on a thread of its own, again after so long.
    init(
        every interval: Duration, _ count: @escaping @Sendable () throws(CommandFailure) -> TopChain
    ) throws(CommandFailure) {
        do throws(SystemError) {
            let thread = try BackgroundThread(name: "counting") { [state] in
                while true {
                    let found: Result<TopChain, Silence>
                    do throws(CommandFailure) { found = .success(try count()) } catch {
                        found = .failure(Silence(reason: Self.firstLine(error.message)))
                    }
                    state.withLock { $0.found = found }
                    state.notifyAll()
                    let next = Monotonic.now.advanced(by: interval)
                    guard state.wait(until: next, for: { $0.isStopped ? true : nil }) == nil else { return }
                }
            }
            // It ends when it is told to; a question to a node that is under way then is nobody's any more.
            _ = consume thread
        } catch { throw CommandFailure(error.description, .software) }
    }

    /// Waits until it was counted once.
    func waitForFirst() { _ = state.wait { $0.found } }

    /// Counts no more.
    func stop() {
        state.withLock { $0.isStopped = true }
        state.notifyAll()
    }

    /// What a table of one line has room for.
    static func firstLine(_ text: String) -> String { String(text.prefix { $0 != "\n" }) }
}
