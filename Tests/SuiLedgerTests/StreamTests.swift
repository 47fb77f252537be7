// SPDX-License-Identifier: Apache-2.0
import Crypto
import HTTPClient
import TestSupport
import Testing

@testable import SuiLedger

// Tests/Vectors/sui-rpc.json has the streams as protobuf makes them from Sui's own descriptors.
@Suite struct StreamTests {
    private static let ours = [Address(0xcd), Address(0xce)]
    private static let first = Digest("4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi") ?? Digest(Bytes32())
    private static let second = Digest("8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR") ?? Digest(Bytes32())

    /// A call and what it brings.
    struct Vector {
        let path: String
        let request: [UInt8]
        let messages: [[UInt8]]

        init(_ name: String) throws {
            let here = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Vectors/"
            let tree = try Tree.read(here + "sui-rpc.json")
            let found = try #require(tree["cases"].list.first { $0["name"].text == name })
            path = try #require(found["path"].text)
            request = try #require(found["request"].hex)
            messages = try found["responses"].list.map { try #require($0.hex) }
        }
    }

    private static func event(
        _ package: UInt8, _ transaction: Digest, _ index: UInt32, _ checkpoint: UInt64, _ contents: UInt8
    ) -> EmittedEvent {
        EmittedEvent(
            identity: .init(transaction: transaction, index: index), checkpoint: checkpoint,
            type: StructTag(Address(package), "staking", "StakeChanged"), contents: [contents])
    }

    @Test func `a stream of events brings ours, and how far it is`() throws {
        let vector = try Vector("event stream")
        let subscription = EventSubscription(Self.ours, .events)
        #expect(subscription.grpc?.method.rawValue == vector.path && subscription.grpc?.message == vector.request)
        let parts = try vector.messages.map { try subscription.read($0) }
        // Beside an event the mark may stand before others of the same checkpoint.
        #expect(
            parts == [
                StreamPart(checkpoint: 12),
                StreamPart(events: [Self.event(0xcd, Self.first, 3, 14, 1)], checkpoint: 13),
                StreamPart(),
            ])
    }

    @Test func `a stream of checkpoints brings ours of what did not fail, and when it was`() throws {
        let vector = try Vector("checkpoint stream")
        let subscription = EventSubscription(Self.ours, .checkpoints)
        #expect(subscription.grpc?.method.rawValue == vector.path && subscription.grpc?.message == vector.request)
        let parts = try vector.messages.map { try subscription.read($0) }
        let events = [Self.event(0xcd, Self.first, 1, 15, 1), Self.event(0xce, Self.second, 0, 15, 4)]
        #expect(
            parts == [
                StreamPart(events: events, checkpoint: 15, timestamp: 1_795_212_180_500, epoch: 9),
                StreamPart(checkpoint: 16),
            ])
        #expect(throws: LedgerError(.malformed, "")) { try subscription.read([0x12, 0]) }
        #expect(throws: LedgerError(.malformed, "")) { try subscription.read([8, 1, 0x12, 2, 8, 2]) }
        #expect(EventSubscription(Self.ours, .polling).grpc == nil)
    }

    @Test(arguments: ["event stream", "checkpoint stream"]) func `a message that is damaged is read or refused`(
        _ name: String
    ) throws {
        let subscription = EventSubscription(Self.ours, name.hasPrefix("event") ? .events : .checkpoints)
        for message in try Vector(name).messages {
            for count in message.indices {
                _ = try? subscription.read(Array(message.prefix(count)))
                for change: UInt8 in [0x01, 0x80, 0xff] {
                    var damaged = message
                    damaged[count] ^= change
                    _ = try? subscription.read(damaged)
                }
            }
        }
    }

    private static let headers = [
        Header("x-sui-chain-id", "c"), Header("x-sui-checkpoint-height", "7"), Header("x-sui-timestamp-ms", "5"),
    ]

    /// What a stream that ends so has brought: parts, and the reason.
    private static func read(_ events: [StreamEvent], knowsChain: Bool = true) -> (Int, Int, LedgerError.Code?) {
        var reader = StreamReader(3, EventSubscription(ours, .checkpoints))
        var (begun, parts) = (0, 0)
        var codes: [LedgerError.Code] = []
        for event in events {
            let inputs = reader.read(event) { _ throws(LedgerError) in
                if !knowsChain { throw LedgerError(.wrongChain, "") }
            }
            for input in inputs {
                switch input {
                case .began(3, let freshness): begun += freshness?.checkpoint == 7 ? 1 : 0
                case .part(3, _): parts += 1
                case .ended(3, let error): codes.append(error.code)
                default: Issue.record("another stream")
                }
            }
        }
        #expect(codes.count <= 1)
        return (begun, parts, codes.first)
    }

    @Test func `a stream that is cut at any byte brings the whole messages before it, and says why it ended`() throws {
        let frames = try Vector("checkpoint stream").messages.map { GRPCFrame.wrap($0) }
        let bytes = frames.reduce([], +)
        for count in 0...bytes.count {
            let whole = count == bytes.count ? 2 : count >= frames[0].count ? 1 : 0
            for size in [1, 7, 4096] {
                let pieces = stride(from: 0, to: count, by: size).map { start in
                    StreamEvent.bytes(Array(bytes[start..<min(start + size, count)]))
                }
                let broken = Self.read(
                    [.head(status: 200, headers: Self.headers)] + pieces + [.failed(ClientError(.broken))])
                #expect(broken == (1, whole, .unavailable))
            }
        }
    }

    @Test func `how a stream ends has a name`() {
        let head = StreamEvent.head(status: 200, headers: Self.headers)
        let ends: [([StreamEvent], LedgerError.Code)] = [
            ([head, .end(trailers: [Header("grpc-status", "0")])], .unavailable),
            ([head, .end(trailers: [])], .unavailable),
            ([head, .end(trailers: [Header("grpc-status", "12")])], .unsupported),
            ([head, .end(trailers: [Header("grpc-status", "8")])], .throttled),
            ([head, .end(trailers: [Header("grpc-status", "99")])], .unavailable),
            ([.head(status: 200, headers: [Header("grpc-status", "12")]), .end(trailers: [])], .unsupported),
            ([.head(status: 429, headers: [])], .throttled), ([.failed(ClientError(.timeout))], .timeout),
            ([head, .bytes([1, 0, 0, 0, 0])], .malformed), ([head, .bytes([0, 0, 0, 0, 1, 7])], .malformed),
        ]
        for (events, code) in ends { #expect(Self.read(events).2 == code) }
        #expect(Self.read([head, .bytes(GRPCFrame.wrap([8, 1]))], knowsChain: false) == (0, 0, .wrongChain))
    }
}
