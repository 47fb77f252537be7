// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// The rights in a namespace that is nobody's home and was given to somebody.
struct GrantTrack {
    /// How long a binding that others made under our name is left alone before it is asked for again.
    static let foreignWait = Duration.seconds(3600)

    let namespace: String
    /// The binding, where there is one of ours.
    var binding: PartTrack?
    /// Those whom the policy gives it to.
    var owners: [Address] = []
    var isBusy = false
    var failures = 0
    var notBefore: Monotonic?

    init(_ namespace: String) { self.namespace = namespace }

    /// What to do, or `nil` where all is as it should be; `entitled` are those of the owners whose stake is good.
    mutating func step(_ entitled: [Address], hasNamespace: Bool) -> HomeAction? {
        let wanted = NamespacePlan.grant(in: namespace, to: entitled)
        guard var binding else {
            return hasNamespace && !entitled.isEmpty ? .create(.owner, wanted) : nil
        }
        let agrees = binding.agrees(with: wanted)
        self.binding = binding
        guard !owners.isEmpty, !binding.isMisbound else {
            return .remove(
                ManagedView(
                    kind: .roleBindings, namespace: namespace, name: wanted.name, uid: binding.uid,
                    resourceVersion: binding.resourceVersion, content: .object([:])))
        }
        return agrees ? nil : .apply(.owner, wanted, uid: binding.uid, resourceVersion: nil)
    }
}
