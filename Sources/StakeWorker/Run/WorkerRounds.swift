// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import SuiLedger
internal import Telemetry
internal import WorkerProtocol

/// Round by round: asks chain and master, measures, and does what the course says; for one thread, which it blocks.
struct WorkerRounds {
    /// What it does all that with.
    struct Doors: Sendable {
        var chain: any ChainDoor
        var master: any MasterDoor
        var agent: any AgentDoor
        var state: StateFolder
    }

    /// When something is done.
    struct Pace: Hashable, Sendable {
        /// How often chain and master are asked.
        var interval: Duration
        /// How often the chain is told how the machine is.
        var reportInterval: Duration
        /// The longest wait that a master may ask for.
        var longest = Duration.seconds(300)
    }

    private let doors: Doors
    private let pace: Pace
    private let nodeID: String?
    private let isObserver: Bool
    private let log: Log
    private let metrics: WorkerCounts
    private var course: WorkerCourse
    private var meter: Meter?
    private var topUp: StakeTopUp
    private var reports: ReportPlan
    private var increases: ReportPlan
    private var renewals = ReportPlan(every: Self.renewalInterval, last: nil)
    /// Whether the next look is one that several nodes must agree on.
    private var agrees = false
    /// What is shown.
    private(set) var status = WorkerStatus()

    init(
        _ configuration: WorkerConfiguration, doors: Doors, log: Log, metrics: WorkerCounts,
        rules: WorkerCourse.Rules? = nil
    ) throws(WorkerFailure) {
        self.doors = doors
        self.log = log
        self.metrics = metrics
        pace = Pace(interval: configuration.heartbeatInterval, reportInterval: configuration.reportInterval)
        nodeID = configuration.nodeID
        isObserver = configuration.isObserver
        var usual = WorkerCourse.Rules()
        usual.grace = configuration.agent.grace
        course = WorkerCourse(rules ?? usual)
        meter = configuration.places.map { Meter($0) }
        topUp = isObserver ? StakeTopUp(configuration.stake) : try StakeTopUp(configuration.stake, doors.state)
        increases = ReportPlan(every: Self.increaseInterval, last: topUp.increases.last?.at)
        let last = isObserver ? nil : try doors.state.line(.reported).flatMap { UInt64($0) }
        reports = ReportPlan(every: configuration.reportInterval.wholeNanoseconds / 1_000_000, last: last)
        // The processors' use is known from the second time on.
        _ = meter?.measure()
    }

    /// How many epochs before its end a seal gives way to another one.
    static let sealMargin: UInt64 = 2
    /// How often that is done at most, in milliseconds: in a cluster whose seals are shorter than the margin, too.
    static let renewalInterval: UInt64 = 3_600_000

    /// How long after an increase there may be another, in milliseconds: what a node says may be a minute old, and so from before it.
    static let increaseInterval: UInt64 = 60_000

    /// One round; how long to wait for the next.
    mutating func turn(_ clock: Moment) -> Duration {
        var news = WorkerNews()
        let sight = look(&news, clock.wall)
        status.measurement = meter?.measure() ?? Measurement()
        news.pods = status.measurement.counts?.pods
        news.agent = isObserver ? .unknown : doors.agent.state()
        status.agent = news.agent
        var wait = pace.interval
        if !isObserver {
            if let sight, add(sight, clock.wall) { wait = .zero }
            if let reply = beat(clock.wall) {
                news.master = MasterWord(standing: reply.standing, drains: reply.drain)
                let asked = Duration.milliseconds(reply.nextHeartbeatMilliseconds)
                wait = wait == .zero ? .zero : min(max(asked, pace.interval), pace.longest)
            }
            if let sight {
                renew(sight, clock.wall)
                report(sight, clock.wall)
            }
            wait = act(news, clock, wait)
        }
        status.phase = course.phase.name
        status.reason = course.phase.reason
        status.roundAt = clock.monotonic
        return wait
    }

    /// Does what the staker asks for.
    func carryOut(_ order: WorkerOrder) throws(WorkerFailure) {
        guard !isObserver else { throw WorkerFailure(.configuration, "who only watches changes nothing") }
        guard let nodeID else { throw WorkerFailure(.configuration, "node_id is not set") }
        try doors.state.make()
        let lock = try doors.state.claim()
        defer { withExtendedLifetime(lock) {} }
        let chain = doors.chain
        try chain.settle()
        let sight = try chain.look(seal: nil, agrees: false)
        switch order {
        case .stake(let amount):
            try chain.carryOut(sight.nodeStake > 0 ? .increase(amount) : .stake(amount, node: nodeID))
        case .register:
            guard let keys = try MachineKeys.read(doors.state) else {
                throw WorkerFailure(.standing, "this machine has no join key yet: `stake-worker join` makes one")
            }
            try chain.carryOut(.register(node: nodeID, joinKey: keys.recipient.publicKey.bytes))
        case .unstake(let amount):
            guard sight.nodeStake > 0 else { throw WorkerFailure(.standing, LossReason.unstaked.phrase) }
            try chain.carryOut(.unstake(amount ?? sight.nodeStake))
        }
    }

    // MARK: The chain

    private mutating func look(_ news: inout WorkerNews, _ now: WallTime) -> ChainSight? {
        do throws(WorkerFailure) {
            let seal =
                try isObserver
                ? nil : WorkerSeal.read(doors.state, cluster: doors.chain.cluster, owner: doors.chain.owner)
            let sight = try doors.chain.look(seal: seal?.key, agrees: agrees)
            (news.standing, news.isAgreed) = (sight.standing, agrees)
            (status.standing, status.stake, status.required) = (sight.standing, sight.nodeStake, sight.requiredStake)
            status.isSealLive = seal.map {
                $0.isLive(sight.seal, generation: sight.account?.generation ?? 0, epoch: sight.epoch)
            }
            (status.chainAt, status.chainFailure) = (now, nil)
            return sight
        } catch {
            note(error, was: status.chainFailure, "the chain was not asked")
            metrics.failures.add(to: Labels(.chain, error.code))
            status.chainFailure = error.code
            return nil
        }
    }

    /// Adds stake where that is allowed; whether it did.
    private mutating func add(_ sight: ChainSight, _ now: WallTime) -> Bool {
        let milliseconds = Self.milliseconds(now)
        guard increases.isDue(at: milliseconds), case .add = topUp.decide(sight, at: milliseconds) else { return false }
        do throws(WorkerFailure) {
            let lock = try doors.state.claim()
            defer { withExtendedLifetime(lock) {} }
            // What was sent before may be what is missing: it comes to its end first. And one node's word locks no money.
            try doors.chain.settle()
            let agreed = try doors.chain.look(seal: nil, agrees: true)
            guard case .add(let amount) = topUp.decide(agreed, at: milliseconds) else { return false }
            try increase(by: amount, at: milliseconds)
            increases.made(at: milliseconds)
            metrics.increased.add(amount)
            log.info("stake added", [.text("amount", Mist.write(amount))])
            return true
        } catch {
            increases.failed(at: milliseconds)
            log.warn("stake was not added", [.text("reason", error.description)])
            metrics.failures.add(to: Labels(.stake, error.code))
            return false
        }
    }

    /// Adds stake, which counts for the day from before it is sent; what certainly was not added does not count.
    private mutating func increase(by amount: UInt64, at milliseconds: UInt64) throws(WorkerFailure) {
        let before = topUp
        topUp.note(amount, at: milliseconds)
        try topUp.write(doors.state)
        do throws(WorkerFailure) { try doors.chain.carryOut(.increase(amount)) } catch {
            guard error.code != .outcomeUnknown else { throw error }
            topUp = before
            try topUp.write(doors.state)
            throw error
        }
    }

    /// Mints another seal before the one that there is ends: a machine that works for months needs nobody for that.
    private mutating func renew(_ sight: ChainSight, _ now: WallTime) {
        let milliseconds = Self.milliseconds(now)
        guard sight.isNodeStaked, status.nodeName != nil, renewals.isDue(at: milliseconds) else { return }
        do throws(WorkerFailure) {
            let (cluster, owner) = (doors.chain.cluster, doors.chain.owner)
            guard let seal = try WorkerSeal.read(doors.state, cluster: cluster, owner: owner) else { return }
            let generation = sight.account?.generation ?? 0
            let (epoch, isTooMuch) = sight.epoch.addingReportingOverflow(Self.sealMargin)
            guard !isTooMuch, !seal.isLive(sight.seal, generation: generation, epoch: epoch) else { return }
            let lock = try doors.state.claim()
            defer { withExtendedLifetime(lock) {} }
            if sight.seal == nil {
                // A token that the chain has not heard of was kept by an attempt that came to nothing.
                try doors.chain.carryOut(.mintSeal(SealTerms(key: seal.key, bind: seal.bind)))
            } else {
                try replaceSeal()
            }
            renewals.made(at: milliseconds)
            log.info("another seal was minted")
        } catch {
            renewals.failed(at: milliseconds)
            metrics.failures.add(to: Labels(.seal, error.code))
            log.warn("no other seal was minted", [.text("reason", error.description)])
        }
    }

    /// Mints a seal beside the one that there is, which goes on opening what it opens until the other one does.
    private func replaceSeal() throws(WorkerFailure) {
        let (state, chain) = (doors.state, doors.chain)
        let kept = try WorkerSeal.read(state, .nextSeal, cluster: chain.cluster, owner: chain.owner)
        let next: WorkerSeal
        var isMinted = false
        if let kept {
            next = kept
            // The chain may have heard of it, before a crash or by an answer that got lost.
            isMinted = try chain.look(seal: next.key, agrees: false).seal != nil
        } else {
            next = try WorkerSeal.make(state, .nextSeal, cluster: chain.cluster, owner: chain.owner)
        }
        if !isMinted { try chain.carryOut(.mintSeal(SealTerms(key: next.key, bind: next.bind))) }
        try state.write(.sealToken, line: next.token)
        try state.remove(.nextSeal)
    }

    private mutating func report(_ sight: ChainSight, _ now: WallTime) {
        let milliseconds = Self.milliseconds(now)
        guard sight.standing == .working, reports.isDue(at: milliseconds), let worker = sight.worker?.worker,
            let numbers = status.measurement.report
        else { return }
        do throws(WorkerFailure) {
            let lock = try doors.state.claim()
            defer { withExtendedLifetime(lock) {} }
            try doors.chain.carryOut(
                .report(worker: worker, cpuPercent: numbers.cpu, memoryPercent: numbers.memory, pods: numbers.pods))
            reports.made(at: milliseconds)
            status.reportedAt = now
            metrics.reports.add(1)
            try doors.state.write(.reported, line: String(milliseconds))
        } catch {
            reports.failed(at: milliseconds)
            metrics.failures.add(to: Labels(.report, error.code))
            log.warn("the chain was not told how the machine is", [.text("reason", error.description)])
        }
    }

    // MARK: The master

    private mutating func beat(_ now: WallTime) -> HeartbeatReply? {
        do throws(WorkerFailure) {
            guard let node = try JoinedNode.read(doors.state),
                let seal = try WorkerSeal.read(doors.state, cluster: doors.chain.cluster, owner: doors.chain.owner)
            else { return nil }
            status.nodeName = node.nodeName
            try doors.master.check()
            let version = "stake-worker/\(Product.version)"
            guard
                let heartbeat = status.measurement.heartbeat(
                    of: node.nodeName, at: Self.milliseconds(now), version: version)
            else {
                log.debug("no heartbeat: a measurement is missing")
                return nil
            }
            let reply = try doors.master.heartbeat(heartbeat, token: seal.token)
            metrics.heartbeats.add(1)
            if status.masterFailure != nil { log.info("the master answers again") }
            (status.masterAt, status.masterFailure) = (now, nil)
            return reply
        } catch {
            note(error, was: status.masterFailure, "the master was not told how the machine is")
            metrics.failures.add(to: Labels(.master, error.code))
            status.masterFailure = error.code
            return nil
        }
    }

    // MARK: The machine

    private mutating func act(_ news: WorkerNews, _ clock: Moment, _ usual: Duration) -> Duration {
        var wait = usual
        agrees = false
        for action in course.take(news, at: clock.monotonic) {
            switch action {
            case .lookAgain(let after):
                agrees = true
                wait = min(wait, after)
            case .stopAgent:
                do throws(WorkerFailure) { try doors.agent.stop() } catch {
                    metrics.failures.add(to: Labels(.agent, error.code))
                    log.error("the agent was not stopped", [.text("reason", error.description)])
                }
                // Whether it has stopped shows in the next round.
                wait = min(wait, .seconds(3))
            case .say:
                let phase = course.phase
                log.warn(
                    "the machine's course changes",
                    [.text("phase", phase.name.rawValue), .text("reason", phase.reason?.phrase ?? "none")])
            }
        }
        return wait
    }

    /// The same failure round after round is one line.
    private func note(_ error: WorkerFailure, was: WorkerFailure.Code?, _ message: StaticString) {
        guard was != error.code else { return }
        log.warn(message, [.text("reason", error.description)])
    }

    static func milliseconds(_ time: WallTime) -> UInt64 { UInt64(max(0, time.nanoseconds)) / 1_000_000 }
}
