// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import EnclaveSimulator
internal import Kernel

/// `nsm-simulator`: a security module behind a Unix socket, until a signal ends it.
enum SimulatorProgram {
    private static let socket = Setting(
        "socket", letter: "s", key: "", group: "Flags", ValueKind<String>.path.optional, fallback: nil,
        isFlagOnly: true,
        "The Unix socket to listen at.")
    private static let rootFile = Setting(
        "root-out", key: "", group: "Flags", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where the root's certificate is written, for those who want to look at it.")
    private static let moduleID = Setting(
        "module-id", key: "", group: "Flags", ValueKind<ModuleID>.moduleID, fallback: .example, isFlagOnly: true,
        "The module's name.")
    private static let isDebug = Setting(
        "debug", key: "", group: "Flags", .boolean, fallback: false, isFlagOnly: true,
        "Simulates an enclave in debug mode: PCR 0, 1, 2 and 8 are zero.")
    private static let images = RegisterBank.imageRegisters.map { index in
        (
            index,
            Setting(
                "pcr\(index)", key: "", group: "Flags", ValueKind<[UInt8]>.register.optional, fallback: nil,
                isFlagOnly: true, "What PCR \(index) holds\(index == 8 ? "" : "; without it, something invented").")
        )
    }
    private static let settings: [any AnySetting] =
        [socket, rootFile, moduleID, isDebug] + images.map { $0.1 as any AnySetting }

    private static var help: String {
        """
        usage: nsm-simulator --socket PATH [FLAGS]

        Answers as an enclave's security module does. Its documents prove nothing: the root is its
        own, and its keys lie in ordinary memory. It prints the root's SHA-256, which a verifier has
        to be told before it believes any of it.


        """ + Help.text(settings)
    }

    static func run(_ arguments: [String], environment: [String: String]) -> CommandOutcome {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: settings, problems: problems)
        if flags.wantsHelp { return CommandOutcome(output: help) }
        let resolve = SettingsResolver(
            settings: settings, flags: flags, environment: environment, document: nil, problems: problems)
        let path = resolve(socket).value
        if path == nil { problems.report(Problem(.missingValue, at: .flag(socket.flag), "is required")) }
        var measurements = RegisterBank.Measurements(isDebug: resolve(isDebug).value)
        for (index, setting) in images { measurements.image[index] = resolve(setting).value }
        let (name, root) = (resolve(moduleID).value, resolve(rootFile).value)
        do throws(ConfigurationError) { try problems.throwIfAny() } catch { return CommandOutcome(error) }
        guard let path else { return CommandOutcome(exit: .software) }
        do throws(Failure) {
            try serve(try module(name, measurements, rootFile: root), at: path)
            return CommandOutcome()
        } catch {
            return CommandOutcome(messages: error.message + "\n", exit: error.exit)
        }
    }

    private struct Failure: Error {
        let message: String
        let exit: ExitCode
    }

    private static func module(
        _ moduleID: ModuleID, _ measurements: RegisterBank.Measurements, rootFile: String?
    ) throws(Failure) -> SimulatedModule {
        let module: SimulatedModule
        do throws(SimulatorError) {
            module = try SimulatedModule(moduleID: moduleID, measurements: measurements)
        } catch {
            throw Failure(message: error.description, exit: .software)
        }
        guard let rootFile else { return module }
        do throws(FileError) {
            let root = Array(CertificatePEM.text(module.root).utf8)
            try FileReplacement.write(root.span, to: rootFile, readers: .everybody)
        } catch {
            throw Failure(message: "\(rootFile): \(error.description)", exit: .cannotCreate)
        }
        return module
    }

    private static func serve(_ module: SimulatedModule, at path: String) throws(Failure) {
        do throws(SystemError) {
            // Before any thread: those that follow inherit what is blocked.
            let signals = try SignalReceiver()
            let server = try SimulatorServer(module, path: path)
            let fingerprint = (try? module.rootFingerprint().hex) ?? "unknown"
            _ = StandardStream.error.write(
                """
                THIS IS A SIMULATOR. What it signs proves NOTHING about what runs where.
                Only a verifier that is told this root believes it. Never tell one that matters.

                """)
            _ = StandardStream.output.write("root \(fingerprint)\nmodule \(module.moduleID.text)\nlistening \(path)\n")
            while try ![.terminate, .interrupt].contains(signals.next()) {}
            server.stop()
        } catch {
            throw Failure(message: "\(path): \(error.description)", exit: .unavailable)
        }
    }
}
