// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension Span where Element == UInt8 {
    /// Where `byte` is found first, at `start` or behind it; `nil` if it is not there.
    ///
    /// The corresponding C function is `memchr`.
    public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        precondition(start >= 0 && start <= count, "Span: a search began outside of it")
        return unsafe withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress,
                let found = unsafe memchr(first + start, CInt(byte), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(first)
        }
    }
}
