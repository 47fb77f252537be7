// SPDX-License-Identifier: Apache-2.0

/// The enclave that the chain names for a worker.
public struct ServingEnclave: Hashable, Sendable {
    /// How it was registered.
    public var entry: EnclaveEntry
    /// For which class it serves the worker: that of the stake, or a lower one.
    public var level: EnclaveClass
    /// What enclaves must measure now.
    public var measurements: EnclaveMeasurements

    /// Puts one together.
    public init(entry: EnclaveEntry, level: EnclaveClass, measurements: EnclaveMeasurements) {
        self.entry = entry
        self.level = level
        self.measurements = measurements
    }
}
