// SPDX-License-Identifier: Apache-2.0
import Crypto
import Reviews
import SealAuthN
import StakeRBAC
import Wire

/// A verb as an apiserver would ask the authorizer about it, before there is an object.
struct Wanted: Equatable {
    var verb: String
    var resource: String
    var group = ""
    var part = ""
    var namespace = ""
    var name = ""

    init(
        _ verb: String, _ resource: String, group: String = "", part: String = "", in namespace: String = Asked.home,
        named name: String = ""
    ) {
        self.verb = verb
        self.resource = resource
        self.group = group
        self.part = part
        self.namespace = namespace
        self.name = name
    }

    /// The review's body, as `user` with `groups` makes it be sent.
    func body(_ user: String, _ groups: [String]) -> String {
        let list = groups.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},"spec":{"#
            + #""resourceAttributes":{"namespace":"\#(namespace)","verb":"\#(verb)","group":"\#(group)","version":"v1","#
            + #""resource":"\#(resource)","subresource":"\#(part)","name":"\#(name)"},"#
            + #""user":"\#(user)","uid":"0x\#(Asked.owner.hex)","groups":[\#(list)]},"status":{"allowed":false}}"#
    }
}

extension Engine {
    /// What is said to the bytes of an AdmissionReview.
    func verdict(
        on body: String, by caller: Caller, _ circumstances: Circumstances = Asked.circumstances
    ) throws -> Verdict {
        let bytes = Array(body.utf8)
        var parser = try JSONParser(maximumBytes: 8 << 20)
        return try parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            return try admit(review, by: caller, circumstances)
        }
    }

    /// What is said to the bytes of a SubjectAccessReview.
    func opinion(
        on body: String, by caller: Caller, _ circumstances: Circumstances = Asked.circumstances
    ) throws -> Opinion {
        let bytes = Array(body.utf8)
        var parser = try JSONParser(maximumBytes: 8 << 20)
        return try parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try SubjectAccessReview(root)
            return try authorize(review, by: caller, circumstances)
        }
    }

    /// What is said to a write of somebody whose token was worth `claim` when it was reviewed.
    func verdict(_ asked: Asked, by identity: Identity, claiming claim: Tier? = nil) throws -> Verdict {
        try verdict(on: asked.body(identity.username, Self.groups(identity, claim)), by: .staker(identity))
    }

    /// What is said to a verb of somebody whose token was worth `claim` when it was reviewed.
    func opinion(_ wanted: Wanted, by identity: Identity, claiming claim: Tier? = nil) throws -> Opinion {
        try opinion(on: wanted.body(identity.username, Self.groups(identity, claim)), by: .staker(identity))
    }

    /// The groups that a token's review gave.
    private static func groups(_ identity: Identity, _ claim: Tier?) -> [String] {
        guard !identity.isLimited else { return ["seal:stakers", "seal:limited"] }
        return ["seal:stakers", "seal:\((claim ?? identity.tier).name)"]
    }
}
