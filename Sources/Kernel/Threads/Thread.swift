// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A thread that is joined by its owner.
///
/// The corresponding C functions are `pthread_create` and `pthread_join`.
public struct Thread: ~Copyable, Sendable {
    private let raw: pthread_t

    /// Starts `body` on a new thread; `name` (at most 15 bytes) is what `top -H` shows.
    public init(name: StaticString, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let box = unsafe Unmanaged.passRetained(Body(name: name, run: body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                unsafe clinux_name_thread(body.name.utf8Start)
                body.run()
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw SystemError(call: "pthread_create", errno: code)
        }
        raw = thread
    }

    /// Waits until the thread has ended.
    public consuming func join() { pthread_join(raw, nil) }

    /// Whether the caller runs on the thread that `token` was taken on.
    @inline(__always)
    public static func isCurrent(_ token: Token) -> Bool { token.raw == pthread_self() }

    /// Names the calling thread, to be recognised later.
    public struct Token: Sendable {
        fileprivate let raw: pthread_t
        /// Takes the calling thread's token.
        public static var current: Token { Token(raw: pthread_self()) }
    }

    private final class Body: Sendable {
        let name: StaticString
        let run: @Sendable () -> Void
        init(name: StaticString, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
}
