// SPDX-License-Identifier: Apache-2.0
internal import CNGHTTP2

/// One owner of an nghttp2 session: dropped, it frees.
@safe
struct SessionHandle: ~Copyable {
    let raw: OpaquePointer
    /// Where it has its memory from.
    private let memory: SessionMemory

    init(owning raw: OpaquePointer, in memory: SessionMemory) {
        unsafe self.raw = raw
        self.memory = memory
    }

    deinit { unsafe nghttp2_session_del(raw) }

    /// Whom its callbacks tell, who must outlive it; nothing may be asked of it before.
    func tell(_ receiver: UnsafeMutableRawPointer) { unsafe nghttp2_session_set_user_data(raw, receiver) }

    /// A server's session; `nil` if there is no memory.
    static func server(in memory: SessionMemory) -> SessionHandle? {
        var raw: OpaquePointer?
        var functions = unsafe memory.functions
        guard let table = SessionCallbacks.table, let options = Self.options,
            unsafe nghttp2_session_server_new3(&raw, table.raw, nil, options.raw, &functions) == 0, let raw = unsafe raw
        else { return nil }
        return unsafe SessionHandle(owning: raw, in: memory)
    }

    /// Made once and kept for the life of the process.
    private static let options: Options? = {
        var raw: OpaquePointer?
        guard unsafe nghttp2_option_new(&raw) == 0, let raw = unsafe raw else { return nil }
        unsafe nghttp2_option_set_no_closed_streams(raw, 1)
        unsafe nghttp2_option_set_max_continuations(raw, SessionLimits.continuations)
        unsafe nghttp2_option_set_max_settings(raw, SessionLimits.settings)
        unsafe nghttp2_option_set_max_deflate_dynamic_table_size(raw, SessionLimits.deflateTable)
        // Resets are counted by `FloodGuard`, which tells those of requests that wait from those of streams that are over.
        unsafe nghttp2_option_set_stream_reset_rate_limit(raw, 1 << 32, 1 << 32)
        return unsafe Options(raw: raw)
    }()

    @safe
    private struct Options: @unchecked Sendable {  // written once, before anyone can see it
        let raw: OpaquePointer
    }
}
