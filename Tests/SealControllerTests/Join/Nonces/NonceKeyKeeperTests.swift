// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import KubeClient
import Telemetry
import TestSupport
import Testing

@testable import SealController

/// Controllers that share keys in a Secret.
@Suite struct NonceKeyKeeperTests {
    private static let start = WallTime(seconds: 1_795_212_180)

    /// A controller, as far as its keys go.
    private struct Controller {
        let ring: NonceKeyRing
        let keeper: NonceKeyKeeper

        init(_ door: any KubeDoor, leads: Bool = false) throws {
            let ring = try NonceKeyRing()
            self.ring = ring
            keeper = NonceKeyKeeper(
                ring, door, namespace: "k3s-daas", lease: "seal-controller", log: Log(to: try LineSink(.standardError))
            ) { leads }
        }

        /// Whether another knows what this one gives out.
        func isKnown(to other: Controller) throws -> Bool {
            try other.ring.codes([1, 2, 3]).contains(try ring.code([1, 2, 3]))
        }
    }

    private static func later(_ seconds: Int64) -> WallTime { WallTime(seconds: start.seconds + seconds) }

    @Test func `who finds no Secret makes it, and the next one takes what is in it`() throws {
        let door = FakeSecretDoor()
        let (first, second) = (try Controller(door), try Controller(door))
        #expect(try !first.isKnown(to: second))
        #expect(first.keeper.look(at: Self.start) == .shared && first.ring.isShared)
        #expect(second.keeper.look(at: Self.start) == .shared && second.ring.isShared)
        #expect(try first.isKnown(to: second) && second.isKnown(to: first))
        #expect(door.calls == [.get, .create, .get])
        let secret = try #require(door.secret)
        #expect(secret["metadata"]["labels"]["app.kubernetes.io/managed-by"].text == "k3s-daas")
        #expect(secret["data"]["keys"].base64?.count == 96)
        #expect(secret["data"]["since"].base64.map { String(decoding: $0, as: UTF8.self) } == "2026-11-20T22:03:00Z")
    }

    @Test func `of two who make it one takes the other's`() throws {
        let door = FakeSecretDoor()
        let (first, second) = (try Controller(door), try Controller(door))
        door.between { _ = second.keeper.look(at: Self.start) }
        #expect(first.keeper.look(at: Self.start) == .again)
        #expect(first.keeper.look(at: Self.start) == .shared)
        #expect(try first.isKnown(to: second) && second.isKnown(to: first))
    }

    @Test func `the leader alone moves keys on, and who has not heard of it is understood`() throws {
        let door = FakeSecretDoor()
        let (leader, other) = (try Controller(door, leads: true), try Controller(door))
        _ = leader.keeper.look(at: Self.start)
        #expect(other.keeper.look(at: Self.later(86_400)) == .shared)
        #expect(leader.keeper.look(at: Self.later(86_399)) == .shared)
        #expect(!door.calls.contains(.replace))
        let before = door.secret
        #expect(leader.keeper.look(at: Self.later(86_400)) == .shared)
        #expect(door.calls.last == .replace && door.secret != before)
        let (old, new) = (before?["data"]["keys"].base64 ?? [], door.secret?["data"]["keys"].base64 ?? [])
        #expect(old.count == 96 && new.prefix(64) == old.suffix(64) && !old.contains(new.suffix(32)))
        #expect(try leader.isKnown(to: other) && other.isKnown(to: leader))
        // Once a day.
        #expect(leader.keeper.look(at: Self.later(86_401)) == .shared)
        #expect(door.calls.count { $0 == .replace } == 1)
    }

    @Test func `of two who move them on one looks again`() throws {
        let door = FakeSecretDoor()
        let (first, second) = (try Controller(door, leads: true), try Controller(door, leads: true))
        _ = first.keeper.look(at: Self.start)
        door.between { _ = second.keeper.look(at: Self.later(86_400)) }
        #expect(first.keeper.look(at: Self.later(86_400)) == .again)
        #expect(first.keeper.look(at: Self.later(86_400)) == .shared)
        #expect(try first.isKnown(to: second) && second.isKnown(to: first))
    }

    @Test(arguments: [KubeError.Code.forbidden, .unreachable])
    func `where the Secret cannot be had each knows its own`(_ code: KubeError.Code) throws {
        let door = FakeSecretDoor()
        door.fail(code)
        let (first, second) = (try Controller(door), try Controller(door))
        #expect(first.keeper.look(at: Self.start) == .failed(code) && !first.ring.isShared)
        #expect(try first.isKnown(to: first) && !first.isKnown(to: second))
        // What was shared before stays shared.
        door.fail(nil)
        #expect(first.keeper.look(at: Self.start) == .shared)
        door.fail(code)
        #expect(first.keeper.look(at: Self.start) == .failed(code) && first.ring.isShared)
    }

    static let wrong = [
        #"{"metadata":{"resourceVersion":"1"}}"#, #"{"metadata":{},"data":{"keys":"AA==","since":"AA=="}}"#,
        secret(keys: 95), secret(keys: 97), secret(keys: 0), secret(since: "yesterday"), secret(since: ""),
    ]
    private static func secret(keys: Int = 96, since: String = "2026-11-20T22:03:00Z") -> String {
        let keys = Base64.encode([UInt8](repeating: 7, count: keys))
        return
            #"{"metadata":{"resourceVersion":"1"},"data":{"keys":"\#(keys)","since":"\#(Base64.encode(Array(since.utf8)))"}}"#
    }

    @Test(arguments: wrong) func `what is no such Secret is not written over`(_ text: String) throws {
        let door = FakeSecretDoor()
        door.secret = try Tree(json: text)
        let controller = try Controller(door, leads: true)
        #expect(controller.keeper.look(at: Self.start) == .malformed && !controller.ring.isShared)
        #expect(door.calls == [.get])
        door.secret = try Tree(json: Self.secret())
        #expect(controller.keeper.look(at: Self.start) == .shared)
    }

    @Test func `what it holds is not said`() {
        let text = Array(Self.secret().utf8)
        let secret = NonceKeySecret(json: text.span)
        #expect(secret.map { "\($0)" } == "nonce key secret")
    }
}
