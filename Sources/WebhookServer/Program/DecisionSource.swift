// SPDX-License-Identifier: Apache-2.0
internal import ClusterChain
internal import Kernel
internal import Operations
internal import SealAuthN
internal import StakeRBAC
internal import Telemetry

/// What a server decides by, and what has to be looked at while it runs.
enum DecisionSource {
    /// A file, read again when it changes.
    case file(FileLedger, every: Duration)
    /// A chain, which is followed on a thread of its own.
    case chain(ChainLedger)

    /// What makes deciders.
    var deciders: any DeciderFactory {
        switch self {
        case .file(let ledger, _): ledger
        case .chain(let chain): chain
        }
    }

    /// What tiers cost, for whoever is told what is missing.
    var prices: @Sendable () -> TierTable<UInt64> {
        switch self {
        case .file(let ledger, _): { ledger.prices }
        case .chain(let chain): { chain.directory.prices ?? Circumstances.firstPrices }
        }
    }

    /// Waits for what decides, a while; before it no address is listened at.
    func settle(_ log: Log) {
        guard case .chain(let chain) = self, !FirstCopy().wait(until: { chain.isWhole }) else { return }
        log.warn("the chain has not been read yet: until it is, who is not known is looked up or refused")
    }

    /// What is to be looked at, and has the journal say what is new.
    func rounds(_ journal: Journal) -> [ServerRound] {
        switch self {
        case .file(let ledger, let interval):
            [ServerRound(every: interval) { journal.take(ledger.reloadIfChanged()) }]
        case .chain(let chain):
            [ServerRound(every: ChainWatch.interval, look: ChainWatch.looking(at: chain, journal.log))]
        }
    }

    /// Ends what runs beside the server.
    func stop() { if case .chain(let chain) = self { chain.stop() } }
}

extension DecisionSource {
    /// What must hold for requests to be sent here.
    var checks: [Readiness.Check] {
        guard case .chain(let chain) = self else { return [] }
        return [
            Readiness.Check("chain") {
                chain.isFresh ? .ok : .failed("the copy of the chain is too old; see k3s_daas_chain_age_seconds")
            }
        ]
    }

    /// The chain's numbers at one moment; `nil` where there is none.
    var snapshot: ChainSnapshot? {
        guard case .chain(let chain) = self else { return nil }
        return ChainSnapshot(chain, at: .now)
    }
}
