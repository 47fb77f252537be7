// SPDX-License-Identifier: Apache-2.0

/// What a local ledger does wrong, on request: what nodes on the network do, too, and what a client must bear.
///
/// The faults concern questions and transactions; where the ledger is, and what can be done to it, stays known. The same seed and
/// the same requests meet the same faults.
public struct DevFaults: Hashable, Sendable {
    /// How far behind the network the node is that answers.
    public enum Lag: Hashable, Sendable {
        /// By so many checkpoints.
        case checkpoints(UInt64)
        /// By so much of the ledger's time.
        case milliseconds(UInt64)
        /// It stands where it was when the fault began.
        case frozen
    }

    /// What is not told as it is.
    public enum Lie: String, Hashable, Sendable {
        /// Everybody's stake is twice what it is.
        case doubledStake = "doubled-stake"
        /// Nobody was ever slashed.
        case hiddenSlashing = "hidden-slashing"
    }

    /// What chance begins with.
    public var seed: UInt64 = 0
    /// Answers are those of a node that is behind; transactions go on to the network.
    public var lag: Lag?
    /// Of a hundred requests so many are cut off without an answer.
    public var drop: UInt64 = 0
    /// Of a hundred requests so many are done, and then cut off without an answer.
    public var lose: UInt64 = 0
    /// Of a hundred requests so many are answered with a failure of the node.
    public var error: UInt64 = 0
    /// Events of a page come in another order.
    public var isReordered = false
    /// The clock does not go on by itself, and nothing is carried out.
    public var isHalted = false
    /// Entries and events of stakes are not told as they are.
    public var lie: Lie?
    /// From when the fault begins, for so many milliseconds, there is no answer but 503.
    public var restart: UInt64 = 0
    /// Answers come so many milliseconds late; what was asked for is done at once.
    public var delay: UInt64 = 0

    /// None.
    public init() {}
}

extension DevFaults {
    /// A server that answers requests later than this has given up on them.
    private static let longest: UInt64 = 20_000

    /// Reads what somebody sent; nothing is left of the form that could have meant something.
    init(_ form: consuming DevForm) throws(DevFormError) {
        var form = form
        seed = try form.number("seed", 0...UInt64(Int64.max)) ?? 0
        if var behind = try form.form("lag") { lag = try Self.lag(&behind) }
        drop = try form.number("drop", 0...100) ?? 0
        lose = try form.number("lose", 0...100) ?? 0
        error = try form.number("error", 0...100) ?? 0
        isReordered = try form.bool("reorder")
        isHalted = try form.bool("halt")
        let lies = "\(Lie.doubledStake.rawValue) or \(Lie.hiddenSlashing.rawValue)"
        lie = try form.text("lie", lies) { Lie(rawValue: $0) }
        restart = try form.number("restart", 0...60_000) ?? 0
        delay = try form.number("delay", 0...Self.longest) ?? 0
        try form.finish()
    }

    private static func lag(_ form: inout DevForm) throws(DevFormError) -> Lag {
        let largest = UInt64(Int64.max)
        let lag: Lag
        if let checkpoints = try form.number("checkpoints", 0...largest) {
            lag = .checkpoints(checkpoints)
        } else if let milliseconds = try form.number("milliseconds", 0...largest) {
            lag = .milliseconds(milliseconds)
        } else if try form.bool("frozen") {
            lag = .frozen
        } else {
            throw form.missing("checkpoints, milliseconds or frozen")
        }
        try form.finish()
        return lag
    }
}
