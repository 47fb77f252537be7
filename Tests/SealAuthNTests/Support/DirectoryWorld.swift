// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import SealAuthN

/// A cluster with one staker, whose token Tests/Vectors/seal-keys.json has, and a clock that stands still.
final class DirectoryWorld: Sendable {
    static let vector = SealVector.all[3]
    /// When all begins; date -u -d @1800000000.
    static let start = Moment(
        monotonic: Monotonic(nanoseconds: 1_000_000_000_000_000), wall: WallTime(seconds: 1_800_000_000))
    static let startMilliseconds: UInt64 = 1_800_000_000_000
    static let checkpoint: UInt64 = 1000
    static let epoch: UInt64 = 50

    let cluster, owner: Address
    let key: SealKey
    let bind: Bytes32
    let tables = ClusterTables()
    let source: FakeSource
    let directory: IdentityDirectory
    let token = Array(vector.secret.utf8)
    private let time: Locked<Moment>
    private let markNow: Locked<FollowMark>
    private let told: Locked<[String]>

    /// A copy that is fresh, complete and empty, and nodes that know the staker.
    init(_ change: (inout DirectorySettings) -> Void = { _ in }) throws {
        cluster = Address(try #require(Bytes32(hex: Self.vector.clusterId)))
        owner = Address(try #require(Bytes32(hex: Self.vector.owner)))
        key = SealKey(try #require(Bytes32(hex: Self.vector.key)))
        bind = try #require(Bytes32(hex: Self.vector.bind))
        let (time, mark, told) = (Locked(Self.start), Locked(Self.mark), Locked<[String]>([]))
        source = FakeSource {
            // A chain that makes ten checkpoints per second, and a node that is one ahead of the copy.
            let gone = time.withLock { $0.monotonic }.since(Self.start.monotonic).wholeNanoseconds / 1_000_000
            return Freshness(
                chain: "c", epoch: Self.epoch, checkpoint: Self.checkpoint + 1 + gone / 100,
                timestamp: Self.startMilliseconds + gone)
        }
        var settings = DirectorySettings(cluster: cluster)
        change(&settings)
        directory = IdentityDirectory(
            settings, tables: tables, mark: { mark.withLock { $0 } }, source: source,
            clock: { time.withLock { $0 } },
            report: { event in
                let text =
                    switch event {
                    case .lookUpsFail(let error): error.code.rawValue
                    case .lookUpsWork: "work"
                    }
                told.withLock { $0.append(text) }
            })
        (self.time, markNow, self.told) = (time, mark, told)
        put(account: Sample.account())
        put(seal: seal())
        source.put(.params(Sample.params()), at: .params)
    }

    /// As far as the chain is at the start.
    static let mark = FollowMark(
        checkpoint: checkpoint, rose: start.monotonic, timestamp: startMilliseconds, epoch: epoch, isComplete: true,
        isLive: true, thresholds: Sample.thresholds)

    /// The staker's seal.
    func seal(
        id: Address = Address(0x1d), kind: UInt8 = 1, generation: UInt32 = 0, permissions: [String] = [],
        namespaces: [String] = [], expires: UInt64 = 80, revoked: Bool = false, sequence: UInt64 = 5
    ) -> Seal {
        Sample.seal(
            of: owner, bind: bind, id: id, kind: kind, generation: generation, permissions: permissions,
            namespaces: namespaces, expires: expires, revoked: revoked, sequence: sequence)
    }

    /// What the nodes say of the staker's stake.
    func put(account: StakeAccount) { source.put(.account(account), at: .account(owner)) }

    /// What the nodes say of the staker's seal.
    func put(seal: Seal) { source.put(.seal(seal), at: .seal(key)) }

    /// What the copy has of the staker.
    func copy(_ account: StakeAccount? = Sample.account(), _ seal: Seal? = nil) {
        if let account { tables.insert(account, of: owner) }
        tables.insert(seal ?? self.seal(), under: key)
    }

    /// As many nodes as must have said what the tiers cost; nobody has asked yet.
    func confirmThresholds() {
        directory.lookUps.look(
            LookUp(name: .params, agreement: 2), isKnown: true, until: now.monotonic.advanced(by: .seconds(1))
        ) { _ in }
        source.forgetAsks()
    }

    /// How far the copy is.
    func mark(_ change: @Sendable (inout FollowMark) -> Void) { markNow.withLock { change(&$0) } }

    /// Now the copy is as far as the chain.
    func catchUp(checkpoint: UInt64) {
        let now = now
        mark {
            $0.checkpoint = checkpoint
            $0.rose = now.monotonic
            $0.timestamp = UInt64(now.wall.nanoseconds / 1_000_000)
        }
    }

    var now: Moment { time.withLock { $0 } }

    /// Time goes on, and the copy does not.
    func pass(_ duration: Duration) {
        time.withLock {
            $0.monotonic = $0.monotonic.advanced(by: duration)
            $0.wall = WallTime(nanoseconds: $0.wall.nanoseconds + Int64(duration.wholeNanoseconds))
        }
    }

    /// What an operator was told.
    var events: [String] { told.withLock { $0 } }

    var counts: LookUpCounts { directory.lookUpCounts }

    /// What can be said of a token without waiting; `nil` if only a look-up can tell.
    func decided(_ token: [UInt8]? = nil) throws -> Authentication? {
        guard case .decided(let answer) = try decide(token) else { return nil }
        return answer
    }

    func decide(
        _ token: [UInt8]? = nil, for audiences: AudienceSet = AudienceSet(rawValue: 2)
    ) throws
        -> TokenDecision
    {
        var authenticator = try SealAuthenticator(directory)
        let token = token ?? self.token
        return authenticator.authenticate(token.span, for: audiences, at: now)
    }

    /// Asks; what is answered, now or later, is in there.
    func ask(_ token: [UInt8]? = nil, within time: Duration = .milliseconds(2500)) throws -> Answers {
        let answers = Answers()
        switch try decide(token) {
        case .decided(let answer): answers.add(answer)
        case .open(let question): question.ask(until: now.monotonic.advanced(by: time)) { answers.add($0) }
        }
        return answers
    }

    /// The one answer that there must be by now.
    func answer(_ token: [UInt8]? = nil) throws -> Authentication? {
        let answers = try ask(token).all
        #expect(answers.count == 1)
        return answers.first
    }

    /// The tier that the staker's token gets, if it gets any.
    func tier() throws -> Tier? { try answer()?.tier }

    /// The token of a stranger: right in form, and nowhere.
    static func stranger(_ number: Int) -> [UInt8] {
        let digits = String(number, radix: 16)
        return Array(("f" + String(repeating: "0", count: 63 - digits.count) + digits).utf8)
    }
}

/// What a question was answered with.
final class Answers: Sendable {
    private let answers = Locked<[Authentication]>([])

    /// In order.
    var all: [Authentication] { answers.withLock { $0 } }

    func add(_ answer: Authentication) { answers.withLock { $0.append(answer) } }
}

extension Authentication {
    /// The tier, if it is accepted.
    var tier: Tier? {
        guard case .accepted(let identity, for: _) = self else { return nil }
        return identity.tier
    }

    /// Why not, if it is refused.
    var refusal: TokenRefusal? {
        guard case .refused(let reason) = self else { return nil }
        return reason
    }
}
