// SPDX-License-Identifier: Apache-2.0
public import Configuration

/// How what is in a plan is written, the same in its file and on a command line.
public enum PlanKinds {
    /// A port of this machine.
    public static let port = ValueKind<Int>.integer(1...65_535)
    /// How many nodes must agree.
    public static let quorum = ValueKind<Int>.integer(1...8)
    /// A file or folder that systemd, the apiserver and our server know under the same name.
    public static let path = text("PATH", Names.isPath) {
        "must be an absolute path of letters, digits, ., _, - and +, such as /etc/k3s-daas/cluster.yaml"
    }
    /// A machine.
    public static let node = text("NAME", Names.isSubdomain) {
        "must be the name of a Node: at most 253 lowercase letters, digits, - and ."
    }
    /// The common name of a certificate.
    public static let subjectName = ValueKind<String>.text("NAME", atMost: 64)
    /// What a certificate is for.
    public static let host = text("HOST", Names.isHost) { "must be a DNS name in lowercase, or an address" }
    /// Whom a token is for.
    public static let audience = ValueKind<String>.text("NAME", atMost: 256)
    /// What is reached without a proxy.
    public static let proxyException = text("HOST", Names.isProxyException) {
        "must be an entry of NO_PROXY: a name, an address, a range, or .example.com"
    }
    /// Who is asked about stakes.
    public static let chainNode = text(
        "LANGUAGE=URL",
        { text in
            let isURL = ["grpc=https://", "graphql=https://", "grpc=http://", "graphql=http://"].contains {
                text.hasPrefix($0) && text.utf8.count > $0.utf8.count
            }
            return isURL && text.utf8.count <= 2048 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        }, reason: { "must be grpc=https://HOST[:PORT] or graphql=https://HOST/graphql" })

    private static func text(
        _ placeholder: String, _ isRight: @escaping @Sendable (String) -> Bool,
        reason: @escaping @Sendable () -> String
    ) -> ValueKind<String> {
        ValueKind(
            placeholder,
            read: { text throws(ValueRefusal) in
                guard isRight(text) else { throw ValueRefusal(reason()) }
                return text
            }, write: { $0 })
    }
}
