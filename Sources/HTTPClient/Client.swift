// SPDX-License-Identifier: Apache-2.0
internal import CCurl
public import Kernel

/// Sends requests, any number at once, on a thread of its own.
///
/// libcurl does the work, with all that it could do beside it switched off: proxies, redirects, cookies, other protocols, files
/// in a home folder. Nothing here blocks its caller but ``perform(_:)``, which says so.
public final class Client: Sendable {
    let engine: Engine
    private let thread: SharedThread

    /// Starts the client's thread.
    public init(_ settings: ClientSettings = ClientSettings()) throws(ClientError) {
        let engine = try Engine(settings)
        self.engine = engine
        do throws(SystemError) {
            thread = try SharedThread(name: "http-client") { engine.run() }
        } catch { throw ClientError(.outOfMemory) }
    }

    deinit {
        engine.close()
        thread.join()
    }

    /// Sends a request and calls back once, on the client's thread.
    @discardableResult
    public func send(
        _ request: ClientRequest, completion: @escaping @Sendable (Result<ClientResponse, ClientError>) -> Void
    ) -> ClientTask {
        engine.add(request, .whole(completion))
    }

    /// Sends a request and says what comes, as it comes, on the client's thread.
    @discardableResult
    public func stream(_ request: ClientRequest, onEvent: @escaping @Sendable (StreamEvent) -> Void) -> ClientTask {
        engine.add(request, .stream(onEvent))
    }

    /// Calls back once, on the client's thread, when a time has come; at once where the client is closed, or closes.
    ///
    /// Who waits between two requests needs no thread for it. A task that was cancelled calls nothing.
    @discardableResult
    public func call(at time: Monotonic, _ body: @escaping @Sendable () -> Void) -> ClientTask {
        engine.add(at: time, body)
    }

    /// Sends a request and waits for the response: for command lines, never on the client's thread.
    public func perform(_ request: ClientRequest) throws(ClientError) -> ClientResponse {
        try wait { done in send(request, completion: done) }
    }

    /// Waits for what `begin` has called once.
    func wait<Value: Sendable>(
        _ begin: (@escaping @Sendable (Result<Value, ClientError>) -> Void) -> ClientTask
    ) throws(ClientError) -> Value {
        let outcome = Monitor<Result<Value, ClientError>?>(nil)
        _ = begin { result in
            outcome.withLock { $0 = result }
            outcome.notifyAll()
        }
        guard let result = outcome.wait(for: { $0 }) else { throw ClientError(.closed) }
        return try result.get()
    }

    /// Calls everything off; what comes later fails at once.
    public func close() { engine.close() }
}

/// An exchange that is under way.
public struct ClientTask: Sendable {
    let number: UInt64
    let engine: Engine

    /// Calls the exchange off; it fails as cancelled, unless it is over already.
    public func cancel() { engine.post(.cancel(number)) }

    /// Lets no more bytes come: the peer waits.
    public func pause() { engine.post(.pause(number)) }

    /// Lets the bytes come again.
    public func resume() { engine.post(.resume(number)) }
}
