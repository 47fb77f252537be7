// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Kernel

/// How far events were followed: the last checkpoint of which one was seen, and which of its events were.
///
/// A node may show a checkpoint's events in several parts, and another node may show them again: what was seen is remembered for the
/// last checkpoint alone, because older ones are not asked for again.
public struct FollowPosition: Hashable, Sendable {
    /// The checkpoint from which to ask.
    public private(set) var checkpoint: UInt64
    private var seen: Set<EmittedEvent.Identity>

    private static let firstLine = "k3s-daas position 1"
    /// A checkpoint with more events of ours than this would be larger than the network makes them.
    private static let maximumSeen = 100_000

    /// Begins at a checkpoint of which nothing was seen.
    public init(checkpoint: UInt64 = 0) {
        self.checkpoint = checkpoint
        seen = []
    }

    /// Takes an event in; false if it was seen before, or is older than what is asked for.
    public mutating func insert(_ event: EmittedEvent) -> Bool {
        let place = event.checkpoint ?? checkpoint
        guard place >= checkpoint else { return false }
        if place > checkpoint {
            checkpoint = place
            seen = []
        }
        return seen.insert(event.identity).inserted
    }

    /// The position as a text: a line each for version, checkpoint and events seen.
    public var text: String {
        let events = seen.map { "\($0.transaction) \($0.index)" }.sorted()
        return ([Self.firstLine, "\(checkpoint)"] + events).joined(separator: "\n") + "\n"
    }

    /// Reads a position's text; `nil` for anything else.
    public init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", lines.count >= 2, lines.count <= Self.maximumSeen, lines[0] == Self.firstLine,
            let checkpoint = UInt64(lines[1])
        else { return nil }
        self.init(checkpoint: checkpoint)
        for line in lines.dropFirst(2) {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let digest = Digest(String(words[0])), let index = UInt32(words[1]) else {
                return nil
            }
            seen.insert(EmittedEvent.Identity(transaction: digest, index: index))
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
