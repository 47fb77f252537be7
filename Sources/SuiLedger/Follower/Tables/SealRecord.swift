// SPDX-License-Identifier: Apache-2.0
internal import Crypto

/// A ``Seal`` in 168 bytes, and what narrows it.
struct SealRecord: TableRecord {
    /// What a seal for all of its owner's tier does not have.
    private final class Rest: Sendable {
        let permissions: [String]
        let namespaces: [String]
        let ext: [UInt8]

        init?(_ seal: Seal, sharing lists: inout SharedLists) {
            guard !seal.permissions.isEmpty || !seal.namespaces.isEmpty || !seal.ext.isEmpty else { return nil }
            permissions = lists.shared(seal.permissions)
            namespaces = lists.shared(seal.namespaces)
            ext = seal.ext
        }
    }

    let name: Bytes32
    let sealID: Address
    let sequence: UInt64
    private let owner: Address
    private let bind: Bytes32
    private let issuedMilliseconds: UInt64
    private let expiresEpoch: UInt64
    private let rest: Rest?
    private let generation: UInt32
    private let kind: UInt8
    private let revoked: Bool

    init(_ seal: Seal, under key: SealKey, sharing lists: inout SharedLists) {
        name = key.raw
        sealID = seal.sealID
        sequence = seal.sequence
        owner = seal.owner
        bind = seal.bind
        issuedMilliseconds = seal.issuedMilliseconds
        expiresEpoch = seal.expiresEpoch
        rest = Rest(seal, sharing: &lists)
        generation = seal.generation
        kind = seal.kind
        revoked = seal.revoked
    }

    var entry: Seal {
        Seal(
            sealID: sealID, owner: owner, kind: kind, generation: generation, bind: bind,
            permissions: rest?.permissions ?? [], namespaces: rest?.namespaces ?? [],
            issuedMilliseconds: issuedMilliseconds, expiresEpoch: expiresEpoch, revoked: revoked, sequence: sequence,
            ext: rest?.ext ?? [])
    }
}
