// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import SealAuthN
internal import StakeRBAC
internal import SuiLedger

/// Whom a question is asked for: what the ledger would say of them, and what an apiserver would.
struct Asker: Sendable {
    /// What the ledger says.
    let caller: Caller
    let username: String
    let uid: String
    let groups: [String]

    /// A staker, as our authenticator names one.
    init(_ identity: Identity) {
        let tier = identity.isLimited ? "seal:limited" : "seal:\(identity.tier.name)"
        self.init(.staker(identity), identity.username, uid: "0x\(identity.uid.hex)", ["seal:stakers", tier])
    }

    /// A service account that is judged by a stake, or is none of ours.
    init(account namespace: String, _ name: String, _ caller: Caller) {
        self.init(
            caller, "system:serviceaccount:\(namespace):\(name)",
            groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"])
    }

    /// A machine.
    init(node name: String, _ standing: StakeRBAC.NodeStanding) {
        self.init(.node(standing), "system:node:\(name)", groups: ["system:nodes"])
    }

    /// Somebody by all that is said of them.
    init(_ caller: Caller, _ username: String, uid: String = "", groups: [String] = []) {
        self.init(caller, username, uid: uid, groups)
    }

    private init(_ caller: Caller, _ username: String, uid: String, _ groups: [String]) {
        self.caller = caller
        self.username = username
        self.uid = uid
        self.groups = groups + ["system:authenticated"]
    }

    /// The address whose stake counts.
    var owner: Bytes32? {
        switch caller {
        case .staker(let identity), .serviceAccount(let identity): identity.owner
        case .notOurs, .dead, .node: nil
        }
    }

    /// For people: name, tier and stake.
    var shown: String {
        switch caller {
        case .staker(let identity), .serviceAccount(let identity):
            "\(username) (\(identity.tier.name) tier, \(Mist.write(identity.stake)))"
        case .notOurs, .dead, .node: username
        }
    }
}
