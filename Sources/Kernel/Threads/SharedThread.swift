// SPDX-License-Identifier: Apache-2.0

/// A thread in a copyable box: started by one, joined by whoever asks first.
public final class SharedThread: Sendable {
    private let content: Locked<Content>

    private struct Content: ~Copyable {
        var thread: BackgroundThread?
    }

    /// Starts `body` on a new thread.
    public init(name: StaticString, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        content = Locked(Content(thread: try BackgroundThread(name: name, body)))
    }

    /// Waits until the thread has ended.
    public func join() {
        let thread = content.withLock { content in content.thread.take() }
        thread?.join()
    }
}
