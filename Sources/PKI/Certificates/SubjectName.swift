// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// What a certificate is for.
public enum SubjectName: Hashable, Sendable, CustomStringConvertible {
    /// A host's name.
    case dns(String)
    /// An address, as text.
    case address(String)

    /// The name alone.
    public var description: String {
        switch self {
        case .dns(let text), .address(let text): text
        }
    }

    /// An address of 4 or 16 bytes, in its usual form (RFC 5952); `nil` for anything else.
    ///
    /// The corresponding C function is `inet_ntop`.
    init?(_ octets: [UInt8]) {
        guard octets.count == 4 || octets.count == 16 else { return nil }
        var text: [CChar] = .init(repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = octets.count == 4 ? AF_INET : AF_INET6
        guard unsafe inet_ntop(family, octets, &text, socklen_t(text.count)) != nil else { return nil }
        self = .address(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// The name as certificates give it back: addresses in their usual form, others in lower case.
    ///
    /// The corresponding C function is `inet_pton`.
    public var normal: SubjectName {
        switch self {
        case .dns(let name): return .dns(name.lowercased())
        case .address(let text):
            for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
                var octets: [UInt8] = .init(repeating: 0, count: count)
                if unsafe inet_pton(family, text, &octets) == 1 { return SubjectName(octets) ?? self }
            }
            return self
        }
    }
}
