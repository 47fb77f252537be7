// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger

/// Activates by the operator's account, as soon as the chain has said what that needs.
struct PatientActivator: Activator {
    let wallet: OperatorWallet
    let calls: PatientCalls
    let lead: Lead

    /// How long a join waits for a renewal that is late.
    private static let patience = Duration.seconds(5)

    /// Whether this controller leads; waits a little where it did a moment ago and nobody else does, on a thread of one's own.
    var mayActivate: Bool { lead.wait(until: Monotonic.now.advanced(by: Self.patience)) }

    /// Waits, for the chain; on a thread of one's own.
    func activate(_ owner: Address, name: String) throws(JoinRefusal) -> Activation {
        let known: ClusterCalls
        do throws(LedgerError) { known = try calls.get() } catch { throw .chainUnavailable }
        return try ChainActivator(wallet, known) { [lead] in lead.isLeader }.activate(owner, name: name)
    }
}
