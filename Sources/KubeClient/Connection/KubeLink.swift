// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient
internal import Kernel

/// What calls and watches share: the way to the apiserver, and who we are to it.
final class KubeLink: Sendable {
    let client: Client
    let configuration: KubeConfiguration
    let settings: KubeClientSettings
    private let tokenFile: Locked<KubeTokenFile>?

    init(_ configuration: KubeConfiguration, _ settings: KubeClientSettings) throws(KubeError) {
        var clientSettings = ClientSettings()
        clientSettings.userAgent = settings.userAgent
        clientSettings.maximumExchanges = settings.maximumCalls
        switch configuration.authorities {
        case .system: break
        case .file(let path): clientSettings.certificateAuthorities = path
        case .pem(let bytes): clientSettings.authorityBytes = bytes
        }
        var tokenFile: KubeTokenFile?
        switch configuration.credentials {
        case .none, .token: break
        case .files(let certificate, let key): clientSettings.identity = (certificate, key)
        case .held(let identity): clientSettings.heldIdentity = identity
        case .tokenFile(let path): tokenFile = KubeTokenFile(path)
        }
        self.tokenFile = tokenFile.map { Locked($0) }
        self.configuration = configuration
        self.settings = settings
        do throws(ClientError) { client = try Client(clientSettings) } catch { throw KubeError(error) }
    }

    /// Headers that say who we are.
    func credentials(at now: Monotonic) throws(KubeError) -> [Header] {
        if case .token(let token) = configuration.credentials { return [Header("authorization", token.header)] }
        guard let tokenFile else { return [] }
        guard let token = tokenFile.withLock({ $0.token(at: now) }) else { throw KubeError(.credentials) }
        return [Header("authorization", token.header)]
    }

    /// Takes notice that the apiserver refused the token; false where there can be no other.
    func tokenWasRefused() -> Bool {
        tokenFile?.withLock { $0.refused() }
        return tokenFile != nil
    }
}
