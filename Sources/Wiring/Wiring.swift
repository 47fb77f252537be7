// SPDX-License-Identifier: Apache-2.0
internal import Bytes
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

    /// All files but certificates and keys, in the order in which they are to be written: what names a file comes after it.
    public func files() throws(WiringRefusal) -> [WiredFile] {
        let problems = plan.problems
        guard problems.isEmpty else { throw .plan(ConfigurationError(problems)) }
        try checkAuthorities()
        guard plan.admissionFile == admission?.configuration.path else {
            throw .existing(
                plan.admissionFile ?? admission?.configuration.path ?? "", "has to be read, and be planned with")
        }
        var files = [try planFile(), try serverConfiguration()]
        files.append(try kubeconfig("token-webhook.yaml", endpoint: "authenticate"))
        if plan.hasAuthorizer {
            files.append(try kubeconfig("authorize-webhook.yaml", endpoint: "authorize"))
            files.append(try authorizationConfiguration())
        }
        if plan.usesStaticManifests { files.append(try staticManifest()) }
        files += try admissionFiles()
        files += try units()
        files.append(try manifests())
        switch plan.flavour {
        case .k3s: files.append(try k3sConfiguration())
        case .kubeAPIServer: files.append(try kubeadmConfiguration())
        }
        return files
    }

    /// What the apiserver has to be started with, without dashes in front: `name=value`.
    public func apiserverFlags() -> [String] {
        [
            "authentication-token-webhook-config-file=\(plan.wiringPath("token-webhook.yaml"))",
            "authentication-token-webhook-version=v1",
            "authentication-token-webhook-cache-ttl=\(Self.cacheTime)",
            "admission-control-config-file=\(plan.wiringPath("admission.yaml"))",
        ] + (plan.hasAuthorizer ? ["authorization-config=\(plan.wiringPath("authorization.yaml"))"] : [])
    }

    /// Certificates, and nothing else: what is handed to everybody who may read a webhook's configuration must hold no key.
    private func checkAuthorities() throws(WiringRefusal) {
        guard !authorities.isEmpty, authorities.count <= 1 << 18 else {
            throw .authorities("must be 1 to \(1 << 18) bytes of certificates in PEM")
        }
        let (begin, end) = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----")
        var body: [UInt8]?
        var count = 0
        let text = String(decoding: authorities, as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) {
            switch (String(line), body) {
            case (begin, nil): body = []
            case (end, let digits?):
                guard let bytes = Base64.decode(String(decoding: digits, as: UTF8.self)), !bytes.isEmpty else {
                    throw .authorities("a certificate in it is no Base64")
                }
                count += 1
                body = nil
            case (_, .some): body?.append(contentsOf: line.utf8)
            case (_, nil): throw .authorities("holds something beside certificates in PEM: only those may be in it")
            }
        }
        guard body == nil, count > 0 else { throw .authorities("holds no whole certificate in PEM") }
    }
}
