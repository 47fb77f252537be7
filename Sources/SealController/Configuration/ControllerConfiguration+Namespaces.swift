// SPDX-License-Identifier: Apache-2.0

extension ControllerConfiguration {
    /// How home namespaces follow the stake.
    public struct Namespaces: Sendable, Equatable {
        /// How long what runs in a home goes on after its stake is lost.
        public var grace: Duration
        /// How long after the loss a home is kept; zero for ever.
        public var deleteAfter: Duration
        /// How often all accounts are looked at though nothing was heard.
        public var resync: Duration
        /// The policy by which the webhook-server decides; `nil` for what is built in.
        public var policyFile: String?
        /// The most calls to the apiserver under way.
        public var concurrency: Int
        /// The most of them in a second.
        public var rate: Int
        /// The part of all homes that may be stopped, or deleted, in ten minutes, in percent.
        public var guardPercent: Int
        /// How many may be in any case.
        public var guardLeast: Int
    }
}
