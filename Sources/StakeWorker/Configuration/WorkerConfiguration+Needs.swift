// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SuiLedger

/// What settings alone cannot say whether it is right.
extension WorkerConfiguration {
    /// What the stake calls this machine; who only watches needs no name.
    func needNodeID() throws(WorkerFailure) -> String {
        guard let nodeID else {
            throw WorkerFailure(.configuration, "node_id must be set: what the stake calls this machine, for ever")
        }
        return nodeID
    }

    /// The cluster file, read.
    func readClusterFile() throws(WorkerFailure) -> ClusterFile {
        do throws(ConfigurationError) { return try ClusterFile.read(clusterFile) } catch {
            throw WorkerFailure(.configuration, error.description)
        }
    }

    /// Fails where a command that works for the machine would, before it asks or opens anything.
    func check() throws(WorkerFailure) {
        if !isObserver { _ = try needNodeID() }
        _ = try LedgerChain.read(try readClusterFile(), nodes: nodes)
    }
}
