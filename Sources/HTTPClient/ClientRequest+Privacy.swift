// SPDX-License-Identifier: Apache-2.0

extension ClientRequest {
    /// Whether what is said to `url` stays between us and its host: TLS, or a host that is this machine.
    ///
    /// Not so `http://localhost:a@example.com`: what stands before an `@` is a name for a host behind it.
    public static func isSecureOrLocal(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
        return local.contains { prefix in
            guard url.hasPrefix(prefix) else { return false }
            let authority = url.dropFirst(prefix.count).prefix { $0 != "/" && $0 != "?" }
            guard let colon = authority.first else { return true }
            return colon == ":" && authority.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}
