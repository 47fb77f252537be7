// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(10))) struct LeaderElectionTests {
    private static func settings(_ identity: String) throws -> LeaseSettings {
        try #require(
            LeaseSettings(
                namespace: "kube-system", name: "k3s-daas", identity: identity, duration: .milliseconds(1500),
                renewDeadline: .milliseconds(500), retryPeriod: .milliseconds(20)))
    }

    @Test func `one leads, gives the lease back, and the next one leads at once`() throws {
        let door = FakeLeaseDoor()
        let told = Locked<[Bool]>([])
        let first = try LeaderElection(door, try Self.settings("first")) { leads in told.withLock { $0.append(leads) } }
        #expect(eventually { first.isLeader })
        let second = try LeaderElection(door, try Self.settings("second"))
        // It has looked, and left it at that.
        #expect(eventually { door.calls.count > 8 })
        #expect(first.isLeader && !second.isLeader)
        first.stop()
        #expect(!first.isLeader && told.withLock { $0 } == [true, false])
        #expect(eventually { second.isLeader })
        #expect(door.lease?.holder == "second" && door.lease?.transitions == 1)
        second.stop()
        #expect(door.lease?.holder == "" && door.lease?.duration == .seconds(1))
    }

    @Test func `who cannot renew leads no longer, and leads again afterwards`() throws {
        let door = FakeLeaseDoor()
        let told = Locked<[Bool]>([])
        let election = try LeaderElection(door, try Self.settings("me")) { leads in told.withLock { $0.append(leads) } }
        #expect(eventually { election.isLeader })
        door.isBroken = true
        #expect(eventually { !election.isLeader })
        #expect(eventually { told.withLock { $0 } == [true, false] })
        door.isBroken = false
        #expect(eventually { election.isLeader })
        election.stop()
        #expect(told.withLock { $0 } == [true, false, true, false])
    }

    @Test func `a renewal that is late is waited for, and another's lease is not`() throws {
        let door = FakeLeaseDoor()
        let first = try LeaderElection(door, try Self.settings("first"))
        #expect(first.waitToLead(until: Monotonic.now.advanced(by: .seconds(300))) || eventually { first.isLeader })
        let second = try LeaderElection(door, try Self.settings("second"))
        #expect(eventually { door.calls.count > 8 })
        let begun = Monotonic.now
        #expect(!second.waitToLead(until: begun.advanced(by: .seconds(300))))
        #expect(Monotonic.now.since(begun) < .seconds(200))
        second.stop()
        door.isBroken = true
        #expect(eventually { !first.isLeader })
        door.isBroken = false
        #expect(first.waitToLead(until: Monotonic.now.advanced(by: .seconds(300))))
        first.stop()
        #expect(!first.waitToLead(until: Monotonic.now.advanced(by: .seconds(300))))
    }

    @Test func `who is told to stop is no leader any more when it hears so, and the lease is still held`() throws {
        let door = FakeLeaseDoor()
        let seen = Locked<[String]>([])
        let election = try LeaderElection(door, try Self.settings("me")) { leads in
            if !leads { seen.withLock { $0.append(door.lease?.holder ?? "none") } }
        }
        #expect(eventually { election.isLeader })
        election.stop()
        #expect(seen.withLock { $0 } == ["me"])
        #expect(door.lease?.holder == "")
    }

    @Test func `an election that is dropped gives the lease back`() throws {
        let door = FakeLeaseDoor()
        do {
            let election = try LeaderElection(door, try Self.settings("me"))
            #expect(eventually { election.isLeader })
        }
        #expect(door.lease?.holder == "")
    }
}
