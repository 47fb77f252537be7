// SPDX-License-Identifier: Apache-2.0
internal import Kernel

extension Client {
    /// The certificate that a host shows, in PEM; nothing is sent to it but the handshake.
    ///
    /// Nobody vouches for it: it says which key to ask about elsewhere, and that key is then pinned. Blocks, as ``perform(_:)`` does.
    public func certificate(of url: String, within timeout: Duration) throws(ClientError) -> [UInt8] {
        guard url.hasPrefix("https://") else { throw ClientError(.plaintext) }
        var request = ClientRequest(.get, url)
        request.timeout = timeout
        request.isAlone = true
        return try wait { (done: @escaping @Sendable (Result<[UInt8], ClientError>) -> Void) in
            engine.add(request, .handshake(done))
        }
    }
}
