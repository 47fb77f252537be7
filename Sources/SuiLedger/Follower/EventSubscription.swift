// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Wire

/// A stream of events whose types these packages defined; a node begins it at its tip.
struct EventSubscription: Sendable {
    let packages: [Address]
    let source: FollowSource
    private let prefixes: [[UInt8]]

    init(_ packages: [Address], _ source: FollowSource) {
        self.packages = packages
        self.source = source
        prefixes = packages.map { Array("\($0)::".utf8) }
    }

    /// What is asked of checkpoints: no more than events, and what places them.
    private static let mask = [
        "sequence_number", "summary.timestamp", "summary.epoch", "transactions.digest", "transactions.effects.status",
        "transactions.events.events",
    ]

    /// The call; polling has none.
    var grpc: GRPCRequest? {
        switch source {
        case .events:
            GRPCRequest(.subscribeEvents) { message in
                message.message(1) { mask in mask.string(1, "*") }
                message.message(2) { filter in EventFilter.encode(packages.map(\.description), into: &filter) }
            }
        case .checkpoints:
            GRPCRequest(.subscribeCheckpoints) { message in
                message.message(1) { mask in for path in Self.mask { mask.string(1, path) } }
            }
        case .polling: nil
        }
    }

    /// Reads one message.
    func read(_ message: [UInt8]) throws(LedgerError) -> StreamPart {
        source == .events ? try readEvent(message) : try readCheckpoint(message)
    }

    /// `SubscribeEventsResponse`: an event, a mark of how far the node has looked, or both.
    private func readEvent(_ message: [UInt8]) throws(LedgerError) -> StreamPart {
        var part = StreamPart()
        try readFields(message.span) { field in
            switch field.number {
            case 1:
                let event = try field.span()
                guard try concernsUs(event) else { return }
                part.events.append(try EmittedEvent.read(grpc: event, transaction: nil, index: nil, checkpoint: nil))
            case 2:
                try readFields(try field.span()) { field in
                    if field.number == 2 { part.checkpoint = try field.uint64() }
                }
            default: break
            }
        }
        // More events of the same checkpoint may follow this one.
        if !part.events.isEmpty { part.checkpoint = part.checkpoint.flatMap { $0 == 0 ? nil : $0 - 1 } }
        return part
    }

    /// `SubscribeCheckpointsResponse`: a checkpoint, whole.
    private func readCheckpoint(_ message: [UInt8]) throws(LedgerError) -> StreamPart {
        var part = StreamPart()
        // The number stands before what it places, but nothing says that it must.
        try readFields(message.span) { field in if field.number == 1 { part.checkpoint = try field.uint64() } }
        guard let height = part.checkpoint else { throw LedgerError(.malformed, "a checkpoint without its number") }
        try readFields(message.span) { field in
            guard field.number == 2 else { return }
            try readFields(try field.span()) { field in
                switch field.number {
                case 1:
                    guard try field.uint64() == height else {
                        throw LedgerError(.malformed, "a checkpoint under another number")
                    }
                case 3:
                    try readFields(try field.span()) { field in
                        if field.number == 3 { part.epoch = try field.uint64() }
                        if field.number == 9 { part.timestamp = try field.milliseconds() }
                    }
                case 6: part.events += try readTransaction(try field.span(), height)
                default: break
                }
            }
        }
        return part
    }

    /// `ExecutedTransaction`: what it emitted, if it did not fail.
    private func readTransaction(_ message: Span<UInt8>, _ height: UInt64) throws(LedgerError) -> [EmittedEvent] {
        var events: [EmittedEvent] = []
        var digest: Digest?
        var hasFailed = false
        try readFields(message) { field in
            switch field.number {
            case 1: digest = try field.digest()
            case 4: hasFailed = try Self.hasFailed(try field.span())
            default: break
            }
        }
        guard !hasFailed else { return [] }
        try readFields(message) { field in
            guard field.number == 5 else { return }
            var index: UInt32 = 0
            try readFields(try field.span()) { field in
                guard field.number == 3 else { return }
                defer { index += 1 }
                let event = try field.span()
                guard try concernsUs(event) else { return }
                events.append(
                    try EmittedEvent.read(grpc: event, transaction: digest, index: index, checkpoint: height))
            }
        }
        return events
    }

    /// `TransactionEffects.status.success`, where it is said and false.
    private static func hasFailed(_ effects: Span<UInt8>) throws(LedgerError) -> Bool {
        var isSuccess: Bool?
        try readFields(effects) { field in
            guard field.number == 4 else { return }
            isSuccess = isSuccess ?? false
            try readFields(try field.span()) { field in if field.number == 1 { isSuccess = try field.bool() } }
        }
        return isSuccess == false
    }

    /// Whether an event's type is of our packages: most of a chain's traffic is not, and is not read further.
    private func concernsUs(_ event: Span<UInt8>) throws(LedgerError) -> Bool {
        var concerns = false
        try readFields(event) { field in
            guard field.number == 4 else { return }
            let type = try field.span()
            let length = prefixes[0].count
            if type.count > length, type[length - 1] == UInt8(ascii: ":"), type[length - 2] == UInt8(ascii: ":") {
                concerns = prefixes.contains { prefix in prefix.indices.allSatisfy { prefix[$0] == type[$0] } }
            } else if case .structure(let tag) = try field.typeTag() {
                // An address that is not written out.
                concerns = packages.contains(tag.package)
            }
        }
        return concerns
    }
}
