// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import Wire

/// Who may make a Node object: a machine whose owner has put stake down for exactly this name, and which nothing comes to that does not
/// tolerate machines of stakers.
enum NodeRegistration {
    /// Where `stake-worker` tells k3s how the machine is to look.
    private static let file = "/etc/rancher/k3s/config.yaml.d/50-stake.yaml"

    /// What is to be said of a machine that names itself `username`.
    static func verdict(
        _ request: borrowing Request, _ username: Span<UInt8>, _ standing: NodeStanding, _ policy: Policy
    ) -> Verdict {
        var verdict = Verdict()
        if case .refused(let reason) = standing {
            verdict.denials = [Finding(.nodeRegistration, "this machine may not join: \(reason.reason)")]
            return verdict
        }
        do throws(JSONError) {
            verdict.denials = try faults(request, username, policy).map { Finding(.nodeRegistration, $0) }
        } catch {
            verdict.denials = [
                Finding(
                    .unreadable, "the object cannot be judged: a field that decides stands twice or is of another type")
            ]
        }
        return verdict
    }

    private static func faults(
        _ request: borrowing Request, _ username: Span<UInt8>, _ policy: Policy
    ) throws(JSONError) -> [String] {
        var faults: [String] = []
        let object = try request.newState()
        guard let metadata = try object.contentObject("metadata") else { throw .wrongType }
        if try !isOwn(request, metadata, username) {
            faults.append(
                "a machine registers itself and no other: \"\(Text.shown(username))\" may not make the Node "
                    + "\"\(Text.shown(request.name))\" (node-name in \(file))")
        }
        if try !hasTaint(object) {
            faults.append(
                "the taint \(NodePolicy.taint)=:NoSchedule is missing: add `node-taint: [\"\(NodePolicy.taint)=:NoSchedule\"]` "
                    + "to \(file) (or --node-taint)")
        }
        if let labels = try metadata.contentObject("labels"), let text = foreign(labels, policy) { faults.append(text) }
        if try hasAddresses(object) {
            faults.append(
                "a machine says which addresses its pods have, which is the cluster's to say, or they could be another's: "
                    + "leave spec.podCIDR and spec.podCIDRs out (no --pod-cidr for the kubelet)")
        }
        return faults
    }

    /// Whether name, object and user agree on which machine it is.
    private static func isOwn(
        _ request: borrowing Request, _ metadata: borrowing JSONValue, _ username: Span<UInt8>
    ) throws(JSONError) -> Bool {
        guard let own = NodeName.name(of: username), !own.isEmpty, let name = try metadata.contentText("name") else {
            return false
        }
        return Text.equals(name, own) && Text.equals(request.name, own)
    }

    private static func hasTaint(_ object: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let taints = try object.contentObject("spec")?.contentList("taints") else { return false }
        var isThere = false
        var walk = taints.children
        while walk.advance() {
            guard let taint = walk.value, taint.kind == .object else { throw .wrongType }
            guard let key = try taint.contentText("key"), let effect = try taint.contentText("effect") else { continue }
            if Text.equals(key, NodePolicy.taint), Text.equals(effect, "NoSchedule") { isThere = true }
        }
        return isThere
    }

    /// Whether a machine wants a range of addresses: two Nodes may have the same, and then one gets what is sent to the other's pods.
    private static func hasAddresses(_ object: borrowing JSONValue) throws(JSONError) -> Bool {
        guard let spec = try object.contentObject("spec") else { return false }
        if let range = try spec.contentText("podCIDR"), !range.isEmpty { return true }
        return try (spec.contentList("podCIDRs")?.count ?? 0) > 0
    }

    /// The labels that a machine may not give itself, in one sentence; `nil` for none.
    private static func foreign(_ labels: borrowing JSONValue, _ policy: Policy) -> String? {
        let shown = 4
        var (names, count) = ([String](), 0)
        var walk = labels.children
        while walk.advance() {
            guard !policy.nodes.isAllowed(label: walk.key) else { continue }
            count += 1
            if names.count < shown { names.append("\"\(Text.shown(walk.key))\"") }
        }
        guard count > 0 else { return nil }
        let more = count > names.count ? " and \(count - names.count) more" : ""
        return "the labels \(names.joined(separator: ", "))\(more) are not among those that a machine may give itself: "
            + "take them out of node-label in \(file) (or --node-label), or ask the operator to allow them"
    }
}
