// SPDX-License-Identifier: Apache-2.0
internal import Glibc

extension Descriptor {
    /// Reads up to `limit` bytes of what there is: `nil` if there is nothing yet, none at the end.
    ///
    /// The descriptor must be non-blocking. The corresponding C function is `read`.
    public borrowing func readAvailable(_ limit: Int) throws(SystemError) -> [UInt8]? {
        let raw = raw
        var room: [UInt8] = .init(repeating: 0, count: limit)
        do throws(SystemError) {
            let count = try SystemError.check("read") {
                unsafe room.withUnsafeMutableBytes { unsafe read(raw, $0.baseAddress, $0.count) }
            }
            room.removeLast(limit - count)
            return room
        } catch {
            guard error.errno == EAGAIN else { throw error }
            return nil
        }
    }
}
