// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The chain as requests need it: the seam between what is decided and who is asked.
///
/// Everything here waits.
protocol RequestLedger: Sendable {
    /// Carries steps out in one transaction, all or none, and waits until that is final.
    func carryOut(_ steps: [RequestStep]) throws(OperatorWallet.Failure)
    /// All that is open; `nil` where nobody says.
    func list() -> RequestTable.Listing?
    /// How many changes there were; `nil` where nobody says.
    func sequence() -> UInt64?
    /// One request as it is now; `nil` where nobody says.
    func request(_ number: UInt64) -> KubernetesRequest?
}
