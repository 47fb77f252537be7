// SPDX-License-Identifier: Apache-2.0
import Crypto
import SuiLedger
import Testing
import Wire

@testable import DevLedger

/// Calls that somebody else's package passes on: who chooses events by the package that was called misses them.
@Suite(.timeLimit(.minutes(10))) struct WrapperTests {
    private let world: DevNodeWorld
    private let wrapper: Address
    private let cluster: ClusterCreated

    init() throws {
        world = try DevNodeWorld(DevNode(seed: 7, milliseconds: 1_795_212_180_500))
        wrapper = try world.node.addWrapper()
        #expect(world.node.faucet(50_000_000_000, to: world.address))
        cluster = try world.makeCluster()
    }

    /// Calls a function of the wrapper alone.
    private func call(
        _ module: String, _ function: String, _ make: (inout ProgramBuilder) throws -> [Argument]
    ) throws -> Effects {
        var builder = ProgramBuilder()
        let arguments = try make(&builder)
        builder.call(wrapper, module, function, arguments)
        let effects = try world.send(builder.program)
        #expect(effects.failure == nil, "\(module)::\(function)")
        return effects
    }

    private func owned(_ module: String, _ name: String) throws -> ObjectReference {
        let type = StructTag(world.node.identity.package, module, name)
        return try #require(try world.ask(OwnedPageQuestion(owner: world.address, type: type)).items.first).reference
    }

    private func mint() throws -> Effects {
        try call("seal", "mint_seal") { builder in
            let nothing = builder.texts([])
            return [
                try world.shared(cluster.sealRegistry, &builder), try world.shared(cluster.cluster, &builder),
                builder.pure(Array(repeating: 7, count: 32)), builder.bytes(Array(repeating: 8, count: 32)), nothing,
                nothing, builder.number(0), builder.clock(),
            ]
        }
    }

    private func slash() throws -> [Effects] {
        let offered = try call("staking", "offer_cap") { builder in
            [
                try world.shared(cluster.cluster, &builder), builder.owned(try owned("caps", "AdminCap")),
                builder.pure { $0.uint8(2) }, builder.address(world.address),
            ]
        }
        let accepted = try call("staking", "accept_cap") { builder in
            [try world.shared(cluster.cluster, &builder), builder.pure { $0.uint8(2) }]
        }
        let slashed = try call("staking", "slash") { builder in
            [
                try world.shared(cluster.cluster, &builder), builder.owned(try owned("caps", "SlasherCap")),
                builder.address(world.address), builder.number(1_000),
                builder.bytes(Array(repeating: 9, count: 32)),
            ]
        }
        return [offered, accepted, slashed]
    }

    @Test func `what happens through another package is seen by who asks for our types`() throws {
        var effects = [try world.stake(5_000_000_000, in: cluster, package: wrapper), try mint()]
        effects.append(
            try call("seal", "revoke_seal") { builder in
                [try world.shared(cluster.sealRegistry, &builder), builder.owned(try owned("seal", "SealToken"))]
            })
        effects.append(
            try call("staking", "request_unstake") { builder in
                [
                    try world.shared(cluster.cluster, &builder), builder.number(1_000_000_000), builder.bool(false),
                ]
            })
        effects += try slash()
        let from = try #require(effects[0].checkpoint)
        let package = world.node.identity.package
        let events = try world.ask(EventPageQuestion(of: package, from: from)).events
        #expect(events == effects.flatMap(\.events))
        #expect(
            events.map(\.type.name) == [
                "StakeChanged", "SealChanged", "SealChanged", "StakeChanged", "CapChanged", "CapChanged",
                "StakeChanged", "FundsChanged",
            ])
        #expect(events.allSatisfy { $0.type.package == package })
        #expect(try world.ask(EventPageQuestion(of: wrapper, from: 0)).events.isEmpty)

        // The table says the same, and a node that lies about a slashing says something else.
        let question = TableEntryQuestion(table: cluster.stakes, key: world.address.raw.bytes, keyType: .address)
        var account = try StakeAccount(bcs: try #require(try world.ask(question)).value)
        #expect(account.status == 3 && account.amount == 3_600_000_000 && account.unbonding == 900_000_000)
        var faults = DevFaults()
        faults.lie = .hiddenSlashing
        world.node.faults = faults
        account.status = 1
        #expect(try StakeAccount(bcs: try #require(try world.ask(question)).value) == account)
    }

    @Test func `an abort through another package is ours, too`() throws {
        let effects = try world.stake(5, in: cluster, package: wrapper)
        let abort = try #require(effects.failure?.abort)
        #expect(abort.package == world.node.identity.package && abort.module == "staking" && abort.code == 3)
    }

    @Test func `each package has its own address, and none is called that was not added`() throws {
        let ledger = LocalLedger(seed: 7)
        let added = [ledger.addWrapper(), ledger.addWrapper()]
        #expect(added[0] == wrapper && Set(added + [ledger.package]).count == 2 + 1)
        let effects = try world.stake(5_000_000_000, in: cluster, package: added[1])
        #expect(effects.failure?.message == "there is no such package or function here")
    }
}
