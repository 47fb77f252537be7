// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Kernel

/// A document of this enclave, and what of it serving must know.
public struct OwnDocument: Sendable, Equatable {
    /// The document, as it was made.
    public let bytes: [UInt8]
    /// When it was made, by the security module's clock.
    public let timestamp: WallTime
    /// When the first certificate of its chain ends: nobody believes it from then on.
    public let chainEnds: WallTime
    /// The security module's name: the instance, and the enclave in it.
    public let moduleID: String
    /// The registers that are locked, by number.
    public let pcrs: [Int: [UInt8]]
    /// What the enclave committed itself to.
    public let commitment: EnclaveCommitment
    /// Whether the enclave can be looked into.
    public let isDebug: Bool

    /// Puts the facts of a document together; who does has verified it.
    public init(
        bytes: [UInt8], timestamp: WallTime, chainEnds: WallTime, moduleID: String, pcrs: [Int: [UInt8]],
        commitment: EnclaveCommitment, isDebug: Bool
    ) {
        self.bytes = bytes
        self.timestamp = timestamp
        self.chainEnds = chainEnds
        self.moduleID = moduleID
        self.pcrs = pcrs
        self.commitment = commitment
        self.isDebug = isDebug
    }
}

/// Reads documents of our own; `nil` for one that a verifier would refuse, and that shall not be served.
///
/// It is asked where the document has come from, which may be the security module's thread: some milliseconds, once per refresh.
public typealias OwnDocumentReader = @Sendable (_ bytes: [UInt8], _ now: WallTime) -> OwnDocument?
