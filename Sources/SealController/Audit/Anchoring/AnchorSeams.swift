// SPDX-License-Identifier: Apache-2.0
internal import AuditTrail
internal import Bytes

/// Where controllers find what others of the same cluster have left for them.
///
/// Each call waits.
protocol AnchorStore: Sendable {
    /// What is there, and its version; no version where there is nothing.
    func read() throws(AnchorFailure) -> (memory: AnchorMemory, version: String?)
    /// Puts something in the place of that version, and of no other; gives the new version.
    func write(_ memory: AnchorMemory, over version: String?) throws(AnchorFailure) -> String
}

/// The chain's last root.
struct AnchoredRoot: Hashable, Sendable {
    var sequence: UInt64
    var head: TreeHead
}

/// The contract that roots are put into.
///
/// Each call waits.
protocol AnchorChain: Sendable {
    /// The last root; `nil` while there is none.
    func last() throws(AnchorFailure) -> AnchoredRoot?
    /// Adds one, and returns when that is final.
    func anchor(_ head: TreeHead, sequence: UInt64) throws(AnchorFailure)
}

/// The log of anchorings, of whose tree the roots are.
///
/// Each call waits.
protocol AnchorLog: Sendable {
    /// Where it stands, with what it holds.
    func position() throws(AnchorFailure) -> TrailPosition
    /// What it was when it had so many entries; `nil` where it does not hold that.
    func mark(at size: UInt64) throws(AnchorFailure) -> AnchorMark?
    /// What the anchorings in it said last of each log, as far as they are there.
    func lastHeads() throws(AnchorFailure) -> [LogHead]
    /// The line of the entry with this number, which it holds, without its line feed.
    func entry(_ index: UInt64) throws(AnchorFailure) -> [UInt8]
    /// Goes on behind `base`: where it stands, if it has passed through that, or from there anew.
    func goOn(from base: TrailPosition) throws(AnchorFailure) -> TrailPosition
    /// Adds an entry, and returns when it is on disk; where it fails, the entry may be there all the same.
    func append(_ entry: borrowing ByteBuffer) throws(AnchorFailure) -> TrailPosition
}

/// Where the heads of the audit logs come from.
///
/// The call waits.
protocol HeadSource: Sendable {
    /// What those say that answer, and what is not believed for who said it.
    func heads() -> (heads: [LogHead], refused: [HeadJudgement.Refused])
    /// These were believed.
    func believed(_ heads: [LogHead])
}
