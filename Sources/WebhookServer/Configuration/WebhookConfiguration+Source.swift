// SPDX-License-Identifier: Apache-2.0
public import ClusterChain

extension WebhookConfiguration {
    /// Where stakes and seals are read.
    public enum Source: Sendable {
        /// In a file, for trials.
        case file(Ledger)
        /// On a chain.
        case chain(ChainConfiguration)
    }
}
