// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Crypto
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger
internal import Wiring

/// What is to be applied in a cluster.
enum WireTexts {
    private static let owners = Setting(
        "owner", key: "", group: "Namespace", ValueKind<Address>.address.list(atMost: 64), fallback: [],
        isFlagOnly: true, "An address that the namespace belongs to; a home's is known by its name.")

    static let roles = Command(
        words: ["wire", "roles"], summary: "Prints the ClusterRoles of the tiers and their bindings, to be applied.",
        operands: [Operand("FILE", "a policy; without it, what is built in", isOptional: true)]
    ) { invocation throws(CommandFailure) in
        let share = PolicyShare(try PolicyCommands.load(invocation.operands.first, invocation))
        do throws(WiringRefusal) { return script(try TierRoles.manifests(share)) } catch { throw CommandFailure(error) }
    }

    static let namespace = Command(
        words: ["wire", "namespace"],
        summary: "Prints a namespace with the bindings by which its owners and admins have their rights in it.",
        operands: [Operand("NAME", "the namespace: a home, seal-…, or one that the policy grants")],
        settings: [owners],
        details: """
            RBAC cannot say "all but the system's": developers are given their rights in each namespace of their own, and admins
            the reading of Secrets in each namespace that is not the system's. What they may do there is decided by the stake
            that they have then.
            """
    ) { invocation throws(CommandFailure) in
        let name = invocation.operands[0]
        let given = try invocation(owners).map { "0x\($0.raw.hex)" }
        guard let home = HomeNamespace.owner(of: name.utf8Span.span) else {
            return try namespace(name, given)
        }
        guard given.isEmpty else {
            throw CommandFailure("--owner: \(name) is the home of 0x\(home.hex), and nobody else's", .usage)
        }
        return try namespace(name, ["0x\(home.hex)"])
    }

    private static func namespace(_ name: String, _ owners: [String]) throws(CommandFailure) -> Report {
        guard !HomeNamespace.isReserved(name.utf8Span.span) || !owners.isEmpty else {
            throw CommandFailure("\(name) begins with seal- and is no address's home", .configuration)
        }
        guard !NamespacePolicy().isProtected(name.utf8Span.span) else {
            throw CommandFailure("\(name) is the system's: no stake has rights in it but a super's", .refused)
        }
        do throws(WiringRefusal) {
            return script(try TierRoles.manifests(namespace: name, owners: owners))
        } catch { throw CommandFailure(error) }
    }

    private static func script(_ documents: [String]) -> Report {
        .script(documents.map { "---\n" + $0 }.joined())
    }
}
