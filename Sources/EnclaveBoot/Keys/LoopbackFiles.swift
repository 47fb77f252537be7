// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
public import Kernel
internal import PKI

/// What k3s' apiserver and webhook-server know each other by, as files in memory: an authority, and a certificate with its key for
/// each end, good on this machine's loopback alone.
///
/// They cannot use the enclave's own certificate, which is renewed: an apiserver reads the authority of a webhook when it starts, and
/// never again. The authority's key is in nobody's hands once both certificates are signed.
public struct LoopbackFiles: Sendable {
    /// Why they could not be written: one sentence for a log.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The sentence.
        public let description: String
    }

    /// What stands in a manifest where the authority belongs.
    static let placeholder = "LOOPBACK_AUTHORITY"
    /// How long a manifest may be, with the authority in it.
    static let manifestLimit = 1 << 20
    /// Ten years, which is longer than any enclave runs.
    ///
    /// Nothing renews what it made, and nothing has to: keys and certificates are in its memory alone, and end with it.
    private static let lifetime = Duration.seconds(3650 * 86400)

    private let settings: BootConfiguration.Loopback
    private let owners: (server: NewFile.Owner?, client: NewFile.Owner?)

    /// Names the files, and writes nothing; `nil` where the configuration asks for none.
    public init?(_ configuration: BootConfiguration) {
        guard let settings = configuration.loopback else { return nil }
        self.settings = settings
        owners = (configuration.owner(of: .server), configuration.owner(of: .client))
    }

    /// Makes another authority with all that comes of it, and writes everything but the authority's key.
    public func write(now: WallTime) throws(Failure) {
        let made = try Self.make(now)
        // Before any of it is in use: a manifest that cannot be made is an image that was not put together right.
        let authority = Base64.encode(made.authority)
        var manifests: [(path: String, contents: [UInt8])] = []
        for manifest in settings.manifests { manifests.append((manifest.to, try Self.fill(manifest, authority))) }
        try write("server.key", made.serverKey.secret, for: owners.server)
        try write("server.crt", made.server)
        try write("client.key", made.clientKey.secret, for: owners.client)
        try write("client.crt", made.client)
        try write("ca.crt", made.authority)
        for manifest in manifests {
            try Self.about(manifest.path) { () throws(FileError) in
                try Folder.make(for: manifest.path, letsPass: true)
                let file = try NewFile(replacing: manifest.path)
                try file.write(manifest.contents.span)
                try file.finish()
            }
        }
    }

    private typealias Made = (
        authority: [UInt8], server: [UInt8], serverKey: HeldSecret, client: [UInt8], clientKey: HeldSecret
    )

    private static func make(_ now: WallTime) throws(Failure) -> Made {
        let validity = Validity(from: now, for: lifetime)
        let server = CertificateForm(
            commonName: "k3s-daas webhook-server", use: .server,
            names: [.address("127.0.0.1"), .address("::1"), .dns("localhost")], validity: validity)
        let client = CertificateForm(commonName: "kube-apiserver", use: .client, names: [], validity: validity)
        do throws(PKIFailure) {
            let serverKey = try key()
            let clientKey = try key()
            // Dropped, and wiped, when this returns.
            let own = try key()
            let certificate = try CertificateAuthority.certificate(of: own, from: now, for: lifetime)
            let authority = try CertificateAuthority(certificate, own)
            return (
                CertificateBundle.write([certificate]),
                CertificateBundle.write([try authority.issue(server, for: serverKey)]), try pem(serverKey),
                CertificateBundle.write([try authority.issue(client, for: clientKey)]), try pem(clientKey)
            )
        } catch {
            throw Failure(description: error.description)
        }
    }

    private static func key() throws(PKIFailure) -> TLSKey {
        do throws(CryptoError) { return try TLSKey.random() } catch { throw .crypto(error) }
    }

    private static func pem(_ key: borrowing TLSKey) throws(PKIFailure) -> HeldSecret {
        do throws(CryptoError) { return HeldSecret(try key.pem()) } catch { throw .crypto(error) }
    }

    /// A key, for who reads it alone.
    private func write(_ name: String, _ key: borrowing Secret, for owner: NewFile.Owner?) throws(Failure) {
        let path = "\(settings.folder)/\(name)"
        do throws(FileError) {
            try Folder.make(for: path, letsPass: true)
            let file = try NewFile(replacing: path)
            try key.withBytes { bytes throws(FileError) in try file.write(bytes) }
            if let owner { try file.give(to: owner) }
            try file.finish()
        } catch {
            throw Failure(description: "\(path): \(error)")
        }
    }

    /// A certificate, for everybody.
    private func write(_ name: String, _ certificate: [UInt8]) throws(Failure) {
        let path = "\(settings.folder)/\(name)"
        try Self.about(path) { () throws(FileError) in
            let file = try NewFile(replacing: path)
            try file.write(certificate.span)
            try file.show()
            try file.finish()
        }
    }

    /// The file of the image with the authority in it.
    private static func fill(_ manifest: BootConfiguration.Manifest, _ authority: String) throws(Failure) -> [UInt8] {
        let text: [UInt8]
        do throws(FileError) { text = try FileContents.read(manifest.from, limit: manifestLimit).bytes } catch {
            throw Failure(description: "\(manifest.from): \(error); hack/enclave --add puts a file into the image")
        }
        let (sought, put) = (Array(placeholder.utf8), Array(authority.utf8))
        var (filled, rest): ([UInt8], ArraySlice<UInt8>) = ([], text[...])
        var isThere = false
        while let first = rest.firstIndex(of: sought[0]) {
            filled += rest[..<first]
            rest = rest[first...]
            let isFound = rest.starts(with: sought)
            isThere = isThere || isFound
            filled += isFound ? put : [sought[0]]
            rest = rest.dropFirst(isFound ? sought.count : 1)
            guard filled.count <= manifestLimit else { break }
        }
        filled += rest
        guard isThere else {
            throw Failure(
                description: "\(manifest.from): \(placeholder) is nowhere in it: write it where the caBundle belongs")
        }
        guard filled.count <= manifestLimit else {
            throw Failure(
                description: "\(manifest.from): longer than \(manifestLimit) bytes with the authority in it")
        }
        return filled
    }

    private static func about(_ path: String, _ body: () throws(FileError) -> Void) throws(Failure) {
        do throws(FileError) { try body() } catch { throw Failure(description: "\(path): \(error)") }
    }
}
