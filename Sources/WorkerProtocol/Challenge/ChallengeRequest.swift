// SPDX-License-Identifier: Apache-2.0
public import Bytes
public import SuiLedger
public import Wire

/// Asks for a nonce: what it is to be signed for, and by whom.
public struct ChallengeRequest: Hashable, JSONMessage {
    /// The longest that is looked at, in bytes.
    public static let maximumBytes = 1024

    /// What it is for.
    public let purpose: ChallengePurpose
    /// Who will sign.
    public let address: Address

    /// Puts one together.
    public init(purpose: ChallengePurpose, address: Address) {
        self.purpose = purpose
        self.address = address
    }

    /// Reads one.
    public init(from value: borrowing JSONValue) throws(MessageFault) {
        guard let purpose = ChallengePurpose(rawValue: try value.text("purpose", upTo: 64)) else { throw .badValue }
        self.purpose = purpose
        address = try value.address("address")
    }

    /// Writes it.
    public func write(to buffer: inout ByteBuffer) {
        var object = JSONObjectWriter(&buffer)
        object.text("purpose", purpose.rawValue, &buffer)
        object.text("address", address.description, &buffer)
        object.end(&buffer)
    }
}
