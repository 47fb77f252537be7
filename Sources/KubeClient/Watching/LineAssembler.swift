// SPDX-License-Identifier: Apache-2.0

/// Makes lines of the bytes of a stream.
struct LineAssembler: ~Copyable {
    private let longest: Int
    private var bytes: [UInt8] = []
    private var start = 0
    private var looked = 0

    init(longest: Int) { self.longest = longest }

    mutating func append(_ part: [UInt8]) {
        if start > 0 {
            bytes.removeFirst(start)
            looked -= start
            start = 0
        }
        bytes += part
    }

    /// The next whole line without its end, unless it is empty; refuses one that is too long, whole or not.
    mutating func next() throws(KubeError) -> [UInt8]? {
        while true {
            guard let end = bytes[looked...].firstIndex(of: UInt8(ascii: "\n")) else {
                looked = bytes.count
                guard bytes.count - start <= longest else { throw KubeError(.tooLarge, wasSent: true) }
                return nil
            }
            let line = start..<end
            start = end + 1
            looked = start
            guard line.count <= longest else { throw KubeError(.tooLarge, wasSent: true) }
            if !line.isEmpty { return Array(bytes[line]) }
        }
    }
}
