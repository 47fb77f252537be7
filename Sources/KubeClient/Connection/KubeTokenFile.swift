// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// A token in a file that somebody else replaces, read again before it can have run out.
///
/// A kubelet replaces a pod's token when a fifth of its life is left, ten minutes at the least. What cannot be read now leaves the last
/// one in use, as long as the apiserver takes it.
struct KubeTokenFile: Sendable {
    /// How long a token is used without a look at its file.
    static let interval = Duration.seconds(60)
    /// The longest file.
    static let largest = KubeToken.longest + 64

    private let path: String
    private var token: KubeToken?
    private var readAt: Monotonic?

    init(_ path: String) { self.path = path }

    /// The token to use now; `nil` where there has never been one.
    mutating func token(
        at now: Monotonic, read: (String) -> [UInt8]? = Self.read
    ) -> KubeToken? {
        if let token, let readAt, now.since(readAt) < Self.interval { return token }
        if let fresh = read(path).flatMap({ KubeToken(String(decoding: $0, as: UTF8.self)) }) {
            token = fresh
            readAt = now
        }
        return token
    }

    /// The apiserver has refused the token: the file is looked at before it is used again.
    mutating func refused() { readAt = nil }

    private static func read(_ path: String) -> [UInt8]? { try? FileContents.read(path, limit: largest).bytes }
}
