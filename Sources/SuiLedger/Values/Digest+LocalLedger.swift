// SPDX-License-Identifier: Apache-2.0
public import Crypto

// A local ledger's chain can be told from every other by its name alone: who must not take worthless stake for stake looks at it.
extension Digest {
    /// The second half of such a name; the first is chance.
    private static let localMark = Array("k3s-daas devnet\0".utf8)

    /// The name of a local ledger's chain, from something that is its own.
    public static func localLedger(_ seed: Bytes32) -> Digest {
        let bytes = Array(seed.bytes.prefix(Bytes32.count - localMark.count)) + localMark
        guard let raw = Bytes32(bytes.span) else { preconditionFailure("16 bytes and 16 are 32") }
        return Digest(raw)
    }

    /// Whether this is the name of a local ledger's chain.
    public var isLocalLedger: Bool { raw.bytes.suffix(Self.localMark.count).elementsEqual(Self.localMark) }
}
