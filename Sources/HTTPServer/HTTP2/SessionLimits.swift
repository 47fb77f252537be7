// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// What one HTTP/2 connection may cost.
///
/// Every field is enforced in `Session` and tested at its edge.
struct SessionLimits: Sendable {
    /// Streams at once, those included that a peer has left and a handler has not: an apiserver that reviews 256
    /// requests opens no second connection.
    static let streams = 256
    /// What a peer may send of a stream's body before we take some of it: `SETTINGS_INITIAL_WINDOW_SIZE`.
    static let streamWindow: Int32 = 256 << 10
    /// The same, of all streams together.
    static let connectionWindow: Int32 = 1 << 20
    /// Frames that continue one header block: what a head may have fits into the first.
    static let continuations = 8
    /// Settings in one frame.
    static let settings = 32
    /// DATA shorter than this is counted if its stream is over: a body that was on its way then comes in larger frames.
    static let smallData = 64
    /// How often over its limit a head is decompressed, only to be refused; then the connection ends.
    static let headerExcess = 4
    /// Replies that wait for a peer to open its window, in bytes; who has more waiting is served nothing new.
    static let waitingReplies = 4 << 20
    /// What our compressor remembers: the date, a content type and little else recur.
    static let deflateTable = 256
    /// For a peer to acknowledge that we are about to leave; then it is told which request was the last.
    static let farewell = Nanoseconds(.seconds(1))

    let head: HeadLimits
    let headTime: Nanoseconds
    let bodyTime: Nanoseconds
    let answer: Nanoseconds
    let write: Nanoseconds
    let idle: Nanoseconds

    /// A time as it is added to a clock: to take a `Duration` apart at every request would be seen.
    struct Nanoseconds: Sendable {
        fileprivate let count: UInt64

        init(_ duration: Duration) { count = duration.wholeNanoseconds }
    }

    init(_ limits: Limits) {
        head = HeadLimits(total: limits.head)
        headTime = Nanoseconds(limits.headTime)
        bodyTime = Nanoseconds(limits.bodyTime)
        answer = Nanoseconds(limits.answer)
        write = Nanoseconds(limits.write)
        idle = Nanoseconds(limits.idle)
    }
}

extension Monotonic {
    /// The point so much later.
    @inline(__always)
    func advanced(by time: SessionLimits.Nanoseconds) -> Monotonic {
        Monotonic(nanoseconds: nanoseconds &+ time.count)
    }
}
