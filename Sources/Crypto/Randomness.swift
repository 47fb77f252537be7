// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// As many bytes as asked for that nobody can guess.
///
/// The corresponding C function is `getentropy`, which waits for the kernel's pool to be ready and never returns
/// less than it was asked for.
public func randomBytes(_ count: Int) throws(CryptoError) -> [UInt8] {
    var bytes: [UInt8] = .init(repeating: 0, count: max(count, 0))
    let isFilled = unsafe bytes.withUnsafeMutableBytes { unsafe fillWithRandomness($0) }
    guard isFilled else { throw CryptoError(.randomnessUnavailable) }
    return bytes
}

/// Fills `room`, in the portions that the kernel allows.
func fillWithRandomness(_ room: UnsafeMutableRawBufferPointer) -> Bool {
    let portion = 256  // getentropy(3) refuses more
    var offset = 0
    while offset < room.count {
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: room[offset..<min(offset + portion, room.count)])
        guard unsafe getentropy(part.baseAddress, part.count) == 0 else { return false }
        offset += part.count
    }
    return true
}
