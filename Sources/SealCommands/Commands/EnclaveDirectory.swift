// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Which enclave serves whom, from the contracts' events: what `enclave_registry::get_nautilus_info_for_worker` answers.
struct EnclaveDirectory {
    private var enclaves: [[UInt8]: EnclaveEntry] = [:]
    private var serving: [UInt8: [UInt8]] = [:]
    private var version: UInt64 = 0

    /// Takes an event in; others than those of enclaves change nothing.
    mutating func apply(_ event: ContractEvent) {
        switch event {
        case .measurementsChanged(let event): version = event.configVersion
        case .enclaveChanged(let event):
            let enclave = event.enclave
            let isKnown = enclaves.updateValue(enclave, forKey: enclave.signingKey) != nil
            // Who registers waits while somebody serves its class, so that nobody's workers are diverted; who is given a class
            // serves it.
            guard !enclave.retired, isKnown || served(enclave.enclaveClass) == nil else { return }
            serving[enclave.enclaveClass] = enclave.signingKey
        default: break
        }
    }

    /// The enclave of the class that a node's stake gives, or of the nearest lower one that is served.
    func enclave(forStake stake: UInt64) -> (enclave: EnclaveEntry, level: UInt8)? {
        var level = Self.level(of: stake)
        while level >= 1 {
            if let enclave = served(level) { return (enclave, level) }
            level -= 1
        }
        return nil
    }

    /// Who serves a class, and may.
    private func served(_ level: UInt8) -> EnclaveEntry? {
        guard let enclave = serving[level].flatMap({ enclaves[$0] }) else { return nil }
        return !enclave.retired && enclave.configVersion == version ? enclave : nil
    }

    /// 1 basic, 2 standard from 1 SUI, 3 premium from 10, as `tiers::class_of` has it.
    private static func level(of stake: UInt64) -> UInt8 {
        stake >= 10 * Mist.perSUI ? 3 : stake >= Mist.perSUI ? 2 : 1
    }
}
