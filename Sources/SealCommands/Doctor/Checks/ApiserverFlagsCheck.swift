// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import SealAuthN

/// Whether an apiserver was told to ask us, and asks for tokens that we take.
struct ApiserverFlagsCheck: Check {
    static let name = "apiserver flags"

    /// Which apiserver.
    let about: String
    let flags: Seen<ApiserverFlags>
    /// Whether it is to ask us about reads, too.
    let hasAuthorizer: Bool
    /// Files that flags name and that cannot be read.
    var missingFiles: [String] = []
    /// Whom our tokens are for; empty for what is built in.
    var audiences: [String] = []

    var findings: [Finding] {
        flags.findings(Self.name, about) { flags in
            let faults = self.faults(of: flags)
            guard faults.isEmpty else {
                return faults.map {
                    Finding(check: Self.name, about: about, state: .failed, says: $0, fix: "sudo sealctl wire k3s")
                }
            }
            return [Finding(check: Self.name, about: about, state: .ok, says: "as they should be, by \(flags.origin)")]
        }
    }

    private func faults(of flags: ApiserverFlags) -> [String] {
        var faults: [String] = []
        if flags["authentication-token-webhook-config-file"] == nil {
            faults.append(
                "authentication-token-webhook-config-file is not set: this server does not ask us about tokens")
        } else {
            let version = flags["authentication-token-webhook-version"] ?? "v1beta1"
            if version != "v1" {
                faults.append("authentication-token-webhook-version is \(version), and must be said to be v1")
            }
        }
        if flags["admission-control-config-file"] == nil {
            faults.append(
                "admission-control-config-file is not set: admission shows no certificate, so that each write is refused"
            )
        }
        if hasAuthorizer, flags["authorization-config"] == nil {
            faults.append("authorization-config is not set: reads and impersonation are not decided by live stake")
        }
        if flags["disable-admission-plugins"]?.split(separator: ",").contains("ValidatingAdmissionWebhook") == true {
            faults.append("disable-admission-plugins has ValidatingAdmissionWebhook: nobody asks us about writes")
        }
        for file in missingFiles { faults.append("\(file) cannot be read: the apiserver does not start without it") }
        if let asked = flags["api-audiences"] ?? flags["service-account-issuer"] {
            let ours = audiences.isEmpty ? AudienceNames.standard.names : audiences
            if !asked.split(separator: ",").contains(where: { ours.contains(String($0)) }) {
                faults.append(
                    "it asks for tokens for \(asked), and ours are for \(ours.joined(separator: ", ")): no token gets in"
                )
            }
        }
        return faults
    }
}
