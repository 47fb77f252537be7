// SPDX-License-Identifier: Apache-2.0
internal import SealAuthN

/// Who may make a Node object: a machine whose owner has put stake down for exactly this name.
enum NodeRegistration {
    static func verdict(_ request: borrowing Request, _ standing: NodeStanding, _ policy: Policy) -> Verdict {
        var verdict = Verdict()
        if case .refused(let reason) = standing {
            verdict.denials = [Finding(.nodeRegistration, "this machine may not join: \(reason.reason)")]
        }
        return verdict
    }
}
