// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import SuiLedger
internal import Wire

/// Which ledger it is, and where it is.
public struct DevIdentity: Hashable, Sendable {
    /// What the chain is called.
    public let chain: Digest
    /// The package that the contracts are.
    public let package: Address
    /// The epoch.
    public let epoch: UInt64
    /// The last checkpoint.
    public let checkpoint: UInt64
    /// The clock, in milliseconds since 1970.
    public let milliseconds: UInt64

    init(_ ledger: LocalLedger) {
        chain = ledger.chainID
        package = ledger.package
        epoch = ledger.chain.epoch
        checkpoint = ledger.height
        milliseconds = ledger.chain.milliseconds
    }

    /// The same in JSON.
    public var json: [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append("{\"chain\":")
        buffer.append(json: chain.description)
        buffer.append(",\"package\":")
        buffer.append(json: package.description)
        buffer.append(",\"epoch\":\(epoch),\"checkpoint\":\(checkpoint),\"milliseconds\":\(milliseconds)}\n" as String)
        return buffer.bytes
    }
}
