// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What an apiserver asks about any verb, reads among them.
public struct SubjectAccessReview: ~Escapable {
    /// The version of the API; the reply must have the same.
    public enum Version: String, Sendable, CaseIterable {
        case v1, v1beta1
    }

    /// The version that was asked in.
    public let version: Version
    /// Who asks, by name.
    public let username: Span<UInt8>
    /// Who asks, by the identifier that authentication gave.
    public let userUID: Span<UInt8>
    /// Groups as authentication gave them, as old as the apiserver's cache.
    public let groups: JSONValue?
    /// What is asked for: `{namespace, verb, group, version, resource, subresource, name, …}`, or `{path, verb}`.
    public let attributes: JSONValue
    /// Whether it is a path that is asked for, not a resource.
    public let isPath: Bool

    /// Reads a document.
    @_lifetime(copy root)
    public init(_ root: borrowing JSONValue) throws(ReviewError) {
        try root.requireKind("SubjectAccessReview")
        guard let apiVersion = try root.field("apiVersion") else { throw .missingField }
        if apiVersion.equals("authorization.k8s.io/v1") {
            version = .v1
        } else if apiVersion.equals("authorization.k8s.io/v1beta1") {
            version = .v1beta1
        } else {
            throw .unknownVersion
        }
        guard let spec = try root.object("spec") else { throw .missingField }
        username = try spec.text("user")
        userUID = try spec.text("uid")
        groups = try spec.texts(version == .v1 ? "groups" : "group")
        let resource = try spec.object("resourceAttributes")
        let path = try spec.object("nonResourceAttributes")
        if let resource {
            guard path == nil else { throw .conflictingFields }
            try Self.checkSelector(resource, "fieldSelector")
            try Self.checkSelector(resource, "labelSelector")
            (attributes, isPath) = (resource, false)
        } else if let path {
            (attributes, isPath) = (path, true)
        } else {
            throw .missingField
        }
    }

    /// A raw selector is never parsed: parsers have differed (the class of CVE-2022-2880).
    ///
    /// Requirements only narrow a request, so that leaving them out of a decision is safe.
    private static func checkSelector(
        _ resource: borrowing JSONValue, _ key: StaticString
    ) throws(ReviewError) {
        guard let selector = try resource.object(key) else { return }
        let raw = try selector.text("rawSelector")
        let requirements = try selector.field("requirements")
        guard raw.isEmpty || requirements == nil else { throw .conflictingFields }
    }
}
