// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// An epoll instance.
@safe
public struct Poller: ~Copyable {
    /// What to wait for; hang-ups and errors are always reported.
    public struct Interest: OptionSet, Sendable {
        /// The bits of `epoll_event.events`.
        public let rawValue: UInt32
        /// Makes an interest.
        public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// Bytes, connections or the end can be read.
        public static let readable = Interest(rawValue: EPOLLIN.rawValue)
        /// Bytes can be written.
        public static let writable = Interest(rawValue: EPOLLOUT.rawValue)
        /// The peer has ended its direction.
        public static let peerEnd = Interest(rawValue: EPOLLRDHUP.rawValue)
        /// Reported once when it comes about, and again after ``Poller/modify(_:_:token:)`` while it lasts.
        public static let edge = Interest(rawValue: 1 << 31)  // EPOLLET, which Swift imports as a negative number
    }

    /// What happened to one descriptor.
    public struct Event: Sendable {
        /// The word given when it was added.
        public let token: UInt64
        /// Reading will not block, be it for bytes, the end or an error.
        public let isReadable: Bool
        /// Writing will not block.
        public let isWritable: Bool
        /// The peer has ended its direction: after what can be read comes the end.
        public let isEnding: Bool
        /// The peer is gone in both directions, or the descriptor failed.
        public let isGone: Bool
    }

    private let descriptor: Descriptor
    private let events: UnsafeMutableBufferPointer<epoll_event>

    /// Makes an instance that reports up to `batch` events at once.
    ///
    /// The corresponding C function is `epoll_create1`.
    public init(batch: Int = 256) throws(SystemError) {
        let raw = try SystemError.check("epoll_create1") { Int(epoll_create1(CInt(EPOLL_CLOEXEC))) }
        descriptor = Descriptor(owning: CInt(raw))
        unsafe events = .allocate(capacity: batch)
    }

    deinit { unsafe events.deallocate() }

    /// Starts to watch `target`; its events carry `token`.
    public borrowing func add(_ target: borrowing Descriptor, _ interest: Interest, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, target.raw, interest, token)
    }

    /// Changes what is watched.
    public borrowing func modify(
        _ target: borrowing Descriptor, _ interest: Interest, token: UInt64
    ) throws(SystemError) { try control(EPOLL_CTL_MOD, target.raw, interest, token) }

    /// Stops to watch `target`.
    public borrowing func remove(_ target: borrowing Descriptor) throws(SystemError) {
        try control(EPOLL_CTL_DEL, target.raw, [], 0)
    }

    /// Waits for events, at most until `deadline`; returns how many there are.
    ///
    /// The corresponding C function is `epoll_wait`. An interruption counts as no event.
    public borrowing func wait(until deadline: Monotonic?, now: Monotonic) throws(SystemError) -> Int {
        var timeout: CInt = -1
        if let deadline {
            // Rounded up: rounded down, the last millisecond would be spent spinning.
            let left = deadline.nanoseconds > now.nanoseconds ? deadline.nanoseconds - now.nanoseconds : 0
            timeout = CInt(clamping: (left + 999_999) / 1_000_000)
        }
        let raw = descriptor.raw
        let events = unsafe self.events
        return try SystemError.check("epoll_wait") {
            let count = unsafe epoll_wait(raw, events.baseAddress, CInt(events.count), timeout)
            // Not waited again by the wrapper: the deadline would begin anew.
            return count < 0 && Glibc.errno == EINTR ? 0 : Int(count)
        }
    }

    /// The event at `index` of the last wait.
    @inline(__always)
    public borrowing func event(_ index: Int) -> Event {
        let event = unsafe events[index]
        let bits = unsafe event.events
        let gone = EPOLLHUP.rawValue | EPOLLERR.rawValue
        return Event(
            token: unsafe event.data.u64, isReadable: bits & (EPOLLIN.rawValue | gone) != 0,
            isWritable: bits & EPOLLOUT.rawValue != 0, isEnding: bits & EPOLLRDHUP.rawValue != 0,
            isGone: bits & gone != 0)
    }

    private borrowing func control(
        _ operation: CInt, _ target: CInt, _ interest: Interest, _ token: UInt64
    ) throws(SystemError) {
        var event = unsafe epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
        let raw = descriptor.raw
        _ = try SystemError.check("epoll_ctl") { unsafe Int(epoll_ctl(raw, operation, target, &event)) }
    }
}
