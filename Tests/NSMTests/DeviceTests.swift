// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import NSM
import Testing

// The call itself is shown by Tests/Peers/cases/nsm.py, where something answers it.
struct DeviceTests {
    @Test func `a device that is not there is said to be missing`() {
        #expect {
            _ = try NSMDevice(path: "/dev/no-such-device")
        } throws: {
            ($0 as? SystemError)?.isMissing == true
        }
    }

    @Test(arguments: [0, 4097, 1 << 20]) func `what would wedge the device or be refused is never sent`(
        _ count: Int
    ) throws {
        let device = try NSMDevice(path: "/dev/null")
        let request: [UInt8] = .init(repeating: 0, count: count)
        #expect(throws: NSMError.invalidLength) { _ = try device.exchange(request) }
    }

    @Test(arguments: [1, 4096]) func `another device does not know the call`(_ count: Int) throws {
        let device = try NSMDevice(path: "/dev/null")
        let request: [UInt8] = .init(repeating: 0, count: count)
        #expect(throws: NSMError.system(SystemError(call: "ioctl", errno: ENOTTY))) {
            _ = try device.exchange(request)
        }
    }

    @Test func `the device is not inherited by programs that are started`() throws {
        let before = try Self.inheritable()
        let device = try NSMDevice(path: "/dev/null")
        defer { withExtendedLifetime(device) {} }
        #expect(try Self.inheritable() == before)
    }

    /// How many descriptors a program that is started would get.
    private static func inheritable() throws -> Int {
        (0..<1024).count { descriptor in
            let flags = fcntl(CInt(descriptor), F_GETFD)
            return flags >= 0 && flags & FD_CLOEXEC == 0
        }
    }

    #if DEBUG
        static let reasons: [(CInt, NSMError)] = [
            (EMSGSIZE, .invalidLength), (ETIMEDOUT, .lost), (ENOSPC, .lost),
            (EFAULT, .system(SystemError(call: "ioctl", errno: EFAULT))),
            (EINVAL, .system(SystemError(call: "ioctl", errno: EINVAL))),
        ]

        @Test(arguments: reasons) func `the driver's reasons mean what they mean`(
            _ reason: CInt, _ error: NSMError
        ) throws {
            let device = try NSMDevice(path: "/dev/null")
            Faults.$queue.withValue(Locked([reason])) {
                #expect(throws: error) { _ = try device.exchange([0]) }
            }
        }
    #endif
}
