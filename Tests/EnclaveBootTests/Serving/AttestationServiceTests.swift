// SPDX-License-Identifier: Apache-2.0
import Attestation
import Bytes
import Kernel
import NSM
import Telemetry
import Testing

@testable import EnclaveBoot

/// Through real sockets, with a module that the test plays.
struct AttestationServiceTests {
    static let nonce = String(repeating: "5a", count: 20)
    /// `document 1` and `document 2` in base64.
    static let (first, second) = ("ZG9jdW1lbnQgMQ==", "ZG9jdW1lbnQgMg==")

    @Test func `a hundred who ask at once get one document`() throws {
        let world = try ServingWorld()
        world.module.hold(true)
        let callers = try (0..<100).map { _ in try Caller(world.address) }
        for caller in callers { try caller.send("/api/v1/attestation") }
        try #require(world.module.waitForRequests(1))
        // All of them are in before the module answers: who comes later has no part in it.
        let last = try Caller(world.address)
        try last.send("/api/v1/security-context")
        #expect(try last.reply().status == 503)
        world.module.hold(false)
        for caller in callers {
            let reply = try caller.reply()
            #expect(reply.status == 200)
            #expect(reply.body == #"{"document":"\#(Self.first)","nonce":null,"successors":[]}"# + "\n")
        }
        #expect(world.module.requests.count == 1)
        #expect(try world.get("/api/v1/attestation").status == 200)
        #expect(world.module.requests.count == 1)
    }

    @Test(arguments: ["GET", "POST"]) func `a nonce gets a document of its own`(_ method: String) throws {
        let world = try ServingWorld()
        let reply = try world.get("/api/v1/attestation?nonce=\(Self.nonce)", method: method)
        #expect(reply.status == 200)
        #expect(reply.body == #"{"document":"\#(Self.first)","nonce":"\#(Self.nonce)","successors":[]}"# + "\n")
        #expect(reply.has("Cache-Control: no-store") && reply.has("Content-Type: application/json"))
        #expect(reply.has("X-Content-Type-Options: nosniff"))
        // T30: the nonce is all that comes from outside.
        #expect(
            world.module.requests == [
                .attest(
                    userData: ServingWorld.commitment.userData, nonce: [UInt8](repeating: 0x5A, count: 20),
                    publicKey: ServingWorld.recipientKey)
            ])
        #expect(try world.get("/api/v1/attestation?nonce=\(Self.nonce)").body.contains(Self.second))
    }

    @Test func `without a nonce a document has none`() throws {
        let world = try ServingWorld()
        try world.fill()
        #expect(
            world.module.requests == [
                .attest(
                    userData: ServingWorld.commitment.userData, nonce: nil, publicKey: ServingWorld.recipientKey)
            ])
    }

    @Test func `successors are told with every document`() throws {
        let world = try ServingWorld()
        world.service.setSuccessors([[1, 2, 3], [255]])
        for query in ["", "?nonce=\(Self.nonce)"] {
            #expect(try world.get("/api/v1/attestation" + query).body.contains(#""successors":["AQID","/w=="]}"#))
        }
    }

    @Test func `more than the module's queue holds are sent away for a second`() throws {
        let world = try ServingWorld()
        world.module.hold(true)
        // One is being answered, and eight wait for it.
        let first = try Caller(world.address)
        try first.send("/api/v1/attestation?nonce=\(Self.nonce)")
        try #require(world.module.waitForRequests(1))
        let waiting = try (0..<8).map { _ in try Caller(world.address) }
        for caller in waiting { try caller.send("/api/v1/attestation?nonce=\(Self.nonce)") }
        // The loop takes one after the other; which of these eleven is first does not matter: two are too many.
        let more = try (0..<2).map { _ in try Caller(world.address) }
        for caller in more { try caller.send("/api/v1/attestation?nonce=\(Self.nonce)") }
        let made = #"k3s_daas_enclave_documents_total{purpose="nonce",outcome="busy"} 2"#
        let end = ForwardWorld.soon
        while !world.metrics.contains(made) { try #require(Monotonic.now < end) }
        world.module.hold(false)
        let replies = try ([first] + waiting + more).map { try $0.reply() }
        let refused = replies.filter { $0.status == 503 }
        #expect(refused.count == 2 && replies.count { $0.status == 200 } == 9)
        for reply in refused {
            #expect(reply.has("Retry-After: 1") && reply.has("Cache-Control: no-store"))
            #expect(reply.body == #"{"code":"busy","message":"the security module has too much to do"}"# + "\n")
        }
    }

    @Test func `a module that is lost makes us not ready, and is not asked any more`() throws {
        let world = try ServingWorld()
        try world.fill()
        #expect(try world.readyz() == "ok")
        world.module.fail(.lost)
        let reply = try world.get("/api/v1/attestation?nonce=\(Self.nonce)")
        #expect(reply.status == 503)
        #expect(reply.body == #"{"code":"unavailable","message":"the security module gives no document"}"# + "\n")
        #expect(try world.readyz().contains("[-]attestation failed: the security module is lost\n"))
        #expect(world.service.isLost)
        let asked = world.module.requests.count
        world.advance(.seconds(3600))
        world.service.refreshIfDue()
        #expect(try world.get("/api/v1/attestation?nonce=\(Self.nonce)").status == 503)
        #expect(world.module.requests.count == asked)
        // What is at hand is served for as long as it holds.
        #expect(try world.get("/api/v1/attestation").status == 200)
        world.advance(.seconds(7200))
        #expect(try world.get("/api/v1/attestation").status == 503)
        #expect(world.metrics.contains("\nk3s_daas_enclave_security_module_lost 1\n"))
    }

    @Test func `a module that fails once is asked again after a while`() throws {
        let world = try ServingWorld()
        world.module.fail(.device(.internalError))
        #expect(try world.get("/api/v1/attestation").status == 503)
        #expect(try world.readyz().contains("there is no document yet"))
        world.module.fail(nil)
        // Not at once: whoever fails is not to be flooded with questions.
        #expect(try world.get("/api/v1/attestation").status == 503)
        #expect(world.module.requests.count == 1)
        world.advance(.seconds(10))
        #expect(try world.get("/api/v1/attestation").status == 200)
        #expect(world.module.requests.count == 2)
    }

    @Test func `a document that our own verifier refuses is not served`() throws {
        let world = try ServingWorld()
        world.setLife(nil)
        #expect(try world.get("/api/v1/attestation").status == 503)
        #expect(try world.readyz().contains("there is no document yet"))
        #expect(world.metrics.contains("\nk3s_daas_enclave_documents_refused_total 1\n"))
    }

    @Test func `a document is made anew by the life of its chain`() throws {
        let world = try ServingWorld()
        world.setLife(.seconds(4000))
        try world.fill()
        world.advance(.seconds(3399))
        world.service.refreshIfDue()
        #expect(world.module.requests.count == 1)
        world.advance(.seconds(1))
        world.setLife(.seconds(10_800))
        world.service.refreshIfDue()
        try #require(world.module.waitForRequests(2))
        world.waitForDocument(2)
        world.advance(.seconds(3600))
        world.service.refreshIfDue()
        try #require(world.module.waitForRequests(3))
        world.waitForDocument(3)
        #expect(world.module.requests.count == 3)
    }

    @Test func `while the next document is made, the last one is served`() throws {
        let world = try ServingWorld()
        try world.fill()
        world.module.hold(true)
        world.advance(.seconds(3600))
        #expect(try world.get("/api/v1/attestation").body.contains(Self.first))
        try #require(world.module.waitForRequests(2))
        #expect(try world.get("/api/v1/attestation").body.contains(Self.first))
        world.module.hold(false)
        world.waitForDocument(2)
        #expect(try world.get("/api/v1/attestation").body.contains(Self.second))
    }

    @Test func `five minutes before its document ends nobody is sent here`() throws {
        let world = try ServingWorld()
        world.setLife(.seconds(600))
        try world.fill()
        world.module.hold(true)
        world.advance(.seconds(300))
        #expect(try world.readyz() == "ok")
        world.advance(.nanoseconds(1))
        #expect(try world.readyz().contains("[-]attestation failed: the document is about to end\n"))
        #expect(try world.get("/api/v1/attestation").status == 200)
    }

    @Test func `a thread keeps a document at hand`() throws {
        let world = try ServingWorld()
        try world.service.start()
        defer { world.service.stop() }
        world.waitForDocument(1)
        #expect(try world.readyz() == "ok")
        #expect(world.module.requests.count == 1)
    }

    @Test func `too many nonces in a second are refused`() throws {
        let world = try ServingWorld()
        let caller = try Caller(world.address)
        var statuses: [Int] = []
        for _ in 0..<101 { statuses.append(try caller.ask("/api/v1/attestation?nonce=\(Self.nonce)").status) }
        #expect(statuses == [Int](repeating: 200, count: 100) + [429])
        // The document at hand costs nothing.
        #expect(try caller.ask("/api/v1/attestation").status == 200)
        world.advance(.milliseconds(20))
        #expect(try caller.ask("/api/v1/attestation?nonce=\(Self.nonce)").status == 200)
        #expect(world.metrics.contains("\nk3s_daas_enclave_requests_limited_total 1\n"))
    }

    static let refused: [(String, String, Int, String)] = [
        ("GET", "/", 404, "not_found"), ("GET", "/api/v1/attestation/", 404, "not_found"),
        ("GET", "/api/v1/attestation?user_data=00", 400, "unknown_parameter"),
        ("GET", "/api/v1/attestation?nonce=00", 400, "bad_nonce"),
        ("PUT", "/api/v1/attestation", 405, "method_not_allowed"),
        ("POST", "/api/v1/security-context", 405, "method_not_allowed"),
        ("GET", "/api/v1/cluster-ca", 404, "not_found"), ("POST", "/api/v1/cluster-ca", 405, "method_not_allowed"),
        ("GET", "/api/v1/security-context", 503, "no_document"),
    ]

    @Test(arguments: refused) func `what cannot be answered is refused by a code`(
        _ method: String, _ target: String, _ status: Int, _ code: String
    ) throws {
        let world = try ServingWorld()
        world.module.hold(true)
        let reply = try world.get(target, method: method)
        #expect(reply.status == status)
        #expect(reply.body.hasPrefix(#"{"code":"\#(code)","message":""#))
        #expect(reply.has("Cache-Control: no-store"))
        if status == 405 { #expect(reply.head.contains("\r\nAllow: GET, HEAD")) }
    }

    @Test func `the context says what the document says`() throws {
        let world = try ServingWorld()
        try world.fill()
        world.advance(.seconds(90))
        let reply = try world.get("/api/v1/security-context")
        let expected =
            #"{"moduleId":"i-05ec0de0000000001-enc0191ec0de0000001","pcrs":{"0":"\#(Self.hex("ab", 48))","#
            + #""16":"\#(Self.hex("cd", 48))"},"keys":{"tls":"\#(Self.hex("01", 32))","signing":"\#(Self.hex("02", 32))","#
            + #""recipient":"\#(Self.hex("03", 32))"},"signingKey":"\#(Self.hex("06", 32))","#
            + #""configHash":"\#(Self.hex("04", 32))","cluster":"\#(Self.hex("05", 32))","#
            + #""documentTime":"2027-01-15T08:00:00Z","documentAgeSeconds":90,"notAfter":"2027-01-15T11:00:00Z","#
            + #""version":"1.2.3","simulator":true,"debug":false}"#
        #expect(reply.status == 200)
        #expect(reply.body == expected + "\n")
        let head = try world.get("/api/v1/security-context", method: "HEAD")
        #expect(head.status == 200 && head.has("Content-Length: \(expected.utf8.count + 1)"))
    }

    static func hex(_ pair: String, _ count: Int) -> String { String(repeating: pair, count: count) }
}

extension ServingWorld {
    /// A scrape.
    var metrics: String {
        var buffer = ByteBuffer()
        registry.render(into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// The readiness page.
    func readyz() throws -> String { try Caller(operationsAddress).ask("/readyz").body }

    /// Waits until that document is at hand.
    func waitForDocument(_ number: Int) {
        let (end, bytes) = (ForwardWorld.soon, Array("document \(number)".utf8))
        while service.document?.bytes != bytes, Monotonic.now < end {}
        #expect(service.document?.bytes == bytes)
    }
}
