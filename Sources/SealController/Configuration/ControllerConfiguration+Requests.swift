// SPDX-License-Identifier: Apache-2.0

extension ControllerConfiguration {
    /// How requests that stand on chain are carried out.
    public struct Requests: Sendable, Equatable {
        /// How many at once.
        public var concurrency: Int
        /// From which hosts documents are fetched, in lower case; `*` stands for all.
        public var allowedHosts: [String]
        /// Whether they are fetched from addresses of private networks, too.
        public var allowsPrivateAddresses: Bool
        /// Authorities that those hosts' certificates are from; the system's without one.
        public var authorityFile: String?
    }
}
