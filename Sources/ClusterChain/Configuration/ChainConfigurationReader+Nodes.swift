// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import SuiLedger

extension ChainConfigurationReader {
    /// Whom to ask: our own nodes, else the cluster file's; empty where a problem was reported.
    func nodes(beside cluster: ClusterFile?) -> [NodeEndpoint] {
        let own = resolve(Settings.nodes)
        let credentials = resolve(Settings.nodeCredentialsFile)
        let isOwn = !own.value.isEmpty
        var nodes = isOwn ? own.value : cluster?.nodes ?? []
        if let cluster, cluster.nodes.isEmpty, !isOwn {
            resolve.report(.missing, Settings.nodes, own, "is required: the cluster file names no node")
        }
        check(nodes) { number, code, reason in
            let subject = "node \(number) of \(nodes.count) "
            if isOwn {
                resolve.report(code, Settings.nodes, own, subject + reason)
            } else {
                let path = resolve.source(of: Settings.clusterFile)
                let key = if case .file = path { Settings.clusterFile.key.joined(separator: ".") } else { "" }
                resolve.problems.report(Problem(code, at: path, key: key, "\(subject)in the cluster file \(reason)"))
            }
        }
        if let path = credentials.value {
            // The cluster file comes from somebody else, who must not choose who gets the key.
            if !isOwn {
                resolve.report(
                    .conflict, Settings.nodeCredentialsFile, credentials,
                    "needs \(Settings.nodes.flag): the key goes to the nodes named there alone")
            }
            do throws(NodeCredentials.Failure) {
                let headers = try NodeCredentials.read(path)
                for index in nodes.indices { nodes[index].credentials = isOwn ? headers : [] }
            } catch {
                resolve.report(
                    .invalidValue, Settings.nodeCredentialsFile, credentials,
                    "\(path) cannot be used: \(error.description)")
            }
        }
        return nodes
    }

    /// Tells what is wrong with nodes, counted from 1; an address is not repeated, as a key may stand in it.
    private func check(_ nodes: [NodeEndpoint], _ tell: (Int, Problem.Code, String) -> Void) {
        var authorities: Set<String> = []
        for (index, node) in nodes.enumerated() {
            guard let authority = node.authority else {
                tell(index + 1, .invalidValue, "has no plain address: a host, perhaps a port, and no user or password")
                continue
            }
            if !node.isSecureOrLocal {
                tell(
                    index + 1, .conflict,
                    "is asked in plain text, so that anybody on the way can play it; use https://")
            }
            if !authorities.insert(authority).inserted {
                tell(index + 1, .conflict, "is at the same host and port as another: one that lies would count twice")
            }
        }
    }
}
