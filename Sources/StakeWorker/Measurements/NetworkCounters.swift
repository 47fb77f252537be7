// SPDX-License-Identifier: Apache-2.0

/// How many bytes came and went through the machine's own interfaces since it began.
///
/// The corresponding file is `/proc/net/dev`, proc(5).
struct NetworkCounters: Hashable, Sendable {
    /// Bytes that came.
    var received: UInt64 = 0
    /// Bytes that went.
    var sent: UInt64 = 0

    /// Interfaces that carry what another one carries as well, or that lead nowhere.
    private static let inner = [
        "lo", "veth", "cni", "flannel", "docker", "br-", "kube-", "dummy", "tun", "tap", "wg", "vxlan", "cali",
        "cilium",
        "lxc", "nodelocaldns", "ifb", "sit", "virbr",
    ]
    private static let columns = 16
    private static let sentColumn = 8

    init(received: UInt64, sent: UInt64) {
        self.received = received
        self.sent = sent
    }

    /// Reads the file; `nil` for what is none.
    init?(_ text: String) {
        let lines = text.split(separator: "\n")
        guard lines.count >= 2, lines[0].hasPrefix("Inter-|") else { return nil }
        for line in lines.dropFirst(2) {
            guard let colon = line.lastIndex(of: ":") else { return nil }
            let name = line[..<colon].drop { $0 == " " }
            let numbers = line[line.index(after: colon)...].split(separator: " ").map { UInt64($0) }
            guard numbers.count == Self.columns, let came = numbers[0], let went = numbers[Self.sentColumn] else {
                return nil
            }
            guard !Self.inner.contains(where: { name.hasPrefix($0) }) else { continue }
            // Counters of the kernel wrap, and so does their sum.
            received &+= came
            sent &+= went
        }
    }
}
