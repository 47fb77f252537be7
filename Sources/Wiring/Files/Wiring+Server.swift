// SPDX-License-Identifier: Apache-2.0
internal import Configuration

extension Wiring {
    /// The configuration of our server: what belongs to the machine; what else there is to set stays as it is built in.
    func serverConfiguration() throws(WiringRefusal) -> WiredFile {
        let path = "\(plan.folder)/webhook-server.yaml"
        var members: [(String, Tree)] = [
            ("apiVersion", "k3s-daas.io/v1alpha1"), ("kind", "WebhookServerConfiguration"),
            ("listenAddress", "127.0.0.1:\(plan.listenPort)"), ("opsAddress", "127.0.0.1:\(plan.opsPort)"),
            (
                "tls",
                [
                    "certFile": .text("\(plan.folder)/pki/server.crt"),
                    "privateKeyFile": .text("\(plan.folder)/pki/server.key"),
                ]
            ),
            (
                "clientAuth",
                [
                    "mode": "required", "caFile": .text(plan.authorityFile), "subjectNames": .texts(plan.subjectNames),
                ]
            ),
            source,
        ]
        if !plan.audiences.isEmpty { members.append(("audiences", .texts(plan.audiences))) }
        if let policy = plan.policyFile { members.append(("policy", ["file": .text(policy)])) }
        if plan.isDevLedger { members.append(("insecure", ["devLedger": true])) }
        let comments = [
            "Made by `sealctl wire`, which overwrites it. What else there is to set stands in", plan.environmentFile,
            "as K3S_DAAS_LOG_FORMAT=json and so on: `webhook-server run --help` names everything.",
        ]
        return WiredFile(
            path: path, mode: 0o640, owner: .service,
            contents: try Tree.mapping(members).node.document(path, comments: comments))
    }

    private var source: (String, Tree) {
        guard let clusterFile = plan.clusterFile else {
            return ("ledger", ["file": .text(plan.ledgerFile ?? "")])
        }
        var chain: [(String, Tree)] = [("clusterFile", .text(clusterFile))]
        if !plan.chainNodes.isEmpty { chain.append(("nodes", .texts(plan.chainNodes))) }
        if let file = plan.nodeCredentialsFile { chain.append(("credentialsFile", .text(file))) }
        if let quorum = plan.quorum { chain.append(("quorum", .number(quorum))) }
        chain.append(("positionFile", .text("\(WiringPlan.stateFolder)/position")))
        return ("chain", .mapping(chain))
    }

    /// What `sealctl wire` was asked for.
    func planFile() throws(WiringRefusal) -> WiredFile {
        let contents = Array(plan.yaml.utf8)
        do throws(ConfigurationError) {
            var again = try WiringPlan(yaml: contents.span, name: plan.path)
            again.policy = plan.policy
            guard again == plan else {
                throw ConfigurationError([Problem(.syntax, at: .file(plan.path, nil), "it does not say what was meant")]
                )
            }
        } catch { throw .rendered(plan.path, error.description) }
        return WiredFile(path: plan.path, mode: 0o644, owner: .root, contents: contents)
    }
}

extension WiringPlan {
    /// Where our server keeps its place in the chain; its unit makes the folder.
    static let stateFolder = "/var/lib/k3s-daas"

    /// Where an operator sets what the plan knows nothing of.
    public var environmentFile: String { "\(folder)/webhook-server.env" }
}
