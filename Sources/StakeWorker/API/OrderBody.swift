// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import SuiLedger
internal import Wire

/// What stands in the body of an order.
enum OrderBody {
    /// The longest that is looked at.
    static let maximumBytes = 1024

    /// The order; `nil` for a body that is none.
    static func order(_ kind: WorkerGate.OrderKind, _ body: Span<UInt8>) -> WorkerOrder? {
        switch kind {
        case .register: return .register
        case .stake:
            guard let text = amount(body), let amount = Mist.read(text), amount > 0 else { return nil }
            return .stake(amount)
        case .unstake:
            guard let text = amount(body) else { return nil }
            if text == "all" { return .unstake(nil) }
            guard let amount = Mist.read(text), amount > 0 else { return nil }
            return .unstake(amount)
        }
    }

    private static func amount(_ body: Span<UInt8>) -> String? {
        var text: String?
        do throws(JSONError) {
            var parser = try JSONParser(maximumBytes: maximumBytes)
            try parser.withDocument(body) { root throws(JSONError) in
                guard let value = try root.member("amount")?.string else { return }
                text = String(decoding: [UInt8](copying: value), as: UTF8.self)
            }
        } catch { return nil }
        return text
    }
}
