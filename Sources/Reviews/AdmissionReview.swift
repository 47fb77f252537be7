// SPDX-License-Identifier: Apache-2.0
public import Wire

/// What an apiserver asks about a write, before it happens.
public struct AdmissionReview: ~Escapable {
    /// What is to be done.
    public enum Operation: String, Sendable, CaseIterable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// The round trip's own name: the reply must echo it byte for byte.
    public let uid: Span<UInt8>
    /// What is to be done.
    public let operation: Operation
    /// `{group, version, resource}` as the webhook is registered for.
    public let resource: JSONValue
    /// `{group, version, kind}` of the object.
    public let kind: JSONValue
    /// `scale`, `exec` and so on; empty for the resource itself.
    public let subResource: Span<UInt8>
    /// The object's name; empty where a list is deleted or the name is not yet made: see ``effectiveName``.
    public let name: Span<UInt8>
    /// Empty for what belongs to the cluster.
    public let namespace: Span<UInt8>
    /// Who asks, by name; the only thing besides `userUID` that a decision may rest on.
    public let username: Span<UInt8>
    /// Who asks, by the identifier that authentication gave.
    public let userUID: Span<UInt8>
    /// Groups as authentication gave them, as old as the apiserver's cache.
    public let groups: JSONValue?
    /// What is to be; `nil` for a deletion.
    public let object: JSONValue?
    /// What is; `nil` for a creation.
    public let oldObject: JSONValue?
    /// The operation's options.
    public let options: JSONValue?
    /// Whether nothing will be stored.
    public let isDryRun: Bool

    /// Reads a document.
    @_lifetime(copy root)
    public init(_ root: borrowing JSONValue) throws(ReviewError) {
        try root.requireKind("AdmissionReview")
        guard let apiVersion = try root.field("apiVersion") else { throw .missingField }
        guard apiVersion.equals("admission.k8s.io/v1") else { throw .unknownVersion }
        guard let request = try root.object("request") else { throw .missingField }
        uid = try request.text("uid")
        guard !uid.isEmpty else { throw .missingField }
        operation = try Self.operation(request)
        guard let resource = try request.object("resource"), let kind = try request.object("kind"),
            let user = try request.object("userInfo")
        else { throw .missingField }
        self.resource = resource
        self.kind = kind
        subResource = try request.text("subResource")
        name = try request.text("name")
        namespace = try request.text("namespace")
        username = try user.text("username")
        userUID = try user.text("uid")
        groups = try user.texts("groups")
        object = try request.object("object")
        oldObject = try request.object("oldObject")
        options = try request.object("options")
        let dryRun = try request.field("dryRun")
        guard let dryRun else {
            isDryRun = false
            return
        }
        guard let flag = dryRun.bool else { throw .wrongType }
        isDryRun = flag
    }

    private static func operation(_ request: borrowing JSONValue) throws(ReviewError) -> Operation {
        guard let value = try request.field("operation") else { throw .missingField }
        guard value.kind == .string else { throw .wrongType }
        if value.equals("CREATE") { return .create }
        if value.equals("UPDATE") { return .update }
        if value.equals("DELETE") { return .delete }
        if value.equals("CONNECT") { return .connect }
        throw .unknownOperation
    }

    /// The name, also where the apiserver leaves it out: each deletion of a list says it in the old object only.
    public var effectiveName: Span<UInt8> {
        @_lifetime(copy self)
        get throws(ReviewError) {
            guard name.isEmpty, operation == .delete, let oldObject, let metadata = try oldObject.object("metadata")
            else { return name }
            return try metadata.text("name")
        }
    }
}
