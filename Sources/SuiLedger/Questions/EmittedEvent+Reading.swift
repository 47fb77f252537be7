// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension EmittedEvent {
    /// Reads `sui.rpc.v2.Event`; what does not stand in it is known from where it stands.
    static func read(
        grpc message: Span<UInt8>, transaction known: Digest?, index position: UInt32?, checkpoint height: UInt64?
    ) throws(LedgerError) -> EmittedEvent {
        var type: TypeTag?
        var contents: [UInt8]?
        var transaction = known
        var index = position
        var checkpoint = height
        try readFields(message) { field in
            switch field.number {
            case 4: type = try field.typeTag()
            case 5: contents = try field.bcs()
            case 7: checkpoint = try field.uint64()
            case 8: transaction = try field.digest()
            case 10: index = try field.uint32()
            default: break
            }
        }
        guard case .structure(let type)? = type, let contents, let transaction, let index else {
            throw LedgerError(.malformed, "an event lacks a field")
        }
        let identity = Identity(transaction: transaction, index: index)
        return EmittedEvent(identity: identity, checkpoint: checkpoint, type: type, contents: contents)
    }

    /// Reads an `Event` of the schema.
    static func read(
        graphQL value: borrowing JSONValue, transaction known: Digest?, index position: UInt32?
    ) throws(LedgerError) -> EmittedEvent {
        let contents = try value.required("contents")
        guard case .structure(let type) = try contents.required("type").required("repr").asType() else {
            throw LedgerError(.malformed, "an event's type is no struct")
        }
        var transaction = known
        var index = position
        var checkpoint: UInt64?
        if let number = try value.optional("sequenceNumber") {
            guard let number = UInt32(exactly: try number.asNumber()) else {
                throw LedgerError(.malformed, "an event's number is too large")
            }
            index = number
        }
        if let of = try value.optional("transaction") {
            transaction = try of.required("digest").asDigest()
            if let effects = try of.optional("effects"), let at = try effects.optional("checkpoint") {
                checkpoint = try at.required("sequenceNumber").asNumber()
            }
        }
        guard let transaction, let index else { throw LedgerError(.malformed, "an event lacks a field") }
        return EmittedEvent(
            identity: Identity(transaction: transaction, index: index), checkpoint: checkpoint, type: type,
            contents: try contents.required("bcs").asBytes())
    }
}
