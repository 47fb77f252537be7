// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Reviews
internal import SealAuthN

/// Whose stake a request is to be judged by: read from user name and uid, and from nothing else that came with it.
///
/// Groups and extra fields are as old as the apiserver's cache, and another authenticator could have made them up.
public enum Claimant: Sendable, Equatable {
    /// Nobody's: the request passes.
    case nobody
    /// A name of ours in a form that we never give out.
    case impostor
    /// A staker, by a seal or by an address alone.
    case staker(owner: Bytes32, uid: Bytes32)
    /// A service account of an address' home namespace.
    case homeAccount(of: Bytes32)
    /// A service account of a namespace that the policy has given to these addresses.
    case grantedAccount(of: [Bytes32])
    /// A machine that is about to make its own Node object, and is none of the operator's trusted ones.
    case node(named: String)

    /// Whose it is by name; `policy` knows whom namespaces were given to.
    public init(username: Span<UInt8>, uid: Span<UInt8>, _ policy: borrowing Policy) {
        if IdentityText.isOurs(username) {
            guard let owner = IdentityText.owner(username), let uid = IdentityText.uid(uid) else {
                self = .impostor
                return
            }
            self = .staker(owner: owner, uid: uid)
        } else if let namespace = AccountName.namespace(of: username) {
            if let owner = HomeNamespace.owner(of: namespace) {
                self = .homeAccount(of: owner)
            } else if HomeNamespace.isReserved(namespace) {
                // Nobody's home, and yet by its name one: such an account is nobody's who could answer for it.
                self = .impostor
            } else {
                let owners = policy.namespaces.owners(of: namespace)
                self = owners.isEmpty ? .nobody : .grantedAccount(of: owners)
            }
        } else {
            self = .nobody
        }
    }

    /// Whose an admission is: a machine counts only where it makes a Node object.
    public init(_ review: borrowing AdmissionReview, _ policy: borrowing Policy) throws(ReviewError) {
        self.init(username: review.username, uid: review.userUID, policy)
        guard self == .nobody, review.operation == .create, let name = NodeName.name(of: review.username) else {
            return
        }
        let resource = try review.resource.text("resource")
        guard Text.equals(resource, "nodes"), review.subResource.isEmpty, try review.resource.text("group").isEmpty
        else { return }
        guard !policy.nodes.isTrusted(name) else { return }
        self = .node(named: Text.string(name))
    }
}

/// Names of service accounts as apiservers give them out: `system:serviceaccount:<namespace>:<name>`.
enum AccountName {
    private static let prefix: StaticString = "system:serviceaccount:"

    /// The namespace in the name of a service account; `nil` if it is no such name.
    @_lifetime(copy username)
    static func namespace(of username: Span<UInt8>) -> Span<UInt8>? {
        guard let rest = Text.rest(of: username, after: prefix) else { return nil }
        for index in rest.indices where rest[index] == UInt8(ascii: ":") { return rest.extracting(0..<index) }
        return nil
    }
}

/// Names of machines: `system:node:<name>`.
enum NodeName {
    private static let prefix: StaticString = "system:node:"

    @_lifetime(copy username)
    static func name(of username: Span<UInt8>) -> Span<UInt8>? { Text.rest(of: username, after: prefix) }
}
