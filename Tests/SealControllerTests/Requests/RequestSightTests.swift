// SPDX-License-Identifier: Apache-2.0
import Kernel
import SealAuthN
import SuiLedger
import Testing

@testable import SealController

/// What the copy of the chain says of who asks, and of who could do it.
struct RequestSightTests {
    static let owner = Address(0x21)

    static func sight(_ ground: ChainGround) -> RequestSight {
        RequestSight(tables: ground.tables, mark: { ground.mark.withLock { $0 } }, maximumAge: .seconds(10))
    }

    static func ground(
        _ amount: UInt64 = 2, status: UInt8 = 1, generation: UInt32 = 0, change: (inout Seal) -> Void = { _ in }
    ) throws -> ChainGround {
        let ground = ChainGround()
        ground.tables.insert(
            ChainGround.account(amount * ChainGround.sui, status: status, generation: generation), of: owner)
        var seal = ChainGround.seal(of: owner)
        change(&seal)
        ground.tables.insert(seal, under: SealKey(Address(7).raw))
        return ground
    }

    static func standing(_ ground: ChainGround, at now: Moment = ChainGround.now) -> RequestStanding {
        sight(ground).standing(of: RequestTableTests.request(1, 1), at: now)
    }

    @Test(arguments: [
        (1, Tier.viewer, "viewer"), (2, .developer, "developer"), (5, .admin, "admin"), (10, .super, "super"),
    ])
    func `a seal has its tier's group, and no other`(_ amount: UInt64, _ tier: Tier, _ name: String) throws {
        guard case .good(let identity) = Self.standing(try Self.ground(amount)) else {
            return #expect(Bool(false), "it is good")
        }
        #expect(identity.groups == ["seal:stakers", "seal:\(name)"])
        #expect(identity.user == "sui:0x" + String(repeating: "0", count: 62) + "21")
        #expect(identity.uid == "0x" + String(repeating: "0", count: 62) + "5e")
        #expect(RequestIdentity.allGroups.contains("seal:\(name)"))
    }

    @Test func `a narrowed seal has the group of narrowed seals`() throws {
        for change in [{ $0.permissions = ["pods:read"] }, { $0.namespaces = ["a"] }] as [(inout Seal) -> Void] {
            guard case .good(let identity) = Self.standing(try Self.ground(change: change)) else {
                return #expect(Bool(false), "it is good")
            }
            #expect(identity.groups == ["seal:stakers", "seal:limited"])
        }
    }

    @Test func `what is worth nothing says why`() throws {
        func why(_ ground: ChainGround) -> String? {
            if case .lost(let why) = Self.standing(ground) { why } else { nil }
        }
        #expect(why(ChainGround()) == "the seal that it was asked for with is not known")
        #expect(why(try Self.ground { $0.revoked = true }) == "the seal that it was asked for with is revoked")
        #expect(why(try Self.ground { $0.expiresEpoch = 5 }) == "the seal that it was asked for with is expired")
        #expect(why(try Self.ground { $0.kind = 2 }) == "the seal that it was asked for with is not known")
        #expect(why(try Self.ground { $0.owner = Address(0x22) }) == "the seal that it was asked for with is not known")
        #expect(why(try Self.ground(status: 3)) == "the submitter was slashed")
        #expect(why(try Self.ground(generation: 1)) == "the seal is from before the submitter was slashed")
        #expect(why(try Self.ground(0)) == "the submitter's stake is too low")
    }

    // What the operator asks for beside the chain, of people with kubectl and of those who ask on chain alike.
    @Test(arguments: [(2, "viewer"), (3, "developer"), (4, "developer")] as [(UInt64, String)])
    func `a tier costs what the operator says, where that is more`(_ amount: UInt64, _ name: String) throws {
        var sight = Self.sight(try Self.ground(amount))
        sight.floors = { TierFloors { $0 == .developer ? 3 * ChainGround.sui : 0 } }
        guard case .good(let identity) = sight.standing(of: RequestTableTests.request(1, 1), at: ChainGround.now) else {
            return #expect(Bool(false), "it is good")
        }
        #expect(identity.groups == ["seal:stakers", "seal:\(name)"])
    }

    @Test func `who is below the operator's floor asks for nothing`() throws {
        var sight = Self.sight(try Self.ground(2))
        sight.floors = { TierFloors { _ in 3 * ChainGround.sui } }
        let standing = sight.standing(of: RequestTableTests.request(1, 1), at: ChainGround.now)
        #expect(standing == .lost("the submitter's stake is too low"))
    }

    @Test func `a copy that is old, or not whole, says nothing`() throws {
        let ground = try Self.ground()
        #expect(Self.standing(ground, at: ChainGround.after(.seconds(11))) == .unknown)
        ground.mark.withLock { $0.isComplete = false }
        #expect(Self.standing(ground) == .unknown)
        #expect(Self.sight(ground).workers(ready: ["n-1"], at: ChainGround.now).isEmpty)
    }

    @Test func `a worker is fit whose stake is good and whose Node is ready`() throws {
        let ground = ChainGround()
        for (number, status, node) in [(1, 2, 2), (2, 3, 2), (3, 2, 0), (4, 2, 2)] as [(UInt8, UInt8, UInt64)] {
            ground.tables.insert(ChainGround.account(0, node: node * ChainGround.sui), of: Address(number))
            ground.tables.insert(ChainGround.worker("n-\(number)", status: status), of: Address(number))
        }
        let slots = Self.sight(ground).workers(ready: ["n-1", "n-2", "n-3"], at: ChainGround.now)
        #expect(slots == [WorkerSlot(owner: Address(1), node: "n-1")])
    }

    @Test(arguments: [
        (#"{"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#, true),
        (#"{"status":{"conditions":[{"type":"Ready","status":"False"}]}}"#, false),
        (#"{"status":{"conditions":[{"type":"Ready","status":"Unknown"}]}}"#, false),
        (#"{"status":{"conditions":[]}}"#, false), ("{}", false), ("[", false),
        (#"{"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#, false),
        (
            #"{"spec":{"taints":[{"key":"k3s-daas.io/worker","effect":"NoSchedule"}]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#,
            true
        ),
        (
            #"{"spec":{"taints":[{"key":"k3s-daas.io/slashed","effect":"NoExecute"}]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#,
            false
        ),
        (
            #"{"spec":{"taints":[{"key":"x","effect":"PreferNoSchedule"}]},"status":{"conditions":[{"type":"Ready","status":"True"}]}}"#,
            true
        ),
    ]) func `a Node takes pods or not`(_ json: String, _ isReady: Bool) {
        #expect(NodeReadiness.read(Array(json.utf8)) == isReady)
    }
}
