// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPClient

/// Fetches documents over HTTPS, without credentials, redirects or proxies, and believes only what has the hash that stands on chain.
///
/// Its client is given addresses by strangers: it talks to no address that is not the whole world's, unless it was made to.
struct WebManifests: ManifestSource {
    /// How long one may take.
    static let timeout = Duration.seconds(10)
    /// How long connecting may take.
    static let connectTimeout = Duration.seconds(3)
    /// How many are fetched at once.
    static let maximumExchanges = 32

    private let client: Client

    /// Fetches by certificates of these authorities, or of the system's; from private addresses only where that is wanted.
    init(authorities: String?, allowsPrivateAddresses: Bool) throws(ClientError) {
        var settings = ClientSettings()
        settings.certificateAuthorities = authorities
        settings.refusesPrivateAddresses = !allowsPrivateAddresses
        settings.maximumExchanges = Self.maximumExchanges
        client = try Client(settings)
    }

    /// Calls everything off.
    func close() { client.close() }

    func fetch(
        _ address: ManifestAddress, completion: @escaping @Sendable (Result<[UInt8], ManifestFetchError>) -> Void
    ) {
        var request = ClientRequest(.get, address.url)
        request.timeout = Self.timeout
        request.connectTimeout = Self.connectTimeout
        request.maximumBody = Manifest.longestFetched
        client.send(request) { completion(Self.outcome(of: $0, address)) }
    }

    /// What an exchange came to.
    static func outcome(
        of result: Result<ClientResponse, ClientError>, _ address: ManifestAddress
    ) -> Result<[UInt8], ManifestFetchError> {
        switch result {
        case .failure(let error):
            switch error.code {
            case .tooLarge:
                let limit = Manifest.longestFetched
                return .failure(
                    .refused(RequestFailure(.fetch, "what is at the address is longer than \(limit) bytes")))
            case .invalidRequest, .plaintext:
                return .failure(.refused(RequestFailure(.address, "documents are not fetched from that address")))
            case .resolve, .connect, .tls, .timeout, .broken, .overloaded, .cancelled, .closed, .outOfMemory:
                return .failure(.later)
            }
        case .success(let response):
            switch response.status {
            case 200: return check(response.body, address)
            case 408, 425, 429, 500...599: return .failure(.later)
            default:
                let why = "the host answers \(response.status) instead of the document"
                return .failure(.refused(RequestFailure(.fetch, why)))
            }
        }
    }

    private static func check(_ body: [UInt8], _ address: ManifestAddress) -> Result<[UInt8], ManifestFetchError> {
        do throws(CryptoError) {
            var hash = try SHA256()
            hash.update(body.span)
            guard try hash.finish().bytes == address.hash else {
                let why = "what is at the address has another SHA-256 than the request says"
                return .failure(.refused(RequestFailure(.hash, why)))
            }
            return .success(body)
        } catch { return .failure(.later) }
    }
}
