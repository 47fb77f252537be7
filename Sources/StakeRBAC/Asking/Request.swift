// SPDX-License-Identifier: Apache-2.0
internal import Reviews
internal import Wire

/// What is asked for, in the engine's words, whichever review it came in; lent from it.
struct Request: ~Escapable {
    let verb: Verb
    let group: Span<UInt8>
    let resource: Span<UInt8>
    let part: Subresource
    /// The name, or what it will begin with where the apiserver has yet to make one; empty for many at once.
    let name: Span<UInt8>
    let namespace: Span<UInt8>
    /// What the engine knows of the resource; `nil` for nothing.
    let kind: Kind?
    /// What is to be; `nil` where nothing will be, and before there is an object.
    let object: JSONValue?
    /// What is; `nil` where nothing is.
    let oldObject: JSONValue?

    /// A write, as admission has it.
    @_lifetime(copy review)
    init(_ review: borrowing AdmissionReview, _ kinds: KindTable) throws(ReviewError) {
        verb =
            switch review.operation {
            case .create: .create
            case .update: .update
            case .delete: .delete
            case .connect: .connect
            }
        group = try review.resource.text("group")
        resource = try review.resource.text("resource")
        part = Subresource(review.subResource)
        namespace = review.namespace
        kind = kinds.kind(group: group, resource: resource)
        object = review.object
        oldObject = review.oldObject
        name = try Self.name(review)
    }

    /// Any verb, as authorization has it: there is no object yet.
    @_lifetime(copy review)
    init(_ review: borrowing SubjectAccessReview, _ kinds: KindTable) throws(ReviewError) {
        let attributes = review.attributes
        verb = Verb(try attributes.text("verb"))
        group = try attributes.text("group")
        resource = try attributes.text("resource")
        part = Subresource(try attributes.text("subresource"))
        name = try attributes.text("name")
        namespace = try attributes.text("namespace")
        kind = kinds.kind(group: group, resource: resource)
        object = nil
        oldObject = nil
    }

    /// A deletion of many has the name in the old object alone; a name that is made later has its beginning in the new one.
    @_lifetime(copy review)
    private static func name(_ review: borrowing AdmissionReview) throws(ReviewError) -> Span<UInt8> {
        guard review.name.isEmpty else { return review.name }
        let old = try review.effectiveName
        guard old.isEmpty, let object = review.object, let metadata = try object.object("metadata") else { return old }
        let name = try metadata.text("name")
        return name.isEmpty ? try metadata.text("generateName") : name
    }

    /// Whether it is about the resource under this name and no part of it.
    func isAbout(_ group: StaticString, _ resource: StaticString) -> Bool {
        Text.equals(self.resource, resource) && Text.equals(self.group, group)
    }

    /// The resource as people write it: `deployments.apps/scale`.
    var shownResource: String {
        let name = Text.shown(resource) + (group.isEmpty ? "" : "." + Text.shown(group))
        switch part {
        case .none: return name
        case .unknown: return name + "/..."
        default: return name + "/" + part.rawValue
        }
    }

    /// The namespace that it happens in; empty for what is changed in the cluster.
    ///
    /// Reviews of a Namespace object name the object as its own namespace: it is looked at from inside, and changed from outside.
    var place: Span<UInt8> {
        @_lifetime(copy self)
        get {
            guard isWrite, let kind, !kind.isNamespaced else { return namespace }
            return namespace.extracting(0..<0)
        }
    }

    /// Whether something is changed, or a stream opened by which it could be.
    var isWrite: Bool { !verb.isRead || part.isStream }
}
