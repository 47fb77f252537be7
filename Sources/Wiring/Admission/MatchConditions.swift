// SPDX-License-Identifier: Apache-2.0

/// Whom the apiserver asks us about: conditions in CEL, so that nobody else ever depends on us.
struct MatchConditions {
    /// The start of the name of everybody with a stake.
    static let stakers = "sui:"
    /// The start of the name of every service account of a home namespace.
    static let homeAccounts = "system:serviceaccount:seal-"

    let plan: WiringPlan

    /// Which changes: those of stakers and their service accounts, and Nodes that are not the operator's.
    func admission() throws(WiringRefusal) -> String {
        let user = "request.userInfo.username"
        let machines =
            try [
                "\(user).startsWith('system:node:')", "request.operation == 'CREATE'", "request.resource.group == ''",
                "request.resource.resource == 'nodes'",
            ] + operatorsMachines(user)
        return (try stakers(user) + ["(\(machines.joined(separator: " && ")))"]).joined(separator: " || ")
    }

    /// Which requests of any kind: those of stakers and their service accounts, and of stakers' machines where there are any.
    func authorization() throws(WiringRefusal) -> String {
        let user = "request.user"
        var parts = try stakers(user)
        if plan.hasWorkers {
            let machines = try ["\(user).startsWith('system:node:')"] + operatorsMachines(user)
            parts.append("(\(machines.joined(separator: " && ")))")
        }
        return parts.joined(separator: " || ")
    }

    private func stakers(_ user: String) throws(WiringRefusal) -> [String] {
        var parts = ["\(user).startsWith('\(Self.stakers)')", "\(user).startsWith('\(Self.homeAccounts)')"]
        for namespace in plan.grantedNamespaces {
            parts.append("\(user).startsWith(\(try Self.quoted("system:serviceaccount:\(namespace):")))")
        }
        return parts
    }

    private func operatorsMachines(_ user: String) throws(WiringRefusal) -> [String] {
        var names: [String] = []
        for name in plan.allTrustedNodes { names.append(try Self.quoted("system:node:\(name)")) }
        return names.isEmpty ? [] : ["!(\(user) in [\(names.joined(separator: ", "))])"]
    }

    /// A text in CEL; what could end it early, or mean something in it, is refused.
    static func quoted(_ text: String) throws(WiringRefusal) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || ":.-".utf8.contains($0)
        }
        guard isPlain else { throw .rendered("a condition", "a name holds what no name can hold") }
        return "'\(text)'"
    }
}
