// SPDX-License-Identifier: Apache-2.0
import HTTPClient
public import SuiLedger

/// A local ledger's gifts.
public struct Faucet: Sendable {
    let client: Client
    /// Where the local ledger is.
    let base: String

    /// Sends coins.
    public func give(_ amount: UInt64, to owner: Address) throws {
        let order = "{\"FixedAmountRequest\":{\"recipient\":\"\(owner)\",\"amount\":\(amount)}}"
        let request = ClientRequest(
            .post, base + "/v2/gas", headers: [Header("content-type", "application/json")], body: Array(order.utf8))
        let response = try client.perform(request)
        guard response.status == 200 else { fatalError("no gift: \(String(decoding: response.body, as: UTF8.self))") }
    }
}
