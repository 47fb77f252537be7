// SPDX-License-Identifier: Apache-2.0
internal import CCurl
internal import Kernel

/// One exchange, while it lasts; touched on the client's thread alone.
@safe
final class Transfer {
    /// What becomes of the response.
    enum Sink {
        case whole(@Sendable (Result<ClientResponse, ClientError>) -> Void)
        case stream(@Sendable (StreamEvent) -> Void)
        /// There is none: only the certificate of the host is asked for.
        case handshake(@Sendable (Result<[UInt8], ClientError>) -> Void)
    }

    let number: UInt64
    let easy: EasyHandle
    private let sink: Sink
    private let maximumBody: Int
    private let allowsReset: Bool
    private var blocks = HeaderBlocks()
    private var body: [UInt8] = []
    private var hasSaidHead = false
    private var refusal: ClientError.Code?
    var isPaused = false

    init(number: UInt64, request: ClientRequest, settings: ClientSettings, sink: Sink) throws(ClientError) {
        self.number = number
        self.sink = sink
        maximumBody = request.maximumBody
        allowsReset = request.allowsReset
        if case .handshake = sink {
            easy = try EasyHandle(handshakeOf: request, settings)
        } else {
            easy = try EasyHandle(request, settings)
        }
        unsafe easy.set(owner: Unmanaged.passUnretained(self).toOpaque(), header: takeHeader, body: takeBody)
    }

    /// Takes a line of the head; false ends the exchange.
    func append(line: [UInt8]) -> Bool {
        guard blocks.append(line) else {
            refusal = .tooLarge
            return false
        }
        return true
    }

    /// Takes part of the body.
    enum Taking {
        case taken, refused, later
    }

    /// Takes part of the body, unless the consumer is not ready for it.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) -> Taking {
        if isPaused { return .later }
        switch sink {
        case .whole:
            guard body.count + bytes.count <= maximumBody else {
                refusal = .tooLarge
                return .refused
            }
            unsafe body.append(contentsOf: bytes)
        case .stream(let onEvent):
            sayHead(onEvent)
            unsafe onEvent(.bytes(Array(bytes)))
        case .handshake: return .refused
        }
        return .taken
    }

    /// The exchange is over; says so, once.
    func finish(_ failure: ClientError?, isReset: Bool = false) {
        let isForgiven = isReset && allowsReset && blocks.isComplete
        let failure = refusal.map { ClientError($0, wasSent: true) } ?? (isForgiven ? nil : failure)
        switch sink {
        case .whole(let completion):
            if let failure { return completion(.failure(failure)) }
            guard blocks.isComplete else { return completion(.failure(ClientError(.broken, wasSent: true))) }
            let response = ClientResponse(
                status: blocks.status, headers: blocks.headers, body: body, trailers: blocks.trailers)
            completion(.success(response))
        case .stream(let onEvent):
            if let failure { return onEvent(.failed(failure)) }
            guard blocks.isComplete else { return onEvent(.failed(ClientError(.broken, wasSent: true))) }
            sayHead(onEvent)
            onEvent(.end(trailers: blocks.trailers))
        case .handshake(let completion):
            if let failure { return completion(.failure(failure)) }
            completion(easy.certificate.map { .success($0) } ?? .failure(ClientError(.tls)))
        }
    }

    private func sayHead(_ onEvent: (StreamEvent) -> Void) {
        guard !hasSaidHead else { return }
        hasSaidHead = true
        onEvent(.head(status: blocks.status, headers: blocks.headers))
    }
}

/// libcurl brings a line of the head, or a trailer.
private let takeHeader: curl_write_callback = { start, size, count, owner in
    guard let start = unsafe start, let owner = unsafe owner else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    let length = size * count
    let line = unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
    return transfer.append(line: line) ? length : 0
}

/// libcurl brings part of the body.
private let takeBody: curl_write_callback = { start, size, count, owner in
    guard let start = unsafe start, let owner = unsafe owner else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
    let length = size * count
    let taking = unsafe start.withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
        unsafe transfer.append(UnsafeBufferPointer(start: bytes, count: length))
    }
    switch taking {
    case .taken: return length
    case .refused: return length == 0 ? 1 : 0
    case .later: return shim_curl_pause()
    }
}
