// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Telemetry

/// Starts programs, starts them again, and ends them in order; reaps what nobody waits for.
///
/// One thread does all of it, and programs die with that thread: ``run()`` belongs on the main one.
public final class Supervisor: Sendable {
    /// How it came to an end.
    public enum Outcome: Sendable, Equatable {
        /// Somebody asked for it.
        case stopped
        /// A program that must run was not to be had.
        case failed(program: String)
    }

    private let programs: [BootConfiguration.Program]
    private let reapsOrphans: Bool
    private let pace: RestartPlan.Pace
    private let log: Log
    /// How the programs are.
    let board: ProgramBoard
    private let bell: Wakeup
    private let state = Locked(State())

    /// What other threads have to say.
    private struct State: Sendable {
        var stops = 0
    }

    /// Gets ready.
    ///
    /// It may reap orphans only in a process that has no children but these programs, and in which each other thread has
    /// signals blocked.
    public convenience init(
        _ programs: [BootConfiguration.Program], reapsOrphans: Bool, log: Log
    ) throws(SystemError) {
        try self.init(programs, reapsOrphans: reapsOrphans, pace: RestartPlan.Pace(), log: log)
    }

    init(
        _ programs: [BootConfiguration.Program], reapsOrphans: Bool, pace: RestartPlan.Pace, log: Log
    ) throws(SystemError) {
        self.programs = programs
        self.reapsOrphans = reapsOrphans
        self.pace = pace
        self.log = log
        board = ProgramBoard(programs)
        bell = try Wakeup()
    }

    /// Has all programs end; the second time, without grace.
    ///
    /// It may be called from any thread.
    public func stop() {
        state.withLock { $0.stops += 1 }
        bell.ring()
    }

    /// Starts the programs in their order, and returns once all have ended for good reason.
    ///
    /// Where each has done its part and none is started again, it waits to be stopped.
    public func run() throws(SystemError) -> Outcome {
        var loop = try SupervisorLoop(
            programs, reapsOrphans: reapsOrphans, pace: pace, board: board, log: log)
        return try loop.run(bell) { self.state.withLock { $0.stops } }
    }
}
