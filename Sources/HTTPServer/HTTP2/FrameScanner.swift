// SPDX-License-Identifier: Apache-2.0

/// Finds the frames that the framing layer passes over without a word: those of types that it does not know, and DATA of
/// streams that are over, as far as it comes in small pieces.
///
/// RFC 9113 §4.1 and §5.1 have them ignored, and so they are; but a peer could send them for ever.
struct FrameScanner {
    /// What is left of the preface or of a payload.
    private var skipped: Int
    private var length = 0
    private var type: UInt8 = 0
    /// How many bytes of a frame's head have come.
    private var headBytes = 0
    /// How many small pieces of DATA have begun, whether their streams are over or not.
    private(set) var smallData = 0

    /// How long the preface is: RFC 9113 §3.4.
    static let preface = 24
    private static let lengthBytes = 3
    /// What stands before each payload: RFC 9113 §4.1.
    static let headLength = 9
    /// The last type of RFC 9113 §6.
    private static let lastKnown = FrameType.continuation.rawValue

    init() { skipped = Self.preface }

    /// Goes through the next bytes; how many frames of unknown types begin there, and how many that move priorities.
    mutating func scan(_ bytes: Span<UInt8>) -> (unknown: Int, priorityUpdates: Int) {
        var found = (unknown: 0, priorityUpdates: 0)
        var index = 0
        while index < bytes.count {
            if skipped > 0 {
                let step = min(skipped, bytes.count - index)
                skipped -= step
                index += step
                continue
            }
            // Whole, as nearly all heads come.
            if headBytes == 0, bytes.count - index >= Self.headLength {
                type = bytes[index + Self.lengthBytes]
                skipped = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
                note(type, skipped, in: &found)
                index += Self.headLength
                continue
            }
            let byte = bytes[index]
            index += 1
            if headBytes < Self.lengthBytes { length = length << 8 | Int(byte) }
            if headBytes == Self.lengthBytes { type = byte }
            headBytes += 1
            guard headBytes == Self.headLength else { continue }
            note(type, length, in: &found)
            (skipped, length, headBytes) = (length, 0, 0)
        }
        return found
    }

    private mutating func note(
        _ type: UInt8, _ length: Int, in found: inout (unknown: Int, priorityUpdates: Int)
    ) {
        if type == FrameType.data.rawValue {
            if length < SessionLimits.smallData { smallData += 1 }
        } else if type == FrameType.priorityUpdate.rawValue {
            found.priorityUpdates += 1
        } else if type > Self.lastKnown {
            found.unknown += 1
        }
    }
}
