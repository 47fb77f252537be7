// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SuiLedger
import Synchronization
import TestSupport
import Testing

@testable import SealAuthN

/// Threads that ask while one writes: a run under ThreadSanitizer looks at the rest.
@Suite struct ConcurrencyTests {
    /// What the threads saw that cannot be.
    private final class Notes: Sendable {
        let isSlashed = Atomic<Bool>(false)
        let isOver = Atomic<Bool>(false)
        let impossible = Atomic<Int>(0)
        let accepted = Atomic<Int>(0)
        let refused = Atomic<Int>(0)

        func note(_ answer: Authentication, _ owner: Address, wasSlashed: Bool) {
            switch answer {
            case .accepted(let identity, for: let audiences):
                let isRight = identity.owner == owner.raw && audiences == AudienceSet(rawValue: 2)
                if !isRight || wasSlashed { impossible.add(1, ordering: .relaxed) }
                accepted.add(1, ordering: .relaxed)
            case .refused(.slashed), .refused(.unknownSeal), .refused(.outdatedGeneration),
                .refused(.ledgerUnavailable):
                refused.add(1, ordering: .relaxed)
            case .refused, .notOurs: impossible.add(1, ordering: .relaxed)
            }
        }
    }

    // Peers have mixed up users in answers, and deadlocked on a lock around a cache.
    @Test(arguments: [true, false])
    func `no thread lets anybody in after a slashing that happened before`(_ isFresh: Bool) async throws {
        let world = try DirectoryWorld { $0.lookUps.burst = 1_000_000 }
        world.copy()
        let notes = Notes()
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    guard var authenticator = try? SealAuthenticator(world.directory) else { return }
                    for round in 0..<4000 where !notes.isOver.load(ordering: .acquiring) || round < 400 {
                        let isStranger = round % 4 == thread
                        let token = isStranger ? DirectoryWorld.stranger(round % 64) : world.token
                        let wasSlashed = notes.isSlashed.load(ordering: .acquiring)
                        let now = world.now
                        switch authenticator.authenticate(token.span, for: AudienceSet(rawValue: 2), at: now) {
                        case .decided(let answer): notes.note(answer, world.owner, wasSlashed: wasSlashed)
                        case .open(let question):
                            question.ask(until: now.monotonic.advanced(by: .seconds(2))) {
                                notes.note($0, world.owner, wasSlashed: wasSlashed)
                            }
                        }
                    }
                }
            }
            group.addTask {
                for step in 1...400 {
                    world.pass(.milliseconds(7))
                    if isFresh {
                        world.catchUp(checkpoint: DirectoryWorld.checkpoint + UInt64(step))
                    } else {
                        world.mark { $0.hasHole = true }
                    }
                    // Entries of others, and this one again and again.
                    let number = UInt8(step % 200)
                    world.tables.insert(Sample.account(sequence: UInt64(step)), of: Address(number))
                    world.put(account: Sample.account(sequence: UInt64(7 + step)))
                    world.tables.insert(Sample.account(sequence: UInt64(7 + step)), of: world.owner)
                    await Task.yield()
                }
                let slashed = Sample.account(status: 3, generation: 1, sequence: 500)
                world.put(account: slashed)
                world.tables.insert(slashed, of: world.owner)
                notes.isSlashed.store(true, ordering: .releasing)
                for step in 1...100 {
                    world.pass(.milliseconds(7))
                    if isFresh { world.catchUp(checkpoint: DirectoryWorld.checkpoint + 500 + UInt64(step)) }
                    await Task.yield()
                }
                notes.isOver.store(true, ordering: .releasing)
            }
        }
        #expect(notes.impossible.load(ordering: .relaxed) == 0)
        #expect(notes.accepted.load(ordering: .relaxed) + notes.refused.load(ordering: .relaxed) >= 4 * 400)
        #expect(try world.tier() == nil)
        #expect(world.source.waiting == 0)
    }

    // A hundred stakers at once: each is told who it is itself.
    @Test func `no two threads mix up two names`() async throws {
        let world = try DirectoryWorld()
        let wallets = try (UInt8(1)...20).map { byte in
            let wallet = try SignedTokenDirectoryTests.Wallet(byte)
            world.tables.insert(Sample.account(UInt64(byte) * Sample.sui), of: wallet.address)
            return (wallet.address, UInt64(byte) * Sample.sui, try wallet.token(for: world.cluster))
        }
        let wrong = await withTaskGroup(of: Int.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    guard var authenticator = try? SealAuthenticator(world.directory) else { return .max }
                    var wrong = 0
                    for round in 0..<400 {
                        let (address, stake, token) = wallets[(round * 7 + thread * 3) % wallets.count]
                        let answer = authenticator.authenticate(
                            token.span, for: AudienceSet(rawValue: 2), at: DirectoryWorld.start)
                        guard case .decided(.accepted(let identity, for: _)) = answer,
                            identity.owner == address.raw, identity.stake == stake
                        else {
                            wrong += 1
                            continue
                        }
                    }
                    return wrong
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
