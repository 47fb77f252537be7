// SPDX-License-Identifier: Apache-2.0
internal import Configuration

/// Everything that a server needs for its apiserver to ask us: values in, files out.
///
/// Nothing is read or written here, and nothing is handed out that does not say what it should when it is read again.
public struct Wiring: Sendable {
    /// What it is made of.
    public let plan: WiringPlan
    let authorities: [UInt8]
    let admission: AdmissionConfigurationMerge.Existing?

    /// Takes a plan, the certificates in PEM that our server's comes from, and what ``WiringPlan/admissionFile`` holds.
    public init(
        _ plan: WiringPlan, authorities: [UInt8], admission: AdmissionConfigurationMerge.Existing? = nil
    ) {
        self.plan = plan
        self.authorities = authorities
        self.admission = admission
    }

    /// All files but certificates and keys, in the order in which they are to be written.
    public func files() throws(WiringRefusal) -> [WiredFile] {
        let problems = plan.problems
        guard problems.isEmpty else { throw .plan(ConfigurationError(problems)) }
        return []
    }

    /// What the apiserver has to be started with, without dashes in front: `name=value`.
    public func apiserverFlags() -> [String] { [] }
}
