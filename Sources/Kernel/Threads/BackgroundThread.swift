// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A named thread of the process that runs one closure, and can be waited for.
///
/// Every signal is blocked on it: signals belong to ``SignalReceiver`` alone.
///
/// The corresponding C function is `pthread_create`.
public struct BackgroundThread: ~Copyable, @unchecked Sendable {
    // Sendable: the handle is an opaque number to everybody but pthread.
    private let thread: pthread_t

    /// Starts a thread; of `name` the kernel shows the first 15 bytes.
    public init(name: StaticString, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        // The mask is inherited, so it is set before the thread exists: there is no moment in which a signal
        // could be delivered to it.
        var all = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        do throws(SystemError) {
            _ = try SystemError.check("pthread_create") {
                let result = unsafe pthread_create(
                    &thread, nil,
                    { argument in
                        guard let argument = unsafe argument else { return nil }
                        let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                        // A literal ends in NUL.
                        unsafe clinux_name_thread(
                            UnsafeRawPointer(start.name.utf8Start).assumingMemoryBound(to: CChar.self))
                        start.body()
                        return nil
                    }, start.toOpaque())
                // pthread functions return the reason instead of setting errno.
                Glibc.errno = result
                return result == 0 ? 0 : -1
            }
        } catch {
            unsafe start.release()
            throw error
        }
        self.thread = thread
    }

    /// Waits until the closure has returned; a thread that would wait for itself is let go instead.
    ///
    /// Who owns a thread may be dropped last by that thread, when a callback of its own returns.
    public consuming func join() {
        guard pthread_equal(thread, pthread_self()) == 0 else {
            _ = consume self
            return
        }
        pthread_join(thread, nil)
        discard self
    }

    /// Sends a signal to this thread; false if the thread is gone.
    ///
    /// Only for a thread that takes signals as values: it is how a test reaches ``SignalReceiver`` in a process
    /// whose other threads would take the signal first. The corresponding C function is `pthread_kill`.
    package func send(_ signal: Signal) -> Bool { pthread_kill(thread, signal.number) == 0 }

    deinit { pthread_detach(thread) }

    private final class Start {
        let name: StaticString
        let body: @Sendable () -> Void

        init(name: StaticString, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
