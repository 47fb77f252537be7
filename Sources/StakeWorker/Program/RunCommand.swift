// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel
internal import Telemetry

/// `stake-worker run`: watches over stake, seal, master and machine until a signal ends it.
public enum RunCommand {
    /// Checks everything, then goes on; says what is wrong before anything is bound.
    public static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        switch WorkerCommandLine.read("run", arguments, environment: environment) {
        case .failure(let ended): return ended.outcome
        case .success(let line):
            do throws(WorkerFailure) {
                try run(line.loaded)
                return CommandOutcome()
            } catch { return CommandOutcome(error) }
        }
    }

    private static func run(_ loaded: LoadedWorkerConfiguration) throws(WorkerFailure) {
        let configuration = loaded.configuration
        let signals: SignalReceiver
        let sink: LineSink
        let manager: SharedServiceManager
        do throws(SystemError) {
            try ProcessHardening.forbidDumps()
            // Before any thread: each inherits what is blocked.
            signals = try SignalReceiver()
            sink = try LineSink(.standardError)
            manager = SharedServiceManager(try ServiceManager.fromEnvironment())
        } catch { throw WorkerFailure(.software, error.description) }
        defer { _ = sink.close() }
        let log = Log(to: sink, format: configuration.logFormat, minimum: configuration.logLevel)
        for note in loaded.notes { log.warn("configuration", [.text("note", note)]) }
        let process = try WorkerProcess(configuration, manager: manager, log: log)
        do throws(SystemError) {
            // It ends with the process; nothing waits for it.
            _ = try signals.deliver { process.take($0) }
            try process.run()
        } catch { throw WorkerFailure(.software, error.description) }
    }
}
