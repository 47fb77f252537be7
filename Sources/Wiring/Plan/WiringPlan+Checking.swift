// SPDX-License-Identifier: Apache-2.0
public import Configuration

extension WiringPlan {
    /// Everything that is wrong with it.
    public var problems: [Problem] {
        let wrong = Self.fields.flatMap { field in
            field.refusals(self).map { Problem($0.code, at: .none, key: field.name, $0.reason) }
        }
        return wrong + sourceProblems + placeProblems + policyProblems
    }

    /// Who decides: a chain or a file, and what belongs to each.
    private var sourceProblems: [Problem] {
        var problems: [Problem] = []
        func report(_ code: Problem.Code, _ key: String, _ reason: String) {
            problems.append(Problem(code, at: .none, key: key, reason))
        }
        switch (clusterFile, ledgerFile) {
        case (nil, nil): report(.missing, "clusterFile", "is required: the cluster whose stakes decide")
        case (_?, _?): report(.conflict, "ledgerFile", "means nothing beside clusterFile: leave one of them out")
        default: break
        }
        if clusterFile == nil {
            let others = [
                ("chainNodes", !chainNodes.isEmpty), ("nodeCredentialsFile", nodeCredentialsFile != nil),
                ("quorum", quorum != nil), ("devLedger", isDevLedger),
            ]
            for (key, isThere) in others where isThere { report(.conflict, key, "means nothing without clusterFile") }
        }
        if nodeCredentialsFile != nil, chainNodes.isEmpty {
            report(.conflict, "nodeCredentialsFile", "needs chainNodes: it goes to the nodes named there alone")
        }
        return problems
    }

    /// What cannot be where it is to be.
    private var placeProblems: [Problem] {
        var problems: [Problem] = []
        if listenPort == opsPort {
            problems.append(
                Problem(.conflict, at: .none, key: "opsPort", "is where the apiserver asks: choose another"))
        }
        let files = [
            ("clusterFile", clusterFile), ("nodeCredentialsFile", nodeCredentialsFile), ("ledgerFile", ledgerFile),
            ("policyFile", policyFile),
        ]
        for (key, path) in files {
            guard let path, ["/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/"].contains(where: path.hasPrefix)
            else { continue }
            problems.append(
                Problem(
                    .conflict, at: .none, key: key, "is where the server's unit does not let it look: use \(folder)"))
        }
        if allTrustedNodes.isEmpty {
            problems.append(
                Problem(
                    .missing, at: .none, key: "trustedNodes",
                    "is required: without the names of the servers' own Nodes a cluster could not start while we are down"
                ))
        }
        return problems
    }

    /// What the policy says that cannot be said to an apiserver.
    private var policyProblems: [Problem] {
        guard let policy else {
            guard policyFile != nil else { return [] }
            return [Problem(.missing, at: .none, key: "policyFile", "has to be read before anything is made of it")]
        }
        let names =
            policy.trustedNodes.map { ("nodes.trusted", Names.isSubdomain($0)) }
            + policy.grantedNamespaces.map { ("namespaces.grants", Names.isLabel($0)) }
            + policy.resourceGroups.map { ("resourceGroups", Names.isSubdomain($0)) }
        return names.filter { !$0.1 }.map { key, _ in
            Problem(.invalidValue, at: .none, key: "policy.\(key)", "holds what is no name")
        }
    }
}
