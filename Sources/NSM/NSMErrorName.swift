// SPDX-License-Identifier: Apache-2.0

/// The reasons that a security module gives, by its own names for them.
public enum NSMErrorName: String, Hashable, Sendable, CaseIterable {
    /// A value is not what the module takes.
    case invalidArgument = "InvalidArgument"
    /// There is no register of that number.
    case invalidIndex = "InvalidIndex"
    /// The module's own answer makes no sense to its driver.
    case invalidResponse = "InvalidResponse"
    /// The register is locked.
    case readOnlyIndex = "ReadOnlyIndex"
    /// The request cannot be read, or is not for now.
    case invalidOperation = "InvalidOperation"
    /// The answer would not fit.
    case bufferTooSmall = "BufferTooSmall"
    /// The request is too long.
    case inputTooLarge = "InputTooLarge"
    /// Anything else.
    case internalError = "InternalError"
    /// A name that is not one of these; it is not kept, since it may be anything.
    case unknown = "Unknown"

    /// Takes a name as the module writes it.
    init(wire name: String) { self = Self(rawValue: name) ?? .unknown }
}
