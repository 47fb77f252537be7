// SPDX-License-Identifier: Apache-2.0

/// Which enclave serves whom, from the contracts' events: what `enclave_registry::get_nautilus_info_for_worker` answers.
public struct EnclaveRoll: Sendable {
    private var enclaves: [[UInt8]: EnclaveEntry] = [:]
    private var serving: [UInt8: [UInt8]] = [:]
    private var current: (version: UInt64, measurements: EnclaveMeasurements)?
    /// The number of the last event that was taken in: the registry's own, so that none counts twice.
    private var last: UInt64 = 0

    /// Nothing is known yet.
    public init() {}

    /// Takes an event in, in the order of the chain; what was taken in already, and events of others, change nothing.
    public mutating func apply(_ event: ContractEvent) {
        switch event {
        case .measurementsChanged(let event):
            guard event.number > last else { return }
            last = event.number
            current = (event.configVersion, event.measurements)
        case .enclaveChanged(let event):
            guard event.number > last else { return }
            last = event.number
            let enclave = event.enclave
            let isKnown = enclaves.updateValue(enclave, forKey: enclave.signingKey) != nil
            // Who registers waits while somebody serves its class, so that nobody's workers are diverted; who is given a class serves it.
            guard !enclave.retired, isKnown || served(enclave.enclaveClass) == nil else { return }
            serving[enclave.enclaveClass] = enclave.signingKey
        default: break
        }
    }

    /// The enclave of the class that this stake gives, or of the nearest lower one that is served.
    public func enclave(forStake stake: UInt64) -> ServingEnclave? {
        guard let measurements = current?.measurements else { return nil }
        for level in EnclaveClass(nodeAmount: stake).andLower {
            guard let entry = served(level.rawValue) else { continue }
            return ServingEnclave(entry: entry, level: level, measurements: measurements)
        }
        return nil
    }

    private func served(_ level: UInt8) -> EnclaveEntry? {
        guard let enclave = serving[level].flatMap({ enclaves[$0] }) else { return nil }
        return !enclave.retired && enclave.configVersion == current?.version ? enclave : nil
    }
}
