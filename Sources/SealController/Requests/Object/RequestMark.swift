// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// What an object says of the request that was carried out on it last: whose scheduler it stands with, and its number there.
///
/// Numbers begin anew where contracts are published anew: of other schedulers' requests an object says nothing.
struct RequestMark: Hashable, Sendable {
    /// The annotation that it stands in.
    static let annotation = "k3s-daas.io/request"
    /// How much of the scheduler's id is said: no two clusters have as much in common by chance.
    static let digits = 16

    private let prefix: String

    /// Marks the requests of this scheduler.
    init(scheduler: Address) { prefix = "\(scheduler.description.dropFirst(2).prefix(Self.digits))/" }

    /// What is written for a request.
    func text(_ number: UInt64) -> String { "\(prefix)\(number)" }

    /// Which request a text is written for; `nil` for all that is not written so.
    func number(in text: String) -> UInt64? {
        guard text.hasPrefix(prefix), let number = UInt64(text.dropFirst(prefix.utf8.count)), self.text(number) == text
        else { return nil }
        return number
    }
}
