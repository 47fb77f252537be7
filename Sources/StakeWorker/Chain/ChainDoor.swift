// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The one way to the chain.
protocol ChainDoor: Sendable {
    /// Whose stake it is.
    var owner: Address { get }
    /// The cluster.
    var cluster: Address { get }

    /// Looks at all that there is to know of the worker; blocks. Where `agrees` is set, as many nodes as can must say the same.
    func look(seal: SealKey?, agrees: Bool) throws(WorkerFailure) -> ChainSight
    /// Has the contracts do something, and waits until that is final; blocks.
    func carryOut(_ order: ChainOrder) throws(WorkerFailure)
    /// Brings what was sent before a crash to its end, so that nothing is sent twice; blocks.
    func settle() throws(WorkerFailure)
    /// The enclave that serves a node of this stake, and what enclaves must measure; blocks.
    func enclave(forStake stake: UInt64) throws(WorkerFailure) -> ServingEnclave
}
