// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPClient

/// Our server's listener, as somebody sees it who has no certificate to show.
enum ListenerLook {
    private static let patience = Duration.seconds(5)

    typealias Shown = Seen<Result<ShownCertificate, Silence>>

    /// The certificate that it shows, and what it does with a caller who shows none.
    static func look(_ address: String) -> (shown: Shown, strangers: Seen<ListenerCheck.Stranger>) {
        let url = "https://\(address)"
        let text: [UInt8]
        do throws(ClientError) { text = try Client().certificate(of: url, within: patience) } catch {
            return (.seen(.failure(Silence(reason: error.description))), .skipped("it was not reached"))
        }
        guard let shown = ShownCertificate.all(in: text).first else {
            return (.unseen("it shows a certificate that cannot be read"), .skipped("its key cannot be read"))
        }
        return (.seen(.success(shown)), strangers(url, shown))
    }

    /// A question that means nothing, over the key that was shown.
    private static func strangers(_ url: String, _ shown: ShownCertificate) -> Seen<ListenerCheck.Stranger> {
        var settings = ClientSettings()
        settings.pin = KeyPin(sha256: shown.keyDigest.bytes)
        var request = ClientRequest(.get, "\(url)/")
        request.timeout = patience
        do throws(ClientError) {
            _ = try Client(settings).perform(request)
            return .seen(.answered)
        } catch {
            switch error.code {
            // By TLS 1.3 a client hears only after its handshake that it was not let in.
            case .tls, .broken: return .seen(.refused)
            default: return .unseen(error.description)
            }
        }
    }
}
