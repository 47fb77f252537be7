// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
public import Configuration
internal import Kernel
internal import NSM

/// `enclave-boot nsm`: shows what the security module says, and changes nothing about it.
public enum NSMCommand {
    private static let device = Setting(
        "device", key: "", group: "Flags", ValueKind<String>.path, fallback: NSMDevice.path, isFlagOnly: true,
        "The security module's device.")
    private static let simulator = Setting(
        "simulator", key: "", group: "Flags", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "A simulator's Unix socket in the place of the device; what it says proves nothing.")
    private static let timeout = Setting(
        "timeout", key: "", group: "Flags", .duration(.milliseconds(1) ... .seconds(600)), fallback: .seconds(10),
        isFlagOnly: true, "How long an answer may take.")
    private static let nonce = field("nonce", NSMLimits.field, "A challenge to put into the document.")
    private static let userData = field("user-data", NSMLimits.field, "What else to put into the document.")
    private static let publicKey = field("public-key", NSMLimits.publicKey, "A key to put into the document.")
    private static let output = Setting(
        "out", key: "", group: "Flags", ValueKind<String>.path.optional, fallback: nil, isFlagOnly: true,
        "Where the document is written, as bytes; standard output gets it in Base64 otherwise.")
    private static let root = Setting(
        "root", key: "", group: "Flags", ValueKind<TrustRoot>.trustRoot.optional, fallback: nil, isFlagOnly: true,
        "Verifies the document as well: aws, aws-us-gov, or SHA-256 of another root.")

    private static let common: [any AnySetting] = [device, simulator, timeout]

    /// What can be asked.
    private enum Question: String, CaseIterable {
        case describe, pcr, attest, random

        var operands: [Operand] {
            self == .pcr ? [Operand("NUMBER", "The register; all of them without it.", isOptional: true)] : []
        }

        var settings: [any AnySetting] {
            self == .attest ? common + [nonce, userData, publicKey, output, root] : common
        }

        var usage: String {
            "usage: enclave-boot nsm \(rawValue)" + operands.map { " " + $0.usage }.joined() + " [FLAGS]\n\n"
        }
    }

    private static let usage = """
        usage: enclave-boot nsm COMMAND [FLAGS]

        Shows what the enclave's security module says.

        Commands:
          describe      What it is, and which registers are locked.
          pcr [NUMBER]  What a register holds, or all of them.
          attest        A signed document.
          random        Random bytes.

        enclave-boot nsm COMMAND --help lists a command's flags.

        """

    /// Asks, and says what was answered.
    public static func run(_ arguments: [String]) -> CommandOutcome {
        guard let word = arguments.first else { return CommandOutcome(usage: usage, isError: true) }
        if ["--help", "-h", "help"].contains(word) { return CommandOutcome(usage: usage, isError: false) }
        guard let question = Question(rawValue: word) else {
            return CommandOutcome(unknown: word, among: Question.allCases.map(\.rawValue))
        }
        let problems = ProblemList()
        let settings = question.settings
        let flags = CommandLineValues(
            Array(arguments.dropFirst()), operands: question.operands, settings: settings, problems: problems)
        if flags.wantsHelp { return CommandOutcome(output: question.usage + Help.text(settings)) }
        let resolve = SettingsResolver(
            settings: settings, flags: flags, environment: [:], document: nil, problems: problems)
        for setting in settings { setting.check(by: resolve) }
        let register = register(flags.operands.first, problems)
        do throws(ConfigurationError) { try problems.throwIfAny() } catch { return CommandOutcome(error) }
        do throws(Failure) {
            let answers = Answers(
                module: try open(resolve), deadline: Monotonic.now.advanced(by: resolve(timeout).value))
            switch question {
            case .describe: return try answers.description()
            case .pcr: return try answers.registers(register.map { [$0] } ?? Array(0..<UInt8(NSMLimits.registers)))
            case .random: return try answers.random()
            case .attest: return try answers.document(resolve)
            }
        } catch {
            return CommandOutcome(messages: error.message + "\n", exit: error.exit)
        }
    }

    private static func field(_ name: String, _ limit: Int, _ help: String) -> Setting<[UInt8]?> {
        Setting(
            name, key: "", group: "Flags", ValueKind<[UInt8]>.digits(atMost: limit).optional, fallback: nil,
            isFlagOnly: true, help)
    }

    private static func register(_ text: String?, _ problems: ProblemList) -> UInt8? {
        guard let text else { return nil }
        do throws(ValueRefusal) {
            return UInt8(try ValueKind<Int>.integer(0...Int(UInt8.max)).value(of: text))
        } catch {
            problems.report(Problem(error.code, at: .none, "NUMBER \(error.reason)"))
            return nil
        }
    }

    private static func open(_ resolve: SettingsResolver) throws(Failure) -> SecurityModule {
        let transport = try transport(resolve)
        do throws(SystemError) {
            return try SecurityModule(transport)
        } catch {
            throw Failure(message: error.description, exit: .software)
        }
    }

    private static func transport(_ resolve: SettingsResolver) throws(Failure) -> any NSMTransport {
        guard let path = resolve(simulator).value else {
            let path = resolve(device).value
            do throws(SystemError) {
                return try NSMDevice(path: path)
            } catch {
                throw Failure(message: "\(path): \(error.description)", exit: .unavailable)
            }
        }
        do throws(StreamError) {
            return try NSMSocket(path: path, patience: resolve(timeout).value)
        } catch {
            throw Failure(message: "\(path): \(error.description)", exit: .unavailable)
        }
    }

    /// Why there is no answer, and how the process ends.
    private struct Failure: Error {
        let message: String
        let exit: ExitCode

        init(message: String, exit: ExitCode) {
            self.message = message
            self.exit = exit
        }

        init(_ error: NSMError) {
            let exit: ExitCode =
                switch error {
                case .device: .refused
                case .lost, .system: .unavailable
                case .timedOut, .busy, .interrupted: .temporary
                case .truncated, .malformed, .invalidLength: .software
                }
            self.init(message: error.description, exit: exit)
        }
    }

    /// A module, and until when its answers count.
    private struct Answers {
        let module: SecurityModule
        let deadline: Monotonic

        func description() throws(Failure) -> CommandOutcome {
            let description = try ask { () throws(NSMError) in try module.describe(until: deadline) }
            let locked = description.lockedRegisters.map { "\($0)" }.joined(separator: ",")
            return CommandOutcome(
                output: """
                    module: \(description.moduleID)
                    version: \(description.version)
                    digest: \(description.digest)
                    registers: \(description.registers)
                    locked: \(locked.isEmpty ? "none" : locked)

                    """)
        }

        func registers(_ indices: [UInt8]) throws(Failure) -> CommandOutcome {
            var lines = ""
            for index in indices {
                let state = try ask { () throws(NSMError) in try module.register(index, until: deadline) }
                lines += "pcr\(index): \(Hex.encode(state.value)) \(state.isLocked ? "locked" : "open")\n"
            }
            return CommandOutcome(output: lines)
        }

        func random() throws(Failure) -> CommandOutcome {
            let bytes = try ask { () throws(NSMError) in try module.random(until: deadline) }
            return CommandOutcome(output: Hex.encode(bytes) + "\n")
        }

        func document(_ resolve: SettingsResolver) throws(Failure) -> CommandOutcome {
            let (nonce, userData) = (resolve(NSMCommand.nonce).value, resolve(NSMCommand.userData).value)
            let publicKey = resolve(NSMCommand.publicKey).value
            let bytes = try ask { () throws(NSMError) in
                try module.attest(userData: userData, nonce: nonce, publicKey: publicKey, until: deadline)
            }
            var output = ""
            if let path = resolve(NSMCommand.output).value {
                do throws(FileError) {
                    try FileReplacement.write(bytes.span, to: path, readers: .everybody)
                } catch {
                    throw Failure(message: "\(path): \(error.description)", exit: .cannotCreate)
                }
            } else {
                output = Base64.encode(bytes) + "\n"
            }
            guard let root = resolve(NSMCommand.root).value else { return CommandOutcome(output: output) }
            return CommandOutcome(output: output, messages: try verdict(on: bytes, root, nonce))
        }

        /// Whether our own verifier takes the document for genuine; what runs there is not looked at.
        private func verdict(
            on bytes: [UInt8], _ root: TrustRoot, _ nonce: [UInt8]?
        ) throws(Failure) -> String {
            let freshness = Freshness.live(now: .now, maxAge: Freshness.maximumAgeOfAnswer)
            do throws(AttestationRefusal) {
                let document = try UnverifiedDocument(bytes.span)
                let verifier = Verifier(root: root, policy: .any.allowingDebug)
                switch verifier.verify(document, freshness: freshness, nonce: nonce) {
                case .attested(let enclave):
                    let mode = enclave.isDebug ? " in DEBUG mode" : ""
                    return "genuine: \(enclave.moduleID)\(mode), root \(root.fingerprint)\n"
                case .refused(let refusal): throw refusal
                }
            } catch {
                throw Failure(message: "\(error.code.rawValue): \(error.reason)", exit: .refused)
            }
        }

        private func ask<Answer>(_ body: () throws(NSMError) -> Answer) throws(Failure) -> Answer {
            do throws(NSMError) { return try body() } catch { throw Failure(error) }
        }
    }
}
