// SPDX-License-Identifier: Apache-2.0
internal import Crypto
public import Kernel

/// Why a trail could not be opened, read or written.
public struct AuditTrailError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What failed; closed.
    public enum Code: String, Sendable, CaseIterable {
        /// The kernel refused; ``AuditTrailError/reason`` says why.
        case system
        /// Another process writes this trail.
        case claimed
        /// A setting is none.
        case settings
        /// A segment is not one, and nothing before it says where it begins.
        case unreadable
        /// The trail belongs to another log.
        case otherLog = "other_log"
        /// OpenSSL offers no SHA-256.
        case digestUnavailable = "digest_unavailable"
    }

    /// What failed.
    public let code: Code
    /// For the operator; a literal.
    public let detail: StaticString
    /// The kernel's reason, where it was the kernel.
    public let reason: SystemError?

    /// Names a failure.
    public init(_ code: Code, _ detail: StaticString) {
        self.code = code
        self.detail = detail
        reason = nil
    }

    /// Takes the kernel's reason in.
    init(_ error: SystemError) {
        code = .system
        detail = error.call
        reason = error
    }

    /// Takes a file's reason in.
    init(_ error: FileError) {
        switch error {
        case .system(let error): self.init(error)
        case .notRegular: self.init(.unreadable, "not a regular file")
        case .tooLarge: self.init(.unreadable, "longer than a segment may be")
        }
    }

    /// There is one reason for which a digest fails.
    init(_: CryptoError) { self.init(.digestUnavailable, "OpenSSL offers no SHA-256") }

    /// One sentence for a log.
    public var description: String { reason?.description ?? detail.description }

    /// Errors are equal when their codes and the kernel's reasons are.
    public static func == (a: Self, b: Self) -> Bool { a.code == b.code && a.reason == b.reason }

    /// Hashes what `==` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(reason)
    }
}
