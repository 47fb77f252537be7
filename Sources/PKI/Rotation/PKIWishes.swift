// SPDX-License-Identifier: Apache-2.0

/// What certificates a server is to have.
public struct PKIWishes: Sendable, Equatable {
    /// The hosts that our server is for.
    public var serverNames: [SubjectName]
    /// What the apiserver calls itself.
    public var clientName: String
    /// How long a server's or client's certificate counts.
    public var lifetime = Duration.seconds(7 * 86_400)
    /// How long an authority does.
    public var authorityLifetime = Duration.seconds(3652 * 86_400)
    /// Whether the authority is to be succeeded now, before its time.
    public var wantsNewAuthority = false

    /// The names by which a machine means itself.
    public static let loopback: [SubjectName] = [.address("127.0.0.1"), .address("::1"), .dns("localhost")]

    /// Everything but the names has its usual value.
    public init(serverNames: [SubjectName] = loopback, clientName: String = "kube-apiserver") {
        self.serverNames = serverNames
        self.clientName = clientName
    }
}
