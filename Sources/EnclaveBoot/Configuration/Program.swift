// SPDX-License-Identifier: Apache-2.0

extension BootConfiguration {
    /// A program that runs in the enclave.
    public struct Program: Sendable, Equatable {
        /// What logs and metrics call it.
        public var name: String
        /// Where it lies.
        public var path: String
        /// What it is told, without its name.
        public var arguments: [String]
        /// The variables that it gets beside ``Program/baseEnvironment``, as `NAME=VALUE`.
        public var environment: [String]
        /// The user that it runs as; `nil` is whoever enclave-boot runs as.
        public var user: UInt32?
        /// The group that it runs as, and no other; `nil` is the user's number.
        public var group: UInt32?
        /// When it is started again.
        public var restart: RestartPolicy
        /// Whether the enclave ends when this program is not to be had.
        public var isEssential: Bool
        /// How long it may take to end when it is asked to.
        public var stopTimeout: Duration

        /// What every program gets; nothing of our own environment, which somebody else may have written.
        public static let baseEnvironment = [
            "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin", "LANG=C.UTF-8",
            // A crash must not print registers and the memory that they point at.
            "SWIFT_BACKTRACE=enable=no",
        ]
    }

    /// When a program that has ended is started again.
    public enum RestartPolicy: String, Sendable, CaseIterable {
        /// Whatever its end was.
        case always
        /// Unless it ended with 0.
        case onFailure = "on-failure"
        /// Not at all.
        case never
    }
}
