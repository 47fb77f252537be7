// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Which doors to the outside a Service may open.
enum ServiceRules {
    /// Reports a type that the tier may not have, and addresses that are not the cluster's to give.
    ///
    /// The specification is judged as a whole: a new port at an address that somebody with more stake has allowed is a new door.
    static func check(
        _ request: borrowing Request, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        guard holder.tier < .super else { return }
        try checkBalancer(request, holder, &findings)
        guard let spec = try request.newState().contentObject("spec"), try !request.leaves("spec") else { return }
        try checkType(spec, holder, policy, &findings)
        try checkAddresses(spec, holder, &findings)
    }

    /// k3s' balancer runs pods of its own in a namespace of the system, with tolerations and a priority that these annotations choose.
    private static func checkBalancer(
        _ request: borrowing Request, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        let (new, old) = (try request.newMap("annotations"), try request.oldMap("annotations"))
        let key = MemberChange.added(
            to: new, since: old, where: { Text.hasPrefixIgnoringCase($0, "svccontroller.k3s.cattle.io/") })
        guard let key else { return }
        findings.report(
            .serviceTypes,
            "the annotation \"\(key)\" decides where pods of the system run and before whom; it \(holder.needs(.super))"
        )
    }

    private static func checkType(
        _ spec: borrowing JSONValue, _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) throws(JSONError) {
        let allowed = policy.network.serviceTypes[holder.tier]
        // Absent and empty are ClusterIP.
        if let text = try spec.contentText("type"), !text.isEmpty {
            if let type = type(text) {
                if !allowed.contains(type) { report(type.rawValue, allowed, holder, policy, &findings) }
            } else {
                findings.report(
                    .serviceTypes, "\"\(Text.shown(text))\" is no type of Service that is known here; \(list(allowed))")
            }
        } else if !allowed.contains(.clusterIP) {
            report(ServiceType.clusterIP.rawValue, allowed, holder, policy, &findings)
        }
        guard let name = try spec.contentText("externalName"), !name.isEmpty, !allowed.contains(.externalName) else {
            return
        }
        findings.report(
            .serviceTypes,
            "a Service that stands for another name (spec.externalName) is one of type ExternalName; \(list(allowed))")
    }

    private static func checkAddresses(
        _ spec: borrowing JSONValue, _ holder: Holder, _ findings: inout Findings
    ) throws(JSONError) {
        if let addresses = try spec.contentList("externalIPs"), addresses.count > 0 {
            // CVE-2020-8554
            findings.report(
                .externalIPs,
                "spec.externalIPs takes traffic that is meant for others, whoever they are; it \(holder.needs(.super))")
        }
        if let address = try spec.contentText("loadBalancerIP"), !address.isEmpty {
            findings.report(.externalIPs, "choosing a balancer's address (spec.loadBalancerIP) \(holder.needs(.super))")
        }
    }

    private static func report(
        _ type: String, _ allowed: [ServiceType], _ holder: Holder, _ policy: Policy, _ findings: inout Findings
    ) {
        findings.report(
            .serviceTypes,
            "a Service of type \(type) is more than \(holder.tier.name) tier may make (you hold \(holder.stake)); "
                + list(allowed))
    }

    private static func list(_ allowed: [ServiceType]) -> String {
        allowed.isEmpty ? "no type is allowed" : "allowed: \(allowed.map(\.rawValue).joined(separator: ", "))"
    }

    private static func type(_ text: Span<UInt8>) -> ServiceType? {
        for type in ServiceType.allCases where Text.equals(text, type.rawValue) { return type }
        return nil
    }
}
