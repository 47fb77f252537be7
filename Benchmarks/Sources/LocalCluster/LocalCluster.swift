// SPDX-License-Identifier: Apache-2.0
import ClusterSettings
import HTTPClient
import SuiLedger

/// A cluster that is there on a local ledger: what can be called, who sends it, where coins come from.
public struct LocalCluster: Sendable {
    /// What can be called.
    public let calls: ClusterCalls
    /// Who sends it.
    public let transactor: Transactor
    /// Where coins come from.
    public let faucet: Faucet

    private let nodes: NodePool
    private let types: Address

    /// The cluster that a cluster file names.
    public init(_ path: String) throws {
        let file = try ClusterFile.read(path)
        guard let ids = file.ids, let url = file.nodes.first?.url, url.hasSuffix("/graphql") else {
            fatalError("no cluster on a local ledger")
        }
        let nodes = try NodePool(file.nodes, chain: file.chain)
        let shared = ClusterCalls.sharedObjects(of: ids)
        var versions: [Address: UInt64] = [:]
        for (id, object) in zip(shared, try nodes.ask(ObjectsQuestion(shared), AskRules()).value) {
            guard case .shared(let version)? = object?.owner else { fatalError("an object is missing") }
            versions[id] = version
        }
        (self.nodes, types) = (nodes, file.package)
        calls = ClusterCalls(package: file.package, ids: ids, versions: versions)
        transactor = Transactor(nodes)
        faucet = Faucet(client: try Client(), base: String(url.dropLast("/graphql".count)))
    }
    /// The handle of the only seal that somebody holds, as it is now: each use gives it another version.
    public func handle(of owner: Address) throws -> ObjectReference {
        let question = OwnedPageQuestion(owner: owner, type: StructTag(types, "seal", "SealToken"))
        guard let object = try nodes.ask(question, AskRules()).value.items.first else { fatalError("no seal") }
        return object.reference
    }
}
