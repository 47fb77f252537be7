// SPDX-License-Identifier: Apache-2.0

/// How a client behaves towards its apiserver.
public struct KubeClientSettings: Sendable {
    /// What the client calls itself.
    public var userAgent = "k3s-daas"
    /// The largest answer that is taken; of lists, of one part.
    public var maximumAnswer = 32 << 20
    /// The most calls under way, watches among them.
    public var maximumCalls = 256
    /// When and how often calls are made again.
    public var retries = RetrySettings()

    /// The defaults.
    public init() {}
}
