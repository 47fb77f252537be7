// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel

/// What a folder of certificates holds, as far as decisions need it.
public struct PKIState: Sendable, Equatable {
    /// Since when the apiserver runs: it reads authorities when it starts and never again.
    public enum Apiserver: Sendable, Equatable {
        /// It runs, and was started then.
        case running(since: WallTime)
        /// It does not run: whatever it reads it will read anew.
        case stopped
        /// Nobody can tell.
        case unknown
    }

    /// A certificate and the key beside it.
    public struct Pair: Sendable, Equatable {
        /// The certificate, if there is one.
        public var certificate: Certificate?
        /// The hash of the key, if there is one.
        public var key: Bytes32?

        /// Puts both together.
        public init(certificate: Certificate? = nil, key: Bytes32? = nil) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Whom everybody believes.
    public var authorities: [Certificate] = []
    /// When that was written.
    public var authoritiesChanged: WallTime
    /// The key that signs.
    public var authorityKey: Bytes32?
    /// The key that will.
    public var nextKey: Bytes32?
    /// Authorities that are on their way out.
    public var retired: [Certificate] = []
    /// Our server's certificate.
    public var server = Pair()
    /// The apiserver's.
    public var client = Pair()
    /// Since when the apiserver runs.
    public var apiserver: Apiserver

    /// An empty folder.
    public init(authoritiesChanged: WallTime, apiserver: Apiserver) {
        self.authoritiesChanged = authoritiesChanged
        self.apiserver = apiserver
    }

    /// The authority whose key signs.
    var issuer: Certificate? { authority(of: authorityKey) }

    func authority(of key: Bytes32?) -> Certificate? {
        guard let key else { return nil }
        return authorities.first { $0.isAuthority && $0.keyHash == key }
    }

    /// Whether the apiserver that runs has read the authorities as they are now.
    ///
    /// Times of files and of processes are told in whole ticks: what happened in the same second counts as not yet.
    var hasReadAuthorities: Bool {
        switch apiserver {
        case .running(let since): since.seconds > authoritiesChanged.seconds
        case .stopped: true
        case .unknown: false
        }
    }
}
