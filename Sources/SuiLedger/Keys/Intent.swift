// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import Wire

/// What a signature is for: it is signed together with the message, so that a signature for one purpose is none for another.
public enum Intent: UInt8, Hashable, Sendable {
    case transaction = 0
    case personalMessage = 3

    /// What is signed: the digest of the intent (scope, version 0, application 0) and the message.
    public func digest(of message: [UInt8]) -> Bytes32 {
        var writer = BCSWriter(capacity: message.count + 8)
        writer.fixed([rawValue, 0, 0].span)
        switch self {
        case .transaction: writer.fixed(message.span)
        case .personalMessage: writer.bytes(message)
        }
        return BLAKE2b.digest(of: writer.buffer.span)
    }
}
