// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// The supervisor's thread: waits for ends, output, times and orders, and does what the plans say.
struct SupervisorLoop: ~Copyable {
    private let programs: [SupervisedProgram]
    private let poller: Poller
    private let orphans: OrphanReaper?
    private let board: ProgramBoard
    private let log: Log
    private var shutdown: ShutdownPlan?
    private var isHurried = false
    private var outcome = Supervisor.Outcome.stopped

    /// Tokens: what belongs to no program, then per program its place, its generation and the part.
    private enum Token {
        static let bell: UInt64 = 0
        static let orphans: UInt64 = 1

        static func of(_ index: Int, _ generation: UInt32, _ part: SupervisedProgram.Part) -> UInt64 {
            UInt64(index + 1) << 34 | UInt64(generation) << 2 | part.rawValue
        }
    }

    init(
        _ programs: [BootConfiguration.Program], reapsOrphans: Bool, pace: RestartPlan.Pace, board: ProgramBoard,
        log: Log
    ) throws(SystemError) {
        self.programs = programs.map { SupervisedProgram($0, pace: pace) }
        self.board = board
        self.log = log
        let poller = try Poller(batch: 64)
        orphans = reapsOrphans ? try OrphanReaper() : nil
        self.poller = poller
    }

    /// Runs to the end; `stops` says how often somebody has asked for it.
    mutating func run(_ bell: borrowing Wakeup, stops: () -> Int) throws(SystemError) -> Supervisor.Outcome {
        try poller.add(bell.descriptor, .readable, token: Token.bell)
        try watchOrphans()
        for index in programs.indices where shutdown == nil { start(index) }
        // Ends that came before anybody listened are told by nobody.
        try reapOrphans()
        while true {
            let now = Monotonic.now
            let asked = stops()
            if asked > 0 { beginShutdown() }
            if asked > 1 { hurry(at: now) }
            var wake = startDue(at: now)
            if shutdown != nil {
                switch act(at: now) {
                case .some(let end): wake = end
                case .none: return outcome
                }
            }
            for index in 0..<(try poller.wait(until: wake, now: now)) {
                let token = poller.event(index).token
                switch token {
                case Token.bell: bell.silence()
                case Token.orphans: try reapOrphans()
                default: try handle(token)
                }
            }
        }
    }

    /// Starts what is due, and says when the next is.
    private mutating func startDue(at now: Monotonic) -> Monotonic? {
        guard shutdown == nil else { return nil }
        for index in programs.indices {
            if let due = programs[index].startsAt, due <= now { start(index) }
        }
        return programs.compactMap(\.startsAt).min()
    }

    private mutating func start(_ index: Int) {
        let program = programs[index]
        let now = Monotonic.now
        do throws(SystemError) {
            try program.start(at: now, poller) { Token.of(index, program.generation, $0) }
            board.started(index)
            log.info(
                "program started",
                [.text("program", program.settings.name), .integer("pid", program.number ?? 0)])
        } catch {
            board.ended(index, isFailure: true)
            log.error("program cannot be started", [.text("program", program.settings.name), .error(error)])
            follow(program.decide(.notStarted, at: now), index)
        }
    }

    private mutating func handle(_ token: UInt64) throws(SystemError) {
        let index = Int(token >> 34) - 1
        let program = programs[index]
        guard UInt32(truncatingIfNeeded: token >> 2) == program.generation,
            let part = SupervisedProgram.Part(rawValue: token & 3)
        else { return }
        if part == .handle { try ended(index) } else { program.read(part, poller, log) }
    }

    private mutating func ended(_ index: Int) throws(SystemError) {
        let program = programs[index]
        let now = Monotonic.now
        guard let end = try program.reap(at: now, poller, log) else { return }
        var fields: [Log.Field] = [.text("program", program.settings.name)]
        switch end {
        case .code(let code): fields.append(.integer("code", code))
        case .signal(let number): fields.append(.integer("signal", number))
        }
        board.ended(index, isFailure: shutdown == nil && end != .code(0))
        log.info("program ended", fields)
        guard shutdown == nil else { return }
        follow(program.decide(.ended(end), at: now), index)
    }

    private mutating func follow(_ decision: RestartPlan.Decision, _ index: Int) {
        let name = programs[index].settings.name
        switch decision {
        case .restart(let delay):
            log.warn("program is started again", [.text("program", name), .duration("after", delay)])
        case .leave: break
        case .giveUp:
            log.error("a program that must run does not: the enclave ends", [.text("program", name)])
            outcome = .failed(program: name)
            beginShutdown()
        }
    }

    private mutating func beginShutdown() {
        guard shutdown == nil else { return }
        for program in programs { program.cancel() }
        shutdown = ShutdownPlan(programs.map(\.settings.stopTimeout))
        log.info("ending the programs")
    }

    private mutating func hurry(at now: Monotonic) {
        guard !isHurried else { return }
        isHurried = true
        shutdown?.hurry(at: now)
        log.warn("ending the programs without grace")
    }

    /// Does what the plan says, until it says to wait; `nil` once it is done.
    private mutating func act(at now: Monotonic) -> Monotonic? {
        let programs = programs
        while true {
            switch shutdown?.next(isRunning: { programs[$0].isRunning }, at: now) ?? .done {
            case .terminate(let index): programs[index].signal(.terminate)
            case .kill(let index):
                log.warn("program does not end: it is killed", [.text("program", programs[index].settings.name)])
                programs[index].signal(.kill)
            case .wait(let end): return end
            case .done: return nil
            }
        }
    }

    private borrowing func watchOrphans() throws(SystemError) {
        switch orphans {
        case .some(let orphans): try poller.add(orphans.descriptor, .readable, token: Token.orphans)
        case .none: break
        }
    }

    /// Reaps every child that has ended: a program through its supervisor, an orphan without a word.
    private mutating func reapOrphans() throws(SystemError) {
        switch orphans {
        case .some(let orphans): orphans.silence()
        case .none: return
        }
        while let number = try nextEnded() {
            if let index = programs.firstIndex(where: { $0.number == number }) {
                try ended(index)
            } else {
                try reap(number)
            }
        }
    }

    private borrowing func nextEnded() throws(SystemError) -> Int32? {
        switch orphans {
        case .some(let orphans): try orphans.endedChild()
        case .none: nil
        }
    }

    private borrowing func reap(_ number: Int32) throws(SystemError) {
        switch orphans {
        case .some(let orphans): try orphans.reap(number)
        case .none: break
        }
    }
}
