// SPDX-License-Identifier: Apache-2.0
internal import Glibc
public import Kernel

/// The device of an enclave's kernel, opened once and for good.
///
/// The device keeps nothing about who has it open, and lets anybody in: whoever opens it can get documents with any contents.
/// So it has to be out of others' reach before anything else is started.
public final class NSMDevice: NSMTransport {
    /// Where the kernel puts it.
    public static let path = "/dev/nsm"
    /// `_IOWR(0x0A, 0, …)` of the 32 bytes that two `iovec` are.
    private static let number: UInt = 0xC020_0A00

    private let descriptor: Descriptor

    /// Opens the device.
    ///
    /// The corresponding C function is `open`.
    public init(path: String = NSMDevice.path) throws(SystemError) {
        let raw = try SystemError.check("open") { unsafe Int(open(path, O_RDWR | O_CLOEXEC)) }
        descriptor = Descriptor(owning: CInt(raw))
    }

    /// Asks the device; it answers within two minutes, or never again.
    ///
    /// The corresponding C function is `ioctl`.
    public func exchange(_ request: [UInt8]) throws(NSMError) -> [UInt8] {
        // Nothing at all wedges the device: it waits for its own timeout, and is broken from then on.
        guard (1...NSMLimits.request).contains(request.count) else { throw .invalidLength }
        var response: [UInt8] = .init(repeating: 0, count: NSMLimits.response)
        let raw = descriptor.raw
        var (length, isInterrupted) = (0, false)
        do throws(SystemError) {
            _ = try SystemError.check("ioctl") {
                unsafe request.withUnsafeBytes { question in
                    unsafe response.withUnsafeMutableBytes { room in
                        // The driver's structure: address and length of the one, then of the other, 64 bits each.
                        var message = unsafe (
                            iovec(
                                iov_base: UnsafeMutableRawPointer(mutating: question.baseAddress),
                                iov_len: question.count),
                            iovec(iov_base: room.baseAddress, iov_len: room.count)
                        )
                        let result = unsafe ioctl(raw, Self.number, &message)
                        // Not repeated by the wrapper: a register may have been extended.
                        isInterrupted = result < 0 && Glibc.errno == EINTR
                        length = unsafe message.1.iov_len
                        return isInterrupted ? 0 : Int(result)
                    }
                }
            }
        } catch {
            throw NSMError(device: error)
        }
        guard !isInterrupted else { throw .interrupted }
        // The driver writes what fits and says nothing of the rest: full to the last byte is too full.
        guard length != response.count else { throw .truncated }
        guard (1..<response.count).contains(length) else { throw .malformed }
        response.removeSubrange(length...)
        return response
    }
}

extension NSMError {
    /// What the driver's reasons mean.
    init(device error: SystemError) {
        switch error.errno {
        case EMSGSIZE: self = .invalidLength
        // It did not answer in two minutes, or has not since: the driver marks it broken and asks it no more.
        case ETIMEDOUT, ENOSPC: self = .lost
        default: self = .system(error)
        }
    }
}
