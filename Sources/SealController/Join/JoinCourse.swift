// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// One join from the owner's signature to the sealed reply.
///
/// It waits, for the chain and for the cluster.
///
/// The order makes it safe to stop anywhere and begin again: k3s knows the machine by its password before the contracts let the
/// name work, and both before there is a token by which anybody could ask for the name.
struct JoinCourse: Sendable {
    private let facts: JoinFacts
    private let settings: JoinSettings
    private let source: any WorkerSource
    private let activator: any Activator
    private let objects: JoinObjects
    private let acts: JoinActs

    /// How often the chain is looked at anew because a worker moved on meanwhile.
    private static let looks = 2
    /// How often a Secret is looked at anew because it came or went meanwhile.
    private static let holds = 3

    /// Joins by these.
    init(
        _ facts: JoinFacts, _ settings: JoinSettings, source: any WorkerSource, activator: any Activator,
        objects: JoinObjects, journal: any ActJournal
    ) {
        self.facts = facts
        self.settings = settings
        self.source = source
        self.activator = activator
        self.objects = objects
        acts = JoinActs(journal: journal)
    }

    /// Lets a machine join whose owner has signed for it.
    func run(_ claim: VerifiedJoinClaim, _ password: NodePassword, now: WallTime) throws(JoinRefusal) -> JoinReply {
        let authority = try facts.authority()
        let owner = claim.claim.owner
        let name = try name(for: claim.claim, password, now)
        let (token, expires) = try open(authority, node: name, owner: owner, now: now)
        guard
            let material = JoinMaterial(
                nodeName: name, serverURL: facts.serverURL, token: token, expiresMilliseconds: expires.milliseconds)
        else { throw .failed }
        do throws(CryptoError) { return try JoinReply.sealing(material, for: claim) } catch { throw .failed }
    }

    /// The name under which the machine may come, active in the contracts and held by its password in k3s.
    private func name(
        for claim: JoinClaim, _ password: NodePassword, _ now: WallTime
    ) throws(JoinRefusal) -> String {
        for _ in 0..<Self.looks {
            let sight = try source.sight(of: claim.owner)
            switch try JoinDecision(sight, owner: claim.owner, nodeID: claim.nodeID) {
            case .rejoin(let name):
                guard try hold(name, owner: claim.owner, password, isActive: true, now) else {
                    throw .passwordMismatch
                }
                return name
            case .activate(let number):
                guard activator.mayActivate else { throw .notLeader }
                if let name = try activate(claim.owner, from: number, password, now) { return name }
            }
        }
        throw .chainUnavailable
    }

    /// Activates the worker under the first name that is nobody's; `nil` if it is not pending any more.
    private func activate(
        _ owner: Address, from first: Int, _ password: NodePassword, _ now: WallTime
    ) throws(JoinRefusal) -> String? {
        let last = min(WorkerNodeName.last, first + settings.names - 1)
        for number in first...max(first, last) {
            let name = WorkerNodeName.name(of: owner, number)
            // A Node of a name that nobody was given is somebody who took it.
            guard try objects.node(name) == nil, try hold(name, owner: owner, password, isActive: false, now) else {
                continue
            }
            switch try activator.activate(owner, name: name) {
            case .done: return name
            case .nameTaken: continue
            case .superseded: return nil
            }
        }
        throw .namesTaken
    }

    /// Has k3s know the name by this password; false if it knows it by another that is not to be replaced.
    ///
    /// What was made here for this owner under a name that was never active is from a join that stopped half way: no machine has it.
    private func hold(
        _ name: String, owner: Address, _ password: NodePassword, isActive: Bool, _ now: WallTime
    ) throws(JoinRefusal) -> Bool {
        var made: NodePasswordHash?
        for _ in 0..<Self.holds {
            if let known = try objects.password(of: name) {
                do throws(CryptoError) {
                    if try known.hash?.matches(password) ?? false { return true }
                } catch { throw .failed }
                guard !isActive, known.owner == OwnerLabel.value(of: owner) else { return false }
                try acts.end(.passwordEnd, for: name, of: owner, because: JoinActs.unused, at: now) {
                    () throws(JoinRefusal) in try objects.forget(known, of: name)
                }
            }
            if made == nil {
                do throws(CryptoError) { made = try NodePasswordHash.make(password) } catch { throw .failed }
            }
            guard let made else { throw .failed }
            let isKept = try acts.make(.passwordMake, for: name, of: owner, at: now) { () throws(JoinRefusal) in
                try objects.keep(made, of: name, owner: owner)
            }
            if isKept { return true }
        }
        throw .clusterUnavailable
    }

    /// Opens the door for this machine: the only token of its owner's.
    private func open(
        _ authority: Bytes32, node: String, owner: Address, now: WallTime
    ) throws(JoinRefusal) -> (JoinToken, WallTime) {
        for old in try objects.tokens(of: owner) {
            try acts.end(.tokenEnd, for: old.node, of: owner, because: JoinActs.replaced, at: now) {
                () throws(JoinRefusal) in try objects.close(old)
            }
        }
        // Kubernetes reads whole seconds.
        let lifetime = Int64(settings.tokenLifetime.wholeNanoseconds / 1_000_000_000)
        let expires = WallTime(seconds: now.seconds + lifetime)
        for _ in 0..<Self.holds {
            let token: JoinToken
            do throws(CryptoError) { token = try JoinToken.random(authority: authority) } catch { throw .failed }
            let isOpen = try acts.make(.tokenMake, for: node, of: owner, at: now) { () throws(JoinRefusal) in
                try objects.open(token, node: node, owner: owner, expires: expires)
            }
            if isOpen { return (token, expires) }
        }
        throw .clusterUnavailable
    }
}
