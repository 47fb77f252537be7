// SPDX-License-Identifier: Apache-2.0

extension ControllerConfiguration {
    /// Who is told of changes of stakes, beside Kubernetes' Events.
    public struct Notices: Sendable, Equatable {
        /// Where slashings are posted, and the file with what they are signed with.
        public var webhooks: [String]
        /// `nil` where there is no webhook.
        public var secretFile: String?
        /// Alertmanagers that show slashings.
        public var alertmanagers: [String]
        /// How long an alert lasts.
        public var alertDuration: Duration
        /// Authorities that receivers are known by; `nil` for the system's.
        public var authorityFile: String?
        /// Whether receivers on other machines may be told in the clear.
        public var allowsPlaintext: Bool
    }
}
