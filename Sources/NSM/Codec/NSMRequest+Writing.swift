// SPDX-License-Identifier: Apache-2.0
internal import Wire

// Lengths are told beforehand, numbers are as short as can be: devices refuse other forms of the same.
extension NSMRequest {
    /// The bytes that a device takes; refuses what it would not.
    public func encoded() throws(NSMError) -> [UInt8] {
        var writer = CBORWriter(capacity: 256)
        switch self {
        case .describe: writer.text(Name.describe)
        case .random: writer.text(Name.random)
        case .describePCR(let index): writer.call(Name.describePCR, Name.index, index)
        case .lockPCR(let index): writer.call(Name.lockPCR, Name.index, index)
        case .lockPCRs(let range): writer.call(Name.lockPCRs, Name.range, range)
        case .extendPCR(let index, let data):
            writer.map(1)
            writer.text(Name.extendPCR)
            writer.map(2)
            writer.text(Name.index)
            writer.uint(UInt64(index))
            writer.text(Name.data)
            writer.bytes(data)
        case .attest(let userData, let nonce, let publicKey):
            guard userData?.count ?? 0 <= NSMLimits.field, nonce?.count ?? 0 <= NSMLimits.field,
                publicKey?.count ?? 0 <= NSMLimits.publicKey
            else { throw .invalidLength }
            writer.map(1)
            writer.text(Name.attest)
            writer.map(3)
            writer.field(Name.userData, userData)
            writer.field(Name.nonce, nonce)
            writer.field(Name.publicKey, publicKey)
        }
        let bytes = writer.finish()
        guard bytes.count <= NSMLimits.request else { throw .invalidLength }
        return bytes
    }

    /// The words of requests and of what answers them.
    enum Name {
        static let describe = "DescribeNSM"
        static let describePCR = "DescribePCR"
        static let extendPCR = "ExtendPCR"
        static let lockPCR = "LockPCR"
        static let lockPCRs = "LockPCRs"
        static let attest = "Attestation"
        static let random = "GetRandom"
        static let error = "Error"

        static let index = "index"
        static let range = "range"
        static let data = "data"
        static let userData = "user_data"
        static let nonce = "nonce"
        static let publicKey = "public_key"
    }
}

extension CBORWriter {
    fileprivate mutating func call(_ name: String, _ argument: String, _ value: UInt8) {
        map(1)
        text(name)
        map(1)
        text(argument)
        uint(UInt64(value))
    }

    fileprivate mutating func field(_ name: String, _ value: [UInt8]?) {
        text(name)
        if let value { bytes(value) } else { null() }
    }
}
