// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Volumes that the Pod Security Standards have no word on: drivers that are named in the pod itself, and what is
/// projected into it.
///
/// Volumes of the network's storage (`nfs`, `iscsi` and so on) are left to the standards, whose level `restricted`
/// refuses them.
enum PodVolumes {
    /// The longest that a projected token may be good for, in seconds: it is a right that a lost stake does not take
    /// back.
    private static let tokenLimit = 86_400

    /// Reports volumes that give more than a stake does, or for longer.
    static func check(
        _ spec: borrowing JSONValue, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let volumes = try spec.contentList("volumes") else { return }
        var walk = volumes.children
        while walk.advance() {
            guard let volume = walk.value, volume.kind == .object else { throw .wrongType }
            if let csi = try volume.contentObject("csi") { try driver(csi, volume, policy, &findings) }
            guard let sources = try volume.contentObject("projected")?.contentList("sources") else { continue }
            var source = sources.children
            while source.advance() {
                guard let value = source.value, value.kind == .object else { throw .wrongType }
                try projected(value, volume, policy, &findings)
            }
        }
    }

    private static func driver(
        _ csi: borrowing JSONValue, _ volume: borrowing JSONValue, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        var shown = ""
        if let driver = try csi.contentText("driver") {
            for allowed in policy.pods.inlineDrivers where Text.equals(driver, allowed) { return }
            shown = Text.shown(driver)
        }
        let name = try Self.name(volume)
        findings.report(
            .podVolumes,
            "volume \"\(name)\" names the CSI driver \"\(shown)\", which is not among those that the cluster's "
                + "policy lists: use a PersistentVolumeClaim, or ask the operator to add it")
    }

    private static func projected(
        _ source: borrowing JSONValue, _ volume: borrowing JSONValue, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        if let token = try source.contentObject("serviceAccountToken") {
            try audience(token, volume, policy, &findings)
            try expiry(token, volume, &findings)
        }
        var walk = source.children
        while walk.advance() {
            guard let value = walk.value, !value.isNull, !isKnown(walk.key) else { continue }
            let shown = Text.shown(walk.key)
            let reason = Text.equals(walk.key, "podCertificate") ? " (a certificate outlives the stake)" : ""
            let name = try Self.name(volume)
            findings.report(
                .podVolumes,
                "volume \"\(name)\" projects \(shown)\(reason); below the super tier a volume may project "
                    + "configMap, downwardAPI, secret and serviceAccountToken")
        }
    }

    /// What is projected from the namespace alone; the rest is certificates, and what later versions of Kubernetes
    /// bring.
    private static func isKnown(_ source: Span<UInt8>) -> Bool {
        Text.equals(source, "secret") || Text.equals(source, "configMap") || Text.equals(source, "downwardAPI")
            || Text.equals(source, "serviceAccountToken")
    }

    /// A token for somebody else than the apiserver speaks for the account where no stake is asked for.
    private static func audience(
        _ token: borrowing JSONValue, _ volume: borrowing JSONValue, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let audience = try token.contentText("audience"), !audience.isEmpty else { return }
        for allowed in policy.pods.tokenAudiences where Text.equals(audience, allowed) { return }
        let shown = Text.shown(audience)
        let name = try Self.name(volume)
        findings.report(
            .podVolumes,
            "volume \"\(name)\" projects a token for the audience \"\(shown)\", which is not among those that the "
                + "cluster's policy lists: leave out audience, or ask the operator to add it")
    }

    private static func expiry(
        _ token: borrowing JSONValue, _ volume: borrowing JSONValue, _ findings: inout Findings
    ) throws(JSONError) {
        guard let seconds = try token.contentNumber("expirationSeconds"), seconds > tokenLimit else { return }
        let name = try Self.name(volume)
        findings.report(
            .podVolumes,
            "volume \"\(name)\" projects a token that is good for \(seconds) seconds; expirationSeconds may be at most "
                + "\(tokenLimit), a day")
    }

    private static func name(_ volume: borrowing JSONValue) throws(JSONError) -> String {
        guard let name = try volume.contentText("name") else { return "" }
        return Text.shown(name)
    }
}
