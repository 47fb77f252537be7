// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPServer
internal import SuiLedger
internal import Wire

extension DevNode {
    /// What one request of Sui's faucet gives, in MIST.
    private static let usualGift: UInt64 = 10_000_000_000
    /// The most that may be asked for at once: 1000 SUI.
    private static let largestGift: UInt64 = 1_000_000_000_000

    /// Answers a request in the form of Sui's faucet.
    ///
    /// `{"FixedAmountRequest":{"recipient":"0x…"}}` gives 10 SUI; beside the recipient there may be an `amount` in MIST, which
    /// Sui's own faucet does not have.
    public func faucet(_ body: Span<UInt8>) -> DevReply {
        let request: (recipient: Address, amount: UInt64)
        do throws(DevFormError) { request = try Self.gift(body) } catch {
            return Self.failed(.badRequest, error.description)
        }
        do throws(DevRefusal) {
            return Self.sent(try give(request.amount, to: request.recipient))
        } catch {
            return Self.failed(error == .amount ? .badRequest : .serviceUnavailable, error.description)
        }
    }

    private static func gift(_ body: Span<UInt8>) throws(DevFormError) -> (Address, UInt64) {
        var outer = try DevForm.read(body)
        guard var form = try outer.form("FixedAmountRequest") else { throw outer.missing("FixedAmountRequest") }
        try outer.finish()
        guard let recipient = try form.text("recipient", "0x and 1 to 64 digits", { Address($0) }) else {
            throw form.missing("recipient")
        }
        let amount = try form.amount("amount", 1...largestGift) ?? usualGift
        try form.finish()
        return (recipient, amount)
    }

    private static func sent(_ gift: DevGift) -> DevReply {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append("{\"status\":\"Success\",\"coins_sent\":[{\"amount\":\(gift.amount),\"id\":" as String)
        buffer.append(json: gift.coin.description)
        buffer.append(",\"transferTxDigest\":")
        buffer.append(json: gift.digest.description)
        buffer.append("}]}\n")
        return DevReply(.ok, buffer.bytes)
    }

    private static func failed(_ status: Status, _ reason: String) -> DevReply {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append("{\"status\":{\"Failure\":{\"internal\":")
        buffer.append(json: reason)
        buffer.append("}}}\n")
        return DevReply(status, buffer.bytes)
    }
}
