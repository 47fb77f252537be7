// SPDX-License-Identifier: Apache-2.0
import Configuration
import Operations
import TestSupport

@testable import WebhookServer

/// A folder with everything that a configuration needs.
struct ConfigurationGround: ~Copyable {
    let folder: LedgerFolder
    let certificate, key, authority, ledger: String

    init() throws {
        folder = try LedgerFolder()
        certificate = folder.write("server.crt", "certificate", mode: 0o644)
        key = folder.write("server.key", "key", mode: 0o600)
        authority = folder.write("ca.crt", "authority", mode: 0o644)
        ledger = folder.write("ledger.yaml", ledgerText(SealVector.all[3]))
    }

    /// The least that a server needs to be told.
    var flags: [String] { listenerFlags + ["--ledger-file", ledger] }

    /// The least, but for who decides.
    var listenerFlags: [String] {
        ["--tls-cert-file", certificate, "--tls-private-key-file=\(key)", "--client-ca-file", authority]
    }

    /// The least that a server needs to be told of a chain, with a cluster file of this text.
    func chainFlags(_ text: String = ClusterText().text) -> [String] {
        listenerFlags + ["--cluster-file", folder.write("cluster.yaml", text)]
    }

    func file(
        _ text: String, head: String = "apiVersion: k3s-daas.io/v1alpha1\nkind: WebhookServerConfiguration\n"
    ) -> String {
        folder.write("config.yaml", head + text)
    }

    /// Loads a configuration from these sources.
    static func load(
        _ flags: [String], environment: [String: String] = [:]
    ) -> Result<LoadedConfiguration<WebhookConfiguration>, ConfigurationError> {
        let problems = ProblemList()
        let values = CommandLineValues(flags, settings: Program.settings, problems: problems)
        do throws(ConfigurationError) {
            return .success(try Program.load(values, environment: environment, problems: problems))
        } catch {
            return .failure(error)
        }
    }

    /// What is wrong with these sources, a line each.
    static func problems(_ flags: [String], environment: [String: String] = [:]) -> [String] {
        guard case .failure(let error) = load(flags, environment: environment) else { return [] }
        return error.problems.map(\.description)
    }
}
