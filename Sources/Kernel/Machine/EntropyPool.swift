// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// The kernel's randomness, before anybody may rely on it.
public enum EntropyPool {
    /// The most bytes that are added at once.
    public static let portion = 4096

    /// Mixes bytes in and credits all of their bits: only for bytes that nobody else knows.
    ///
    /// What is merely written to the device is mixed in as well, but credited with nothing. The corresponding C function is
    /// `ioctl` with `RNDADDENTROPY`.
    public static func add(_ bytes: [UInt8]) throws(SystemError) {
        guard bytes.count <= portion else { throw SystemError(call: "ioctl", errno: EINVAL) }
        let raw = try SystemError.check("open") { unsafe Int(open("/dev/random", O_WRONLY | O_CLOEXEC)) }
        let device = Descriptor(owning: CInt(raw))
        let number = device.raw
        _ = try SystemError.check("ioctl") { unsafe Int(clinux_add_entropy(number, bytes, UInt32(bytes.count))) }
    }

    /// Whether random bytes can be had without waiting.
    ///
    /// The corresponding C function is `getrandom` with `GRND_NONBLOCK`.
    public static func isReady() throws(SystemError) -> Bool {
        do throws(SystemError) {
            _ = try SystemError.check("getrandom") { Int(clinux_random_ready()) }
            return true
        } catch {
            guard error.errno == EAGAIN else { throw error }
            return false
        }
    }
}
