// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Kernel
import SuiLedger
import TestSupport
import Testing

@testable import WorkerProtocol

@Suite struct JoinClaimTests {
    @Test func `the vectors are all there`() {
        #expect(JoinVectors.accepted.count == 7)
        #expect(JoinVectors.refused.count == 92)
        #expect(JoinVectors.replies.count == 16)
    }

    @Test(arguments: JoinVectors.accepted)
    func `a claim says who lets which machine join where, and has one form`(_ vector: JoinVectors.Vector) throws {
        let bytes = vector.request
        let request = try JoinRequest(json: bytes.span)
        let unverified = try request.unverified()
        let claim = unverified.claim
        #expect(claim.cluster.raw.hex == vector["cluster"])
        #expect(claim.owner.raw.hex == vector["owner"])
        #expect(claim.serverKey.hex == vector["serverKey"])
        #expect(claim.nodeID == vector["nodeID"])
        #expect(claim.joinKey.hex == vector["joinKey"])
        #expect(claim.passwordDigest.hex == vector["passwordDigest"])
        #expect(claim.nonce.hex == vector["nonce"])
        #expect(String(claim.issuedMilliseconds) == vector["issued"])
        #expect(Hex.encode(claim.message) == vector["message"])
        #expect(try claim.digest().hex == vector["digest"])
        #expect(try unverified.verified().claim == claim)
        #expect(try request.nodePassword.matches(claim.passwordDigest))
        #expect(try Tree.parse(request.json) == vector.tree["request"])
    }

    @Test(arguments: JoinVectors.refused)
    func `whatever else is signed is refused, for its reason`(_ vector: JoinVectors.Vector) throws {
        let fault = try #require(JoinFault(rawValue: vector["fault"]))
        let bytes = vector.request
        let request = try JoinRequest(json: bytes.span)
        #expect(throws: fault) { try request.unverified().verified() }
    }

    @Test(arguments: JoinVectors.accepted)
    func `no part of a claim is one`(_ vector: JoinVectors.Vector) throws {
        let message = try #require(vector.tree["message"].hex)
        for count in 0..<message.count {
            let part = Array(message[..<count])
            #expect(throws: JoinFault.self) { try JoinClaim(message: part.span) }
        }
    }

    @Test func `no byte of a claim can be another`() throws {
        let vector = JoinVectors.accepted[0]
        let bytes = vector.request
        let request = try JoinRequest(json: bytes.span)
        for index in request.claim.indices {
            var changed = request.claim
            changed[index] ^= 1
            #expect(throws: JoinFault.self) {
                try UnverifiedJoinClaim(claim: changed, signature: request.signature).verified()
            }
        }
    }

    // The lifetime is two minutes, clocks may be a minute apart.
    static let times: [(Int64, JoinFault?)] = [
        (-60_001, .notYetValid), (-60_000, nil), (0, nil), (120_000, nil), (179_999, nil), (180_000, .expired),
    ]
    @Test(arguments: times) func `a claim is good for its time`(_ time: (offset: Int64, fault: JoinFault?)) throws {
        let claim = try Self.claim()
        let now = WallTime(nanoseconds: (Int64(claim.issuedMilliseconds) + time.offset) * 1_000_000)
        #expect(
            Self.fault { () throws(JoinFault) in
                try claim.check(cluster: claim.cluster, serverKey: claim.serverKey, at: now)
            } == time.fault)
    }

    @Test func `a time beyond all clocks is refused, not computed with`() throws {
        let claim = JoinClaim(
            cluster: Address(1), owner: Address(2), serverKey: Bytes32(), nodeID: "a", joinKey: Bytes32(),
            passwordDigest: Bytes32(), nonce: Bytes32(), issuedMilliseconds: .max)
        #expect(throws: JoinFault.notYetValid) {
            try claim.check(cluster: Address(1), serverKey: Bytes32(), at: WallTime(seconds: 1))
        }
        #expect(throws: JoinFault.notYetValid) {
            try claim.check(cluster: Address(1), serverKey: Bytes32(), at: WallTime(nanoseconds: -1))
        }
    }

    @Test func `a claim is for one cluster and one server's key`() throws {
        let claim = try Self.claim()
        let now = WallTime(nanoseconds: Int64(claim.issuedMilliseconds) * 1_000_000)
        #expect(throws: JoinFault.wrongCluster) {
            try claim.check(cluster: Address(9), serverKey: claim.serverKey, at: now)
        }
        #expect(throws: JoinFault.wrongServer) {
            try claim.check(cluster: claim.cluster, serverKey: Bytes32(), at: now)
        }
    }

    @Test(arguments: Curve.allCases) func `what a wallet signs is what the controller reads`(_ curve: Curve) throws {
        let key = try PrivateKey.random(curve)
        let owner = Address(key.publicKey)
        let password = try NodePassword.random()
        let claim = JoinClaim(
            cluster: Address(7), owner: owner, serverKey: try .random(), nodeID: "rack-7", joinKey: try .random(),
            passwordDigest: try password.digest(), nonce: try .random(), issuedMilliseconds: 5)
        let signature = try key.sign(claim.message, intent: .personalMessage)
        let sent = JoinRequest(claim: claim, signature: signature, nodePassword: password).json
        let read = try JoinRequest(json: sent.span)
        #expect(try read.unverified().verified().claim == claim)
        #expect(sent.count <= JoinRequest.maximumBytes)
    }

    @Test func `each fault is reached, and says what it is`() {
        let reached = Set(JoinVectors.refused.map { $0["fault"] } + Self.times.compactMap { $0.1?.rawValue })
        let elsewhere: Set<JoinFault> = [.wrongCluster, .wrongServer, .wrongPassword]
        #expect(reached.union(elsewhere.map(\.rawValue)) == Set(JoinFault.allCases.map(\.rawValue)))
        #expect(Set(JoinFault.allCases.map { "\($0.reason)" }).count == JoinFault.allCases.count)
    }

    @Test func `nothing that is printed of a join can be used`() throws {
        let bytes = JoinVectors.accepted[0].request
        let request = try JoinRequest(json: bytes.span)
        #expect("\(request)" == "join request")
        #expect("\(request.nodePassword)" == "node password")
        #expect("\(try request.unverified())" == "join claim")
    }

    static func claim() throws -> JoinClaim {
        let bytes = JoinVectors.accepted[0].request
        return try JoinRequest(json: bytes.span).unverified().claim
    }

    private static func fault(_ body: () throws(JoinFault) -> Void) -> JoinFault? {
        do throws(JoinFault) {
            try body()
            return nil
        } catch { return error }
    }
}
