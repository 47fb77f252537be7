// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Kernel

/// How far events were followed: a checkpoint before which nothing is missing, and which events were seen from there on.
///
/// A node may show a checkpoint's events in several parts, and another node may show them again: what was seen from the checkpoint on
/// is remembered, because it will be asked for again. Where an event is known to be missing, the position stays and remembers.
public struct FollowPosition: Hashable, Sendable {
    /// The checkpoint from which to ask.
    public private(set) var checkpoint: UInt64
    /// The last checkpoint of which an event was seen, or the one from which to ask.
    public private(set) var highest: UInt64
    private var seen: [EmittedEvent.Identity: UInt64]

    private static let firstLine = "k3s-daas position 1"
    /// A checkpoint with more events of ours than this would be larger than the network makes them.
    static let maximumSeen = 100_000

    /// Begins at a checkpoint of which nothing was seen.
    public init(checkpoint: UInt64 = 0) {
        self.checkpoint = checkpoint
        highest = checkpoint
        seen = [:]
    }

    /// How many events are remembered.
    public var seenCount: Int { seen.count }

    /// Takes an event in; false if it was seen before, or is older than what is asked for.
    public mutating func insert(_ event: EmittedEvent) -> Bool {
        let place = event.checkpoint ?? highest
        guard place >= checkpoint, seen.updateValue(place, forKey: event.identity) == nil else { return false }
        highest = max(highest, place)
        return true
    }

    /// Nothing is missing of what was seen: goes on from the last checkpoint of which an event was.
    public mutating func settle() { advance(to: highest) }

    /// Nothing is missing before a checkpoint: goes on from there.
    public mutating func advance(to place: UInt64) {
        guard place > checkpoint else { return }
        checkpoint = place
        highest = max(highest, place)
        if seen.values.contains(where: { $0 < place }) { seen = seen.filter { $0.value >= place } }
    }

    /// The position as a text: a line each for version, checkpoint and events seen.
    public var text: String {
        let events = seen.map { "\($0.key.transaction) \($0.key.index) \($0.value)" }.sorted()
        return ([Self.firstLine, "\(checkpoint)"] + events).joined(separator: "\n") + "\n"
    }

    /// Reads a position's text; `nil` for anything else.
    public init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", lines.count >= 2, lines.count <= Self.maximumSeen + 2, lines[0] == Self.firstLine,
            let checkpoint = UInt64(lines[1])
        else { return nil }
        self.init(checkpoint: checkpoint)
        for line in lines.dropFirst(2) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, let digest = Digest(String(words[0])), let index = UInt32(words[1]),
                let place = UInt64(words[2]), place >= checkpoint
            else { return nil }
            seen[EmittedEvent.Identity(transaction: digest, index: index)] = place
            highest = max(highest, place)
        }
    }

    /// Reads a position that was saved; `nil` where there is none that can be used, which means: begin anew.
    public static func read(_ path: String) -> FollowPosition? {
        guard let contents = try? FileContents.read(path, limit: 16 * 1024 * 1024) else { return nil }
        return FollowPosition(text: String(decoding: contents.bytes, as: UTF8.self))
    }

    /// Saves the position, whole or not at all.
    public func write(_ path: String) throws(FileError) {
        try FileReplacement.write(Array(text.utf8).span, to: path, readers: .owner)
    }
}
