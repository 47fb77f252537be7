// SPDX-License-Identifier: Apache-2.0

/// A cluster file as operators have them.
struct ClusterText {
    /// Sui's main network.
    static let mainnet = "4btiuiMPvEENsttpZC7CZ53DruC3MAgfznDbASZ7DR6S"
    /// A local ledger's: 16 bytes of 7, then "k3s-daas devnet" and a zero, in Base58 as Python computes it.
    static let devnet = "US517G5965aydkZ46HS38ciAJRFjzFqNJjfwNSXwfZy"
    static let names = [
        "cluster", "creator", "stakes", "sealRegistry", "seals", "workerRegistry", "scheduler", "enclaveRegistry",
        "governance", "auditAnchor",
    ]

    var chain = mainnet
    var nodes = ["grpc=https://a.example", "graphql=https://b.example/graphql"]
    var objects = true

    var text: String {
        let head = [
            "apiVersion: k3s-daas.io/v1alpha1", "kind: Cluster", "chain: \(chain)", "package: 0x99",
            "nodes: [" + nodes.map { "\"\($0)\"" }.joined(separator: ", ") + "]",
        ]
        let ids = Self.names.enumerated().map { "  \($1): 0x\($0 + 1)" }
        return (head + (objects ? ["objects:"] + ids : [])).joined(separator: "\n") + "\n"
    }
}
