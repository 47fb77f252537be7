// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import SuiLedger

@testable import SealAuthN

/// A chain, a copy of it, nodes and reviews, moved by chance and held against ``RevocationModel``: all in one thread.
struct RevocationWorld: ~Copyable {
    /// What kind of world it is.
    enum Kind: String, CaseIterable, Sendable {
        /// Nodes are honest, if slow, late and absent; clocks are right.
        case honest
        /// The same, and the wall clock steps by up to four seconds.
        case skewed
        /// One of three nodes lies about the past and about the time, but makes up no history.
        case lying
        /// One of three nodes makes up history.
        ///
        /// A single node that invents a higher number for an account may get a viewer or developer in while the copy is outdated: that
        /// much trust the design states. So only admin and super, which two nodes must vouch for, are held to the rules; and everybody
        /// whose entries the copy has, or would have, once it has been fresh for ten seconds after the lie.
        case inventing
    }

    struct Pending {
        let part: ModelPart?
        let isConfirmation: Bool
        let answer: Result<ModelNode.Answer, LedgerError>
        let deadline: UInt64
        let completion: @Sendable (Result<EntryAnswer, LedgerError>) -> Void
    }

    struct Review {
        let owner: Int
        let slot: Int?
        let began: UInt64
        let deadline: UInt64
    }

    /// An identity that was given out, and is asked about again.
    struct Again {
        let identity: Identity
        let began: UInt64
        let deadline: UInt64
    }

    let kind: Kind
    let quorum: Int
    let tokens: ModelTokens
    var dice: ModelDice
    var chain = ModelChain()
    var follower = ModelFollower()
    var nodes: [ModelNode]
    var model = RevocationModel()
    let source = ModelSource()
    let clock: Locked<Moment>
    let directory: IdentityDirectory
    var authenticator: SealAuthenticator

    /// Nanoseconds since the start, as they truly are.
    var truth: UInt64 = 0
    var offset: Int64 = 0
    var isStopped = false
    var streamLag: UInt64 = 0
    var isEmptying = false
    var pending: [Pending] = []
    var reviews: [Int: Review] = [:]
    var nextReview = 0
    let decided = Locked<[(Int, Authentication)]>([])
    var given: [Identity] = []
    var again: [Int: Again] = [:]
    let decidedAgain = Locked<[(Int, Standing)]>([])

    /// What was done how often.
    var counts: [String: Int] = [:]
    /// What was done last.
    var log: [String] = []
    /// What must not have been.
    var failure: String?

    private static let base: UInt64 = 1_000_000_000_000

    init(_ kind: Kind, seed: UInt64, _ tokens: ModelTokens) throws {
        var dice = ModelDice(state: seed &* 0x9e37_79b9 &+ UInt64(Kind.allCases.firstIndex(of: kind) ?? 0))
        let isAlone = dice.one(in: 2) && kind != .inventing
        self.dice = dice
        self.kind = kind
        self.tokens = tokens
        quorum = isAlone ? 1 : 2
        nodes = [ModelNode(), ModelNode(), ModelNode()]
        let clock = Locked(
            Moment(
                monotonic: Monotonic(nanoseconds: Self.base),
                wall: WallTime(nanoseconds: Int64(ModelTokens.start) * 1_000_000)))
        self.clock = clock
        var settings = DirectorySettings(cluster: ModelTokens.cluster)
        settings.quorum = quorum
        let board = follower.board
        let directory = IdentityDirectory(
            settings, tables: follower.tables, mark: { board.withLock { $0 } }, source: source,
            clock: { clock.withLock { $0 } })
        self.directory = directory
        authenticator = try SealAuthenticator(directory)
        for _ in 0..<12 { _ = chain.happen(at: ModelChain.first, using: &self.dice) }
    }

    // MARK: Time.

    var tip: UInt64 { ModelChain.height(at: truth) }
    var now: Moment {
        Moment(
            monotonic: Monotonic(nanoseconds: Self.base + truth),
            wall: WallTime(nanoseconds: Int64(ModelTokens.start) * 1_000_000 + Int64(truth) + offset))
    }
    /// In milliseconds, as the model counts.
    var milliseconds: UInt64 { now.monotonic.nanoseconds / 1_000_000 }
    var wall: UInt64 { UInt64(now.wall.nanoseconds / 1_000_000) }

    mutating func pass(_ milliseconds: UInt64) {
        truth += milliseconds * 1_000_000
        let now = now
        clock.withLock { $0 = now }
        // A pool calls back in time, whatever its nodes do.
        while let late = pending.firstIndex(where: { $0.deadline <= truth }) {
            let ask = pending.remove(at: late)
            deliver(ask, .failure(LedgerError(.timeout, "")))
        }
    }

    // MARK: Steps.

    /// Lets one thing happen.
    mutating func step() {
        switch dice.below(100) {
        case 0..<9: say("chain", chain.happen(at: tip + 1, using: &dice))
        case 9..<28: passTime()
        case 28..<44: follow()
        case 44..<50: follower.show(); see("mark")
        case 50..<55: changeCopy()
        case 55..<60: changeNode()
        case 60..<78: answerOne()
        case 78..<90: reviewSeal()
        case 90..<96: reviewSigned()
        default: askAgain()
        }
        takeQuestions()
    }

    mutating func say(_ kind: String, _ what: String) {
        counts[kind, default: 0] += 1
        if log.count >= 60 { log.removeFirst(30) }
        log.append("\(truth / 1_000_000) ms, \(kind): \(what)")
    }
}
