// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger
internal import Wire

extension JSONValue {
    /// The member under `key`, which must be there.
    @_lifetime(copy self)
    func required(_ key: StaticString) throws(MessageFault) -> JSONValue {
        do throws(JSONError) {
            if let value = try member(key), !value.isNull { return value }
        } catch {
            throw MessageFault(error)
        }
        throw .missingField
    }

    /// A text of no more bytes than that.
    func text(_ key: StaticString, upTo most: Int) throws(MessageFault) -> String {
        guard let span = try required(key).string else { throw .wrongType }
        guard span.count <= most else { throw .badValue }
        return String(decoding: [UInt8](copying: span), as: UTF8.self)
    }

    /// A text whose every byte can be seen, at least one and at most that many.
    func visibleText(_ key: StaticString, upTo most: Int) throws(MessageFault) -> String {
        let text = try text(key, upTo: most)
        guard TextForm.isVisible(text, upTo: most) else { throw .badValue }
        return text
    }

    /// 32 bytes in 64 lowercase digits.
    func bytes32(_ key: StaticString) throws(MessageFault) -> Bytes32 {
        guard let span = try required(key).string else { throw .wrongType }
        guard let bytes = Bytes32(hex: span) else { throw .badValue }
        return bytes
    }

    /// An address as we write it: `0x` and 64 lowercase digits.
    func address(_ key: StaticString) throws(MessageFault) -> Address {
        let text = try text(key, upTo: 2 + 2 * Bytes32.count)
        guard let address = Address(text), address.description == text else { throw .badValue }
        return address
    }

    /// Bytes in Base64, no more than that.
    func base64(
        _ key: StaticString, _ alphabet: Base64.Alphabet, upTo most: Int
    ) throws(MessageFault) -> [UInt8] {
        guard let span = try required(key).string else { throw .wrongType }
        guard span.count <= (most + 2) / 3 * 4, let bytes = Base64.decode(span, alphabet), bytes.count <= most else {
            throw .badValue
        }
        return bytes
    }

    /// A whole number that every reader of JSON reads the same: not negative, below 2^53, and no more than that.
    func number(_ key: StaticString, upTo most: Int = ExactNumber.largest) throws(MessageFault) -> Int {
        let value = try required(key)
        guard value.kind == .number else { throw .wrongType }
        // 5.0 is a whole number to JSON Schema, and to whoever writes all numbers alike.
        let whole = value.integer ?? value.double.flatMap { Int(exactly: $0) }
        guard let number = whole, (0...min(most, ExactNumber.largest)).contains(number) else {
            throw .badValue
        }
        return number
    }

    /// A number of 64 bits as text: decimal digits without a leading zero.
    func decimal(_ key: StaticString) throws(MessageFault) -> UInt64 {
        let text = try text(key, upTo: 20)
        guard let number = UInt64(text), String(number) == text else { throw .badValue }
        return number
    }

    /// True or false.
    func flag(_ key: StaticString) throws(MessageFault) -> Bool {
        guard let flag = try required(key).bool else { throw .wrongType }
        return flag
    }
}

/// What a double, and so JavaScript, holds exactly.
enum ExactNumber {
    static let largest = (1 << 53) - 1
}
