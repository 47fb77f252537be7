// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import CNGHTTP2
internal import Kernel

/// One connection's HTTP/2: bytes in, requests out; answers in, bytes out.
///
/// nghttp2 frames, compresses and keeps the windows, all in memory; what is here decides. A request is whole before its
/// handler sees it, as in HTTP/1.1. One that came in one read is never copied: its body is lent where it lies.
@safe
final class Session {
    /// The token of its connection.
    let token: UInt64
    let listener: Int
    let limits: SessionLimits

    let streams = StreamTable()
    /// The stream that was last spoken of: mostly the next one, too.
    private var recent: Stream?
    let pool: StreamPool
    let heads: ReplyHeads
    var guardian: FloodGuard
    private var scanner = FrameScanner()
    /// How many small pieces of DATA nghttp2 has spoken of; of those of streams that are over, it says nothing.
    var smallData = 0
    var now: Monotonic

    /// Whom a call into nghttp2 speaks to; nobody between two calls.
    var owner: (any SessionOwner)?
    /// Where frames are written to, during ``write(to:upTo:at:for:)`` and no longer.
    private var output: UnsafeMutablePointer<ByteBuffer>?
    /// The highest stream that the peer has begun.
    var lastOpened: Int32 = 0
    /// Whether a stream was ended before its request was whole.
    var hasEndedEarly = false
    /// The stream whose header block is being read.
    var current: Stream?
    /// When the header block that is being read must have ended.
    private(set) var blockDeadline: Monotonic?
    /// The body that lies in the bytes being read.
    var lent: LentBody?
    /// Requests that a handler has.
    var asked = 0
    /// Bytes of replies that wait.
    var waiting = 0

    /// Why the connection ends; the first reason stays.
    private(set) var reason: CloseReason?
    private var hasSettings = false
    private var farewellAt: Monotonic?
    private var hasSaidFarewell = false
    private var idleSince: Monotonic
    private let handle: SessionHandle

    /// A body that came with its end, in bytes that are gone when they are read.
    @safe
    struct LentBody {
        let slot: Int
        let bytes: UnsafeBufferPointer<UInt8>
    }

    /// Begins a server's side, whose first frame, the settings, waits to be sent.
    init?(
        token: UInt64, listener: Int, limits: SessionLimits, pool: StreamPool, heads: ReplyHeads, now: Monotonic
    ) {
        self.token = token
        self.listener = listener
        self.limits = limits
        self.pool = pool
        self.heads = heads
        self.now = now
        guardian = FloodGuard(now: now)
        idleSince = now
        unsafe output = nil
        guard let handle = SessionHandle.server(in: pool.memory), Self.sendSettings(handle, limits) else { return nil }
        self.handle = consume handle
        unsafe self.handle.tell(Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        for stream in streams.all { stream.free() }
    }

    /// nghttp2's session; it lives as long as this one.
    var raw: OpaquePointer { unsafe handle.raw }

    private static func sendSettings(_ handle: borrowing SessionHandle, _ limits: SessionLimits) -> Bool {
        let settings: [(nghttp2_settings_id, Int)] = [
            (NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, SessionLimits.streams),
            (NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, Int(SessionLimits.streamWindow)),
            (NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits.head.total),
            // The tree of RFC 7540 has been a way to attack, and nobody uses it: RFC 9113 §5.3.2.
            (NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1),
        ]
        let entries = settings.map {
            nghttp2_settings_entry(settings_id: Int32($0.0.rawValue), value: UInt32(clamping: $0.1))
        }
        let isSubmitted = unsafe nghttp2_submit_settings(handle.raw, 0, entries, entries.count) == 0
        let isWidened =
            unsafe nghttp2_session_set_local_window_size(
                handle.raw, 0, 0, SessionLimits.connectionWindow) == 0
        return isSubmitted && isWidened
    }

    // MARK: Bytes

    /// Takes in what the peer has sent; whole requests are handed on meanwhile.
    func receive(_ bytes: Span<UInt8>, at time: Monotonic, for owner: any SessionOwner) {
        enter(time, owner)
        defer { leave() }
        guard reason == nil, !bytes.isEmpty else { return }
        guardian.refill(at: time)
        let ignored = scanner.scan(bytes)
        for _ in 0..<ignored.unknown where reason == nil { spend(.strayFrames) }
        for _ in 0..<ignored.priorityUpdates where reason == nil { spend(.priorities) }
        guard reason == nil else { return }
        let result = unsafe bytes.withUnsafeBufferPointer {
            unsafe nghttp2_session_mem_recv(raw, $0.baseAddress, $0.count)
        }
        keepLent()
        while smallData < scanner.smallData, reason == nil {
            smallData += 1
            spend(.strayFrames)
        }
        guard result < 0 else { return }
        // The framing is lost. What breaks a rule within the framing, nghttp2 answers itself.
        end(result == Int(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue) ? .continuations : .violations)
    }

    /// Appends the frames that wait to `buffer`, up to about `limit` bytes; false if the session is broken.
    func write(to buffer: inout ByteBuffer, upTo limit: Int, at time: Monotonic, for owner: any SessionOwner) -> Bool {
        enter(time, owner)
        defer { leave() }
        return unsafe withUnsafeMutablePointer(to: &buffer) { buffer in
            unsafe output = buffer
            defer { unsafe output = nil }
            while unsafe buffer.pointee.count < limit {
                var bytes: UnsafePointer<UInt8>?
                let count = unsafe nghttp2_session_mem_send(raw, &bytes)
                guard count > 0 else { return count == 0 }
                let frame = unsafe UnsafeBufferPointer(start: bytes, count: count)
                unsafe buffer.pointee.append(Span(_unsafeElements: frame))
            }
            return true
        }
    }

    /// Appends a part of a frame to what is being written.
    func append(_ bytes: Span<UInt8>) { unsafe output?.pointee.append(bytes) }

    /// Does `body`, which lets nghttp2 do something, on behalf of `owner`.
    func enter(_ time: Monotonic, _ owner: any SessionOwner) {
        now = time
        self.owner = owner
    }

    /// Ends what ``enter(_:_:)`` began.
    func leave() {
        owner = nil
        recent = nil
        pool.trim()
    }

    // MARK: Streams

    /// The stream that nghttp2 knows by `id`, if it is still here.
    func stream(_ id: Int32) -> Stream? {
        if let recent, recent.id == id { return recent }
        let slot = unsafe SessionCallbacks.slot(nghttp2_session_get_stream_user_data(raw, id))
        guard let stream = stream(atSlot: slot), stream.id == id else { return nil }
        return stream
    }

    /// The stream at a slot that nghttp2 remembers.
    func stream(atSlot slot: Int) -> Stream? {
        guard let stream = streams[slot] else { return nil }
        recent = stream
        return stream
    }

    /// Puts a new stream in.
    func insert(_ stream: Stream) {
        streams.insert(stream)
        recent = stream
    }

    /// nghttp2 does not know the last stream any more.
    func forgetRecent() { recent = nil }

    /// A stream is over.
    func remove(_ stream: Stream) {
        if recent == stream { recent = nil }
        streams.remove(stream)
        pool.give(stream)
    }

    // MARK: The end

    /// Whether nothing is to be read or written any more.
    var isOver: Bool {
        unsafe nghttp2_session_want_read(raw) == 0 && nghttp2_session_want_write(raw) == 0
    }

    /// Ends the connection for what the peer did; the first time counts.
    func end(_ offence: Offence) {
        guard reason == nil else { return }
        reason = offence == .violations ? .refused : .flood
        owner?.count(self, offence)
        let code = offence == .violations ? ErrorCode.protocolError : ErrorCode.enhanceYourCalm
        unsafe nghttp2_session_terminate_session(raw, code)
    }

    /// Ends the connection for lack of use, or of time.
    func end(_ reason: CloseReason) {
        guard self.reason == nil else { return }
        self.reason = reason
        unsafe nghttp2_session_terminate_session(raw, ErrorCode.none)
    }

    /// nghttp2 has said why the connection ends; what was not ours to say was a violation.
    func goAwayIsSent(_ code: UInt32) {
        guard code != ErrorCode.none, reason == nil else { return }
        reason = .refused
        owner?.count(self, .violations)
    }

    /// Asks the peer to begin nothing new, without refusing what is on its way: RFC 9113 §6.8.
    func beginFarewell() {
        guard reason == nil, farewellAt == nil, !hasSaidFarewell else { return }
        unsafe nghttp2_submit_shutdown_notice(raw)
        unsafe nghttp2_submit_ping(raw, 0, nil)
        farewellAt = now.advanced(by: SessionLimits.farewell)
    }

    /// The peer has read all that we sent before: what it began since, has come before this.
    func pingCameBack() { if farewellAt != nil { sayFarewell() } }

    private func sayFarewell() {
        farewellAt = nil
        hasSaidFarewell = true
        let last = unsafe nghttp2_session_get_last_proc_stream_id(raw)
        unsafe nghttp2_submit_goaway(raw, 0, last, ErrorCode.none, nil, 0)
    }

    // MARK: Time

    func settingsCame() { hasSettings = true }

    /// Looks whether the connection has come to rest, after frames were read or written.
    func rest() {
        guard streams.count == 0, !isResting else { return }
        streams.shrink()
        isResting = true
        idleSince = now
    }

    /// A stream was opened.
    func wake() {
        guard isResting else { return }
        isResting = false
    }

    private var isResting = true

    /// A header block began, or ended: until it ends, nothing else can come.
    func setBlockDeadline(_ deadline: Monotonic?) { blockDeadline = deadline }

    /// When something must have happened.
    var deadline: Monotonic {
        var time = streams.nextDeadline ?? idleSince.advanced(by: hasSettings ? limits.idle : limits.headTime)
        if let blockDeadline { time = min(time, blockDeadline) }
        if let farewellAt { time = min(time, farewellAt) }
        return time
    }

    /// Something has lasted too long.
    func expire(at time: Monotonic, for owner: any SessionOwner) {
        enter(time, owner)
        defer { leave() }
        if let time = farewellAt, time <= now { sayFarewell() }
        if let time = blockDeadline, time <= now { return end(.headTimeout) }
        if streams.count == 0 {
            if idleSince.advanced(by: hasSettings ? limits.idle : limits.headTime) <= now {
                end(hasSettings ? .idleTimeout : .headTimeout)
            }
            return
        }
        for stream in streams.takeExpired(at: now) { expire(stream) }
    }
}
