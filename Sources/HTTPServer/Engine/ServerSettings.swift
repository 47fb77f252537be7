// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// All that a server is told before it starts.
public struct ServerSettings: Sendable {
    /// How many loops share the connections; 0 means one per processor.
    public var loops = 0
    /// What peers may cost.
    public var limits = Limits()
    /// How often certificate files are looked at for a change.
    public var reloadInterval = Duration.seconds(1)
    /// How long a drain waits for peers to close first.
    public var drain = Duration.seconds(95)

    /// The defaults.
    public init() {}
}

/// One address that is listened on.
public struct ListenerSettings: Sendable {
    /// What metrics and logs call it.
    public var name: String
    /// Where to listen.
    public var address: SocketAddress
    /// How to speak TLS; `nil` is plain HTTP.
    public var tls: TLSSettings?
    /// Who answers.
    public var handlers: any HandlerFactory
    /// A socket that already listens at `address`, from systemd or a predecessor; `nil` opens one.
    public var inherited: SharedDescriptor?
    /// Whether it goes on accepting until the drain has ended, so that readiness can be seen to fail.
    public var servesWhileDraining: Bool

    /// Names a listener.
    public init(
        name: String, address: SocketAddress, tls: TLSSettings?, handlers: any HandlerFactory,
        inherited: SharedDescriptor? = nil, servesWhileDraining: Bool = false
    ) {
        self.name = name
        self.address = address
        self.tls = tls
        self.handlers = handlers
        self.inherited = inherited
        self.servesWhileDraining = servesWhileDraining
    }
}
