// SPDX-License-Identifier: Apache-2.0
internal import HTTPClient

extension NodeEndpoint {
    /// Whether nobody on the way can play this node: it is asked over TLS, or is on this machine.
    public var isSecureOrLocal: Bool { ClientRequest.isSecureOrLocal(url) }

    /// Host and port in lower case, with the port that the scheme implies; `nil` for what is no plain address.
    ///
    /// Only printable ASCII, and without a user name or password: keys belong into headers, which nobody shows.
    public var authority: String? {
        guard url.utf8.count <= 2048, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let implied: String
        let rest: Substring
        if url.hasPrefix("https://") {
            (implied, rest) = (":443", url.dropFirst("https://".count))
        } else if url.hasPrefix("http://") {
            (implied, rest) = (":80", url.dropFirst("http://".count))
        } else {
            return nil
        }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
        guard !authority.utf8.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: "\\") }) else {
            return nil
        }
        // A colon after the last bracket of an IPv6 address, if there is one, begins a port.
        let tail = authority[(authority.lastIndex(of: "]") ?? authority.startIndex)...]
        guard let colon = tail.firstIndex(of: ":") else { return authority.isEmpty ? nil : authority + implied }
        let (host, port) = (authority[..<colon], authority[authority.index(after: colon)...])
        let isNumber = port.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard !host.isEmpty, isNumber, let number = UInt16(port), number > 0 else { return nil }
        return "\(host):\(number)"
    }
}
