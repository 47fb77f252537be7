// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Kernel
internal import Telemetry

/// `enclave-boot run`: boots an enclave and runs its programs until a signal ends it, or one of them does.
public enum RunCommand {
    /// Checks the configuration, then boots; as a machine's first process it does not return.
    public static func run(_ arguments: [String]) -> CommandOutcome {
        let problems = ProblemList()
        let settings: [any AnySetting] = [BootFlags.config, BootFlags.child]
        let (resolve, wantsHelp) = BootFlags.resolver(arguments, settings: settings, problems: problems)
        if wantsHelp {
            return CommandOutcome(output: "usage: enclave-boot [run] [FLAGS]\n\n" + Help.text(settings))
        }
        let isFirstProcess = MachineControl.isFirstProcess && !resolve(BootFlags.child).value
        if isFirstProcess { try? MachineControl.openStandardStreams() }
        let outcome = start(resolve(BootFlags.config).value, isFirstProcess, problems)
        // A first process that returned would stop the kernel; a machine that starts anew can be reached again.
        if isFirstProcess {
            _ = StandardStream.error.write(outcome.messages)
            try? MachineControl.restart()
        }
        return outcome
    }

    private static func start(_ path: String, _ isFirstProcess: Bool, _ problems: ProblemList) -> CommandOutcome {
        let loaded: LoadedBootConfiguration
        do throws(ConfigurationError) {
            try problems.throwIfAny()
            loaded = try BootConfiguration.load(path)
        } catch {
            return CommandOutcome(error)
        }
        do throws(SystemError) {
            return try run(loaded, isFirstProcess)
        } catch {
            return CommandOutcome(messages: error.description + "\n", exit: .software)
        }
    }

    private static func run(
        _ loaded: LoadedBootConfiguration, _ isFirstProcess: Bool
    ) throws(SystemError) -> CommandOutcome {
        let configuration = loaded.configuration
        try ProcessHardening.forbidDumps()
        // Before any thread: each inherits what is blocked.
        let signals = try SignalReceiver()
        let sink = try LineSink(.standardError)
        defer { sink.close() }
        let log = Log(to: sink, format: configuration.logFormat, minimum: configuration.logLevel)
        for note in loaded.notes { log.warn("configuration", [.text("note", note)]) }
        let supervisor = try Supervisor(configuration.programs, reapsOrphans: true, log: log)
        let services = Services(programs: supervisor.board, log: log)
        let process = EnclaveProcess(
            configuration, isFirstProcess: isFirstProcess, services: services, supervisor: supervisor, log: log,
            leave: {
                sink.close()
                if isFirstProcess { try? MachineControl.restart() }
                ProcessEnd.leave(ExitCode.ok.rawValue)
            })
        // It ends with the process; nothing waits for it.
        _ = try signals.deliver { process.take($0) }
        let end = process.run(Machine(services: services))
        log.info("ended")
        return CommandOutcome(exit: end.exit)
    }
}
