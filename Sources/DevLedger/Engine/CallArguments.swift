// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import SuiLedger
internal import Wire

/// Takes a call's arguments one after the other, each as what the function's signature says.
struct CallArguments {
    private let values: [CallValue]
    private var index = 0

    init(_ values: [CallValue]) { self.values = values }

    /// Refuses what nobody took.
    func finish() throws(CallFailure) {
        guard index == values.count else { throw .tooManyArguments }
    }

    mutating func object() throws(CallFailure) -> Address {
        guard case .object(let id) = try next() else { throw failure }
        return id
    }

    mutating func coin() throws(CallFailure) -> UInt64 {
        guard case .coin(let value) = try next() else { throw failure }
        return value
    }

    mutating func thresholds() throws(CallFailure) -> TierThresholds {
        guard case .thresholds(let value) = try next() else { throw failure }
        return value
    }

    mutating func params() throws(CallFailure) -> ClusterParams {
        guard case .params(let value) = try next() else { throw failure }
        return value
    }

    mutating func document() throws(CallFailure) -> AttestedEnclave {
        guard case .document(let value) = try next() else { throw failure }
        return value
    }

    /// The clock, which is one object.
    mutating func clock() throws(CallFailure) {
        guard try object() == Address(6) else { throw failure }
    }

    mutating func uint8() throws(CallFailure) -> UInt8 {
        try pure { reader throws(BCSError) in try reader.uint8() }
    }

    mutating func uint32() throws(CallFailure) -> UInt32 {
        try pure { reader throws(BCSError) in try reader.integer() }
    }

    mutating func uint64() throws(CallFailure) -> UInt64 {
        try pure { reader throws(BCSError) in try reader.integer() }
    }

    mutating func bool() throws(CallFailure) -> Bool {
        try pure { reader throws(BCSError) in try reader.bool() }
    }

    mutating func address() throws(CallFailure) -> Address {
        try pure { reader throws(BCSError) in try reader.address() }
    }

    mutating func key() throws(CallFailure) -> SealKey {
        try pure { reader throws(BCSError) in try SealKey(from: &reader) }
    }

    mutating func bytes() throws(CallFailure) -> [UInt8] {
        try pure { reader throws(BCSError) in try reader.bytes() }
    }

    mutating func string() throws(CallFailure) -> String {
        try pure { reader throws(BCSError) in try reader.string() }
    }

    mutating func strings() throws(CallFailure) -> [String] {
        try pure { reader throws(BCSError) in
            var texts: [String] = []
            for _ in 0..<(try reader.count()) { texts.append(try reader.string()) }
            return texts
        }
    }

    private var failure: CallFailure { .argument(index - 1) }

    private mutating func next() throws(CallFailure) -> CallValue {
        guard index < values.count else { throw .argument(index) }
        index += 1
        return values[index - 1]
    }

    private mutating func pure<Value>(
        _ read: (inout BCSReader) throws(BCSError) -> Value
    ) throws(CallFailure) -> Value {
        guard case .pure(let bytes) = try next() else { throw failure }
        do throws(BCSError) {
            var reader = BCSReader(bytes.span)
            let value = try read(&reader)
            try reader.finish()
            return value
        } catch { throw failure }
    }
}
