// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import CNGHTTP2

/// Writes the heads of replies into nghttp2's hands; one for all sessions of a loop.
@safe
final class ReplyHeads {
    /// What does not live longer than a call: date, length, other fields with names in lower case.
    private var text = ByteBuffer(capacity: 256)
    private let fields: UnsafeMutablePointer<nghttp2_nv>
    /// Where the fields of a handler stand in `text`.
    private let places: UnsafeMutablePointer<Place>

    /// A field in `text`.
    private struct Place {
        var name: Range<Int>
        var value: Range<Int>
    }

    /// The four that every reply has.
    private static let common = 4
    /// What a handler may add.
    static let others = 8

    init() {
        unsafe fields = .allocate(capacity: Self.common + Self.others)
        unsafe places = .allocate(capacity: Self.others)
    }

    deinit {
        unsafe fields.deallocate()
        unsafe places.deallocate()
    }

    /// Hands a reply's head over; its body, if it has one, is asked for when there is room for it.
    func submit(
        _ session: OpaquePointer?, _ stream: Stream, _ status: Status, _ contentType: StaticString, length: Int,
        _ others: borrowing ReplyFields, date: borrowing DateCache
    ) -> Bool {
        var text = ByteBuffer()
        swap(&text, &self.text)
        defer { swap(&text, &self.text) }
        text.removeAll()
        text.append(date.text)
        let dateEnd = text.count
        text.append(decimal: length)
        let lengthEnd = text.count
        let count = appendOthers(others, to: &text)
        return unsafe text.span.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            unsafe set(0, ":status", status.line.utf8Start + 9, 3, Self.isLiteral)
            unsafe set(1, "date", base, dateEnd, Self.hasLiteralName)
            unsafe set(2, "content-type", contentType.utf8Start, contentType.utf8CodeUnitCount, Self.isLiteral)
            unsafe set(3, "content-length", base + dateEnd, lengthEnd - dateEnd, Self.hasLiteralName)
            for index in 0..<count {
                let place = unsafe places[index]
                unsafe set(
                    Self.common + index, base + place.name.lowerBound, place.name.count,
                    base + place.value.lowerBound, place.value.count, 0)
            }
            return unsafe submit(session, stream, Self.common + count)
        }
    }

    /// Tells a peer to send the body that it announced: RFC 9110 §10.1.1.
    func submitContinue(_ session: OpaquePointer?, _ id: Int32) {
        let status: StaticString = "100"
        unsafe set(0, ":status", status.utf8Start, 3, Self.isLiteral)
        unsafe nghttp2_submit_headers(session, 0, id, nil, fields, 1, nil)
    }

    private func submit(_ session: OpaquePointer?, _ stream: Stream, _ count: Int) -> Bool {
        guard !stream.reply.isEmpty else {
            return unsafe nghttp2_submit_response(session, stream.id, fields, count, nil) == 0
        }
        var body = unsafe nghttp2_data_provider()
        unsafe body.source.ptr = SessionCallbacks.pointer(toSlot: stream.slot)
        unsafe body.read_callback = SessionCallbacks.readReply
        return unsafe nghttp2_submit_response(session, stream.id, fields, count, &body) == 0
    }

    /// Whole header lines become fields with names in lower case, RFC 9113 §8.2; how many they are.
    private func appendOthers(_ others: borrowing ReplyFields, to text: inout ByteBuffer) -> Int {
        guard !others.isEmpty else { return 0 }
        let start = text.count
        others.append(to: &text)
        // The lines stay in front of what is made of them: both are short.
        let end = text.count
        var count = 0
        var index = start
        while index < end, count < Self.others {
            let name = text.count
            while index < end, text.span[index] != UInt8(ascii: ":") {
                let byte = text.span[index]
                text.append(byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
                index += 1
            }
            let nameEnd = text.count
            index += 1
            while index < end, text.span[index] == 0x20 { index += 1 }
            let value = index
            while index < end, text.span[index] != 0x0D { index += 1 }
            unsafe (places + count).initialize(to: Place(name: name..<nameEnd, value: value..<index))
            count += 1
            index += 2
        }
        return count
    }

    /// Both are literals: nghttp2 need not copy them.
    private static let isLiteral = NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue
    private static let hasLiteralName = NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue

    @inline(__always)
    private func set(
        _ index: Int, _ name: StaticString, _ value: UnsafePointer<UInt8>, _ length: Int, _ flags: UInt32
    ) { unsafe set(index, name.utf8Start, name.utf8CodeUnitCount, value, length, flags) }

    @inline(__always)
    private func set(
        _ index: Int, _ name: UnsafePointer<UInt8>, _ nameLength: Int, _ value: UnsafePointer<UInt8>,
        _ valueLength: Int, _ flags: UInt32
    ) {
        let field = unsafe nghttp2_nv(
            name: UnsafeMutablePointer(mutating: name), value: UnsafeMutablePointer(mutating: value),
            namelen: nameLength, valuelen: valueLength, flags: UInt8(truncatingIfNeeded: flags))
        unsafe (fields + index).initialize(to: field)
    }
}
