// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import SealAuthN
internal import StakeRBAC

extension Form where Value == String {
    /// Text by a grammar.
    static func name(
        _ pattern: String, atMost limit: Int, _ reason: String, _ isName: @escaping @Sendable (String) -> Bool
    ) -> Form {
        Form(
            ValueKind(
                "NAME",
                read: { text throws(ValueRefusal) in
                    guard isName(text) else { throw ValueRefusal(reason) }
                    return text
                }, write: { $0 }), .text(pattern: pattern, atMost: limit))
    }

    /// What a namespace is called.
    static let namespace = name(
        Grammar.labelPattern, atMost: Grammar.labelLimit,
        "must be a name of a namespace: at most 63 lowercase letters, digits and -, with - at neither end"
    ) { Grammar.isLabel($0) }

    /// What groups, domains, drivers, classes and machines are called.
    static let subdomain = name(
        Grammar.subdomainPattern, atMost: Grammar.subdomainLimit,
        "must be a DNS name: at most 253 lowercase letters, digits, - and ., such as apps.example.com"
    ) { Grammar.isSubdomain($0) }

    /// What the file calls itself.
    static let version = name(
        Grammar.valuePattern, atMost: Grammar.labelLimit,
        "must be at most 63 letters, digits, -, _ and ., with a letter or digit at both ends"
    ) { Grammar.isValue($0) }

    /// What a provisioner is called.
    static let provisioner = name(
        "^[A-Za-z0-9][-A-Za-z0-9_.]*(/[-A-Za-z0-9_.]+)?$", atMost: Grammar.subdomainLimit + 1 + Grammar.labelLimit,
        "must be a name such as driver.example.com or rancher.io/local-path"
    ) { Grammar.isSubdomain($0) || Grammar.isQualified($0) }

    /// The key of a label, or all keys under a prefix.
    static let labelKey = name(
        "^[A-Za-z0-9][-A-Za-z0-9_.]*(/([-A-Za-z0-9_.]+|\\*))?$",
        atMost: Grammar.subdomainLimit + 1 + Grammar.labelLimit,
        "must be the key of a label, such as example.com/rack, or example.com/* for all under it"
    ) { key in key.hasSuffix("/*") ? Grammar.isSubdomain(key.dropLast(2)) : Grammar.isQualified(key) }

    /// Whom a token is for.
    static let audience = Form(ValueKind<String>.text("NAME", atMost: 256), .text(pattern: nil, atMost: 256))

    /// Why.
    static let reason = Form(ValueKind<String>.text("TEXT", atMost: 512), .text(pattern: nil, atMost: 512)) {
        .quoted($0)
    }
}

extension Form where Value == Bytes32 {
    /// An address on the chain, whole.
    static let address = Form(
        ValueKind(
            "0xHEX",
            read: { text throws(ValueRefusal) in
                guard text.hasPrefix("0x"), let value = Bytes32(hex: String(text.dropFirst(2))) else {
                    throw ValueRefusal("must be an address: 0x and 64 lowercase hexadecimal digits")
                }
                return value
            }, write: { "0x" + $0.hex }), .text(pattern: "^0x[0-9a-f]{64}$", atMost: 66)
    ) { .quoted($0) }
}

extension Form where Value == [String] {
    /// The way to a member of an object: `spec.template`.
    static let memberPath = Form(
        ValueKind(
            "PATH",
            read: { text throws(ValueRefusal) in
                let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
                guard names.count <= PolicyLimits.pathDepth, names.allSatisfy({ Grammar.isMember($0) }) else {
                    throw ValueRefusal(
                        "must be names with dots between them, at most \(PolicyLimits.pathDepth), such as spec.template"
                    )
                }
                return names
            }, write: { $0.joined(separator: ".") }),
        .text(pattern: Grammar.pathPattern, atMost: PolicyLimits.pathDepth * (Grammar.labelLimit + 1) - 1))
}

extension Form where Value == PodSecurityLevel {
    /// A level of the Pod Security Standards.
    static let level = words(PodSecurityLevel.allCases) { "\($0.name)" }
}

extension Form where Value == Tier {
    /// Who may write: a viewer never does.
    static let writer = words([.developer, .admin, .super]) { "\($0.name)" }
}

extension Form where Value == ServiceType {
    /// A type of Service.
    static let serviceType = words(ServiceType.allCases) { $0.rawValue }
}

extension Form where Value == Rule {
    /// A rule that somebody may be exempt from.
    static let exemptible = words(Rule.allCases.filter(\.isExemptible)) { $0.rawValue }
}

extension Form where Value == Enforcement {
    /// What becomes of whoever breaks a rule.
    static let enforcement = words(Enforcement.allCases) { $0.rawValue }
}

extension Form where Value == Bool {
    /// True or false.
    static let flag = Form(ValueKind<Bool>.boolean, .flag) { .plain($0) }
}

extension Form where Value: Equatable {
    /// One of a closed list of words.
    static func words(_ values: [Value], _ word: @escaping @Sendable (Value) -> String) -> Form {
        let words = values.map(word)
        let kind = ValueKind<Value>(
            "WORD",
            read: { text throws(ValueRefusal) in
                guard let place = words.firstIndex(of: text) else {
                    throw ValueRefusal("must be " + (words.count == 1 ? "" : "one of ") + words.joined(separator: ", "))
                }
                return values[place]
            }, write: word)
        return Form(kind, .words(words)) { .plain($0) }
    }
}
