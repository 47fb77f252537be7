// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPClient
internal import Kernel

/// By what machines know the server: read from a file, or asked of the server itself over a connection that our own authority vouches for.
///
/// What counts is each byte of what the server has at `/cacerts`, to the last line break: that is what machines hash.
final class ServerAuthority: Sendable {
    /// Where it comes from.
    enum Source: Sendable {
        /// A copy of the server's `server-ca.crt`.
        case file(String)
        /// The server at this URL, asked by a client that trusts the cluster's authority and no other.
        case server(String, ClientSettings)
    }

    /// What is longer is no bundle.
    static let maximumBytes = 64 * 1024
    /// How long what was read is good: authorities change once in years.
    static let lifetime = Duration.seconds(300)

    private let source: Source
    private let clock: @Sendable () -> Monotonic
    private let known = Locked<(digest: Bytes32, until: Monotonic)?>(nil)

    /// From there.
    init(_ source: Source, clock: @escaping @Sendable () -> Monotonic = { .now }) {
        self.source = source
        self.clock = clock
    }

    /// The digest that a join token has; it waits, for a file or the server.
    func digest() throws(JoinRefusal) -> Bytes32 {
        let now = clock()
        if let known = known.withLock({ $0 }), now < known.until { return known.digest }
        let bundle = try bundle()
        let digest: Bytes32?
        do throws(CryptoError) { digest = try AuthorityDigest.of(bundle) } catch { throw .failed }
        guard let digest else { throw .clusterUnavailable }
        known.withLock { $0 = (digest, now.advanced(by: Self.lifetime)) }
        return digest
    }

    private func bundle() throws(JoinRefusal) -> [UInt8] {
        switch source {
        case .file(let path):
            do throws(FileError) { return try FileContents.read(path, limit: Self.maximumBytes).bytes } catch {
                throw .clusterUnavailable
            }
        case .server(let url, let settings):
            var request = ClientRequest(.get, url + "/cacerts")
            request.maximumBody = Self.maximumBytes
            do throws(ClientError) {
                let response = try Client(settings).perform(request)
                guard response.status == 200 else { throw ClientError(.broken) }
                return response.body
            } catch { throw .clusterUnavailable }
        }
    }
}
