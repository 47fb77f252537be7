// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SealAuthN
internal import SuiLedger
internal import Wire
internal import WorkerProtocol

/// What anybody may know of the cluster.
struct ClusterFacts: Sendable {
    /// The cluster.
    let cluster: Address
    /// The chain.
    let chain: Digest
    /// The contracts.
    let package: Address
    /// What tokens for the cluster are made for.
    let audience: String
    /// Our version.
    let version: String
    /// Whether the controller has an enclave's attestation to show.
    let isAttested: Bool
    /// Whether the chain is a local ledger, whose stake is worth nothing.
    let isDevLedger: Bool
    /// How the apiserver is reached, and by which certificates it is known; `nil` where nobody said.
    let apiserver: Apiserver?

    /// An apiserver.
    struct Apiserver: Sendable {
        /// `https://…`.
        let url: String
        /// The authorities, in PEM.
        let authorities: [UInt8]
    }

    /// The security context, with what the copy of the chain says of prices now.
    func securityContext(_ mark: FollowMark, prices: TierTable<UInt64>?, serverKey: String?) -> APIAnswer {
        .json { object, buffer in
            object.text("cluster", cluster.description, &buffer)
            object.text("chain", chain.description, &buffer)
            object.text("package", package.description, &buffer)
            object.text("version", version, &buffer)
            object.flag("attested", isAttested, &buffer)
            object.flag("devLedger", isDevLedger, &buffer)
            if let serverKey { object.text("serverKey", serverKey, &buffer) } else { object.null("serverKey", &buffer) }
            if let prices {
                object.object("tiersMist", &buffer) { object, buffer in
                    object.large("viewer", prices[.viewer], &buffer)
                    object.large("developer", prices[.developer], &buffer)
                    object.large("admin", prices[.admin], &buffer)
                    object.large("super", prices[.super], &buffer)
                }
            } else {
                object.null("tiersMist", &buffer)
            }
            if let minimum = mark.workerMinimum {
                object.large("workerMinimumMist", minimum, &buffer)
            } else {
                object.null("workerMinimumMist", &buffer)
            }
            object.number("epoch", Int(clamping: mark.epoch ?? 0), &buffer)
            object.number("checkpoint", Int(clamping: mark.checkpoint ?? 0), &buffer)
        }
    }

    /// A kubeconfig that holds no credential: whoever uses it signs with a wallet of their own.
    var kubeconfig: APIAnswer {
        guard let apiserver else { return .problem(.notFound, "this controller was not told where the apiserver is") }
        let lines = [
            "apiVersion: v1", "kind: Config", "current-context: k3s-daas", "clusters:", "- name: k3s-daas",
            "  cluster:", "    server: \(Self.quoted(apiserver.url))",
            "    certificate-authority-data: \(Base64.encode(apiserver.authorities))", "    extensions:",
            "    - name: client.authentication.k8s.io/exec", "      extension:",
            "        audience: \(Self.quoted(audience))", "        clusterId: \"\(cluster)\"", "users:",
            "- name: k3s-daas", "  user:", "    exec:", "      apiVersion: client.authentication.k8s.io/v1",
            "      command: kubectl-seal", "      args: [token]", "      interactiveMode: IfAvailable",
            "      provideClusterInfo: true",
            "      installHint: \"kubectl-seal comes with k3s-daas; kubectl seal login adds your key\"", "contexts:",
            "- name: k3s-daas", "  context: {cluster: k3s-daas, user: k3s-daas}",
        ]
        return .yaml(Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    /// JSON's strings are YAML's.
    private static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        buffer.append(json: text)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
