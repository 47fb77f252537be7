// SPDX-License-Identifier: Apache-2.0
import CNGHTTP2
import Testing

/// A frame as it is on the wire, RFC 9113 §4.1.
struct Frame: Equatable {
    var type: UInt8
    var flags: UInt8 = 0
    var stream: UInt32 = 0
    var payload: [UInt8] = []

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    var bytes: [UInt8] {
        let count = payload.count
        return [UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF), type, flags] + Self.four(stream)
            + payload
    }

    /// The frames that `bytes` begin with; what is left of `bytes` is no whole frame.
    static func take(_ bytes: inout [UInt8]) -> [Frame] {
        var frames: [Frame] = []
        while bytes.count >= 9 {
            let count = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
            guard bytes.count >= 9 + count else { break }
            let stream = bytes[5...8].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            frames.append(
                Frame(type: bytes[3], flags: bytes[4], stream: stream, payload: Array(bytes[9..<9 + count])))
            bytes.removeFirst(9 + count)
        }
        return frames
    }

    static func four(_ number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 0xFF), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
    }

    /// The number that stands at `index` of the payload.
    func number(at index: Int) -> UInt32 { payload[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }

    // MARK: What a client sends

    static func settings(_ entries: [(UInt8, UInt32)] = []) -> Frame {
        Frame(type: 4, payload: entries.flatMap { [0, $0.0] + four($0.1) })
    }

    static let settingsAcknowledged = Frame(type: 4, flags: 1)

    static func headers(
        _ stream: UInt32, _ fields: [(String, String)], ends: Bool = true, isWhole: Bool = true
    ) -> Frame {
        Frame(type: 1, flags: (ends ? 1 : 0) | (isWhole ? 4 : 0), stream: stream, payload: block(fields))
    }

    static func get(_ stream: UInt32, _ path: String, _ others: [(String, String)] = []) -> Frame {
        headers(stream, request("GET", path) + others)
    }

    static func post(_ stream: UInt32, _ path: String, _ others: [(String, String)] = []) -> Frame {
        headers(stream, request("POST", path) + others, ends: false)
    }

    static func request(_ method: String, _ path: String) -> [(String, String)] {
        [(":method", method), (":scheme", "https"), (":path", path), (":authority", "x")]
    }

    static func data(_ stream: UInt32, _ bytes: [UInt8], ends: Bool = true) -> Frame {
        Frame(type: 0, flags: ends ? 1 : 0, stream: stream, payload: bytes)
    }

    static func reset(_ stream: UInt32) -> Frame { Frame(type: 3, stream: stream, payload: four(8)) }

    static func window(_ stream: UInt32, _ increment: UInt32) -> Frame {
        Frame(type: 8, stream: stream, payload: four(increment))
    }

    static func ping(_ byte: UInt8 = 0, isAnswer: Bool = false) -> Frame {
        Frame(type: 6, flags: isAnswer ? 1 : 0, payload: [UInt8](repeating: byte, count: 8))
    }

    /// Fields as literals that nobody remembers, RFC 7541 §6.2.2.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + text($0.0) + text($0.1) }
    }

    private static func text(_ text: String) -> [UInt8] {
        var length: [UInt8] = []
        var rest = text.utf8.count
        if rest < 127 {
            length = [UInt8(rest)]
        } else {
            length = [127]
            rest -= 127
            while rest >= 128 {
                length.append(UInt8(rest & 127) | 128)
                rest >>= 7
            }
            length.append(UInt8(rest))
        }
        return length + Array(text.utf8)
    }
}

/// A client's memory of header fields.
final class FieldReader {
    private var inflater: OpaquePointer?

    init() { nghttp2_hd_inflate_new(&inflater) }

    deinit { nghttp2_hd_inflate_del(inflater) }

    /// The fields of a block, in order.
    func read(_ block: [UInt8]) throws -> [(name: String, value: String)] {
        var fields: [(String, String)] = []
        var offset = 0
        while true {
            var field = nghttp2_nv()
            var flags: CInt = 0
            let count = block.withUnsafeBufferPointer {
                nghttp2_hd_inflate_hd2(
                    inflater, &field, &flags, $0.baseAddress.map { $0 + offset }, $0.count - offset, 1)
            }
            try #require(count >= 0)
            offset += count
            if UInt32(flags) & NGHTTP2_HD_INFLATE_EMIT.rawValue != 0 {
                fields.append((Self.text(field.name, field.namelen), Self.text(field.value, field.valuelen)))
            }
            guard UInt32(flags) & NGHTTP2_HD_INFLATE_FINAL.rawValue == 0 else { break }
        }
        nghttp2_hd_inflate_end_headers(inflater)
        return fields
    }

    private static func text(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }
}

/// What came on one stream.
struct StreamReply: Equatable {
    var fields: [String: String] = [:]
    var body: [UInt8] = []
    var isEnded = false
    /// The code of the reset, if there was one.
    var reset: UInt32?
    /// The interim replies before.
    var interim: [String] = []

    var status: String? { fields[":status"] }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Puts replies together from frames.
final class ReplyReader {
    private let fields = FieldReader()
    private var bytes: [UInt8] = []
    private(set) var frames: [Frame] = []
    private(set) var replies: [UInt32: StreamReply] = [:]

    func take(_ more: [UInt8]) throws {
        bytes += more
        for frame in Frame.take(&bytes) {
            frames.append(frame)
            switch frame.type {
            case 0:
                replies[frame.stream, default: StreamReply()].body += frame.payload
                if frame.flags & 1 != 0 { replies[frame.stream]?.isEnded = true }
            case 1:
                var reply = replies[frame.stream] ?? StreamReply()
                var block: [String: String] = [:]
                for field in try fields.read(frame.payload) {
                    try #require(block[field.name] == nil, "a field stands twice")
                    block[field.name] = field.value
                }
                if let status = block[":status"], status.hasPrefix("1") {
                    reply.interim.append(status)
                } else {
                    reply.fields = block
                }
                if frame.flags & 1 != 0 { reply.isEnded = true }
                replies[frame.stream] = reply
            case 3: replies[frame.stream, default: StreamReply()].reset = frame.number(at: 0)
            default: break
            }
        }
    }

    /// The codes of the GOAWAYs that came, with the last stream that each promises to serve.
    var farewells: [(last: UInt32, code: UInt32)] {
        frames.filter { $0.type == 7 }.map { ($0.number(at: 0), $0.number(at: 4)) }
    }

    func forget() { frames = [] }
}
