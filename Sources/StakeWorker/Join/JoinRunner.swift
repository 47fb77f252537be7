// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import WorkerProtocol

/// Takes a machine into a cluster, step by step; blocks.
struct JoinRunner {
    let nodeID: String
    let stake: WorkerConfiguration.Stake
    let state: StateFolder
    let chain: any ChainDoor
    let master: any MasterDoor
    let agent: any AgentDoor
    let files: AgentFiles
    /// Signs by the wallet's key, which is opened for it.
    let sign: @Sendable ([UInt8]) throws(WorkerFailure) -> UserSignature
    /// The time.
    var now: @Sendable () -> WallTime = { .now }
    /// Says what is being done.
    var progress: @Sendable (String) -> Void = { _ in }

    private var isMasterVerified = false
    private var verified: VerifiedMaster?

    init(
        nodeID: String, stake: WorkerConfiguration.Stake, state: StateFolder, chain: any ChainDoor,
        master: any MasterDoor, agent: any AgentDoor, files: AgentFiles,
        sign: @escaping @Sendable ([UInt8]) throws(WorkerFailure) -> UserSignature
    ) {
        self.nodeID = nodeID
        self.stake = stake
        self.state = state
        self.chain = chain
        self.master = master
        self.agent = agent
        self.files = files
        self.sign = sign
    }

    /// Goes all the way, from wherever the machine is.
    mutating func run() throws(WorkerFailure) -> JoinedNode? {
        try state.make()
        let lock = try state.claim()
        defer { withExtendedLifetime(lock) {} }
        try chain.settle()
        var hasStarted = false
        for _ in 0..<JoinCourse.longest {
            let sight = try look()
            let decision = JoinCourse.next(sight)
            if decision == .take(.startAgent) {
                // What has failed once fails again, until somebody has looked why.
                guard !hasStarted || sight.agent != .failed else {
                    throw WorkerFailure(.agent, "the agent's unit was started and has failed: its journal says why")
                }
                hasStarted = true
            }
            switch decision {
            case .done: return sight.joined
            case .refused(let obstacle): throw obstacle.failure
            case .take(let step):
                progress(step.phrase(sight))
                try take(step, sight)
            }
        }
        throw WorkerFailure(
            .outcomeUnknown, "what was done does not show: the nodes that were asked are behind; try again later")
    }

    /// What would be done, of which nothing is.
    func plan() throws(WorkerFailure) -> [String] {
        let sight = try look()
        let (steps, end) = JoinCourse.plan(sight)
        if case .refused(let obstacle) = end { throw obstacle.failure }
        return steps.map { $0.phrase(sight) }
    }

    /// Looks at everything that says how far the machine is.
    func look() throws(WorkerFailure) -> JoinSight {
        let keys = try MachineKeys.read(state)
        let joinKey =
            switch keys {
            case .some(let keys): keys.recipient.publicKey
            case .none: Bytes32?.none
            }
        let seal = try WorkerSeal.read(state, cluster: chain.cluster, owner: chain.owner)
        let chain = try chain.look(seal: seal?.key, agrees: false)
        return JoinSight(
            nodeID: nodeID, wanted: stake.amount, minimum: stake.minimum, joinKey: joinKey, chain: chain,
            seal: Self.state(seal, chain), isMasterVerified: isMasterVerified, isWritten: files.isWritten,
            joined: try JoinedNode.read(state), agent: agent.state(), now: milliseconds)
    }

    private static func state(_ seal: WorkerSeal?, _ chain: ChainSight) -> JoinSight.SealState {
        guard let seal else { return .absent }
        guard let minted = chain.seal else { return .unminted }
        let generation = chain.account?.generation ?? 0
        return seal.isLive(minted, generation: generation, epoch: chain.epoch) ? .live : .dead
    }

    private mutating func take(_ step: JoinStep, _ sight: JoinSight) throws(WorkerFailure) {
        switch step {
        case .makeKeys: try MachineKeys.make(state)
        case .stake(let amount): try chain.carryOut(.stake(amount, node: nodeID))
        case .increase(let amount): try chain.carryOut(.increase(amount))
        case .register: try chain.carryOut(.register(node: nodeID, joinKey: sight.joinKey?.bytes ?? []))
        case .setJoinKey: try chain.carryOut(.setJoinKey(sight.joinKey?.bytes ?? []))
        case .mintSeal: try mint(sight.seal)
        case .verifyMaster:
            verified = try master.verify()
            isMasterVerified = true
        case .join: try join()
        case .startAgent: try agent.start()
        }
    }

    /// A token that the chain has not heard of is used; one that is worth nothing any more gives way to another.
    private func mint(_ seal: JoinSight.SealState) throws(WorkerFailure) {
        let kept =
            seal == .dead ? nil : try WorkerSeal.read(state, cluster: chain.cluster, owner: chain.owner)
        let token: WorkerSeal
        if let kept {
            token = kept
        } else {
            token = try WorkerSeal.make(state, cluster: chain.cluster, owner: chain.owner)
        }
        try chain.carryOut(.mintSeal(SealTerms(key: token.key, bind: token.bind)))
    }

    private func join() throws(WorkerFailure) {
        guard let verified, let keys = try MachineKeys.read(state),
            let seal = try WorkerSeal.read(state, cluster: chain.cluster, owner: chain.owner)
        else { throw WorkerFailure(.software, "a step was taken before those that it needs") }
        let challenge = try master.challenge(ChallengeRequest(purpose: .join, address: chain.owner))
        // Of what the master says only the nonce is signed; the rest must be what is known already.
        guard challenge.cluster == chain.cluster else {
            throw WorkerFailure(.masterUntrusted, "the master serves another cluster: \(challenge.cluster)")
        }
        guard constantTimeEqual(challenge.serverKey, verified.serverKey) else {
            throw WorkerFailure(
                .masterUntrusted, "the master has another key than the connection: somebody is in between")
        }
        let claim = JoinClaim(
            cluster: chain.cluster, owner: chain.owner, serverKey: verified.serverKey, nodeID: nodeID,
            joinKey: keys.recipient.publicKey,
            passwordDigest: try Self.crypto { () throws(CryptoError) in
                try keys.password.digest()
            }, nonce: challenge.nonce, issuedMilliseconds: milliseconds)
        let request = JoinRequest(claim: claim, signature: try sign(claim.message), nodePassword: keys.password)
        let reply = try master.join(request, token: seal.token)
        let material: JoinMaterial?
        do throws(CryptoError) { material = try reply.open(by: keys.recipient, claim: claim) } catch {
            throw WorkerFailure(.software, error.description)
        }
        guard let material else {
            throw WorkerFailure(.masterMalformed, "what the master has sealed is not for this machine and this claim")
        }
        try files.write(material, password: keys.password)
        // Last: it says that the files are those of this machine, whole.
        try JoinedNode(
            nodeName: material.nodeName, serverURL: material.serverURL,
            tokenExpiresMilliseconds: material.expiresMilliseconds
        ).write(state)
    }

    private static func crypto<Value>(_ body: () throws(CryptoError) -> Value) throws(WorkerFailure) -> Value {
        do throws(CryptoError) { return try body() } catch { throw WorkerFailure(.software, error.description) }
    }

    private var milliseconds: UInt64 { UInt64(max(0, now().nanoseconds)) / 1_000_000 }
}
