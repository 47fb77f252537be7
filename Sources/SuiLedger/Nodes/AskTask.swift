// SPDX-License-Identifier: Apache-2.0

/// A question to several nodes that is under way.
public struct AskTask: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    /// Calls it off: it fails as cancelled, unless it is over already.
    public func cancel() { body() }
}
