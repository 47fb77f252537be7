// SPDX-License-Identifier: Apache-2.0

/// What answers requests on one loop.
///
/// Each loop has its own, made by ``HandlerFactory``, and calls it from its own thread alone: a handler may
/// keep parsers and scratch memory without a lock. It must not block.
public protocol Handler: AnyObject {
    /// Says how much body a request may bring, when only its head is known.
    func bodyPolicy(method: Method, path: Span<UInt8>) -> BodyPolicy

    /// Answers a whole request: now, by `exchange.reply`, or later, by keeping `exchange` and replying from
    /// any thread. An exchange that is dropped answers 500.
    func handle(_ request: borrowing Request, _ exchange: consuming Exchange)
}

/// Makes one handler per loop.
public protocol HandlerFactory: Sendable {
    /// Called once on each loop's own thread, before its first request; `loop` counts from 0.
    func makeHandler(loop: Int) -> any Handler
}

/// How much body a request may bring.
public enum BodyPolicy: Equatable, Sendable {
    /// Up to `limit` bytes are kept for the handler; up to `dropLimit` in all are read and dropped, and the
    /// handler is told; more is answered 413. `reserved` marks small bodies that the memory budget keeps a
    /// share for.
    case accept(limit: Int, dropLimit: Int, reserved: Bool)
    /// Answered at once with `status`; a body is not waited for.
    case refuse(Status)
}
