// SPDX-License-Identifier: Apache-2.0
import Configuration
import SuiLedger
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct WalletTests {
    // 32 bytes of 7: the text by BIP-173's reference algorithm in Python, the address by openssl and Python's hashlib.
    private static let key = "suiprivkey1qqrswpc8qurswpc8qurswpc8qurswpc8qurswpc8qurswpc8qurswxzszc4"
    private static let address = "0xa0ccc8bcc83f6c628340134f8546a21e0618fd1aaa02432bba454c4a2c2233da"

    @Test func `a key is made, named, and asked for twice`() throws {
        let world = try LocalWorld()
        let different = world.run("wallet", "new", "alice", answers: ["one", "two"])
        #expect(different.exit == .refused && different.messages.contains("the passwords differ"))
        #expect(world.run("wallet", "list").exit == .noInput)
        let made = world.run("wallet", "new", "alice", "--scheme", "secp256k1", answers: ["one", "one"])
        #expect(made.exit == .ok, "\(made.messages)")
        let list = world.run("wallet", "list")
        #expect(list.output.contains("alice") && list.output.contains("secp256k1"))
        #expect(world.run("wallet", "new", "alice").messages.contains("nothing was changed"))
        #expect(world.run("wallet", "new", "Alice!").messages.contains("lowercase letters"))
        #expect(world.run("wallet", "address", "bob").exit == .refused)
    }

    @Test func `nobody has to think of a password for what cannot be`() throws {
        let world = try LocalWorld()
        _ = try world.account("alice")
        for name in ["Bad Name", "", String(repeating: "a", count: 64)] {
            // Nobody is there who could be asked: that would be said, and end with another code.
            let made = world.run("wallet", "new", name, answers: ["one"])
            #expect(made.exit == .refused && made.messages.contains("1 to 63 lowercase letters"), "\(made.messages)")
        }
        let taken = world.run("wallet", "new", "alice", answers: ["one"])
        #expect(taken.exit == .refused && taken.messages.contains("nothing was changed"))
        let missing = world.run("wallet", "export", "bob", answers: ["one"])
        #expect(missing.exit == .refused && missing.messages.contains("sealctl wallet list"))
        #expect(world.unasked == ["one"])
    }

    @Test func `a key comes in and goes out as other tools write it`() throws {
        let world = try LocalWorld()
        let taken = world.run("wallet", "import", "old", input: Self.key + "\n")
        #expect(taken.exit == .ok, "\(taken.messages)")
        #expect(world.run("wallet", "address").output == Self.address + "\n")
        #expect(world.run("wallet", "export", "old").output == Self.key + "\n")
        let wrong = world.run("wallet", "export", "old", answers: ["wrong"])
        #expect(wrong.exit == .refused && wrong.output.isEmpty)
        let none = world.run("wallet", "import", "new", input: "suiprivkey1nonsense")
        #expect(none.exit == .refused && !none.messages.contains("nonsense"))
    }

    @Test func `Sui's own keystore is read and written`() throws {
        let world = try LocalWorld()
        let path = world.folder + "/other"
        #expect(world.run("wallet", "import", "old", input: Self.key).exit == .ok)
        #expect(world.run("wallet", "import", "new", "--keystore", path).exit == .noInput)
        let written = world.run("wallet", "export", "old", "--keystore", path)
        #expect(written.exit == .ok && !written.output.contains("suiprivkey"), "\(written.messages)")
        let again = world.run("wallet", "export", "old", "--keystore", path)
        #expect(again.exit == .cannotCreate)
        #expect(world.run("wallet", "import", "copy", "--keystore", path).exit == .ok)
        #expect(world.run("wallet", "address", "copy").output == Self.address + "\n")
        let unknown = world.run("wallet", "import", "third", "--keystore", path, "--alias", "nobody")
        #expect(unknown.exit == .usage && unknown.messages.contains("old"))
    }

    @Test func `what others may read is not used`() throws {
        let world = try LocalWorld()
        world.write("password", "correct horse\n", mode: 0o644)
        #expect(world.run("wallet", "new", "alice").messages.contains("chmod 600"))
        _ = try world.account("alice")
        world.write("password", "\n", mode: 0o600)
        #expect(world.run("wallet", "export", "alice").messages.contains("must not be empty"))
    }
}
