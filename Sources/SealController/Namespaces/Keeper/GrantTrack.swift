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
    /// Whether somebody's stake was lost since it was last found to be as it should.
    private(set) var isUrgent = false
    private var lost: Set<Address> = []

    init(_ namespace: String) { self.namespace = namespace }

    /// Takes what the chain says of one of its owners: a stake that is lost waits for nothing that has failed before.
    mutating func hear(_ verdict: HomeVerdict, of owner: Address) {
        if verdict.standing != nil { lost.remove(owner) }
        guard verdict.isLoss, lost.insert(owner).inserted, binding != nil || isBusy else { return }
        (isUrgent, notBefore, failures) = (true, nil, 0)
    }

    /// Takes a binding of ours as the watch tells of it: one that is there again waits for nothing.
    mutating func see(_ view: ManagedView) {
        if binding == nil { (notBefore, isUrgent) = (nil, !lost.isEmpty) }
        learn(view)
    }

    /// Takes a binding as it is known to be.
    mutating func learn(_ view: ManagedView) {
        if binding?.see(view) == nil { binding = PartTrack(view) }
    }

    /// All bindings were listed anew: one that is older than what was known is what there is; gives whether it was.
    mutating func relist() -> Bool {
        guard let view = binding?.older else { return false }
        binding = PartTrack(view)
        return true
    }

    /// What to do, or `nil` where all is as it should be; `entitled` are those of the owners whose stake is good.
    mutating func step(_ entitled: [Address], hasNamespace: Bool) -> HomeAction? {
        let wanted = NamespacePlan.grant(in: namespace, to: entitled)
        guard var binding else {
            isUrgent = false
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
        isUrgent = isUrgent && !agrees
        return agrees ? nil : .apply(.owner, wanted, uid: binding.uid, resourceVersion: nil)
    }
}
