// SPDX-License-Identifier: Apache-2.0

/// Where the controller answers what; nothing else answers there.
public enum APIPath {
    /// A nonce to sign: `POST`, for anybody.
    public static let challenge: StaticString = "/api/v1/challenge"
    /// What the enclave is that the controller runs in: `GET` or `POST`, for anybody.
    public static let attestation: StaticString = "/api/v1/attestation"
    /// Which cluster this is and what it asks for: `GET`, for anybody.
    public static let securityContext: StaticString = "/api/v1/security-context"
    /// A kubeconfig without a credential: `GET`, for anybody.
    public static let kubectlConfig: StaticString = "/kubectl/config"
    /// Joins the cluster: `POST`, with a worker's seal.
    public static let registerWorker: StaticString = "/api/v1/register-worker"
    /// Says how a machine is: `POST`, with a worker's seal.
    public static let heartbeat: StaticString = "/api/v1/nodes/heartbeat"
    /// Asks a view of the contracts: `POST`, with a seal.
    public static let contractCall: StaticString = "/api/contract/call"
    /// One's own stake: `GET`, with a seal.
    public static let stakingStatus: StaticString = "/api/v1/staking/status"
    /// The machines: `GET`, with a seal.
    public static let nodes: StaticString = "/api/nodes"
    /// One's own history: `GET`, with a seal.
    public static let transactions: StaticString = "/api/transactions/history"
}
