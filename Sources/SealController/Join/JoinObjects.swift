// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient
internal import SuiLedger
internal import WorkerProtocol

/// What joins read and write in the cluster: node passwords, join tokens, and whether a Node is there.
///
/// Each call waits: on a thread of one's own.
struct JoinObjects: Sendable {
    /// Where k3s looks for both kinds of Secret.
    static let namespace = "kube-system"
    /// How many objects of a list are asked for at once.
    static let page = 250
    /// How many pages are looked through: more tokens than that nobody hands out in ten minutes.
    static let pages = 40

    private let door: any KubeDoor

    /// Through this door.
    init(_ door: any KubeDoor) { self.door = door }

    /// A Node; `nil` if there is none.
    func node(_ name: String) throws(JoinRefusal) -> NodeSight? {
        guard let body = try found(.get(.nodes, name)) else { return nil }
        guard let sight = NodeSight(json: body.span) else { throw .clusterUnavailable }
        return sight
    }

    /// Under whose password a node is known; `nil` if k3s does not know it.
    func password(of node: String) throws(JoinRefusal) -> PasswordSecret? {
        guard let body = try found(.get(.secrets, PasswordSecret.name(of: node), in: Self.namespace)) else {
            return nil
        }
        guard let secret = PasswordSecret(json: body.span) else { throw .clusterUnavailable }
        return secret
    }

    /// Has k3s know a node by a password; false if it knows it already.
    func keep(_ hash: NodePasswordHash, of node: String, owner: Address) throws(JoinRefusal) -> Bool {
        try created(.create(.secrets, PasswordSecret.body(hash, of: node, owner: owner), in: Self.namespace))
    }

    /// Takes a node's password away, if it is still this one.
    func forget(_ secret: PasswordSecret, of node: String) throws(JoinRefusal) {
        try delete(PasswordSecret.name(of: node), uid: secret.uid)
    }

    /// The join tokens that were made here: an owner's, or all.
    func tokens(of owner: Address? = nil) throws(JoinRefusal) -> [TokenSecret] {
        var labels: [KubeLabelTerm] = [
            .equals("\(ObjectLabels.managedBy)", "\(ObjectLabels.manager)"), .exists("\(TokenSecret.nodeLabel)"),
        ]
        if let owner { labels.append(.equals("\(OwnerLabel.key)", OwnerLabel.value(of: owner))) }
        var (tokens, next): ([TokenSecret], String?) = ([], nil)
        for _ in 0..<Self.pages {
            let reply: KubeReply
            let call = KubeCall.list(
                .secrets, in: Self.namespace, labels: labels, limit: Self.page, continue: next)
            do throws(KubeError) { reply = try door.perform(call) } catch { throw .clusterUnavailable }
            guard let part = TokenSecretPage(json: reply.body.span) else { throw .clusterUnavailable }
            tokens += part.tokens
            next = part.next
            if next == nil { return tokens }
        }
        throw .clusterUnavailable
    }

    /// Has Kubernetes take a token until it expires; false if there is one of this id.
    func open(
        _ token: JoinToken, node: String, owner: Address, expires: WallTime
    ) throws(JoinRefusal) -> Bool {
        let body = TokenSecret.body(token, node: node, owner: owner, expires: expires)
        return try created(.create(.secrets, body, in: Self.namespace))
    }

    /// Ends a token; one that has ended already is no fault.
    func close(_ token: TokenSecret) throws(JoinRefusal) { try delete(token.name, uid: token.uid) }

    private func found(_ call: KubeCall) throws(JoinRefusal) -> [UInt8]? {
        do throws(KubeError) { return try door.perform(call).body } catch {
            guard error.code == .notFound else { throw .clusterUnavailable }
            return nil
        }
    }

    private func created(_ call: KubeCall) throws(JoinRefusal) -> Bool {
        do throws(KubeError) {
            _ = try door.perform(call)
            return true
        } catch {
            guard error.code == .alreadyExists else { throw .clusterUnavailable }
            return false
        }
    }

    private func delete(_ name: String, uid: String) throws(JoinRefusal) {
        do throws(KubeError) {
            _ = try door.perform(.delete(.secrets, name, in: Self.namespace, uid: uid))
        } catch {
            // Gone, or another one by now: what was to go is gone.
            guard error.code == .notFound || error.code == .conflict else { throw .clusterUnavailable }
        }
    }
}
