// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file descriptor with exactly one owner: dropped, it closes; uncopyable, it cannot close twice.
public struct Descriptor: ~Copyable, Sendable {
    /// The kernel's number, for a call that only looks.
    public let raw: CInt

    /// Takes over an open descriptor.
    public init(owning raw: CInt) { self.raw = raw }

    deinit { _ = close(raw) }  // never retried: on Linux the number is free even after EINTR

    /// Gives the number up without closing it; who receives it owns it.
    public consuming func handOff() -> CInt {
        let raw = raw
        discard self
        return raw
    }
}
