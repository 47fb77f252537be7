// SPDX-License-Identifier: Apache-2.0
internal import CNGHTTP2

/// What nghttp2 calls, and whom it tells: the `Session` that every call carries.
@safe
struct SessionCallbacks: @unchecked Sendable {  // written once, before anyone can see it
    let raw: OpaquePointer

    /// The table, made once and kept for the life of the process.
    static let table: SessionCallbacks? = {
        var raw: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&raw) == 0, let raw = unsafe raw else { return nil }
        unsafe nghttp2_session_callbacks_set_on_begin_frame_callback(raw, beginFrame)
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(raw, beginHeaders)
        unsafe nghttp2_session_callbacks_set_on_header_callback(raw, header)
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, dataChunk)
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(raw, frameReceived)
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(raw, frameSent)
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(raw, streamClosed)
        unsafe nghttp2_session_callbacks_set_send_data_callback(raw, sendData)
        return unsafe SessionCallbacks(raw: raw)
    }()

    /// Tells a session, without counting a reference: it is there as long as nghttp2's is, which it owns.
    @inline(__always)
    private static func tell(_ receiver: UnsafeMutableRawPointer?, _ body: (Session) -> Void) {
        guard let receiver = unsafe receiver else { return }
        unsafe Unmanaged<Session>.fromOpaque(receiver)._withUnsafeGuaranteedRef { body($0) }
    }

    private static let beginFrame:
        @convention(c) (OpaquePointer?, UnsafePointer<nghttp2_frame_hd>?, UnsafeMutableRawPointer?) -> CInt = {
            _, head, receiver in
            guard let head = unsafe head?.pointee else { return 0 }
            unsafe tell(receiver) {
                $0.frameBegins(
                    FrameType(rawValue: head.type), head.stream_id, flags: head.flags, length: head.length)
            }
            return 0
        }

    private static let beginHeaders:
        @convention(c) (OpaquePointer?, UnsafePointer<nghttp2_frame>?, UnsafeMutableRawPointer?) -> CInt = {
            _, frame, receiver in
            guard let frame = unsafe frame else { return 0 }
            let id = unsafe frame.pointee.hd.stream_id
            let isRequest = unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
            unsafe tell(receiver) { if isRequest { $0.open(id) } else { $0.beginTrailers(id) } }
            return 0
        }

    private static let header:
        @convention(c) (
            OpaquePointer?, UnsafePointer<nghttp2_frame>?, UnsafePointer<UInt8>?, Int, UnsafePointer<UInt8>?, Int,
            UInt8, UnsafeMutableRawPointer?
        ) -> CInt = { _, _, name, nameLength, value, valueLength, _, receiver in
            let name = unsafe UnsafeBufferPointer(start: name, count: nameLength)
            let value = unsafe UnsafeBufferPointer(start: value, count: valueLength)
            unsafe tell(receiver) { unsafe $0.take(Span(_unsafeElements: name), Span(_unsafeElements: value)) }
            return 0
        }

    private static let dataChunk:
        @convention(c) (
            OpaquePointer?, UInt8, Int32, UnsafePointer<UInt8>?, Int, UnsafeMutableRawPointer?
        ) -> CInt = { _, flags, id, bytes, count, receiver in
            let bytes = unsafe UnsafeBufferPointer(start: bytes, count: count)
            unsafe tell(receiver) { unsafe $0.takeBody(id, bytes, isLast: flags & FrameFlag.endStream != 0) }
            return 0
        }

    private static let frameReceived:
        @convention(c) (OpaquePointer?, UnsafePointer<nghttp2_frame>?, UnsafeMutableRawPointer?) -> CInt = {
            _, frame, receiver in
            guard let frame = unsafe frame else { return 0 }
            let head = unsafe frame.pointee.hd
            let isLast = head.flags & FrameFlag.endStream != 0
            unsafe tell(receiver) { session in
                switch FrameType(rawValue: head.type) {
                case .headers: session.headEnds(head.stream_id, isLast: isLast)
                case .data: if isLast { session.bodyEnds(head.stream_id) }
                case .settings: session.settingsCame()
                case .ping: if head.flags & FrameFlag.acknowledged != 0 { session.pingCameBack() }
                default: break
                }
            }
            return 0
        }

    private static let frameSent:
        @convention(c) (OpaquePointer?, UnsafePointer<nghttp2_frame>?, UnsafeMutableRawPointer?) -> CInt = {
            _, frame, receiver in
            guard let frame = unsafe frame else { return 0 }
            let head = unsafe frame.pointee.hd
            unsafe tell(receiver) { session in
                switch FrameType(rawValue: head.type) {
                case .data, .headers:
                    if head.flags & FrameFlag.endStream != 0 { session.replyIsSent(head.stream_id) }
                case .reset: session.resetIsSent(head.stream_id, unsafe frame.pointee.rst_stream.error_code)
                case .goAway: session.goAwayIsSent(unsafe frame.pointee.goaway.error_code)
                default: break
                }
            }
            return 0
        }

    private static let streamClosed: @convention(c) (OpaquePointer?, Int32, UInt32, UnsafeMutableRawPointer?) -> CInt =
        { _, id, code, receiver in
            unsafe tell(receiver) { $0.streamEnds(id, code) }
            return 0
        }

    private static let sendData:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<nghttp2_frame>?, UnsafePointer<UInt8>?, Int,
            UnsafeMutablePointer<nghttp2_data_source>?, UnsafeMutableRawPointer?
        ) -> CInt = { _, _, head, length, source, receiver in
            guard let source = unsafe source else { return 0 }
            let head = unsafe UnsafeBufferPointer(start: head, count: FrameScanner.headLength)
            let slot = unsafe slot(source.pointee.ptr)
            unsafe tell(receiver) { unsafe $0.send(Span(_unsafeElements: head), length, ofSlot: slot) }
            return 0
        }

    /// What is asked of a reply's body: how much there is, not the bytes, which go where they belong by `sendData`.
    static let readReply:
        @convention(c) (
            OpaquePointer?, Int32, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<UInt32>?,
            UnsafeMutablePointer<nghttp2_data_source>?, UnsafeMutableRawPointer?
        ) -> Int = { _, _, _, length, flags, source, receiver in
            guard let source = unsafe source, let flags = unsafe flags else { return failure }
            let slot = unsafe slot(source.pointee.ptr)
            var known: Int?
            unsafe tell(receiver) { known = $0.replyLeft(ofSlot: slot) }
            guard let left = known else { return failure }
            let part = min(length, left)
            unsafe flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
            if part == left { unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
            return part
        }

    private static let failure = Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)

    /// nghttp2 remembers a slot as a pointer that nobody follows; 0 is nothing.
    static func pointer(toSlot slot: Int) -> UnsafeMutableRawPointer? {
        unsafe UnsafeMutableRawPointer(bitPattern: slot + 1)
    }

    /// The slot that it remembers; -1 is none.
    static func slot(_ pointer: UnsafeMutableRawPointer?) -> Int { Int(bitPattern: pointer) - 1 }
}
