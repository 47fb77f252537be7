// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Kernel

/// What the client's thread does.
@safe
final class Engine: @unchecked Sendable {
    // Sendable: `multi` and `transfers` are touched on the client's thread alone, but for the wake-up, which libcurl allows from
    // any thread and which happens under the inbox's lock, so never after the handle is gone.

    enum Order {
        case start(UInt64, ClientRequest, Transfer.Sink)
        case cancel(UInt64)
        case pause(UInt64)
        case resume(UInt64)
        case call(UInt64, Monotonic, @Sendable () -> Void)
    }

    private struct Inbox {
        var orders: [Order] = []
        var next: UInt64 = 0
        var underWay = 0
        var isClosed = false
        var isOver = false
    }

    private let settings: ClientSettings
    private let multi: UnsafeMutableRawPointer
    private let inbox = Locked(Inbox())
    private var transfers: [UInt64: Transfer] = [:]
    // By the handle's address, which is all that a message from libcurl has.
    private var numbers: [UInt: UInt64] = [:]
    private var calls: [UInt64: (time: Monotonic, body: @Sendable () -> Void)] = [:]

    init(_ settings: ClientSettings) throws(ClientError) {
        guard Self.isReady, let multi = unsafe curl_multi_init() else { throw ClientError(.outOfMemory) }
        unsafe self.multi = multi
        self.settings = settings
        _ = unsafe shim_curl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, settings.connectionsPerHost)
        _ = unsafe shim_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    deinit { _ = unsafe curl_multi_cleanup(multi) }

    // Once in a process, before any other thread may use libcurl: a static is initialised once.
    private static let isReady = shim_curl_global_init() == CURLE_OK

    /// Takes an exchange in; a client that is closed or full calls back at once.
    func add(_ request: ClientRequest, _ sink: Transfer.Sink) -> ClientTask {
        let (number, failure): (UInt64, ClientError?) = inbox.withLock { inbox in
            inbox.next += 1
            if inbox.isClosed { return (inbox.next, ClientError(.closed)) }
            if inbox.underWay >= settings.maximumExchanges { return (inbox.next, ClientError(.overloaded)) }
            inbox.underWay += 1
            inbox.orders.append(.start(inbox.next, request, sink))
            unsafe curl_multi_wakeup(multi)
            return (inbox.next, nil)
        }
        if let failure { Self.fail(sink, failure) }
        return ClientTask(number: number, engine: self)
    }

    /// Takes in what is to be called at a time; a client that is closed calls at once.
    func add(at time: Monotonic, _ body: @escaping @Sendable () -> Void) -> ClientTask {
        let (number, isTaken): (UInt64, Bool) = inbox.withLock { inbox in
            inbox.next += 1
            guard !inbox.isClosed else { return (inbox.next, false) }
            inbox.orders.append(.call(inbox.next, time, body))
            unsafe curl_multi_wakeup(multi)
            return (inbox.next, true)
        }
        if !isTaken { body() }
        return ClientTask(number: number, engine: self)
    }

    /// Leaves an order for the client's thread.
    func post(_ order: Order) {
        inbox.withLock { inbox in
            guard !inbox.isOver else { return }
            inbox.orders.append(order)
            unsafe curl_multi_wakeup(multi)
        }
    }

    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            if !inbox.isOver { unsafe curl_multi_wakeup(multi) }
        }
    }

    /// The client's thread.
    func run() {
        while true {
            let (orders, isClosed) = inbox.withLock { inbox in
                defer { inbox.orders = [] }
                return (inbox.orders, inbox.isClosed)
            }
            for order in orders { carryOut(order) }
            if isClosed { break }
            var running: CInt = 0
            _ = unsafe curl_multi_perform(multi, &running)
            collect()
            callDue(.now)
            // libcurl shortens the wait to its own timers; a wake-up that came in between ends it at once.
            _ = unsafe curl_multi_poll(multi, nil, 0, pause(.now), nil)
        }
        for number in transfers.keys.sorted() { end(number, ClientError(.closed, wasSent: true)) }
        let left = inbox.withLock { inbox in
            inbox.isOver = true
            defer { inbox.orders = [] }
            return inbox.orders
        }
        for call in calls.values { call.body() }
        calls = [:]
        for order in left {
            switch order {
            case .start(_, _, let sink): Self.fail(sink, ClientError(.closed))
            case .call(_, _, let body): body()
            case .cancel, .pause, .resume: break
            }
        }
    }

    /// Calls whose time has come, in the order of their times.
    private func callDue(_ now: Monotonic) {
        let due = calls.filter { $0.value.time <= now }.sorted { $0.value.time < $1.value.time }
        for (number, call) in due {
            calls[number] = nil
            call.body()
        }
    }

    /// How long nothing has to be called, in milliseconds, rounded up.
    private func pause(_ now: Monotonic) -> CInt {
        guard let first = calls.values.map(\.time).min() else { return 60_000 }
        return CInt(min(60_000, (first.since(now).wholeNanoseconds + 999_999) / 1_000_000))
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .start(let number, let request, let sink): start(number, request, sink)
        case .cancel(let number):
            calls[number] = nil
            end(number, ClientError(.cancelled, wasSent: true))
        case .call(let number, let time, let body): calls[number] = (time, body)
        case .pause(let number): transfers[number]?.isPaused = true
        case .resume(let number):
            guard let transfer = transfers[number], transfer.isPaused else { return }
            transfer.isPaused = false
            transfer.easy.resume()
        }
    }

    private func start(_ number: UInt64, _ request: ClientRequest, _ sink: Transfer.Sink) {
        do throws(ClientError) {
            let transfer = try Transfer(number: number, request: request, settings: settings, sink: sink)
            guard unsafe curl_multi_add_handle(multi, transfer.easy.raw) == CURLM_OK else {
                throw ClientError(.outOfMemory)
            }
            transfers[number] = transfer
            numbers[transfer.easy.key] = number
        } catch {
            inbox.withLock { $0.underWay -= 1 }
            Self.fail(sink, error)
        }
    }

    /// What libcurl says is over.
    private func collect() {
        var left: CInt = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let easy = unsafe message.pointee.easy_handle,
                let number = numbers[UInt(bitPattern: easy)]
            else { continue }
            let code = unsafe shim_curl_message_result(message)
            let wasSent = transfers[number]?.easy.wasSent ?? true
            end(number, Self.failure(code, wasSent), isReset: code == CURLE_HTTP2_STREAM)
        }
    }

    private func end(_ number: UInt64, _ failure: ClientError?, isReset: Bool = false) {
        guard let transfer = transfers.removeValue(forKey: number) else { return }
        numbers[transfer.easy.key] = nil
        _ = unsafe curl_multi_remove_handle(multi, transfer.easy.raw)
        inbox.withLock { $0.underWay -= 1 }
        transfer.finish(failure, isReset: isReset)
    }

    private static func fail(_ sink: Transfer.Sink, _ failure: ClientError) {
        switch sink {
        case .whole(let completion): completion(.failure(failure))
        case .stream(let onEvent): onEvent(.failed(failure))
        case .handshake(let completion): completion(.failure(failure))
        }
    }

    /// The one place where libcurl's codes become ours.
    private static func failure(_ code: CURLcode, _ wasSent: Bool) -> ClientError? {
        switch code {
        case CURLE_OK: nil
        case CURLE_URL_MALFORMAT: ClientError(.invalidRequest)
        // Also what an answer in HTTP/0.9 is called.
        case CURLE_UNSUPPORTED_PROTOCOL: wasSent ? ClientError(.broken, wasSent: true) : ClientError(.invalidRequest)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: ClientError(.resolve)
        case CURLE_COULDNT_CONNECT: ClientError(.connect)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            ClientError(.tls)
        case CURLE_OPERATION_TIMEDOUT: ClientError(.timeout, wasSent: wasSent)
        case CURLE_OUT_OF_MEMORY: ClientError(.outOfMemory, wasSent: wasSent)
        default: ClientError(.broken, wasSent: wasSent)
        }
    }
}
