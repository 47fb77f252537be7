// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// One program under supervision: its process, if it runs, and when it is started next, if it shall.
///
/// It belongs to one thread alone.
final class SupervisedProgram {
    let settings: BootConfiguration.Program
    private(set) var plan: RestartPlan
    /// Changes with every start, so that what was reported of an earlier process touches no later one.
    private(set) var generation: UInt32 = 0
    /// When it is started; `nil` while it runs or has done its part.
    private(set) var startsAt: Monotonic?
    private var process: ProgramProcess?
    private var began = Monotonic(nanoseconds: 0)
    private var (output, errors) = (Stream(), Stream())

    /// What it says on one of its two pipes.
    private struct Stream {
        var lines = LineSplitter()
        var isOpen = false
    }

    /// Which of a program's descriptors something happened to.
    enum Part: UInt64, CaseIterable {
        case handle, output, errors
    }

    init(_ settings: BootConfiguration.Program, pace: RestartPlan.Pace) {
        self.settings = settings
        plan = RestartPlan(settings.restart, isEssential: settings.isEssential, pace: pace)
    }

    /// Whether there is a process.
    var isRunning: Bool {
        switch process {
        case .some: true
        case .none: false
        }
    }

    /// The number of the process, if there is one.
    var number: Int32? {
        switch process {
        case .some(let process): process.number
        case .none: nil
        }
    }

    /// Starts it, and has the poller report it under these tokens.
    func start(at now: Monotonic, _ poller: borrowing Poller, token: (Part) -> UInt64) throws(SystemError) {
        startsAt = nil
        generation &+= 1
        began = now
        let identity = settings.user.map { ProgramProcess.Identity(user: $0, group: settings.group ?? $0) }
        let new = try ProgramProcess(
            .init(
                path: settings.path, arguments: settings.arguments,
                environment: BootConfiguration.Program.baseEnvironment + settings.environment, identity: identity))
        try poller.add(new.handle, .readable, token: token(.handle))
        try poller.add(new.output, .readable, token: token(.output))
        try poller.add(new.errors, .readable, token: token(.errors))
        (output, errors) = (Stream(isOpen: true), Stream(isOpen: true))
        process = consume new
    }

    /// Takes note of an end, and decides; `nil` if there was no process.
    func reap(at now: Monotonic, _ poller: borrowing Poller, _ log: Log) throws(SystemError) -> ChildProcess.End? {
        guard let ended = process.take() else { return nil }
        // What it said last is in the pipes still; whoever it left behind must not go on with it for ever.
        ended.signal(.kill)
        for part in [Part.output, .errors] { drain(ended, part, poller, log, limit: 1 << 20) }
        let end = try ended.reap()
        for stream in [output.lines.finish(), errors.lines.finish()] { if let stream { say(stream, log) } }
        return end
    }

    /// Decides what becomes of it.
    func decide(_ end: RestartPlan.End, at now: Monotonic) -> RestartPlan.Decision {
        let decision = plan.decide(end, ran: end == .notStarted ? .zero : now.since(began))
        if case .restart(let delay) = decision { startsAt = now.advanced(by: delay) }
        return decision
    }

    /// It is not started again.
    func cancel() { startsAt = nil }

    /// Sends a signal to it and all that it started.
    func signal(_ signal: EndSignal) {
        switch process {
        case .some(let process): process.signal(signal)
        case .none: break
        }
    }

    /// Reads some of what it says, so that the others get their turn.
    func read(_ part: Part, _ poller: borrowing Poller, _ log: Log) {
        switch process {
        case .some(let process): drain(process, part, poller, log, limit: 64 * 1024)
        case .none: break
        }
    }

    private func drain(
        _ process: borrowing ProgramProcess, _ part: Part, _ poller: borrowing Poller, _ log: Log, limit: Int
    ) {
        if part == .output {
            drain(process.output, &output, poller, log, limit)
        } else {
            drain(process.errors, &errors, poller, log, limit)
        }
    }

    private func drain(
        _ pipe: borrowing Descriptor, _ stream: inout Stream, _ poller: borrowing Poller, _ log: Log, _ limit: Int
    ) {
        var taken = 0
        while stream.isOpen, taken < limit {
            do throws(SystemError) {
                guard let bytes = try pipe.readAvailable(8192) else { return }
                taken += bytes.count
                if bytes.isEmpty {
                    // At its end a pipe would be readable for ever.
                    stream.isOpen = false
                    try poller.remove(pipe)
                }
                for line in stream.lines.take(bytes.span) { say(line, log) }
            } catch {
                stream.isOpen = false
            }
        }
    }

    private func say(_ line: [UInt8], _ log: Log) {
        log.info("said", [.text("program", settings.name), .text("line", String(decoding: line, as: UTF8.self))])
    }
}
