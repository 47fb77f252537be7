// SPDX-License-Identifier: Apache-2.0

/// Where a request's document is fetched from, if it may be.
struct ManifestAddress: Hashable, Sendable {
    /// Whose documents are fetched.
    enum Hosts: Hashable, Sendable {
        /// Everybody's.
        case all
        /// Those of these hosts, in lower case; of no host there are none.
        case only(Set<String>)
    }

    private static let scheme = "https://"

    let url: String
    /// SHA-256 of what must be there.
    let hash: [UInt8]

    /// Checks an address that stands on chain.
    init(_ url: String, hash: [UInt8], _ hosts: Hosts) throws(RequestFailure) {
        // Of other letters some become ASCII on the way to a host's name.
        let isVisible = url.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        guard isVisible, url.hasPrefix(Self.scheme), hash.count == 32, let host = Self.host(of: url) else {
            throw RequestFailure(.address, "documents are fetched from https:// addresses alone")
        }
        switch hosts {
        case .all: break
        case .only(let names):
            guard names.contains(host) else {
                throw RequestFailure(.address, "the operator of this cluster does not fetch documents from that host")
            }
        }
        self.url = url
        self.hash = hash
    }

    /// The host that an address names, in lower case; `nil` where two readers could find two.
    private static func host(of url: String) -> String? {
        let rest = url.dropFirst(scheme.count)
        let authority = rest.prefix { !["/", "?", "#"].contains($0) }
        guard !authority.contains("@"), !authority.contains("\\"), !authority.contains("%") else { return nil }
        var host = authority
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
        }
        let port = authority[host.endIndex...]
        guard !host.isEmpty, port.isEmpty || (port.count > 1 && port.dropFirst().allSatisfy(\.isWholeNumber)) else {
            return nil
        }
        return host.lowercased()
    }
}
