// SPDX-License-Identifier: Apache-2.0
internal import Wire

extension LedgerObject {
    /// Reads `sui.rpc.v2.Object`.
    static func read(grpc message: Span<UInt8>) throws(LedgerError) -> LedgerObject {
        var id: Address?
        var version: UInt64?
        var digest: Digest?
        var owner: Owner?
        var type: TypeTag?
        var contents: [UInt8]?
        try readFields(message) { field in
            switch field.number {
            case 2: id = try field.address()
            case 3: version = try field.uint64()
            case 4: digest = try field.digest()
            case 5: owner = try Owner.read(grpc: try field.span())
            case 6: type = try field.typeTag()
            case 8: contents = try field.bcs()
            default: break
            }
        }
        guard let id, let version, let digest, let type, let contents else {
            throw LedgerError(.malformed, "an object lacks a field")
        }
        let reference = ObjectReference(id: id, version: version, digest: digest)
        return LedgerObject(reference: reference, owner: owner, type: type, contents: contents)
    }

    /// Reads an `Object` of the schema, with `asMoveObject`.
    static func read(graphQL value: borrowing JSONValue) throws(LedgerError) -> LedgerObject {
        try read(graphQL: value, contents: try value.required("asMoveObject").required("contents"))
    }

    /// Reads a `MoveObject` of the schema.
    static func read(moveObject value: borrowing JSONValue) throws(LedgerError) -> LedgerObject {
        try read(graphQL: value, contents: try value.required("contents"))
    }

    private static func read(
        graphQL value: borrowing JSONValue, contents: borrowing JSONValue
    ) throws(LedgerError) -> LedgerObject {
        let reference = ObjectReference(
            id: try value.required("address").asAddress(), version: try value.required("version").asNumber(),
            digest: try value.required("digest").asDigest())
        var owner: Owner?
        if let value = try value.optional("owner") { owner = try Owner.read(graphQL: value) }
        return LedgerObject(
            reference: reference, owner: owner, type: try contents.required("type").required("repr").asType(),
            contents: try contents.required("bcs").asBytes())
    }
}

extension Owner {
    /// Reads `sui.rpc.v2.Owner`.
    static func read(grpc message: Span<UInt8>) throws(LedgerError) -> Owner {
        var kind: UInt64 = 0
        var address: Address?
        var version: UInt64 = 0
        try readFields(message) { field in
            switch field.number {
            case 1: kind = try field.uint64()
            case 2: address = try field.address()
            case 3: version = try field.uint64()
            default: break
            }
        }
        switch (kind, address) {
        case (1, let address?): return .account(address)
        case (2, let address?): return .object(address)
        case (3, _): return .shared(initialVersion: version)
        case (4, _): return .immutable
        case (5, let address?): return .consensusAccount(address, startVersion: version)
        default: throw LedgerError(.malformed, "an owner is of no known kind")
        }
    }

    /// Reads an `Owner` of the schema.
    static func read(graphQL value: borrowing JSONValue) throws(LedgerError) -> Owner {
        switch try value.required("__typename").asText() {
        case "AddressOwner": return .account(try value.required("address").required("address").asAddress())
        case "ObjectOwner": return .object(try value.required("address").required("address").asAddress())
        case "Shared": return .shared(initialVersion: try value.required("initialSharedVersion").asNumber())
        case "Immutable": return .immutable
        case "ConsensusAddressOwner":
            return .consensusAccount(
                try value.required("address").required("address").asAddress(),
                startVersion: try value.required("startVersion").asNumber())
        default: throw LedgerError(.malformed, "an owner is of no known kind")
        }
    }
}

extension GraphQLRequest {
    /// How far the node is: asked for together with everything, so that an answer says how fresh it is.
    static let tip = "chainIdentifier checkpoint { sequenceNumber timestamp epoch { epochId } }"

    /// All kinds of owners.
    static let owner = """
        __typename ... on AddressOwner { address { address } } ... on ObjectOwner { address { address } } \
        ... on Shared { initialSharedVersion } ... on ConsensusAddressOwner { startVersion address { address } }
        """
}
