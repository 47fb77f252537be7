// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN
internal import SuiLedger

/// As whom a request is carried out: its submitter, with the name, uid and groups that a token of the same seal would have.
struct RequestIdentity: Hashable, Sendable {
    let user: String
    let uid: String
    let groups: [String]

    private static let everybody = "seal:stakers"
    private static let limited = "seal:limited"

    /// Groups that a submitter can have: whoever impersonates needs no others.
    static let allGroups = [everybody, limited] + Tier.allCases.map { group(of: $0) }

    /// Who holds a seal of this tier; `isNarrowed` says that the seal allows less than the tier.
    init(owner: Address, seal: Address, tier: Tier, isNarrowed: Bool) {
        user = "sui:\(owner)"
        uid = seal.description
        groups = [Self.everybody, isNarrowed ? Self.limited : Self.group(of: tier)]
    }

    private static func group(of tier: Tier) -> String { "seal:\(tier.name)" }
}
