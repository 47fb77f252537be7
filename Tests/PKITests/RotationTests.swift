// SPDX-License-Identifier: Apache-2.0
import Kernel
import PKI
import Testing

@Suite(.timeLimit(.minutes(10))) struct RotationTests {
    private static let week: Int64 = 7 * 86_400

    /// Both ends, as they believe each other: the apiserver what it read when it started, our server what stands in the file.
    private struct Ends {
        var believedByApiserver: [Certificate]

        func believe(_ files: [PKIFile: [UInt8]]) throws -> Bool {
            let server = try CertificateBundle.read(files[.serverCertificate] ?? []).first
            let client = try CertificateBundle.read(files[.clientCertificate] ?? []).first
            let believedByServer = try CertificateBundle.read(files[.authorities] ?? [])
            return believedByApiserver.contains { server?.isIssued(by: $0) ?? false }
                && believedByServer.contains { client?.isIssued(by: $0) ?? false }
        }
    }

    private static func applying(_ changes: [PKIChange], to files: [PKIFile: [UInt8]]) -> [PKIFile: [UInt8]] {
        var files = files
        for change in changes {
            switch change {
            case .write(let file, let contents): files[file] = contents
            case .rename(let file, to: let other): files[other] = files.removeValue(forKey: file)
            case .remove(let file): files[file] = nil
            }
        }
        return files
    }

    @Test func `an empty folder gets an authority, a server's and a client's certificate`() throws {
        let folder = try Bench.fresh()
        #expect(
            folder.steps == [
                .makeAuthorityKey, .certifyAuthority, .issue(.server, .missing), .issue(.client, .missing),
            ])
        #expect(
            Set(folder.files.keys) == [
                .authorities, .authorityKey, .serverCertificate, .serverKey, .clientCertificate, .clientKey,
            ])
    }

    @Test func `it rests until two thirds of a week are over, to the second`() throws {
        let files = try Bench.fresh().files
        func step(_ seconds: Int64) throws -> RotationStep {
            let folder = PKIFolder(files, authoritiesChanged: Bench.now, apiserver: .unknown)
            return RotationStep(try folder.state(), PKIWishes(), now: Bench.later(seconds))
        }
        #expect(try step(0) == .rest(until: Bench.later(403_100)))
        #expect(try step(403_099) == .rest(until: Bench.later(403_100)))
        #expect(try step(403_100) == .issue(.server, .due))
    }

    @Test func `a renewed certificate has the key of the old one`() throws {
        let before = try Bench.fresh().files
        var folder = PKIFolder(before, authoritiesChanged: Bench.now, apiserver: .unknown)
        let step = try folder.turn(PKIWishes(), now: Bench.later(403_100))
        #expect(folder.steps == [.issue(.server, .due), .issue(.client, .due)])
        #expect(step == .rest(until: Bench.later(806_200)))
        for file in [PKIFile.serverKey, .clientKey, .authorityKey, .authorities] {
            #expect(folder.files[file] == before[file])
        }
        #expect(folder.files[.serverCertificate] != before[.serverCertificate])
    }

    @Test func `a certificate is issued anew for other names, another key, another authority, a clock set back`() throws
    {
        let files = try Bench.fresh().files
        let other = try Bench.fresh().files
        func step(
            _ change: (inout [PKIFile: [UInt8]]) -> Void, _ wishes: PKIWishes = PKIWishes(), _ seconds: Int64 = 0
        ) throws -> RotationStep {
            var changed = files
            change(&changed)
            let folder = PKIFolder(changed, authoritiesChanged: Bench.now, apiserver: .unknown)
            return RotationStep(try folder.state(), wishes, now: Bench.later(seconds))
        }
        #expect(
            try step({ _ in }, PKIWishes(serverNames: PKIWishes.loopback + [.dns("a")])) == .issue(.server, .otherNames)
        )
        #expect(try step({ _ in }, PKIWishes(clientName: "other")) == .issue(.client, .otherNames))
        #expect(try step({ $0[.serverKey] = other[.serverKey] }) == .issue(.server, .otherKey))
        #expect(
            try step({
                $0[.clientKey] = other[.clientKey]
                $0[.clientCertificate] = other[.clientCertificate]
            }) == .issue(.client, .otherAuthority))
        #expect(try step({ $0[.clientKey] = nil }) == .issue(.client, .missing))
        // The authority counts from 300 s before on, and so does what it signs.
        #expect(try step({ _ in }, PKIWishes(), -300) == .rest(until: Bench.later(403_100)))
        #expect(try step({ _ in }, PKIWishes(), -301) == .certifyAuthority)
    }

    @Test func `order and form of names do not matter`() throws {
        let folder = try Bench.fresh(PKIWishes(serverNames: [.dns("A.example"), .address("0:0::1")]))
        let wishes = PKIWishes(serverNames: [.address("::1"), .dns("a.example")])
        #expect(RotationStep(try folder.state(), wishes, now: Bench.now).isPause)
    }

    /// One authority follows another, and the process that renews may end after each of its changes.
    @Test func `an authority is succeeded without a moment in which an end does not believe the other`() throws {
        let start = try Bench.fresh().files
        let old = try CertificateBundle.read(start[.authorities] ?? [])
        var ends = Ends(believedByApiserver: old)
        var wishes = PKIWishes()
        wishes.wantsNewAuthority = true

        // Announced, and then nothing until the apiserver was started again.
        var folder = PKIFolder(start, authoritiesChanged: Bench.now, apiserver: .running(since: Bench.now))
        let announced = Bench.later(1000)
        #expect(try folder.turn(wishes, now: announced) == .awaitRestart(since: announced))
        #expect(folder.steps == [.makeNextKey, .announce])
        for count in 0...folder.changes.count {
            let files = Self.applying(Array(folder.changes.prefix(count)), to: start)
            #expect(try ends.believe(files))
        }
        var files = folder.files
        wishes.wantsNewAuthority = false

        // Started before, or in the very second: it may not have read them.
        for since in [0, 999, 1000] {
            var waiting = PKIFolder(
                files, authoritiesChanged: announced, apiserver: .running(since: Bench.later(Int64(since))))
            #expect(try waiting.turn(wishes, now: Bench.later(2000)) == .awaitRestart(since: announced))
            #expect(waiting.changes.isEmpty)
        }
        var blind = PKIFolder(files, authoritiesChanged: announced, apiserver: .unknown)
        #expect(try blind.turn(wishes, now: Bench.later(2000)) == .awaitRestart(since: announced))

        // Started since: the next one signs, and both are believed.
        ends.believedByApiserver = try CertificateBundle.read(files[.authorities] ?? [])
        folder = PKIFolder(files, authoritiesChanged: announced, apiserver: .running(since: Bench.later(1001)))
        let adopted = Bench.later(3000)
        // Issued with 300 s of leeway; an hour and that leeway later nobody uses what is old.
        #expect(try folder.turn(wishes, now: adopted) == .awaitUse(until: Bench.later(3000 + 3600)))
        #expect(folder.steps == [.adopt, .issue(.server, .otherAuthority), .issue(.client, .otherAuthority)])
        for count in 0...folder.changes.count {
            let broken = Self.applying(Array(folder.changes.prefix(count)), to: files)
            #expect(try ends.believe(broken))
            // Whoever comes next finishes.
            var next = PKIFolder(broken, authoritiesChanged: announced, apiserver: .running(since: Bench.later(1001)))
            #expect(try next.turn(wishes, now: adopted) == .awaitUse(until: Bench.later(3000 + 3600)))
            #expect(try ends.believe(next.files))
        }
        files = folder.files

        // An hour later the old one goes, and nothing else.
        folder = PKIFolder(files, authoritiesChanged: announced, apiserver: .running(since: Bench.later(1001)))
        let step = try folder.turn(wishes, now: Bench.later(3000 + 3600))
        #expect(step == .rest(until: Bench.later(3000 + 403_100)))
        #expect(folder.steps == [.drop])
        for count in 0...folder.changes.count {
            let broken = Self.applying(Array(folder.changes.prefix(count)), to: files)
            #expect(try ends.believe(broken))
        }
        let last = try CertificateBundle.read(folder.files[.authorities] ?? [])
        #expect(last.count == 1)
        #expect(last.first != old.first)
        #expect(folder.files[.retired] == nil)
        #expect(folder.files[.nextKey] == nil)
    }

    @Test func `leaves go on while the next authority waits`() throws {
        var wishes = PKIWishes()
        wishes.wantsNewAuthority = true
        var folder = PKIFolder(
            try Bench.fresh().files, authoritiesChanged: Bench.now, apiserver: .running(since: Bench.now))
        _ = try folder.turn(wishes, now: Bench.now)
        wishes.wantsNewAuthority = false
        let old = try CertificateBundle.read(folder.files[.authorities] ?? [])
        folder = PKIFolder(folder.files, authoritiesChanged: Bench.now, apiserver: .running(since: Bench.now))
        #expect(try folder.turn(wishes, now: Bench.later(Self.week)) == .awaitRestart(since: Bench.now))
        #expect(folder.steps == [.issue(.server, .due), .issue(.client, .due)])
        let server = try #require(try CertificateBundle.read(folder.files[.serverCertificate] ?? []).first)
        #expect(server.isIssued(by: old[0]))
    }

    @Test func `an authority is succeeded by itself after two thirds of its life`() throws {
        // 3652 days and 300 s: two thirds of 315,533,100 s, less the leeway.
        let due = WallTime(seconds: Bench.now.seconds - 300 + 210_355_400)
        let files = try Bench.fresh().files
        for (seconds, isDue) in [(due.seconds - 1, false), (due.seconds, true)] {
            var folder = PKIFolder(files, authoritiesChanged: Bench.now, apiserver: .running(since: Bench.now))
            _ = try folder.turn(PKIWishes(), now: WallTime(seconds: seconds))
            #expect(folder.steps.contains(.makeNextKey) == isDue)
        }
    }

    @Test func `no first turn that is broken off keeps the next from finishing`() throws {
        let whole = try Bench.fresh()
        for count in 0...whole.changes.count {
            let files = Self.applying(Array(whole.changes.prefix(count)), to: [:])
            var next = PKIFolder(files, authoritiesChanged: Bench.now, apiserver: .stopped)
            #expect(try next.turn(PKIWishes(), now: Bench.now) == .rest(until: Bench.later(403_100)))
            #expect(try Ends(believedByApiserver: next.state().authorities).believe(next.files))
        }
    }

    @Test func `without the authority's key nothing is issued, and what is missing is said`() throws {
        var files = try Bench.fresh().files
        files[.authorityKey] = nil
        func step(_ seconds: Int64) throws -> RotationStep {
            let folder = PKIFolder(files, authoritiesChanged: Bench.now, apiserver: .unknown)
            return RotationStep(try folder.state(), PKIWishes(), now: Bench.later(seconds))
        }
        #expect(try step(0) == .rest(until: Bench.later(403_100)))
        #expect(try step(403_100) == .needsIssuer(.server, .due))
        files[.serverCertificate] = nil
        #expect(try step(0) == .needsIssuer(.server, .missing))
    }

    @Test func `authorities of other servers in the bundle stay`() throws {
        let foreign = try CertificateBundle.read(Bench.fresh().files[.authorities] ?? [])
        var files = try Bench.fresh().files
        let own = try CertificateBundle.read(files[.authorities] ?? [])
        files[.authorities] = CertificateBundle.write(own + foreign)
        var wishes = PKIWishes()
        wishes.wantsNewAuthority = true
        var folder = PKIFolder(files, authoritiesChanged: Bench.now, apiserver: .stopped)
        _ = try folder.turn(wishes, now: Bench.now)
        wishes.wantsNewAuthority = false
        folder = PKIFolder(folder.files, authoritiesChanged: Bench.now, apiserver: .stopped)
        _ = try folder.turn(wishes, now: Bench.later(4000))
        let left = try CertificateBundle.read(folder.files[.authorities] ?? [])
        #expect(left.count == 2)
        #expect(left.contains(foreign[0]))
        #expect(!left.contains(own[0]))
    }

    @Test func `a file that is not what its name says is named, and nothing is done`() throws {
        for file in [PKIFile.authorities, .authorityKey, .serverKey, .clientCertificate] {
            var files = try Bench.fresh().files
            files[file] = Array("nonsense\n".utf8)
            var folder = PKIFolder(files, authoritiesChanged: Bench.now, apiserver: .unknown)
            let failure = #expect(throws: PKIFolder.Failure.self) { _ = try folder.turn(PKIWishes(), now: Bench.now) }
            #expect(failure?.file == file)
            #expect(folder.changes.isEmpty)
        }
    }
}
