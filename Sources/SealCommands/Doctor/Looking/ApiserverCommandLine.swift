// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// An apiserver among a machine's processes: its own, or inside k3s.
struct ApiserverCommandLine: Sendable, Hashable {
    /// The process's number.
    let number: Int
    /// Whether it is k3s.
    let isK3s: Bool
    /// What it was started with, as far as it shows that; k3s shows nothing of it.
    let arguments: [String]

    private static let most = 1 << 20
    private static let longest = 1 << 20

    /// Looks for one; the apiserver's own process before k3s.
    static func find(in folder: String) -> ApiserverCommandLine? {
        let numbers = ((try? Folder.names(in: folder, limit: most)) ?? []).compactMap { Int($0) }.sorted()
        let all = numbers.compactMap { number -> ApiserverCommandLine? in
            guard let line = try? FileContents.read("\(folder)/\(number)/cmdline", limit: longest).bytes else {
                return nil
            }
            return ApiserverCommandLine(number, line)
        }
        return all.first { !$0.isK3s } ?? all.first
    }

    /// Takes the words of a process, each with a zero behind it; `nil` if it is something else.
    init?(_ number: Int, _ line: [UInt8]) {
        var words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        // k3s writes another line over its own, with spaces between the words.
        if words.count == 1 { words = words[0].split(separator: " ").map(String.init) }
        guard let program = words.first?.split(separator: "/").last else { return nil }
        switch program {
        case "kube-apiserver": isK3s = false
        case "k3s", "k3s-server":
            guard program == "k3s-server" || words.dropFirst().first == "server" else { return nil }
            isK3s = true
        default: return nil
        }
        self.number = number
        arguments = Array(words.dropFirst())
    }
}
