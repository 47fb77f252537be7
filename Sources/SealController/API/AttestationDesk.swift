// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import HTTPClient
internal import Kernel
internal import WorkerProtocol

/// Hands an enclave's attestation on, from the listener of the program that has the security module.
///
/// What comes back is the caller's to verify: whoever stands in between can withhold a document, and make none.
final class AttestationDesk: Sendable {
    /// The longest document that is handed on.
    static let maximumBytes = 64 * 1024
    /// The most requests that are open at a time, all callers together: documents are made one after the other.
    static let concurrent = 16
    /// How long a nonce may be, in bytes.
    static let nonceLengths = 16...64

    private let client: Client
    private let source: String
    private let open = Locked(0)

    /// Asks at `https://HOST:PORT`.
    init(_ client: Client, source: String) {
        self.client = client
        self.source = source
    }

    /// A nonce in lower-case hexadecimal, or `nil`.
    static func nonce(_ text: String) -> String? {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0, nonceLengths.contains(digits.count / 2),
            Hex.decode(digits.span, count: digits.count / 2) != nil
        else { return nil }
        return text
    }

    /// Asks for a document, with the caller's nonce or the one at hand.
    func answer(nonce: String?, completion: @escaping @Sendable (APIAnswer) -> Void) {
        let isTaken = open.withLock { open in
            guard open < Self.concurrent else { return false }
            open += 1
            return true
        }
        guard isTaken else { return completion(.problem(.overloaded, "too many documents are asked for")) }
        let query = nonce.map { "?nonce=\($0)" } ?? ""
        var request = ClientRequest(.get, "\(source)/api/v1/attestation\(query)")
        request.timeout = .seconds(5)
        request.maximumBody = Self.maximumBytes
        client.send(request) { [open] result in
            open.withLock { $0 -= 1 }
            switch result {
            case .success(let response) where response.status == 200: completion(.found(response.body))
            case .success(let response) where response.status == 429 || response.status == 503:
                completion(.problem(.overloaded, "the enclave has too much to do"))
            case .success, .failure:
                completion(.problem(.clusterUnavailable, "the enclave gives no document"))
            }
        }
    }
}
