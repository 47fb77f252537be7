// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import Reviews
import SealAuthN
import StakeRBAC
import Wire

/// A write as an apiserver would ask about it, and what the engine says to it.
///
///     let rules = try Asked(.create, "services", object: #"{"spec":{"type":"NodePort"}}"#).denials(.developer)
struct Asked {
    /// What is to be done.
    enum Operation: String, CaseIterable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        case connect = "CONNECT"
    }

    /// The address that asks: the bytes 0 to 31.
    static let owner: Bytes32 = {
        let bytes = Array(0..<32 as Range<UInt8>)
        return Bytes32(bytes.span) ?? Bytes32()
    }()
    /// Its home namespace.
    // python3 -c "import base64; print('seal-' + base64.b32encode(bytes(range(32))).decode().lower().rstrip('='))"
    static let home = "seal-aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq"
    /// Somebody else's home: that of the address with 32 zeros.
    static let othersHome = "seal-" + String(repeating: "a", count: 52)
    /// What there is unless a test says otherwise: tiers at the contracts' first prices.
    static let circumstances = Circumstances(now: WallTime(seconds: 1_800_000_000))

    var operation: Operation
    var resource: String
    var group: String
    var part: String
    var namespace: String
    var name: String
    /// What is to be, as JSON; where it is `nil`, an empty object if the operation makes something.
    var object: String?
    /// What is, as JSON; where it is `nil`, an empty object if the operation finds something.
    var old: String?
    /// The user's name; of the caller's own making where it is `nil`.
    var username: String?

    init(
        _ operation: Operation, _ resource: String, group: String = "", part: String = "",
        in namespace: String = Asked.home, named name: String = "thing", object: String? = nil, old: String? = nil,
        username: String? = nil
    ) {
        self.operation = operation
        self.resource = resource
        self.group = group
        self.part = part
        self.namespace = namespace
        self.name = name
        self.object = object
        self.old = old
        self.username = username
    }

    /// A staker with just the stake of a tier, or with that many MIST.
    static func staker(_ tier: Tier, holding stake: UInt64? = nil) -> Identity {
        Identity(owner: owner, seal: nil, tier: tier, stake: stake ?? Circumstances.firstPrices[tier])
    }

    /// The review's body, as `user` with `groups` makes it be sent.
    func body(_ user: String, _ groups: [String]) -> String {
        let object = self.object ?? (operation == .create || operation == .update ? "{}" : "null")
        let old = self.old ?? (operation == .update || operation == .delete ? "{}" : "null")
        let list = groups.map { #""\#($0)""# }.joined(separator: ",")
        return #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","#
            + #""kind":{"group":"\#(group)","version":"v1","kind":"Thing"},"#
            + #""resource":{"group":"\#(group)","version":"v1","resource":"\#(resource)"},"subResource":"\#(part)","#
            + #""name":"\#(name)","namespace":"\#(namespace)","operation":"\#(operation.rawValue)","#
            + #""userInfo":{"username":"\#(username ?? user)","uid":"0x\#(Self.owner.hex)","groups":[\#(list)]},"#
            + #""object":\#(object),"oldObject":\#(old),"dryRun":false,"options":null}}"#
    }

    /// What the engine says to it.
    func verdict(
        by caller: Caller, groups: [String], _ policy: Policy = Policy(),
        _ circumstances: Circumstances = Asked.circumstances
    ) throws -> Verdict {
        let user =
            switch caller {
            case .staker(let identity): identity.username
            case .serviceAccount: "system:serviceaccount:\(Self.home):default"
            case .node: "system:node:\(name)"
            case .dead: "sui:0x\(Self.owner.hex)"
            case .notOurs: "kubernetes-admin"
            }
        let bytes = Array(body(user, groups).utf8)
        var parser = try JSONParser(maximumBytes: 1 << 20)
        let engine = Engine(policy)
        return try parser.withDocument(bytes.span) { root throws(ReviewError) in
            let review = try AdmissionReview(root)
            return try engine.admit(review, by: caller, circumstances)
        }
    }

    /// What the engine says to it if somebody of a tier asks.
    func verdict(_ tier: Tier, _ policy: Policy = Policy()) throws -> Verdict {
        try verdict(by: .staker(Self.staker(tier)), groups: ["seal:stakers", "seal:\(tier.name)"], policy)
    }

    /// The rules for which it is denied if somebody of a tier asks, each as often as it is named; empty if it may happen.
    func denials(_ tier: Tier, _ policy: Policy = Policy()) throws -> [Rule] {
        try verdict(tier, policy).denials.map(\.rule)
    }
}
