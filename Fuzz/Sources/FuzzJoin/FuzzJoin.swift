// SPDX-License-Identifier: Apache-2.0
import Crypto
import FuzzDriver
import Kernel
import SuiLedger
import WorkerProtocol

/// Feeds each input, as it stands, to what a machine and the controller read of one another: in JSON, and the claim inside a request.
///
/// Whatever is read is written so that it is read again as the same; a claim has one form, and a reply that nobody sealed opens nothing.
@_cdecl("FuzzJoin_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        readClaim(input)
        if let request = readTwice(JoinRequest.self, input) { take(request) }
        if let reply = readTwice(JoinReply.self, input) { open(reply) }
        _ = readTwice(ChallengeRequest.self, input)
        _ = readTwice(Challenge.self, input)
        _ = readTwice(Heartbeat.self, input)
        _ = readTwice(HeartbeatReply.self, input)
        return 0
    }
}

private func readTwice<Message: JSONMessage>(_ type: Message.Type, _ input: [UInt8]) -> Message? {
    guard let message = try? Message(json: input.span) else { return nil }
    let written = message.json
    require(written.count <= Message.maximumBytes, "what was read is not too long to be read again")
    let again = try? Message(json: written.span)
    require(again?.json == written, "a message is written in one way")
    return message
}

private func readClaim(_ input: [UInt8]) {
    guard let claim = try? JoinClaim(message: input.span) else { return }
    require(claim.message == input, "a claim has one form")
    // Any time will do: no number of a claim may end the process.
    for now in [WallTime(seconds: 1_795_212_180), WallTime(nanoseconds: .max), WallTime(nanoseconds: .min)] {
        try? claim.check(cluster: claim.cluster, serverKey: claim.serverKey, at: now)
    }
}

private func take(_ request: JoinRequest) {
    readClaim(request.claim)
    guard let unverified = try? request.unverified() else { return }
    require(unverified.claim.message == request.claim, "what is looked at is what was signed")
    guard let verified = try? unverified.verified() else { return }
    require(verified.claim == unverified.claim, "a claim is verified as it is")
}

private func open(_ reply: JoinReply) {
    let seed = [UInt8](repeating: 7, count: 32)
    guard let key = try? RecipientKey(copying: seed.span) else { return }
    let claim = JoinClaim(
        cluster: Address(1), owner: Address(2), serverKey: Bytes32(), nodeID: "rack-7", joinKey: key.publicKey,
        passwordDigest: Bytes32(), nonce: Bytes32(), issuedMilliseconds: 1)
    guard let material = try? reply.open(by: key, claim: claim) else { return }
    require(material.nodeName == reply.nodeName, "a name is the one that was sealed")
}
