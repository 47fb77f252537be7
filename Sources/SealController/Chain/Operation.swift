// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What the operator's account writes to the chain: one account, one transaction at a time.
struct Operation: Sendable {
    let wallet: OperatorWallet
    let calls: PatientCalls
    let nodes: NodePool
    let questions: ClusterQuestions

    /// The contract that roots are put into.
    var chain: LedgerAnchorChain { LedgerAnchorChain(wallet, nodes, calls, questions) }
}
