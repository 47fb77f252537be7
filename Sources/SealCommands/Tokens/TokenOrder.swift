// SPDX-License-Identifier: Apache-2.0
internal import ClusterSettings
internal import Configuration
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Which token is wanted.
struct TokenOrder: Hashable, Sendable {
    static let clusterID = Setting(
        "cluster-id", key: "", group: "Token", ValueKind<Address>.address.optional, fallback: nil, isFlagOnly: true,
        "The cluster that the token opens; by default what the kubeconfig says, else the cluster file's.")
    static let audience = Setting(
        "audience", key: "", group: "Token", ValueKind<String>.audience.optional, fallback: nil, isFlagOnly: true,
        "Whom the token is for; by default what the kubeconfig says, else k3s.")
    static let lifetime = Setting(
        "lifetime", key: "", group: "Token", ValueKind<Duration>.duration(.seconds(120)...TokenClaims.maximumLifetime),
        fallback: TokenClaims.maximumLifetime, isFlagOnly: true, "How long the token is good for.")
    /// All that says which token is wanted.
    static let settings: [any AnySetting] = [audience, clusterID, lifetime, Flags.clusterFile]

    /// Whom a token is for if nobody says.
    static let usualAudience = "k3s"

    /// The cluster that the token opens.
    var cluster: Address
    /// Whom it is for.
    var audience: String
    /// How long it is good for.
    var lifetime: Duration

    /// Puts an order together.
    init(cluster: Address, audience: String, lifetime: Duration) {
        self.cluster = cluster
        self.audience = audience
        self.lifetime = lifetime
    }

    /// What the flags say, what the kubeconfig says, and what is usual, in this order.
    init(_ invocation: Invocation, _ info: ExecInfo) throws(CommandFailure) {
        audience = try invocation(Self.audience) ?? info.audience ?? Self.usualAudience
        lifetime = try invocation(Self.lifetime)
        let file = invocation.resolve(Flags.clusterFile)
        if let id = try invocation(Self.clusterID) {
            cluster = id
        } else if case .flag = file.source {
            cluster = try Self.cluster(try invocation.place(Flags.clusterFile, "cluster.yaml"))
        } else if let id = info.cluster {
            cluster = id
        } else if let path = info.clusterFile {
            cluster = try Self.cluster(path)
        } else {
            cluster = try Self.cluster(try invocation.place(Flags.clusterFile, "cluster.yaml"))
        }
    }

    private static func cluster(_ path: String) throws(CommandFailure) -> Address {
        let file: ClusterFile
        do throws(ConfigurationError) { file = try ClusterFile.read(path) } catch {
            let advice = error.exitCode == .noInput ? "\nname the cluster with --cluster-id or --cluster-file" : ""
            throw CommandFailure(error.description + advice, error.exitCode)
        }
        guard let ids = file.ids else {
            throw CommandFailure("\(path) names no cluster: `sealctl cluster find ID` looks one up", .configuration)
        }
        return ids.cluster
    }
}
