// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
public import Configuration
internal import Crypto
internal import PKI

/// `enclave-boot check-config`: shows what an image would do, or everything that is wrong; starts nothing.
public enum CheckConfigCommand {
    /// Checks the file.
    public static func run(_ arguments: [String]) -> CommandOutcome {
        let problems = ProblemList()
        let settings: [any AnySetting] = [BootFlags.config]
        let (resolve, wantsHelp) = BootFlags.resolver(arguments, settings: settings, problems: problems)
        if wantsHelp {
            return CommandOutcome(output: "usage: enclave-boot check-config [FLAGS]\n\n" + Help.text(settings))
        }
        do throws(ConfigurationError) {
            let path = resolve(BootFlags.config).value
            try problems.throwIfAny()
            let loaded = try BootConfiguration.load(path)
            return CommandOutcome(
                output: loaded.configuration.summary, messages: loaded.notes.map { "note: \($0)\n" }.joined())
        } catch {
            return CommandOutcome(error)
        }
    }
}

extension BootConfiguration {
    /// What is in force, a line each; nothing in it is secret.
    var summary: String {
        var lines = [
            "config-sha256: \(hash.hex)", "cluster: 0x\(cluster.hex)", "chain: \(Base58.encode(chain.bytes))",
            "nsm: \(securityModuleText)", "root: \(rootText)", "debug: \(allowsDebug ? "allowed" : "refused")",
            "listen: \(listenAddress)", "ops: \(opsAddress)",
            "names: \(names.map(\.description).joined(separator: ", "))",
            "provisioning: \(provisioning.endpoint)",
            "provisioners: \(provisioners.map { Hex.encode($0.bytes) }.joined(separator: ", "))",
            "secrets: \(secrets.isEmpty ? "none" : secrets.map(\.rawValue).joined(separator: ", "))",
        ]
        lines += forwardsIn.map { "in: \($0.endpoint) to \($0.target)" }
        lines += forwardsOut.map { "out: \($0.endpoint) to \($0.target)" }
        if let loopback {
            lines.append("loopback: \(loopback.folder)")
            lines += loopback.manifests.map { "manifest: \($0.from) to \($0.to)" }
        }
        lines += programs.map { program in
            let essential = program.isEssential ? ", essential" : ""
            let user = program.user.map { " as \($0):\(program.group ?? $0)" } ?? ""
            let ends = program.loopback.map { ["loopback-\($0.rawValue)"] } ?? []
            let reads = (program.readsTLS ? ["tls"] : []) + ends + program.secrets.map(\.rawValue)
            let reading = reads.isEmpty ? "" : ", reads \(reads.joined(separator: " "))"
            return "program: \(program.name)\(user)\(reading), restart \(program.restart.rawValue)\(essential): "
                + program.path
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var securityModuleText: String {
        switch securityModule {
        case .device: "device"
        case .socket(let path): "socket:\(path)"
        }
    }

    private var rootText: String {
        switch root {
        case .aws: "aws"
        case .awsGovCloud: "aws-us-gov"
        case .simulator(let hash): "simulator \(hash.hex)"
        }
    }
}
