// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel
internal import NSM

/// Why a step of the boot sequence did not do its part.
public struct BootFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence for the log; it never holds a byte of a secret.
    public let reason: String
    /// Whether doing it again could help.
    public let isRepeatable: Bool

    /// Names a reason.
    public init(_ reason: String, isRepeatable: Bool = true) {
        self.reason = reason
        self.isRepeatable = isRepeatable
    }

    /// The reason.
    public var description: String { reason }
}

extension BootFailure {
    /// Runs what the kernel can refuse.
    static func ofSystem<Value: ~Copyable>(_ body: () throws(SystemError) -> Value) throws(BootFailure) -> Value {
        do throws(SystemError) { return try body() } catch { throw BootFailure(error.description) }
    }

    /// Runs what the security module can refuse; one that is lost does not come back.
    static func ofModule<Value>(_ body: () throws(NSMError) -> Value) throws(BootFailure) -> Value {
        do throws(NSMError) { return try body() } catch {
            throw BootFailure(error.description, isRepeatable: error != .lost)
        }
    }

    /// Runs what OpenSSL or libsodium can refuse.
    static func ofCrypto<Value: ~Copyable>(_ body: () throws(CryptoError) -> Value) throws(BootFailure) -> Value {
        do throws(CryptoError) { return try body() } catch { throw BootFailure(error.description) }
    }
}
