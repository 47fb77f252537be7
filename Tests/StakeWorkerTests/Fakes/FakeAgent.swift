// SPDX-License-Identifier: Apache-2.0
import Kernel

@testable import StakeWorker

/// A unit in memory.
final class FakeAgent: AgentDoor {
    /// How it is, and what it was told.
    struct World: Sendable {
        var state = AgentState.inactive
        var starts = 0
        var stops = 0
        /// What it becomes when it is started.
        var whenStarted = AgentState.active
        /// How many orders to stop it does not heed.
        var heedless = 0
        var failure: WorkerFailure?
    }

    let world = Locked(World())
    private let crash: Locked<Crash>

    init(crash: Crash = Crash(at: nil)) { self.crash = Locked(crash) }

    var now: World {
        get { world.withLock { $0 } }
        set { world.withLock { $0 = newValue } }
    }

    func set(_ crash: Crash) { self.crash.withLock { $0 = crash } }

    func state() -> AgentState { now.state }

    func start() throws(WorkerFailure) {
        if let failure = now.failure { throw failure }
        try crash.withLock { $0 }.around { () throws(WorkerFailure) in
            world.withLock { world in
                world.starts += 1
                world.state = world.whenStarted
            }
        }
    }

    func stop() throws(WorkerFailure) {
        if let failure = now.failure { throw failure }
        try crash.withLock { $0 }.around { () throws(WorkerFailure) in
            world.withLock { world in
                world.stops += 1
                if world.heedless > 0 { world.heedless -= 1 } else { world.state = .inactive }
            }
        }
    }
}
