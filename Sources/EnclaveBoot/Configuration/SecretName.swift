// SPDX-License-Identifier: Apache-2.0

/// What can be brought to an enclave: closed, so that nobody can make a program read what was not meant for it.
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
}
