// SPDX-License-Identifier: Apache-2.0

/// The frames of RFC 9113 §6 and RFC 9218 §7.1, by their number.
enum FrameType: UInt8 {
    case data = 0
    case headers, priority, reset, settings, pushPromise, ping, goAway, windowUpdate, continuation
    case priorityUpdate = 0x10
}

/// The flags of frames that this server looks at, RFC 9113 §6.
enum FrameFlag {
    /// The last frame of its stream in its direction; on SETTINGS and PING the same bit is ``acknowledged``.
    static let endStream: UInt8 = 0x1
    static let acknowledged: UInt8 = 0x1
}

/// Why a stream or a connection ends, on the wire: RFC 9113 §7.
enum ErrorCode {
    static let none: UInt32 = 0x0
    static let protocolError: UInt32 = 0x1
    static let internalError: UInt32 = 0x2
    static let refusedStream: UInt32 = 0x7
    static let cancel: UInt32 = 0x8
    static let enhanceYourCalm: UInt32 = 0xB
}
