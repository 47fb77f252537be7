// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
public import Kernel

/// A folder of certificates as a value: what its files hold, and what is changed about them, in order.
public struct PKIFolder: Sendable {
    /// A file that cannot be used as what it is there for.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// Which.
        public let file: PKIFile
        /// Why.
        public let reason: PKIFailure

        /// One phrase.
        public var description: String { "\(file.rawValue): \(reason.description)" }
    }

    /// What there is.
    public private(set) var files: [PKIFile: [UInt8]]
    /// What was changed, in the order in which it is to be done.
    public private(set) var changes: [PKIChange] = []
    /// What was done.
    public private(set) var steps: [RotationStep] = []
    /// When ``PKIFile/authorities`` was written.
    public private(set) var authoritiesChanged: WallTime
    private let apiserver: PKIState.Apiserver

    /// Longer than any way from one pause to the next.
    private static let maximumSteps = 16

    /// Takes what was read.
    public init(_ files: [PKIFile: [UInt8]], authoritiesChanged: WallTime, apiserver: PKIState.Apiserver) {
        self.files = files
        self.authoritiesChanged = authoritiesChanged
        self.apiserver = apiserver
    }

    /// What decisions need.
    public func state() throws(Failure) -> PKIState {
        var state = PKIState(authoritiesChanged: authoritiesChanged, apiserver: apiserver)
        state.authorities = try certificates(.authorities)
        state.retired = try certificates(.retired)
        state.authorityKey = try keyHash(.authorityKey)
        state.nextKey = try keyHash(.nextKey)
        state.server = PKIState.Pair(
            certificate: try certificates(.serverCertificate).first, key: try keyHash(.serverKey))
        state.client = PKIState.Pair(
            certificate: try certificates(.clientCertificate).first, key: try keyHash(.clientKey))
        return state
    }

    /// Does all that is to be done now; gives why it does no more.
    public mutating func turn(_ wishes: PKIWishes, now: WallTime) throws(Failure) -> RotationStep {
        var wishes = wishes
        for _ in 0..<Self.maximumSteps {
            let step = RotationStep(try state(), wishes, now: now)
            if step.isPause { return step }
            try take(step, wishes, now)
            steps.append(step)
            // It is wished once, and not again for the one that comes of it.
            if step == .makeNextKey { wishes.wantsNewAuthority = false }
        }
        throw Failure(file: .authorities, reason: .crypto(CryptoError(.invalidKey)))
    }

    private mutating func take(_ step: RotationStep, _ wishes: PKIWishes, _ now: WallTime) throws(Failure) {
        switch step {
        case .makeAuthorityKey: try makeKey(.authorityKey)
        case .makeNextKey: try makeKey(.nextKey)
        case .certifyAuthority: try certify(.authorityKey, wishes, now)
        case .announce: try certify(.nextKey, wishes, now)
        case .issue(let leaf, let reason): try issue(leaf, reason, wishes, now)
        case .adopt:
            // Who is to be forgotten is noted before anything else: from the names alone nobody could tell.
            let state = try state()
            put(.retired, CertificateBundle.write([state.issuer].compactMap(\.self)))
            files[.authorityKey] = files.removeValue(forKey: .nextKey)
            changes.append(.rename(.nextKey, to: .authorityKey))
        case .drop:
            let state = try state()
            let rest = state.authorities.filter { !state.retired.contains($0) || $0 == state.issuer }
            put(.authorities, CertificateBundle.write(rest), now)
            files[.retired] = nil
            changes.append(.remove(.retired))
        case .awaitRestart, .awaitUse, .needsIssuer, .rest: break
        }
    }

    private mutating func makeKey(_ file: PKIFile) throws(Failure) {
        let pem = try Self.of(file) { () throws(PKIFailure) in
            try PKIFailure.wrapping { () throws(CryptoError) in try TLSKey.random().pem() }
        }
        put(file, pem.withBytes { bytes in [UInt8](copying: bytes) })
    }

    private mutating func certify(_ file: PKIFile, _ wishes: PKIWishes, _ now: WallTime) throws(Failure) {
        let key = try key(file)
        let made = try Self.of(file) { () throws(PKIFailure) in
            try CertificateAuthority.certificate(of: key, from: now, for: wishes.authorityLifetime)
        }
        // One that has expired gives way to that which succeeds it.
        let others = try certificates(.authorities).filter { $0.keyHash != made.keyHash }
        put(.authorities, CertificateBundle.write(others + [made]), now)
    }

    private mutating func issue(
        _ leaf: RotationStep.Leaf, _ reason: RotationStep.Reason, _ wishes: PKIWishes, _ now: WallTime
    ) throws(Failure) {
        let (keyFile, file): (PKIFile, PKIFile) =
            leaf == .server ? (.serverKey, .serverCertificate) : (.clientKey, .clientCertificate)
        // The key stays while its certificates are renewed: there is no moment in which the two do not belong together.
        if files[keyFile] == nil { try makeKey(keyFile) }
        guard let authority = try state().issuer else { return }
        let key = try key(keyFile)
        let signer = try self.key(.authorityKey)
        let validity = Validity(from: now, for: wishes.lifetime)
        let form =
            leaf == .server
            ? CertificateForm(
                commonName: "k3s-daas webhook-server", use: .server, names: wishes.serverNames, validity: validity)
            : CertificateForm(commonName: wishes.clientName, use: .client, names: [], validity: validity)
        let made: Certificate
        do throws(PKIFailure) { made = try CertificateAuthority(authority, signer).issue(form, for: key) } catch {
            throw Failure(file: file, reason: error)
        }
        put(file, CertificateBundle.write([made]))
    }

    private mutating func put(_ file: PKIFile, _ contents: [UInt8], _ now: WallTime? = nil) {
        files[file] = contents
        changes.append(.write(file, contents))
        if let now, file == .authorities { authoritiesChanged = now }
    }

    private func certificates(_ file: PKIFile) throws(Failure) -> [Certificate] {
        guard let text = files[file] else { return [] }
        let read = try Self.of(file) { () throws(PKIFailure) in try CertificateBundle.read(text) }
        guard !read.isEmpty else { throw Failure(file: file, reason: .noCertificate) }
        return read
    }

    private func keyHash(_ file: PKIFile) throws(Failure) -> Bytes32? {
        guard files[file] != nil else { return nil }
        return try key(file).hash
    }

    private func key(_ file: PKIFile) throws(Failure) -> TLSKey {
        guard let text = files[file] else { throw Failure(file: file, reason: .noKey) }
        return try Self.of(file) { () throws(PKIFailure) in try TLSKey(pem: text.span) }
    }

    private static func of<Value: ~Copyable>(
        _ file: PKIFile, _ body: () throws(PKIFailure) -> Value
    ) throws(Failure) -> Value {
        do throws(PKIFailure) { return try body() } catch { throw Failure(file: file, reason: error) }
    }
}
