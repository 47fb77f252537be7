// SPDX-License-Identifier: Apache-2.0

extension ControllerConfiguration {
    /// How the audit logs are anchored on the chain.
    public struct Anchoring: Sendable, Equatable {
        /// How often, if they grew.
        public var interval: Duration
        /// Where other processes say how far theirs are.
        public var heads: [String]
        /// The number of the root behind which the log of anchorings may be begun anew.
        public var restartsAfter: UInt64?
    }
}
