// SPDX-License-Identifier: Apache-2.0
internal import Kernel
public import SealAuthN
public import SuiLedger
public import Telemetry

/// Says when the copy of the chain becomes too old, complete, or whole again: once for each change.
public struct ChainWatch {
    private var wasFresh: Bool?
    private var wasComplete = false
    private var hadHole = false

    /// How often the copy is looked at.
    public static let interval = Duration.milliseconds(250)

    /// Has seen nothing yet.
    public init() {}

    /// Looks at the copy, and says what has changed.
    public mutating func look(_ copy: StalenessPolicy.Copy, _ mark: FollowMark, age: Duration?, _ log: Log) {
        let isFresh = copy != .outdated
        if isFresh != wasFresh {
            if isFresh {
                log.info("the copy of the chain is fresh", [.integer("checkpoint", mark.checkpoint ?? 0)])
            } else if wasFresh != nil {
                log.error(
                    "the copy of the chain is too old: tokens are looked up one by one, or refused once their grace is over",
                    age.map { [.duration("age", $0)] } ?? [])
            }
            wasFresh = isFresh
        }
        if mark.hasHole != hadHole {
            hadHole = mark.hasHole
            if hadHole {
                log.warn("an event of the chain is missing: nothing is answered from the copy until it is found")
            } else {
                log.info("no event of the chain is missing any more")
            }
        }
        if mark.isComplete != wasComplete {
            wasComplete = mark.isComplete
            if wasComplete {
                log.info("the copy of the chain is complete", [.integer("epoch", mark.epoch ?? 0)])
            } else {
                log.warn("the copy of the chain is no longer complete: unknown tokens are looked up")
            }
        }
    }
    /// A look at a chain's copy that remembers what the last one saw.
    public static func looking(at chain: ChainLedger, _ log: Log) -> @Sendable () -> Void {
        let watch = Locked(ChainWatch())
        return {
            let now = Moment.now
            let (copy, mark) = (chain.directory.copy(at: now), chain.directory.mark)
            let age = chain.directory.copyAge(at: now)
            watch.withLock { $0.look(copy, mark, age: age, log) }
        }
    }
}
