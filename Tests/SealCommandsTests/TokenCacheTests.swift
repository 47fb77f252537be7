// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import SealAuthN
import Testing

@testable import SealCommands

// A cache that cannot be read or written once made a credential plugin panic (aws-iam-authenticator df11e06e).
@Suite(.timeLimit(.minutes(10))) struct TokenCacheTests {
    @Test func `a password is asked for once while the token is good for a minute more than it says`() throws {
        let world = try TokenWorld()
        let first = world.plugin("token")
        #expect(world.plugin("token").output == first.output && world.passwords == 1)
        #expect(world.sealctl("token", "--exec-credential").output == first.output && world.passwords == 1)
        // It says 14 minutes: 13 are used.
        world.wait(seconds: 13 * 60)
        #expect(world.plugin("token").output == first.output && world.passwords == 1)
        world.wait(seconds: 1)
        let second = world.plugin("token")
        #expect(second.exit == .ok && second.output != first.output && world.passwords == 2)
        #expect(try world.claims(second).issuedMilliseconds == 1_795_212_961_000)
        #expect(world.notes.isEmpty)
    }

    @Test func `what is kept is for its owner alone`() throws {
        let world = try TokenWorld()
        _ = world.plugin("token")
        #expect(try FileStatus.of(world.cache).permissions == 0o700)
        #expect(try FileStatus.of(world.cached()).permissions == 0o600)
        #expect(try FileStatus.of(world.cached(".lock")).permissions == 0o600)
        let name = try world.cached().split(separator: "/").last ?? ""
        #expect(name.utf8.count == 64 + 5)
    }

    @Test func `each cluster, audience and account has a token of its own, and none outlives what was asked for`()
        throws
    {
        let world = try TokenWorld()
        let first = try world.claims(world.plugin("token"))
        #expect(try world.claims(world.plugin("token", "--audience", "other")).audience == "other")
        #expect(try world.claims(world.plugin("token", "--cluster-id", "0x9")) != first)
        let short = try world.claims(world.plugin("token", "--lifetime", "5m"))
        #expect(short.expiresMilliseconds == first.issuedMilliseconds + 300_000)
        #expect(world.passwords == 4)
        let uncached = try world.claims(world.plugin("token", "--no-cache"))
        #expect(uncached != short && world.passwords == 5)
        #expect(try world.claims(world.plugin("token")) == short && world.passwords == 5)
    }

    @Test(arguments: [
        "", "{", "[]", "{}", #"{"token":1}"#, #"{"token":"sealsig1.a.b"}"#, #"{"token":"seal_00"}"#,
        #"{"token":"a","token":"b"}"#, String(repeating: "x", count: 20_000),
    ])
    func `what is damaged is as good as nothing`(_ text: String) throws {
        let world = try TokenWorld()
        _ = world.plugin("token")
        let path = try world.cached()
        _ = world.write(String(path.dropFirst(world.folder.count + 1)), text)
        let outcome = world.plugin("token")
        #expect(outcome.exit == .ok && outcome.messages.isEmpty && world.passwords == 2 && world.notes.isEmpty)
        #expect(world.plugin("token").output == outcome.output && world.passwords == 2)
    }

    @Test func `a token that was changed in one place is not given out`() throws {
        let world = try TokenWorld()
        _ = world.plugin("token")
        let path = try world.cached()
        let bytes = try FileContents.read(path, limit: 9999).bytes
        for index in stride(from: 12, to: bytes.count - 4, by: 23) {
            var changed = bytes
            changed[index] = changed[index] == 0x41 ? 0x42 : 0x41
            try FileReplacement.write(changed.span, to: path, readers: .owner)
            let outcome = world.plugin("token")
            #expect(outcome.exit == .ok)
            _ = try world.claims(outcome)
        }
    }

    @Test func `another's token in the right place is not given out`() throws {
        let (world, other) = (try TokenWorld(), try TokenWorld())
        _ = world.plugin("token")
        _ = other.plugin("token")
        let bytes = try FileContents.read(other.cached(), limit: 9999).bytes
        try FileReplacement.write(bytes.span, to: world.cached(), readers: .owner)
        _ = try world.claims(world.plugin("token"))
        #expect(world.passwords == 2)
    }

    @Test func `a token whose file or folder others can enter is not used`() throws {
        let world = try TokenWorld()
        _ = world.plugin("token")
        chmod(try world.cached(), 0o644)
        _ = world.plugin("token")
        #expect(world.passwords == 2)
        #expect(try FileStatus.of(world.cached()).permissions == 0o600)
        chmod(world.cache, 0o755)
        #expect(world.plugin("token").exit == .ok && world.passwords == 3)
        #expect(world.notes.count == 1 && world.notes[0].contains("chmod 700"), "\(world.notes)")
    }

    // Root may do everything: the folder of another user must be told by its number.
    @Test(.enabled(if: geteuid() == 0)) func `a token that belongs to another user is not used`() throws {
        let world = try TokenWorld()
        _ = world.plugin("token")
        #expect(chown(try world.cached(), 12345, 12345) == 0)
        #expect(world.plugin("token").exit == .ok && world.passwords == 2)
        #expect(chown(world.cache, 12345, 12345) == 0)
        #expect(world.plugin("token").exit == .ok && world.passwords == 3)
    }

    @Test(
        arguments: [
            (["HOME": nil, "XDG_CONFIG_HOME": ""], 0), (["KUBECACHEDIR": "/dev/null"], 1),
            (["KUBECACHEDIR": "/proc/none"], 1),
            (["KUBECACHEDIR": "relative"], 0),
        ] as [([String: String?], Int)])
    func `a home that cannot be written to is no reason to fail`(_ changes: [String: String?], _ notes: Int) throws {
        let world = try TokenWorld()
        var changes = changes
        changes["XDG_CONFIG_HOME"] = .some(world.folder + "/.config")
        for _ in 0..<2 {
            let outcome = world.plugin("token", environment: changes)
            #expect(outcome.exit == .ok && outcome.messages.isEmpty, "\(outcome.messages)")
            _ = try world.claims(outcome)
        }
        #expect(world.notes.count == notes * 2)
        if notes > 0 { #expect(world.passwords == 2) }
    }

    @Test func `a file in the folder's place is said once and left alone`() throws {
        let world = try TokenWorld()
        let other = world.write("cache", "precious")
        let outcome = world.plugin("token", environment: ["KUBECACHEDIR": other])
        #expect(outcome.exit == .ok && outcome.messages.isEmpty && world.notes.count == 1)
        #expect(try world.text("cache") == "precious")
    }

    #if DEBUG
        @Test(arguments: [("write", ENOSPC), ("fsync", EIO), ("rename", EROFS), ("flock", ENOLCK), ("mkdir", EROFS)])
        func `a disk that is full or broken is no reason to fail`(_ call: String, _ reason: CInt) throws {
            let world = try TokenWorld()
            let outcome = Faults.$only.withValue(call) {
                Faults.$queue.withValue(Locked([reason])) { world.plugin("token") }
            }
            #expect(outcome.exit == .ok && outcome.messages.isEmpty && world.notes.count == 1, "\(world.notes)")
            _ = try world.claims(outcome)
        }
    #endif

    @Test func `twenty at once ask for one password and give one token`() throws {
        let world = try TokenWorld()
        let outputs = Locked<[String]>([])
        var threads: [SharedThread] = []
        for _ in 0..<20 {
            threads.append(
                try SharedThread(name: "kubectl") {
                    let outcome = world.plugin("token")
                    outputs.withLock { $0.append(outcome.output) }
                })
        }
        for thread in threads { thread.join() }
        let all = outputs.withLock { $0 }
        #expect(all.count == 20 && Set(all).count == 1 && all[0].contains("sealsig1."))
        #expect(world.passwords == 1 && world.notes.isEmpty)
    }
}
