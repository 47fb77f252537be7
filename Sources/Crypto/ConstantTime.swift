// SPDX-License-Identifier: Apache-2.0
internal import CSodium

/// Whether two byte strings are equal, in a time that depends on their lengths alone.
///
/// The corresponding C function is `sodium_memcmp`.
public func constantTimeEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return unsafe a.withUnsafeBufferPointer { a in
        unsafe b.withUnsafeBufferPointer { b in unsafe sodium_memcmp(a.baseAddress, b.baseAddress, a.count) == 0 }
    }
}

/// Whether two values of 32 bytes are equal, in a time that does not depend on them.
public func constantTimeEqual(_ a: Bytes32, _ b: Bytes32) -> Bool {
    unsafe a.withUnsafeBytes { a in
        unsafe b.withUnsafeBytes { b in unsafe sodium_memcmp(a.baseAddress, b.baseAddress, Bytes32.count) == 0 }
    }
}
