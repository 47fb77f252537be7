// SPDX-License-Identifier: Apache-2.0
public import Attestation
public import Kernel

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
        /// The secrets that it reads: their files are its user's.
        public var secrets: [SecretName] = []
        /// Whether it serves TLS under the enclave's key: certificate and key are its user's.
        public var readsTLS = false
        /// Which key of the loopback's is its user's.
        public var loopback: LoopbackEnd?
        /// When it is started again.
        public var restart: RestartPolicy
        /// Whether the enclave ends when this program is not to be had.
        public var isEssential: Bool
        /// How long it may take to end when it is asked to.
        public var stopTimeout: Duration

        /// Whose its files are; `nil` where it runs as enclave-boot does.
        public var owner: NewFile.Owner? { user.map { NewFile.Owner(user: $0, group: group ?? $0) } }

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

extension BootConfiguration {
    /// Whose a secret's file is; a secret that no program names is our own.
    public var secretOwners: [SecretName: NewFile.Owner] {
        var owners: [SecretName: NewFile.Owner] = [:]
        for program in programs {
            for name in program.secrets { owners[name] = program.owner }
        }
        return owners
    }

    /// Whose certificate and key are.
    public var tlsOwner: NewFile.Owner? { programs.first(where: \.readsTLS)?.owner }
}
