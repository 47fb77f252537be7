// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// Who a client is, to hosts that ask: a certificate with its chain and the key to it, in PEM and in memory alone.
///
/// For keys that came inside another file: they reach libcurl without ever being a file of their own. The key is wiped with the last
/// exchange that may need it; wiping the copy that it came from is the caller's part.
@safe
public final class ClientIdentity: @unchecked Sendable {
    // Sendable: written once, before anybody else sees it.
    let certificate: UnsafeRawBufferPointer
    let key: UnsafeRawBufferPointer

    /// Copies a certificate and its key.
    public init(certificate: [UInt8], key: [UInt8]) {
        unsafe self.certificate = Self.copy(certificate)
        unsafe self.key = Self.copy(key)
    }

    deinit {
        unsafe certificate.deallocate()
        unsafe explicit_bzero(UnsafeMutableRawPointer(mutating: key.baseAddress.unsafelyUnwrapped), key.count)
        unsafe key.deallocate()
    }

    private static func copy(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        unsafe room.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(room)
    }
}
