// SPDX-License-Identifier: Apache-2.0
internal import Attestation
internal import Bytes
internal import Configuration
internal import Crypto
internal import HTTPClient
internal import Kernel

/// What an enclave that was reached over the network has shown, and whether it was that enclave which showed it.
struct EnclaveConnection {
    /// Who it is.
    let enclave: AttestedEnclave
    /// The certificate that the connection began with, in PEM.
    let certificate: [UInt8]
    /// SHA-256 of the key in it; the enclave has fixed this one, unless it has fixed none.
    let key: Bytes32
    /// What has made it the enclave's, if it is not the first.
    let successor: SuccessorStatement?
    /// What was asked and where, for what is to be asked over the same key.
    let client: Client
    let url: String

    private static let maximumReply = 64 << 10
    private static let patience = Duration.seconds(15)

    /// Asks an enclave to show who it is.
    ///
    /// First a handshake in which nothing is said, for the key of whoever answers; then a challenge that nobody has seen before, to
    /// this key alone; and what comes back must have been made for the challenge by an enclave that has the key. Somebody in between
    /// can pass on the document, and not the key.
    init(_ url: String, _ verifier: Verifier, _ console: Console) throws(CommandFailure) {
        let url = try Self.base(url)
        let shown: [UInt8]
        do throws(ClientError) {
            shown = try Client().certificate(of: url, within: Self.patience)
        } catch { throw Self.failure(url, error) }
        guard let certificate = PEMCertificate(shown), let pin = KeyPin(sha256: certificate.keyDigest.bytes) else {
            throw CommandFailure("\(url): the host shows a certificate that cannot be read", .refused)
        }
        var settings = ClientSettings()
        settings.pin = pin
        let nonce: Bytes32
        do throws(CryptoError) { nonce = try console.makeSecret() } catch { throw CommandFailure(error) }
        let body: [UInt8]
        do throws(ClientError) {
            client = try Client(settings)
            body = try Self.get("\(url)/api/v1/attestation?nonce=\(nonce.hex)", client)
        } catch { throw Self.failure(url, error) }
        guard let answer = EnclaveAnswer(body) else {
            throw CommandFailure("\(url): this is no enclave's answer", .unavailable)
        }
        let freshness = Freshness.live(now: console.now(), maxAge: Freshness.maximumAgeOfAnswer)
        enclave = try Self.verify(answer.document, verifier, freshness, nonce.bytes, url)
        (self.url, self.certificate, key) = (url, shown, certificate.keyDigest)
        guard let commitment = enclave.commitment else {
            successor = nil
            if !enclave.isTrusted { return }
            throw CommandFailure(
                "\(url): the enclave commits to no key: who shows its document may be anybody", .refused)
        }
        successor = try Self.successor(answer, commitment, client, url, console.now())
        guard constantTimeEqual(successor?.tls ?? commitment.tls, key) else {
            throw CommandFailure(
                "\(url): the enclave is genuine, and the connection is not to it: it has fixed another key", .refused)
        }
    }

    /// What the enclave has put in the place of its first keys, if it has: in the word of the key that signs, which stays.
    ///
    /// Somebody in between can leave such statements out, and then shows a key that the enclave had: it never left the enclave.
    private static func successor(
        _ answer: EnclaveAnswer, _ commitment: EnclaveCommitment, _ client: Client, _ url: String, _ now: WallTime
    ) throws(CommandFailure) -> SuccessorStatement? {
        guard !answer.successors.isEmpty else { return nil }
        do throws(ClientError) {
            let context = EnclaveContext(try get("\(url)/api/v1/security-context", client))
            return context?.last(of: answer.successors, commitment, at: now)
        } catch { throw failure(url, error) }
    }

    /// Asks for something else, over the key that was attested.
    func get(_ path: String) throws(CommandFailure) -> [UInt8]? {
        do throws(ClientError) {
            let response = try client.perform(Self.request(url + path))
            if response.status == 404 { return nil }
            guard response.status == 200 else {
                throw ClientError(.broken, wasSent: true)
            }
            return response.body
        } catch { throw Self.failure(url, error) }
    }

    /// What a document says, if it is believed.
    static func verify(
        _ bytes: [UInt8], _ verifier: Verifier, _ freshness: Freshness, _ nonce: [UInt8]?, _ source: String
    ) throws(CommandFailure) -> AttestedEnclave {
        let document: UnverifiedDocument
        do throws(AttestationRefusal) { document = try UnverifiedDocument(bytes.span) } catch {
            throw CommandFailure("\(source): not verified: \(error.reason)", .refused)
        }
        switch verifier.verify(document, freshness: freshness, nonce: nonce) {
        case .attested(let enclave): return enclave
        case .refused(let refusal): throw CommandFailure("\(source): not verified: \(refusal.reason)", .refused)
        }
    }

    private static func request(_ url: String) -> ClientRequest {
        var request = ClientRequest(.get, url)
        request.timeout = patience
        request.maximumBody = maximumReply
        return request
    }

    private static func get(_ url: String, _ client: Client) throws(ClientError) -> [UInt8] {
        let response = try client.perform(request(url))
        switch response.status {
        case 200: return response.body
        // Its security module answers one at a time.
        case 429, 503: throw ClientError(.overloaded, wasSent: true)
        default: throw ClientError(.broken, wasSent: true)
        }
    }

    /// `https://HOST[:PORT]`, and nothing else.
    private static func base(_ url: String) throws(CommandFailure) -> String {
        let scheme = "https://"
        let host = url.dropFirst(scheme.count).drop { $0 != "/" }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" }
        guard url.hasPrefix(scheme), !authority.isEmpty, host.isEmpty || host == "/",
            !authority.contains(where: { " @?#\\".contains($0) })
        else { throw CommandFailure("the enclave's URL must be https://HOST[:PORT]", .usage) }
        return scheme + authority
    }

    private static func failure(_ url: String, _ error: ClientError) -> CommandFailure {
        switch error.code {
        case .tls: CommandFailure("\(url): no TLS, or its key has changed just now: try again", .temporary)
        case .overloaded: CommandFailure("\(url): the enclave is busy: try again", .temporary)
        case .broken where error.wasSent: CommandFailure("\(url): this is no enclave's answer", .unavailable)
        default: CommandFailure("\(url): \(error.description)", .unavailable)
        }
    }
}
