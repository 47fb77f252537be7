// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import KubeClient

/// One change of one object as its submitter, with nothing left to look up.
struct ObjectChange: Hashable, Sendable {
    /// What is to be done.
    enum Deed: Hashable, Sendable {
        /// The object is to have this, and be made if there is none.
        case apply(JSONTree)
        /// It is to have so many replicas.
        case scale(Int)
        /// It is to be changed by this (RFC 7386).
        case patch(JSONTree)
        /// It is to go.
        case delete
    }

    /// Who owns the fields that requests write.
    static let manager = "k3s-daas-request"
    /// How long one call may take: what is under way when the lead is lost is over before another acts.
    static let callTimeout = Duration.seconds(5)

    /// Which request it is.
    let request: UInt64
    /// What objects say of requests.
    let mark: RequestMark
    let deed: Deed
    let resource: KubeResource
    let namespace: String?
    let name: String
    let identity: RequestIdentity
    /// When it was assigned, by the chain's clock; `nil` while no event has said so.
    let assigned: WallTime?
    /// Whether another than this controller, or it before it crashed, may have begun.
    let isResumed: Bool
    /// Whether the document is on chain anyway, so that the apiserver's words about it may be told.
    let isPublic: Bool

    /// Reads the object.
    var read: KubeCall { asSubmitter(.get(resource, name, in: namespace)) }

    /// Writes it; `view` is the object as it was read, and nothing is done to another.
    func write(_ view: ObjectView?) -> KubeCall {
        switch deed {
        case .apply(let manifest):
            return asSubmitter(
                .apply(
                    resource, name, marked(manifest, view).json, in: namespace, manager: Self.manager, force: true))
        case .patch(let patch):
            return asSubmitter(
                .patch(.merge, resource, name, marked(patch, view).json, in: namespace, manager: Self.manager)
                    .repeatable())
        case .scale(let replicas):
            let patch = JSONTree.object(("spec", .object(("replicas", .number("\(replicas)")))))
            return asSubmitter(
                .patch(.merge, resource, name, marked(patch, view).json, in: namespace, manager: Self.manager)
                    .repeatable())
        case .delete:
            return asSubmitter(
                .delete(
                    resource, name, in: namespace, uid: view?.uid, resourceVersion: view?.resourceVersion,
                    propagation: .background))
        }
    }

    /// The document with which request it is, and which object it is for: the one that was read, or none at all.
    private func marked(_ document: JSONTree, _ view: ObjectView?) -> JSONTree {
        var document = document
        var metadata = document["metadata"] ?? .object([])
        var annotations = metadata["annotations"] ?? .object([])
        if !annotations.isObject { annotations = .object([]) }
        annotations[RequestMark.annotation] = .text(mark.text(request))
        metadata["annotations"] = annotations
        metadata["uid"] = view.map { .text($0.uid) }
        // No object ever has this version: an apiserver makes one where there is none, and refuses where there is one.
        metadata["resourceVersion"] = .text(view?.resourceVersion ?? "1")
        document["metadata"] = metadata
        return document
    }

    private func asSubmitter(_ call: KubeCall) -> KubeCall {
        call.impersonating(identity.user, groups: identity.groups, uid: identity.uid).tellingWhy()
            .timeout(Self.callTimeout)
    }
}
