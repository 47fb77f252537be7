// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// The certificates that those of the cluster's apiserver come from: what clients put into their kubeconfigs, once they have verified the
/// enclave that tells them.
///
/// A program in the enclave makes the file, or it is brought as a secret: it may come late, and change.
public struct ClusterAuthority: Sendable {
    private static let limit = 64 << 10

    private let path: String

    /// Names the file, in PEM.
    public init(path: String) { self.path = path }

    /// The file's bytes, if it holds certificates and nothing else that is to be kept.
    ///
    /// It lies in memory: reading it takes no longer than making the reply.
    func read() -> [UInt8]? {
        guard let bytes = try? FileContents.read(path, limit: Self.limit).bytes else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("-----") }
        // Whatever else stands between such lines, above all a key beside its certificate, stays here.
        let isPublic = lines.allSatisfy { ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"].contains($0) }
        return isPublic && !lines.isEmpty ? bytes : nil
    }
}
