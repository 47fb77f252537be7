// SPDX-License-Identifier: Apache-2.0
public import Configuration
internal import Crypto
internal import SealAuthN

/// `webhook-server hash-token`: makes the ledger's entry for a token.
///
/// The token comes from standard input, never from the command line, which every user of the machine can read.
public enum HashTokenCommand {
    private static let clusterId = Setting(
        "cluster-id", letter: "i", key: "", group: "Flags", ValueKind<Bytes32>.identifier.optional, fallback: nil,
        "The cluster that the token is for: clusterId of the ledger file.")
    private static let owner = Setting(
        "owner", key: "", group: "Flags", ValueKind<Bytes32>.identifier.optional, fallback: nil, isFlagOnly: true,
        "The address of the token's owner.")
    private static let stake = Setting(
        "stake", key: "", group: "Flags", Mist.kind.optional, fallback: nil, isFlagOnly: true,
        "Writes an entry for the owner's stake as well, such as \"2 SUI\".")
    private static let generate = Setting(
        "generate", key: "", group: "Flags", .boolean, fallback: false, isFlagOnly: true,
        "Makes a new token instead of reading one. It is shown once, on standard output, and stored nowhere.")
    private static let settings: [any AnySetting] = [clusterId, owner, stake, generate]

    /// How it is called.
    public static var help: String {
        """
        usage: webhook-server hash-token --cluster-id 0xHEX --owner 0xHEX < token
               webhook-server hash-token --cluster-id 0xHEX --owner 0xHEX --generate

        Prints the entry that a ledger file needs for a token. With --generate the token
        goes to standard output and the entry to standard error.


        """ + Help.text(settings)
    }

    /// Does it; `readToken` reads standard input and is asked only when everything else is right.
    public static func run(
        _ arguments: [String], environment: [String: String], readToken: () -> [UInt8]?
    ) -> CommandOutcome {
        let problems = ProblemList()
        let flags = CommandLineValues(arguments, settings: settings, problems: problems)
        if flags.wantsHelp { return CommandOutcome(output: help) }
        let resolve = SettingsResolver(
            settings: settings, flags: flags, environment: environment, document: nil, problems: problems)
        let (cluster, owner) = (required(clusterId, resolve), required(Self.owner, resolve))
        let (stake, isNew) = (resolve(Self.stake).value, resolve(generate).value)
        do throws(ConfigurationError) { try problems.throwIfAny() } catch { return CommandOutcome(error) }
        guard let cluster, let owner else { return CommandOutcome(exit: .software) }
        if isNew {
            guard let secret = try? Bytes32.random() else { return randomnessFailed }
            return outcome(of: Array("seal_\(secret.hex)".utf8), isNew: true, cluster, owner, stake)
        }
        guard let token = readToken() else {
            return CommandOutcome(messages: "standard input cannot be read\n", exit: .inputOutput)
        }
        return outcome(of: token, isNew: false, cluster, owner, stake)
    }

    private static var randomnessFailed: CommandOutcome {
        CommandOutcome(messages: CryptoError(.randomnessUnavailable).description + "\n", exit: .software)
    }

    private static func outcome(
        of token: [UInt8], isNew: Bool, _ cluster: Bytes32, _ owner: Bytes32, _ stake: Int?
    ) -> CommandOutcome {
        let lines: String?
        do throws(CryptoError) {
            lines = try entry(for: token, cluster, owner, stake)
        } catch {
            return CommandOutcome(messages: error.description + "\n", exit: .software)
        }
        guard let lines else {
            let reason = "standard input is not a token: 64 lowercase hexadecimal digits, with or without seal_\n"
            return CommandOutcome(messages: reason, exit: .configuration)
        }
        guard isNew else { return CommandOutcome(output: lines) }
        return CommandOutcome(
            output: String(decoding: token, as: UTF8.self) + "\n",
            messages: "# The token is on standard output; it is shown once. For the ledger file:\n" + lines)
    }

    /// The lines for a ledger file, or `nil` if `token` is none.
    private static func entry(
        for token: [UInt8], _ cluster: Bytes32, _ owner: Bytes32, _ stake: Int?
    ) throws(CryptoError) -> String? {
        var hasher = try SealHasher(clusterId: cluster)
        guard hasher.take(token.span) else { return nil }
        let (key, bind, id) = (try hasher.key(), try hasher.bind(to: owner), try Bytes32.random())
        return entry(id: id, key: key, bind: bind, owner: owner, stake: stake)
    }

    private static func required<Value>(_ setting: Setting<Value?>, _ resolve: SettingsResolver) -> Value? {
        let resolved = resolve(setting)
        if resolved.value == nil, !resolved.isSet {
            resolve.problems.report(Problem(.missingValue, at: .flag(setting.flag), "is required"))
        }
        return resolved.value
    }

    private static func entry(id: Bytes32, key: Bytes32, bind: Bytes32, owner: Bytes32, stake: Int?) -> String {
        let stakes =
            stake.map {
                """
                stakes:
                  - owner: "0x\(owner.hex)"
                    stake: \(Mist.write($0))
                    status: active
                    generation: 0

                """
            } ?? ""
        return stakes + """
            seals:
              - id: "0x\(id.hex)"
                key: "\(key.hex)"
                bind: "\(bind.hex)"
                owner: "0x\(owner.hex)"
                generation: 0

            """
    }
}
