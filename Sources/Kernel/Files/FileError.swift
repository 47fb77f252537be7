// SPDX-License-Identifier: Apache-2.0

/// Why a file could not be read whole.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel refused.
    case system(SystemError)
    /// It is a directory, pipe, socket or device.
    case notRegular
    /// It is longer than its reader allows.
    case tooLarge(limit: Int)

    /// A phrase that can follow the file's name and a colon.
    public var description: String {
        switch self {
        case .system(let error): error.description
        case .notRegular: "not a regular file"
        case .tooLarge(let limit): "longer than \(limit) bytes"
        }
    }

    /// Runs `body`, whose failures are the kernel's.
    static func wrapping<Value>(_ body: () throws(SystemError) -> Value) throws(FileError) -> Value {
        do throws(SystemError) { return try body() } catch { throw .system(error) }
    }
}
