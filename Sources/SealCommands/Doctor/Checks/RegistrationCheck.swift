// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Configuration
internal import Crypto
internal import Kernel

/// Whether the cluster asks us about writes, about all that it should and about nothing that would stop it when we are away.
struct RegistrationCheck: Check {
    static let name = "webhook registration"
    static let object = "k3s-daas-validating-webhook-configuration"
    static let webhook = "admit.k3s-daas.io"

    /// The ValidatingWebhookConfiguration as it is; `nil` where there is none.
    let found: Seen<YAMLNode?>
    /// As it should be, where that is known.
    let expected: YAMLNode?
    /// What the apiserver must trust, where that is known.
    let authorities: Seen<[ShownCertificate]>
    let now: WallTime

    private static let fix = "sudo sealctl wire k3s"

    var findings: [Finding] {
        found.findings(Self.name) { found in
            guard let found else { return [failed("\(Self.object) is not there: nobody asks us about writes")] }
            guard let hook = Self.hook(found) else {
                return [failed("\(Self.object) has no webhook \(Self.webhook): nobody asks us about writes")]
            }
            let wanted = expected.flatMap(Self.hook)
            let faults = address(hook, wanted) + behaviour(hook, wanted) + scope(hook, wanted) + trust(hook)
            return faults.isEmpty
                ? [
                    Finding(
                        check: Self.name, state: .ok,
                        says: wanted == nil ? "as it should be, by what is usual" : "as rendered")
                ]
                : faults
        }
    }

    private static func hook(_ object: YAMLNode) -> YAMLNode? {
        object["webhooks"]?.items.first { $0["name"]?.scalar == webhook }
    }

    private func failed(_ says: String) -> Finding {
        Finding(check: Self.name, state: .failed, says: says, fix: Self.fix)
    }

    private func address(_ hook: YAMLNode, _ wanted: YAMLNode?) -> [Finding] {
        guard let url = hook["clientConfig", "url"]?.scalar else {
            return [
                failed(
                    "clientConfig.url is not set: a service is asked through the cluster's network, which needs us to come up"
                )
            ]
        }
        if let right = wanted?["clientConfig", "url"]?.scalar {
            return url == right ? [] : [failed("clientConfig.url is \(url), and must be \(right)")]
        }
        let isLocal = ["https://127.0.0.1:", "https://localhost:", "https://[::1]:"].contains { url.hasPrefix($0) }
        if isLocal, url.hasSuffix("/admit") { return [] }
        return [
            failed("clientConfig.url is \(url), and must be https://127.0.0.1:PORT/admit: each server asks its own")
        ]
    }

    private func behaviour(_ hook: YAMLNode, _ wanted: YAMLNode?) -> [Finding] {
        var faults: [Finding] = []
        if let policy = hook["failurePolicy"]?.scalar, policy != "Fail" {
            faults.append(failed("failurePolicy is \(policy): while we are away, each write is let through"))
        }
        let right = wanted?["timeoutSeconds"]?.scalar ?? "3"
        let timeout = hook["timeoutSeconds"]?.scalar ?? "10"
        if timeout != right { faults.append(failed("timeoutSeconds is \(timeout), and must be \(right)")) }
        if let policy = hook["matchPolicy"]?.scalar, policy != "Equivalent" {
            faults.append(
                failed("matchPolicy is \(policy): who writes by another version of an API is not asked about"))
        }
        if let effects = hook["sideEffects"]?.scalar, effects != "None" {
            faults.append(failed("sideEffects is \(effects), and must be None"))
        }
        for selector in ["namespaceSelector", "objectSelector"] {
            guard let node = hook[selector], node.canonical != "{}", node.canonical != "null" else { continue }
            if node.canonical == wanted?[selector]?.canonical { continue }
            faults.append(failed("\(selector) leaves something out: \(node.canonical)"))
        }
        return faults
    }

    private func scope(_ hook: YAMLNode, _ wanted: YAMLNode?) -> [Finding] {
        var faults: [Finding] = []
        let (rules, conditions) = (hook["rules"], hook["matchConditions"])
        if let wanted {
            if rules?.canonical != wanted["rules"]?.canonical { faults.append(failed("rules are not as rendered")) }
            if conditions?.canonical != wanted["matchConditions"]?.canonical {
                faults.append(
                    failed("matchConditions are not as rendered: servers, namespaces or the policy have changed"))
            }
            return faults
        }
        let operations = Set(rules?.items.flatMap { $0["operations"]?.texts ?? [] } ?? [])
        let missing = ["CREATE", "UPDATE", "DELETE", "CONNECT"].filter {
            !operations.contains($0) && !operations.contains("*")
        }
        if !missing.isEmpty { faults.append(failed("rules leave out \(missing.joined(separator: ", "))")) }
        let text = conditions?.items.compactMap { $0["expression"]?.scalar }.joined(separator: " ") ?? ""
        if text.isEmpty {
            faults.append(failed("there are no matchConditions: while we are away, the cluster itself cannot write"))
        } else {
            for user in ["sui:", "system:serviceaccount:seal-"]
            where !text.contains("'\(user)") && !text.contains("\"\(user)") {
                faults.append(failed("matchConditions leave out users that begin with \(user)"))
            }
        }
        return faults
    }

    private func trust(_ hook: YAMLNode) -> [Finding] {
        let text = hook["clientConfig", "caBundle"]?.scalar ?? ""
        guard !text.isEmpty else {
            return [failed("caBundle is empty: the system's authorities are trusted, and ours is none of them")]
        }
        let bundle = Base64.decode(text).map { ShownCertificate.all(in: $0) } ?? []
        guard !bundle.isEmpty else { return [failed("caBundle holds no certificate")] }
        guard bundle.contains(where: { $0.notAfter >= now.seconds }) else {
            return [failed("each certificate in caBundle has expired")]
        }
        guard case .seen(let authorities) = authorities else { return [] }
        let isSame = Set(bundle) == Set(authorities)
        return isSame
            ? []
            : [
                failed(
                    "caBundle is not the authority in use, of \(authorities.map(\.commonName).joined(separator: ", "))")
            ]
    }
}
