// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Crypto
import HTTPServer
import Kernel
import NSM
import Operations
import Telemetry
import Testing

@testable import EnclaveBoot

/// A security module that the test plays: it answers when it is let, and counts who asked for what.
final class PlayedModule: NSMTransport {
    struct State: Sendable {
        var isHeld = false
        var requests: [NSMRequest] = []
        var failure: NSMError?
    }

    private let state = Monitor(State())

    func exchange(_ request: [UInt8]) throws(NSMError) -> [UInt8] {
        guard let question = NSMRequest(request.span) else { throw .malformed }
        let number = state.withLock { state in
            state.requests.append(question)
            return state.requests.count
        }
        state.notifyAll()
        // Bounded, so that a test that fails comes to its end.
        let failure: NSMError?? = state.wait(until: Monotonic.now.advanced(by: .seconds(60))) { state in
            state.isHeld ? nil : .some(state.failure)
        }
        if let failure = failure ?? nil { throw failure }
        return NSMResponse.attest(Array("document \(number)".utf8)).encoded()
    }

    /// Keeps all questions waiting, or answers them.
    func hold(_ isHeld: Bool) {
        state.withLock { $0.isHeld = isHeld }
        state.notifyAll()
    }

    /// How every question is answered from now on.
    func fail(_ error: NSMError?) { state.withLock { $0.failure = error } }

    var requests: [NSMRequest] { state.withLock { $0.requests } }

    /// Waits until so many questions have come.
    func waitForRequests(_ count: Int) -> Bool {
        state.wait(until: ForwardWorld.soon) { $0.requests.count >= count ? true : nil } == true
    }
}

/// Everything that serves attestations, with a module, a clock and a reader of documents that the test plays.
final class ServingWorld {
    static let start = Moment(
        monotonic: .now, wall: WallTime(seconds: 1_800_000_000))
    static let commitment = EnclaveCommitment(
        tls: filled(1), signing: filled(2), recipient: filled(3), config: filled(4))
    static let recipientKey = [UInt8](repeating: 9, count: 32)

    let module = PlayedModule()
    let service: AttestationService
    let registry = Registry()
    let readiness: Readiness
    private let clock = Locked(start)
    private let life = Locked<Duration?>(.seconds(10_800))
    private let server: Server
    let address: SocketAddress

    init(authority: ClusterAuthority? = nil) throws {
        let (clock, life) = (clock, life)
        let now: @Sendable () -> Moment = { clock.withLock { $0 } }
        service = AttestationService(
            source: PlayedSource(module: try SecurityModule(module)),
            reader: { bytes, now in
                guard let left = life.withLock({ $0 }) else { return nil }
                return OwnDocument(
                    bytes: bytes, timestamp: now,
                    chainEnds: WallTime(nanoseconds: now.nanoseconds + Int64(left.wholeNanoseconds)),
                    moduleID: "i-05ec0de0000000001-enc0191ec0de0000001",
                    pcrs: [0: [UInt8](repeating: 0xAB, count: 48), 16: [UInt8](repeating: 0xCD, count: 48)],
                    commitment: Self.commitment, isDebug: false)
            },
            description: EnclaveDescription(
                version: "1.2.3", cluster: Self.filled(5), signingKey: Self.filled(6), isSimulator: true),
            clock: now)
        readiness = Readiness(ready: service.checks)
        service.metrics.register(in: registry, service)
        var settings = ServerSettings()
        settings.loops = 1
        let operations = OperationsHandlerFactory(
            readiness: readiness, registry: registry, build: BuildInfo(openssl: "none"))
        let loopback = try #require(SocketAddress("127.0.0.1:0"))
        server = try Server(
            settings,
            listeners: [
                ListenerSettings(
                    name: "attestation", address: loopback, tls: nil,
                    handlers: AttestationHandlerFactory(service, authority: authority, clock: now)),
                ListenerSettings(name: "ops", address: loopback, tls: nil, handlers: operations),
            ]
        ) { _ in }
        address = try #require(server.addresses["attestation"])
        try server.start()
    }

    deinit {
        module.hold(false)
        server.stop()
        server.waitUntilStopped()
    }

    var operationsAddress: SocketAddress { server.addresses["ops"] ?? address }

    /// How long the chain of documents that are read from now on holds; `nil` refuses them.
    func setLife(_ duration: Duration?) { life.withLock { $0 = duration } }

    /// Lets time pass, by both clocks.
    func advance(_ duration: Duration) {
        clock.withLock { now in
            now.monotonic = now.monotonic.advanced(by: duration)
            now.wall = WallTime(nanoseconds: now.wall.nanoseconds + Int64(duration.wholeNanoseconds))
        }
    }

    /// Asks, and waits for the answer.
    func get(_ target: String, method: String = "GET") throws -> Caller.Reply {
        try Caller(address).ask(target, method: method)
    }

    /// Has a document made, and waits for it.
    func fill() throws {
        let reply = try get("/api/v1/attestation")
        try #require(reply.status == 200)
    }

    static func filled(_ byte: UInt8) -> Bytes32 {
        guard let value = Bytes32([UInt8](repeating: byte, count: 32).span) else { fatalError("32 bytes are 32 bytes") }
        return value
    }
}

/// A connection to a server, that asks one question after the other.
final class Caller {
    private let stream: Stream

    struct Reply: Equatable {
        var status: Int
        var head: String
        var body: String

        func has(_ field: String) -> Bool { head.contains("\r\n\(field)\r\n") }
    }

    init(_ address: SocketAddress) throws {
        stream = Stream(try Endpoint.tcp(address).connect(until: ForwardWorld.soon))
    }

    func send(_ target: String, method: String = "GET") throws {
        try stream.write(Array("\(method) \(target) HTTP/1.1\r\nHost: enclave\r\nContent-Length: 0\r\n\r\n".utf8))
    }

    func reply(toHead: Bool = false) throws -> Reply {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) { head += try stream.read(1) }
        let text = String(decoding: head, as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        let length = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        let body = toHead ? [] : try stream.read(length)
        let status = Int(text.split(separator: " ")[1]) ?? 0
        return Reply(status: status, head: text, body: String(decoding: body, as: UTF8.self))
    }

    func ask(_ target: String, method: String = "GET") throws -> Reply {
        try send(target, method: method)
        return try reply(toHead: method == "HEAD")
    }
}
