// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What a role may give; the same for all tiers, for what outlives a stake or gives more than it is no tier's to give.
enum RoleRules {
    /// Reports rights that no stake has, and roles that are not a staker's to write.
    static func check(_ request: borrowing Request, _ findings: inout Findings) throws(JSONError) {
        try checkNames(request, &findings)
        guard request.verb != .delete else { return }
        try checkAggregation(request, &findings)
        guard try !request.leaves("rules"), let rules = try request.newState().contentList("rules") else { return }
        var walk = rules.children
        while walk.advance() {
            guard let rule = walk.value, rule.kind == .object else { throw .wrongType }
            try check(rule, &findings)
        }
    }

    private static func checkNames(_ request: borrowing Request, _ findings: inout Findings) throws(JSONError) {
        if try ReservedNames.has(request) {
            findings.report(
                .roles,
                "roles named \"seal:\", \"system:\" or \"k3s\" and so on are the system's: no tier may write "
                    + "\"\(Text.shown(request.name))\"")
        } else if let labels = try request.oldMap("labels"), try labels.member("kubernetes.io/bootstrapping") != nil {
            findings.report(
                .roles, "\"\(Text.shown(request.name))\" is one of the apiserver's own roles: no tier may write it")
        }
    }

    /// Aggregated roles grow by the labels of others: rights would come together that nobody has looked at.
    private static func checkAggregation(
        _ request: borrowing Request, _ findings: inout Findings
    ) throws(JSONError) {
        if try request.newState().content("aggregationRule") != nil, try !request.leaves("aggregationRule") {
            findings.report(.roles, "a role may not gather the rules of others (aggregationRule): write its rules out")
        }
        let (new, old) = (try request.newMap("labels"), try request.oldMap("labels"))
        let key = MemberChange.added(
            to: new, since: old, where: { Text.hasPrefix($0, "rbac.authorization.k8s.io/aggregate-to-") })
        guard let key else { return }
        findings.report(.roles, "the label \"\(key)\" would put this role's rules into a role of the system")
    }

    private static func check(_ rule: borrowing JSONValue, _ findings: inout Findings) throws(JSONError) {
        if let verb = try RoleRight.first(in: rule, "verbs", where: RoleRight.isTooMuch(verb:)) {
            findings.report(
                .roles,
                "a role may not give the verb \"\(verb)\"; name the verbs, of which no stake gives bind, escalate, "
                    + "impersonate, approve, sign and attest")
        }
        if let group = try RoleRight.first(in: rule, "apiGroups", where: RoleRight.isTooMuch(group:)) {
            findings.report(.roles, "a role may not give the API group \"\(group)\"; name the groups that are meant")
        }
        if let resource = try RoleRight.first(in: rule, "resources", where: RoleRight.isTooMuch(resource:)) {
            findings.report(
                .roles,
                "a role may not give the resource \"\(resource)\"; name the resources that are meant, "
                    + "without keys to the cluster")
        }
        if let path = try RoleRight.first(in: rule, "nonResourceURLs", where: RoleRight.hasStar) {
            findings.report(.roles, "a role may not give the paths \"\(path)\"; name each path")
        }
    }
}
