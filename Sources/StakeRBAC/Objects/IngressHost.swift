// SPDX-License-Identifier: Apache-2.0

/// Hosts and paths as an Ingress names them.
enum IngressHost {
    /// What is to be said of a host.
    enum Judgement: Equatable {
        case allowed, wildcard, malformed
        /// Under none of the domains.
        case foreign
    }

    /// Whether a host may be named, given the domains that there are; any may where there are none.
    static func judge(_ host: Span<UInt8>, _ domains: [String]) -> Judgement {
        guard Text.place(of: UInt8(ascii: "*"), in: host) == nil else { return .wildcard }
        guard isName(host) else { return .malformed }
        guard !domains.isEmpty else { return .allowed }
        for domain in domains where isUnder(domain.utf8Span.span, host) { return .allowed }
        return .foreign
    }

    /// Whether an annotation draws traffic of hosts that the rules do not name, or gives a rule's path another meaning.
    static func isChosen(by annotation: Span<UInt8>) -> Bool {
        Text.containsIgnoringCase(annotation, "server-alias") || Text.containsIgnoringCase(annotation, "pathmatcher")
    }

    /// Whether a path stays one between whatever quotes a controller puts it in.
    static func isPlain(path: Span<UInt8>) -> Bool {
        for index in path.indices {
            switch path[index] {
            case 0...0x20, 0x7F, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "{"),
                UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: "\\"), UInt8(ascii: "#"):
                return false
            default: break
            }
        }
        return true
    }

    /// RFC 1123 §2.1, without the dot at the end, by which one host would have two names.
    private static func isName(_ host: Span<UInt8>) -> Bool {
        var last = UInt8(ascii: ".")
        for index in host.indices {
            let byte = host[index]
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                break
            case UInt8(ascii: "."): guard last != UInt8(ascii: ".") else { return false }
            default: return false
            }
            last = byte
        }
        return last != UInt8(ascii: ".")
    }

    private static func isUnder(_ domain: Span<UInt8>, _ host: Span<UInt8>) -> Bool {
        guard host.count >= domain.count else { return false }
        let start = host.count - domain.count
        guard Text.equalsIgnoringCase(host.extracting(start..<host.count), domain) else { return false }
        return start == 0 || host[start - 1] == UInt8(ascii: ".")
    }
}
