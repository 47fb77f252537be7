// SPDX-License-Identifier: Apache-2.0

/// What a security module says it is.
public struct NSMDescription: Hashable, Sendable {
    /// Three numbers of which the first tells whether two things understand each other.
    public struct Version: Hashable, Sendable, CustomStringConvertible {
        /// Grows with what breaks others.
        public var major: UInt16
        /// Grows with what is new.
        public var minor: UInt16
        /// Grows with what is mended.
        public var patch: UInt16

        /// Puts a version together.
        public init(_ major: UInt16, _ minor: UInt16, _ patch: UInt16) {
            self.major = major
            self.minor = minor
            self.patch = patch
        }

        /// With dots between.
        public var description: String { "\(major).\(minor).\(patch)" }
    }

    /// Its protocol's version.
    public var version: Version
    /// Its name: the machine's, and a number of the enclave's.
    public var moduleID: String
    /// How many registers it has.
    public var registers: UInt16
    /// Those that are locked, in its order.
    public var lockedRegisters: [UInt8]
    /// What registers are extended with: `SHA384`.
    public var digest: String

    /// Puts a description together.
    public init(
        version: Version, moduleID: String, registers: UInt16, lockedRegisters: [UInt8], digest: String
    ) {
        self.version = version
        self.moduleID = moduleID
        self.registers = registers
        self.lockedRegisters = lockedRegisters
        self.digest = digest
    }
}
