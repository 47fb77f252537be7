// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger

/// A history as lines of words.
///
/// The last word of a line proves it and all lines before it: a line that was changed, lost or moved is seen.
struct HistoryText {
    static let format = "k3s-daas-devledger 1"

    /// What a history begins with.
    struct Head: Hashable {
        var seed: UInt64
        var milliseconds: UInt64
        var clock: UInt64
    }

    private var proof = ""

    // MARK: Writing

    mutating func line(_ head: Head) -> [UInt8] {
        sealed("\(Self.format) \(head.seed) \(head.milliseconds) \(head.clock)")
    }

    mutating func line(_ entry: HistoryEntry) -> [UInt8] {
        let stamp = entry.stamp
        let deed =
            switch entry.deed {
            case .transaction(let bytes, let signatures):
                (["transaction", Base64.encode(bytes)] + signatures.map(\.base64)).joined(separator: " ")
            case .gift(let amount, let owner): "gift \(amount) \(owner)"
            case .wrapper: "wrapper"
            case .root(let digest): "root \(digest.hex)"
            case .epoch: "epoch"
            case .time: "time"
            }
        return sealed("\(stamp.height) \(stamp.milliseconds) \(stamp.epoch) \(stamp.clock) \(deed)")
    }

    private mutating func sealed(_ text: String) -> [UInt8] {
        proof = next(Array(text.utf8)[...])
        return Array("\(text) \(proof)\n".utf8)
    }

    // MARK: Reading

    /// Reads the first line, without its end; `nil` where it is none.
    mutating func head(_ line: ArraySlice<UInt8>) -> Head? {
        guard let words = opened(line), words.count == 5, words[..<2].joined(separator: " ") == Self.format,
            let seed = UInt64(words[2]), let milliseconds = UInt64(words[3]), let clock = UInt64(words[4])
        else { return nil }
        return Head(seed: seed, milliseconds: milliseconds, clock: clock)
    }

    /// Reads a later line, without its end; `nil` where it is none.
    mutating func entry(_ line: ArraySlice<UInt8>) -> HistoryEntry? {
        guard let words = opened(line), words.count >= 5, let height = UInt64(words[0]),
            let milliseconds = UInt64(words[1]), let epoch = UInt64(words[2]), let clock = UInt64(words[3]),
            let deed = Self.deed(words[4], Array(words[5...]))
        else { return nil }
        let stamp = HistoryEntry.Stamp(height: height, milliseconds: milliseconds, epoch: epoch, clock: clock)
        return HistoryEntry(deed: deed, stamp: stamp)
    }

    private static func deed(_ name: String, _ words: [String]) -> HistoryEntry.Deed? {
        switch (name, words.count) {
        case ("transaction", 1...):
            guard let bytes = Base64.decode(words[0]) else { return nil }
            let signatures = words.dropFirst().compactMap { word in
                do throws(UserSignature.Refusal) { return try UserSignature(base64: word) } catch { return nil }
            }
            return signatures.count == words.count - 1 ? .transaction(bytes, signatures) : nil
        case ("gift", 2):
            guard let amount = UInt64(words[0]), let owner = Address(words[1]) else { return nil }
            return .gift(amount, to: owner)
        case ("wrapper", 0): return .wrapper
        case ("root", 1): return Bytes32(hex: words[0]).map { .root($0) }
        case ("epoch", 0): return .epoch
        case ("time", 0): return .time
        default: return nil
        }
    }

    /// The words of a line whose proof holds, without the proof.
    private mutating func opened(_ line: ArraySlice<UInt8>) -> [String]? {
        guard let space = line.lastIndex(of: 0x20) else { return nil }
        let next = next(line[..<space])
        guard line[(space + 1)...].elementsEqual(next.utf8) else { return nil }
        proof = next
        return line[..<space].split(separator: 0x20, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func next(_ text: ArraySlice<UInt8>) -> String {
        String(BLAKE2b.digest(of: Array(proof.utf8) + [0x20] + text).hex.prefix(16))
    }
}
