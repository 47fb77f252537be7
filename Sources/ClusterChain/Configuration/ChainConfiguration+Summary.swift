// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import SuiLedger

extension ChainConfiguration {
    /// One line for whoever checks a configuration.
    public var summary: String {
        let nodes = nodes.map { "\($0.language.rawValue)=\($0.url)" }.joined(separator: ", ")
        return
            "cluster \(ids.cluster) on chain \(cluster.chain), \(quorum) of \(self.nodes.count) nodes to agree: \(nodes)"
    }
}
