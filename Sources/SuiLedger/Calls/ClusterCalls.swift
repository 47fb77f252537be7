// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What can be asked of a cluster's contracts, as programs: each call with the arguments that its signature in Move names, in that
/// order, and shared objects written to only where the signature does.
public struct ClusterCalls: Sendable {
    /// The package that is called: the newest version of the contracts.
    public let package: Address
    /// The cluster's objects.
    public let ids: ClusterCreated

    private let versions: [Address: UInt64]

    /// The cluster with the versions at which its objects were first shared, by their ids.
    public init(package: Address, ids: ClusterCreated, versions: [Address: UInt64]) {
        self.package = package
        self.ids = ids
        self.versions = versions
    }

    /// A new cluster, of which the sender becomes the admin.
    public static func createCluster(_ package: Address) -> Program {
        var builder = ProgramBuilder()
        builder.call(package, "cluster", "create_cluster", [])
        return builder.program
    }

    /// The objects whose versions must be known: those that everybody may use.
    public static func sharedObjects(of ids: ClusterCreated) -> [Address] {
        [
            ids.cluster, ids.sealRegistry, ids.workerRegistry, ids.scheduler, ids.enclaveRegistry, ids.governance,
            ids.auditAnchor,
        ]
    }

    /// One call; what it returns is given to `recipient` where there is one.
    func call(
        _ module: String, _ function: String, returnsTo recipient: Address? = nil,
        _ arguments: (inout ProgramBuilder) -> [Argument]
    ) -> Program {
        var builder = ProgramBuilder()
        let arguments = arguments(&builder)
        let result = builder.call(package, module, function, arguments)
        if let recipient { builder.transfer([result], to: recipient) }
        return builder.program
    }

    /// An object that everybody may use.
    func shared(_ id: Address, _ builder: inout ProgramBuilder, writes: Bool) -> Argument {
        // An object that is not known is refused by the node: version 0 is none.
        builder.shared(id, initialVersion: versions[id] ?? 0, writes: writes)
    }

    func pool(_ builder: inout ProgramBuilder, writes: Bool) -> Argument {
        shared(ids.cluster, &builder, writes: writes)
    }
}
