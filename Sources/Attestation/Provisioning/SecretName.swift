// SPDX-License-Identifier: Apache-2.0

/// What can be brought to an enclave: closed, so that nobody can make a program read what was not meant for it.
///
/// There is no name for variables of an environment: who may set one can make a program do anything.
public enum SecretName: String, Hashable, Sendable, CaseIterable {
    /// The token with which k3s encrypts what it bootstraps from.
    case k3sToken = "k3s-token"
    /// The authorities of the cluster, with their keys.
    case k3sAuthorities = "k3s-ca"
    /// The authority of the apiserver's client certificate.
    case clientAuthority = "tls-client-ca"
    /// The configuration of webhook-server.
    case webhookConfiguration = "webhook-config"
    /// The key that pays for the enclave's transactions.
    case wallet
    /// The key of the state that is kept outside.
    case stateKey = "state-key"
    /// What the chain says about that state: nothing older is taken.
    case stateFloor = "state-floor"

    /// How long its value may be.
    public var limit: Int {
        switch self {
        case .k3sToken: 4 * 1024
        case .k3sAuthorities, .webhookConfiguration: 256 * 1024
        case .clientAuthority, .wallet: 64 * 1024
        case .stateKey: 32
        case .stateFloor: StateFloor.longest
        }
    }

    /// Whether a value of this length can be one.
    public func allows(length: Int) -> Bool {
        self == .stateKey ? length == limit : length > 0 && length <= limit
    }
}
