// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import SealCommands

/// A token in a file is the live one, whatever becomes of the transaction.
@Suite(.timeLimit(.minutes(10))) struct TokenFileTests {
    /// A world in which alice has a seal, whose token is in the file; its key.
    private static func world() throws -> (world: LocalWorld, key: String) {
        let world = try StakerTests.world()
        _ = try world.account("alice")
        let minted = mint(world, "--stake", "1SUI")
        try #require(minted.exit == .ok, "\(minted.messages)")
        return (world, try #require(StakerTests.field("key", of: minted)))
    }

    private static func mint(_ world: LocalWorld, _ more: String...) -> CommandOutcome {
        world.run(line: ["seal", "mint", "--token-file", world.folder + "/token"] + more, key: "alice")
    }

    private static func refresh(_ world: LocalWorld, _ key: String, _ more: String...) -> CommandOutcome {
        world.run(line: ["seal", "refresh", key, "--token-file", world.folder + "/token"] + more, key: "alice")
    }

    private static func token(_ world: LocalWorld, _ name: String = "token") -> String? {
        (try? FileContents.read(world.folder + "/" + name, limit: 100)).map {
            String(decoding: $0.bytes, as: UTF8.self)
        }
    }

    private static func state(_ world: LocalWorld, _ token: String) -> String? {
        StakerTests.field("state", of: world.run("seal", "show", "-", input: token))
    }

    @Test func `it holds the token of the seal that there is, and nothing waits beside it`() throws {
        let (world, key) = try Self.world()
        let first = try #require(Self.token(world))
        #expect(Self.state(world, first) == "live" && Self.token(world, "token.new") == nil)
        let refreshed = Self.refresh(world, key)
        #expect(refreshed.exit == .ok && !refreshed.output.contains("seal_"), "\(refreshed.messages)")
        #expect(StakerTests.field("token file", of: refreshed) == world.folder + "/token")
        let second = try #require(Self.token(world))
        #expect(second != first && Self.state(world, second) == "live" && Self.state(world, first) == "revoked")
        #expect(try FileStatus.of(world.folder + "/token").isPrivate && Self.token(world, "token.new") == nil)
    }

    @Test func `what the contracts refuse leaves the file with the token that was there`() throws {
        let (world, key) = try Self.world()
        let before = try #require(Self.token(world))
        let minted = Self.mint(world, "--permissions", "Pods")
        #expect(minted.exit == .refused && minted.messages.contains("seal::EInvalidPermission"))
        #expect(Self.token(world) == before && Self.token(world, "token.new") == nil)
        // The wallet's password is wrong: nothing was sent either.
        world.write("password", "wrong\n", mode: 0o600)
        #expect(Self.refresh(world, key).exit == .refused)
        #expect(Self.token(world) == before && Self.token(world, "token.new") == nil)
        #expect(Self.state(world, before) == "live")
    }

    @Test func `a dry run writes nothing`() throws {
        let (world, key) = try Self.world()
        let before = try #require(Self.token(world))
        #expect(Self.refresh(world, key, "--dry-run").exit == .ok)
        #expect(Self.token(world) == before && Self.token(world, "token.new") == nil)
    }

    @Test func `where nobody says what became of it, both tokens are kept`() throws {
        let (world, key) = try Self.world()
        let before = try #require(Self.token(world))
        world.goesSilentWhenSent()
        let unknown = Self.refresh(world, key, "--wait", "1s", "--timeout", "1s")
        #expect(unknown.exit == .temporary && !unknown.output.contains("seal_"), "\(unknown.messages)")
        #expect(unknown.messages.contains("the token is in \(world.folder)/token.new, and \(world.folder)/token is as"))
        world.node.faults = nil
        let after = try #require(Self.token(world, "token.new"))
        #expect(Self.token(world) == before)
        // The ledger had carried it out.
        #expect(Self.state(world, after) == "live" && Self.state(world, before) == "revoked")

        // It is the only copy: nothing is written over it, and nothing sent.
        world.whenTold { _ in }
        let again = Self.refresh(
            world, StakerTests.field("key", of: world.run("seal", "show", "-", input: after)) ?? "")
        #expect(again.exit == .cannotCreate && again.messages.contains("seal show - < \(world.folder)/token.new"))
        #expect(Self.token(world, "token.new") == after && Self.state(world, after) == "live")
    }

    @Test func `without a file the token is shown even where nobody says what became of it`() throws {
        let (world, key) = try Self.world()
        world.goesSilentWhenSent()
        let unknown = world.run("seal", "refresh", key, "--wait", "1s", "--timeout", "1s", key: "alice")
        world.node.faults = nil
        #expect(unknown.exit == .temporary, "\(unknown.messages)")
        #expect(Self.state(world, try #require(StakerTests.field("token", of: unknown))) == "live")
    }

    @Test func `of several keys that were tried, the file has the one that was taken`() throws {
        let (world, _) = try Self.world()
        let (used, fresh) = (try Bytes32.random(), try Bytes32.random())
        world.secrets = [used]
        #expect(Self.mint(world).exit == .ok)
        world.secrets = [used, fresh]
        #expect(Self.mint(world).exit == .ok)
        #expect(Self.token(world) == "seal_\(fresh.hex)\n" && Self.token(world, "token.new") == nil)
        world.secrets = [used, used, used]
        #expect(Self.mint(world).exit == .refused)
        #expect(Self.token(world) == "seal_\(fresh.hex)\n" && Self.token(world, "token.new") == nil)
    }
}
