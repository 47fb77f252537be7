// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// The enclave that the chain names for a worker.
struct ServingEnclave: Hashable, Sendable {
    /// How it was registered.
    var entry: EnclaveEntry
    /// What enclaves must measure now.
    var measurements: EnclaveMeasurements
}
