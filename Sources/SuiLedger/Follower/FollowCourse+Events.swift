// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Wire

// How events are taken in.

extension FollowCourse {
    mutating func askEvents(_ now: Monotonic) throws(LedgerError) {
        guard let lister else {
            // The tables were listed after the stream had begun: what it brings from there on is the whole.
            if mustSkip { return try beLive(now) }
            return try skip(now)
        }
        // Another node does not know where a page of this one ended.
        if case .events? = asked?.ask, asked?.node != lister { plan.failed() }
        ask(.events(plan.question), of: lister)
    }

    mutating func takeEvents(
        _ page: EventPageQuestion.Events, _ freshness: Freshness?, _ now: Monotonic
    ) throws(LedgerError) {
        // A GraphQL node answers as of one checkpoint; a gRPC node's index may be behind the node, and says so itself.
        let isWhole = nodes[asked?.node ?? 0].source == .polling && page.reached == nil
        let (events, step) = plan.take(page, reached: page.reached ?? (isWhole ? freshness?.checkpoint : nil))
        apply(events)
        guard step == .wait else { return try askEvents(now) }
        guard let reached = plan.reached, reached >= required else {
            isFarBehind = plan.reached.map { required > $0 && required - $0 > Self.implausible } ?? false
            return try retry(now)
        }
        (behindSince, isFarBehind, farBehind) = (nil, false, 0)
        rise(to: reached, now)
        if phase == .catchingUp { try beLive(now) } else { try checkHole(now) }
        if phase == .live && health.source == .polling { wait(settings.pollInterval, now) }
    }

    /// How far a list must have come to join what the stream, or the listing, began with.
    private var required: UInt64 {
        max(streamFirst ?? 0, mirror.hasHole ? plan.position.highest : 0, phase == .live ? 0 : plan.position.checkpoint)
    }

    /// What came before is known: the stream is trusted.
    private mutating func beLive(_ now: Monotonic) throws(LedgerError) {
        phase = .live
        mustSkip = false
        health.isLive = true
        liveSince = now
        let parts = held
        (held, heldEvents) = ([], 0)
        for (index, part) in parts.enumerated() {
            try takeInOrder(part, now)
            guard phase == .live else {
                // One left something out: the rest waits again.
                for part in parts[(index + 1)...] { hold(part) }
                return
            }
        }
        try checkHole(now)
        if phase == .live && stream != nil { wait(settings.probeInterval, now) }
    }

    /// A stream brought something.
    mutating func takePart(_ part: StreamPart, _ now: Monotonic) throws(LedgerError) {
        if phase == .live { return try takeInOrder(part, now) }
        hold(part)
        let first = [part.checkpoint, part.events.first?.checkpoint].compactMap(\.self).max()
        guard phase == .opening, let first else { return }
        streamFirst = first
        proceed()
        try goOn(now)
    }

    private mutating func hold(_ part: StreamPart) {
        held.append(part)
        heldEvents += part.events.count
    }

    /// Takes a part whose predecessors are known; one that does not follow them waits until a list has filled the gap.
    private mutating func takeInOrder(_ part: StreamPart, _ now: Monotonic) throws(LedgerError) {
        if health.source == .checkpoints, let checkpoint = part.checkpoint {
            if let streamLast, checkpoint > streamLast + 1 {
                hold(part)
                streamFirst = checkpoint
                self.streamLast = checkpoint - 1
                return try backfill(now)
            }
            streamLast = max(streamLast ?? 0, checkpoint)
        }
        apply(part.events.filter { plan.insert($0) })
        if let checkpoint = part.checkpoint {
            rise(to: checkpoint, now)
            if let timestamp = part.timestamp {
                hear(Freshness(chain: "", epoch: part.epoch, checkpoint: checkpoint, timestamp: timestamp))
            }
            if let epoch = part.epoch { health.epoch = max(health.epoch ?? 0, epoch) }
        }
        try checkHole(now)
    }

    /// Lists from the position on, while the stream waits.
    private mutating func backfill(_ now: Monotonic) throws(LedgerError) {
        phase = .catchingUp
        health.isLive = false
        health.counts.backfills += 1
        (asking, asked, alarm, behindSince) = (nil, nil, nil, nil)
        plan.failed()
        try goOn(now)
    }

    /// An event that is missing is listed; if a node hides it, by another; if all do, the tables say what became of it.
    private mutating func checkHole(_ now: Monotonic) throws(LedgerError) {
        guard mirror.hasHole else {
            repairs = 0
            return
        }
        guard plan.position.seenCount < FollowPosition.maximumSeen, repairs <= nodes.count, lister != nil else {
            mustSkip = true
            health.counts.skips += 1
            phase = .listing
            health.isLive = false
            (asking, asked, alarm, behindSince) = (nil, nil, nil, nil)
            listing = Listing(least: max(streamFirst ?? 0, plan.position.highest))
            return try goOn(now)
        }
        repairs += 1
        guard repairs == 1 else { throw LedgerError(.malformed, "the node leaves an event out") }
        try backfill(now)
    }

    /// Takes events in that had not been seen.
    private mutating func apply(_ events: [EmittedEvent]) {
        var news: [FollowedEvent] = []
        for event in events {
            health.counts.events += 1
            let content: ContractEvent?
            do throws(BCSError) {
                content = try ContractEvent(
                    module: event.type.module, name: event.type.name, contents: event.contents)
            } catch {
                health.counts.unreadable += 1
                content = nil
            }
            if let content, content.cluster != mirror.cluster { continue }
            var (before, paramsBefore): (StakeAccount?, ClusterParams?)
            switch content {
            case .stakeChanged(let change)?: before = mirror.account(change.owner)
            case .paramsChanged(let change)?:
                paramsBefore = mirror.params(before: change.number, at: event.checkpoint)
            default: break
            }
            let effect = content.map { mirror.apply($0) } ?? .foreign
            news.append(
                FollowedEvent(
                    event: event, content: content, effect: effect, accountBefore: before, paramsBefore: paramsBefore))
        }
        if !mirror.hasHole { plan.settle() }
        if !news.isEmpty { actions.append(.tell(.events(news))) }
    }

    /// Everything up to a checkpoint has come.
    private mutating func rise(to checkpoint: UInt64, _ now: Monotonic) {
        guard !mirror.hasHole else { return }
        plan.advance(to: checkpoint)
        if checkpoint > health.checkpoint ?? 0 || health.checkpoint == nil {
            health.checkpoint = checkpoint
            health.rose = now
            herald = node
        }
        guard let pending, pending.checkpoint <= checkpoint else { return }
        noteTime(pending)
        self.pending = nil
    }

    /// A checkpoint's time: it counts once everything up to it has come.
    mutating func hear(_ freshness: Freshness?) {
        guard let freshness else { return }
        if let reached = health.checkpoint, freshness.checkpoint <= reached {
            noteTime(freshness)
        } else if freshness.checkpoint < pending?.checkpoint ?? .max {
            pending = freshness
        }
    }

    /// The last checkpoint's time is the one that counts, be it before another's: that one's node may have had a wrong clock.
    private mutating func noteTime(_ freshness: Freshness) {
        guard freshness.checkpoint >= timed else { return }
        (timed, health.timestamp) = (freshness.checkpoint, freshness.timestamp)
    }
}
