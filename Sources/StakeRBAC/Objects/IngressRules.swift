// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Which traffic an Ingress may draw to itself, and what it may say to the program that carries it out.
///
/// That program serves all tenants and reads everybody's certificates: what an Ingress makes it do, it does to all.
enum IngressRules {
    /// Reports hosts that are not a developer's to take, and words that would not stay what they seem.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super else { return }
        try checkAnnotations(request, holder, &findings)
        guard let spec = try request.newState().contentObject("spec"), try !request.leaves("spec") else { return }
        if holder.tier < .admin {
            if try spec.content("defaultBackend") != nil {
                findings.report(
                    .ingressHosts,
                    "spec.defaultBackend takes all traffic that nobody else has; it \(holder.needs(.admin))")
            }
            try checkCertificates(spec, policy, &findings)
        }
        try checkRules(spec, holder, policy, &findings)
    }

    private static func checkAnnotations(
        _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        let (new, old) = (try request.newMap("annotations"), try request.oldMap("annotations"))
        // CVE-2021-25742
        if let key = MemberChange.added(to: new, since: old, where: { Text.containsIgnoringCase($0, "snippet") }) {
            findings.report(
                .ingressHosts,
                "the annotation \"\(key)\" is configuration that runs in the ingress controller, with its rights to every "
                    + "Secret; it \(holder.needs(.super))")
        }
        guard holder.tier < .admin, let key = MemberChange.added(to: new, since: old, where: IngressHost.isChosen(by:))
        else {
            return
        }
        findings.report(
            .ingressHosts,
            "the annotation \"\(key)\" draws traffic beside the hosts of spec.rules; it \(holder.needs(.admin))")
    }

    private static func checkRules(
        _ spec: borrowing JSONValue, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let rules = try spec.contentList("rules") else { return }
        var walk = rules.children
        while walk.advance() {
            guard let rule = walk.value, rule.kind == .object else { throw .wrongType }
            if holder.tier < .admin {
                let host = try rule.contentText("host")
                if let host, !host.isEmpty {
                    checkHost(host, policy, &findings)
                } else {
                    findings.report(
                        .ingressHosts,
                        "a rule without a host takes the traffic of all hosts; name one in spec.rules[].host, or else it "
                            + holder.needs(.admin))
                }
            }
            try checkPaths(rule, holder, &findings)
        }
    }

    private static func checkCertificates(
        _ spec: borrowing JSONValue, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard let list = try spec.contentList("tls") else { return }
        var walk = list.children
        while walk.advance() {
            guard let entry = walk.value, entry.kind == .object else { throw .wrongType }
            guard let hosts = try entry.contentList("hosts"), hosts.count > 0 else {
                findings.report(
                    .ingressHosts,
                    "a certificate without hosts is one for all of them; name its hosts in spec.tls[].hosts")
                continue
            }
            var names = hosts.children
            while names.advance() {
                guard let host = names.value?.string else { throw .wrongType }
                checkHost(host, policy, &findings)
            }
        }
    }

    private static func checkHost(_ host: Span<UInt8>, _ policy: Policy, _ findings: inout Findings) {
        let domains = policy.network.ingressDomains
        switch IngressHost.judge(host, domains) {
        case .allowed: break
        case .wildcard:
            findings.report(
                .ingressHosts, "\"\(Text.shown(host))\" takes the traffic of other hosts too; name each host by itself")
        case .malformed:
            findings.report(
                .ingressHosts,
                "\"\(Text.shown(host))\" is no host name: letters, digits and hyphens between single dots, no dot at the end"
            )
        case .foreign:
            findings.report(
                .ingressHosts,
                "the host \"\(Text.shown(host))\" is not under a domain that this cluster gives to its stakers: "
                    + domains.prefix(4).joined(separator: ", "))
        }
    }

    /// Controllers have put paths between quotes of their own languages as they stood: CVE-2026-24512, CVE-2026-32695.
    private static func checkPaths(
        _ rule: borrowing JSONValue, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        guard let paths = try rule.contentObject("http")?.contentList("paths") else { return }
        var walk = paths.children
        while walk.advance() {
            guard let entry = walk.value, entry.kind == .object else { throw .wrongType }
            guard let path = try entry.contentText("path"), !IngressHost.isPlain(path: path) else { continue }
            findings.report(
                .ingressHosts,
                "the path \"\(Text.shown(path))\" has a character that could end the controller's own words around it "
                    + "(quotes, braces, backslash, semicolon, hash or space); it \(holder.needs(.super))")
        }
    }
}
