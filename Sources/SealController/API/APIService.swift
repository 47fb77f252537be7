// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// What all loops share that answer the public API.
struct APIService: Sendable {
    /// The copy of the chain.
    let chain: ChainView
    /// What is known of signed tokens.
    let signed: SignedTokens
    /// What tiers cost here.
    let prices: @Sendable () -> TierTable<UInt64>?
    /// What anybody may know.
    let facts: ClusterFacts
    /// The listener's own key.
    let serverKey: ServerKey
    /// Who may ask how often.
    let limits: RequestLimits
    /// Who answers views.
    let views: ViewDesk
    /// What machines have said.
    let board: WorkerBoard
    /// The list of machines.
    let nodes: NodePages
    /// What happened on the chain.
    let history: History
    /// Who lets machines join; `nil` where nobody does.
    let joins: (any JoinDoor)?
    /// Who has the enclave's attestation; `nil` outside of one.
    let attestation: AttestationDesk?
    /// What is counted.
    let metrics: APIMetrics
    /// What is written down, if anything is.
    let audit: APIAudit?
    /// What time it is.
    let clock: @Sendable () -> Moment
}
