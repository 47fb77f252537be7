// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// Finds the apiserver among the processes of a machine.
struct ApiserverFinder {
    /// Where processes are shown.
    let proc: String

    private static let maximumProcesses = 1 << 20
    private static let maximumWords = 1 << 20

    /// The first of them: a server has one.
    var found: ApiserverProcess {
        // Where the first process cannot be seen, others may be hidden as well.
        guard let boot = bootTime, let entries = try? Folder.entries(in: proc, limit: Self.maximumProcesses),
            words(of: "\(proc)/1") != nil
        else {
            return ApiserverProcess(started: nil, isVisible: false)
        }
        for entry in entries where entry.kind == .folder && Int32(entry.name) != nil {
            let place = "\(proc)/\(entry.name)"
            guard let words = words(of: place), Self.isApiserver(words), let started = started(place, boot) else {
                continue
            }
            return ApiserverProcess(started: started, isVisible: true, words: words)
        }
        return ApiserverProcess(started: nil, isVisible: true)
    }

    /// `kube-apiserver`, or `k3s server`, which has one in it; k3s writes both words as one at times.
    static func isApiserver(_ words: [String]) -> Bool {
        guard let first = words.first else { return false }
        let program = first.split(separator: " ").first?.split(separator: "/").last ?? ""
        if program == "kube-apiserver" || program == "k3s-server" { return true }
        return program == "k3s" && (first.hasSuffix(" server") || words.dropFirst().first == "server")
    }

    private func words(of place: String) -> [String]? {
        guard let bytes = try? FileContents.read("\(place)/cmdline", limit: Self.maximumWords).bytes else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// proc(5): field 22 is when it was started, in ticks since the machine was; field 2 may hold anything.
    private func started(_ place: String, _ boot: Int64) -> WallTime? {
        guard let bytes = try? FileContents.read("\(place)/stat", limit: 4096).bytes,
            let close = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[(close + 1)...].split(separator: UInt8(ascii: " "))
        let ticks = Int64(sysconf(CInt(_SC_CLK_TCK)))
        guard fields.count > 19, ticks > 0, let start = Int64(String(decoding: fields[19], as: UTF8.self)) else {
            return nil
        }
        return WallTime(seconds: boot + start / ticks)
    }

    /// Seconds from 1970 to the machine's start.
    private var bootTime: Int64? {
        guard let bytes = try? FileContents.read("\(proc)/stat", limit: Self.maximumWords).bytes else { return nil }
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "btime ".utf8) {
            return Int64(String(decoding: line.dropFirst(6), as: UTF8.self))
        }
        return nil
    }
}
