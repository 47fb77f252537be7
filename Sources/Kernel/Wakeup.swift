// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// A bell that another thread rings to end a loop's wait.
///
/// The corresponding C function is `eventfd`.
public struct Wakeup: ~Copyable, Sendable {
    /// What the loop watches.
    public let descriptor: Descriptor

    /// Makes a silent bell.
    public init() throws(SystemError) {
        let flags = CInt(EFD_CLOEXEC | EFD_NONBLOCK)
        descriptor = Descriptor(owning: CInt(try SystemError.check("eventfd") { Int(eventfd(0, flags)) }))
    }

    /// Rings; many rings before one ``silence()`` count as one.
    public borrowing func ring() {
        // EAGAIN means that the counter is full: the bell is ringing.
        _ = eventfd_write(descriptor.raw, 1)
    }

    /// Stops the ringing.
    public borrowing func silence() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor.raw, &count)
    }
}
