// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The agent as a unit of systemd.
struct SystemdAgent: AgentDoor {
    /// The unit.
    let unit: String
    /// The program that speaks to systemd.
    var program = "/usr/bin/systemctl"
    /// What is there where systemd runs the machine.
    ///
    /// The corresponding C function is `sd_booted`.
    var manager = "/run/systemd/system"

    /// How long systemd may take to say something.
    private static let patience = Duration.seconds(10)
    /// How long it may take to do something: an agent that ends lets go of its volumes first.
    private static let longPatience = Duration.seconds(120)

    func state() -> AgentState {
        // `show` answers of units that are not there, too, and its words do not depend on a language.
        guard let answer = try? ask(["show", "--property=LoadState,ActiveState", "--", unit], Self.patience),
            answer.end == .code(0)
        else { return (try? FileStatus.of(manager)) == nil ? .missing : .unknown }
        return Self.state(String(decoding: answer.output, as: UTF8.self))
    }

    func start() throws(WorkerFailure) {
        // A unit that runs already reads its configuration again; `--no-block`, because it is ready only once the server has let it in.
        try order(["enable", "--", unit])
        try order(["restart", "--no-block", "--", unit])
    }

    func stop() throws(WorkerFailure) { try order(["disable", "--now", "--", unit]) }

    /// Reads what `systemctl show` says.
    static func state(_ text: String) -> AgentState {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            guard let sign = line.firstIndex(of: "=") else { return .unknown }
            values[line[..<sign]] = line[line.index(after: sign)...]
        }
        switch values["LoadState"] {
        case "loaded": break
        case "not-found", "masked": return .missing
        default: return .unknown
        }
        switch values["ActiveState"] {
        case "active", "reloading", "refreshing": return .active
        case "activating": return .activating
        case "inactive", "deactivating", "maintenance": return .inactive
        case "failed": return .failed
        default: return .unknown
        }
    }

    private func order(_ arguments: [String]) throws(WorkerFailure) {
        let answer: ChildProcess.Answer
        do throws(ChildFailure) { answer = try ask(arguments, Self.longPatience) } catch {
            throw WorkerFailure(.agent, "\(program) \(arguments[0]): \(error.description)")
        }
        guard answer.end == .code(0) else {
            throw WorkerFailure(.agent, "\(program) \(arguments[0]) \(unit) failed: look at `systemctl status \(unit)`")
        }
    }

    private func ask(_ arguments: [String], _ patience: Duration) throws(ChildFailure) -> ChildProcess.Answer {
        var limits = ChildProcess.Limits()
        limits.time = patience
        limits.errors = 4096
        return try ChildProcess.ask(program, arguments, input: [UInt8]().span, limits: limits)
    }
}
