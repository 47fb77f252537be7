// SPDX-License-Identifier: Apache-2.0
import Attestation
import EnclaveSimulator
import Kernel
import Testing
import Wire

/// What a document looks like; the numbers are those of peers' faults that each test would have found.
@Suite struct DocumentFormTests {
    private func scene() throws -> Scene { try #require(Scene.shared) }

    // T1
    @Test(arguments: [true, false]) func `the fields' number may be told or not`(_ tellsCount: Bool) throws {
        #expect(try scene().refusal { $0.tellsCount = tellsCount } == nil)
    }

    @Test func `a tag of COSE is accepted, and no other`() throws {
        #expect(try scene().refusal { $0.tag = 18 } == nil)
        for tag: UInt64 in [0, 17, 19, 61, 98, 55799] {
            #expect(try scene().refusal { $0.tag = tag } == .malformed)
        }
    }

    // T2
    @Test func `nothing may follow`() throws {
        let scene = try scene()
        #expect(try scene.refusal { $0.tail = [0] } == .malformed)
        #expect(try scene.refusal { $0.payloadTail = [0xf6] } == .malformed)
        let whole = try scene.document()
        #expect(scene.refusal(whole + whole) == .malformed)
    }

    // T3
    @Test(arguments: [
        "module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data", "nonce",
    ])
    func `a field that comes twice is refused`(_ name: String) throws {
        #expect(
            try scene().refusal { draft in
                if let field = draft.fields.first(where: { $0.key == .text(name) }) { draft.fields.append(field) }
            } == .duplicateKey)
    }

    @Test func `a field that nobody knows is passed over, once`() throws {
        let scene = try scene()
        let unknown = CBORItem.Pair(.text("later"), .map([.init(.uint(1), .array([.null, .bool(true)]))]))
        #expect(try scene.refusal { $0.fields.insert(unknown, at: 0) } == nil)
        #expect(try scene.refusal { $0.fields += [unknown, unknown] } == .duplicateKey)
        // Its value must be as strict as what is known.
        let number = CBORItem.Pair(.text("later"), .raw([0xf9, 0, 0]))
        #expect(try scene.refusal { $0.fields.append(number) } == .malformed)
        #expect(try scene.refusal { $0.fields.append(.init(.uint(1), .null)) } == .malformed)
    }

    @Test func `a register that comes twice is refused`() throws {
        #expect(
            try scene().refusal { draft in
                guard case .map(let pairs)? = draft["pcrs"] else { return }
                draft["pcrs"] = .map(pairs + [pairs[0]])
            } == .duplicateKey)
        #expect(
            try scene().refusal { draft in
                guard case .map(let pairs)? = draft["pcrs"] else { return }
                // The same number, written longer.
                draft["pcrs"] = .map(pairs + [.init(.raw([0x18, 0]), pairs[0].value)])
            } == .malformed)
    }

    private func registers(_ indices: [UInt8]) throws -> [UInt8: [UInt8]] {
        let locked = try RegisterBank(moduleID: .example).locked
        return .init(uniqueKeysWithValues: indices.map { ($0, locked[$0] ?? .init(repeating: 0, count: 48)) })
    }

    // T4
    @Test(arguments: [[0, 1, 2, 3, 4, 8], [0, 1, 2], Array(0...16), Array(0...31)] as [[UInt8]])
    func `any registers may be locked`(_ indices: [UInt8]) throws {
        let scene = try scene()
        let document = try scene.maker.document(
            try scene.maker.draft(at: Scene.now, registers: try registers(indices)))
        let enclave = try scene.judge(document).get()
        #expect(enclave.pcrs.keys.sorted() == indices.map { Int($0) })
    }

    // T5
    @Test func `there are 32 registers of 48 bytes`() throws {
        let scene = try scene()
        func refusal(_ change: (inout [CBORItem.Pair]) -> Void) throws -> AttestationRefusal.Code? {
            try scene.refusal { draft in
                guard case .map(var pairs)? = draft["pcrs"] else { return }
                change(&pairs)
                draft["pcrs"] = .map(pairs)
            }
        }
        let zero = CBORItem.bytes(.init(repeating: 0, count: 48))
        #expect(try refusal { $0.append(.init(.uint(31), zero)) } == nil)
        for index in [32, 33, 255, 256, .max] as [UInt64] {
            #expect(try refusal { $0.append(.init(.uint(index), zero)) } == .malformed)
        }
        #expect(try refusal { $0.append(.init(.negative(0), zero)) } == .malformed)
        #expect(try refusal { $0.append(.init(.text("16"), zero)) } == .malformed)
        for length in [0, 32, 47, 49, 64] {
            let value = CBORItem.bytes(.init(repeating: 0, count: length))
            #expect(try refusal { $0.append(.init(.uint(16), value)) } == .wrongField)
        }
        #expect(try refusal { $0.append(.init(.uint(16), .null)) } == .malformed)
        #expect(try refusal { $0 = [] } == .wrongField)
    }

    // T6
    @Test(arguments: ["public_key", "user_data", "nonce"])
    func `an optional field may be null or missing`(_ name: String) throws {
        let scene = try scene()
        for value: CBORItem? in [nil, .null] {
            let enclave = try scene.judge(try scene.document { $0[name] = value }).get()
            #expect([enclave.publicKey, enclave.userData, enclave.nonce] == [nil, nil, nil])
        }
        #expect(try scene.refusal { $0[name] = .text("") } == .malformed)
    }

    // T7
    @Test func `a header that nobody has signed is refused`() throws {
        let scene = try scene()
        for header: [CBORItem.Pair] in [
            [.init(.uint(1), .negative(34))], [.init(.uint(4), .bytes([1]))],
            [.init(.uint(33), .array([.bytes([1]), .bytes([2])])), .init(.text("x"), .null)],
        ] {
            #expect(try scene.refusal { $0.unprotected = .map(header) } == .unprotectedHeader)
        }
        #expect(try scene.refusal { $0.unprotected = .openMap([]) } == .unprotectedHeader)
        for other: CBORItem in [.null, .array([]), .bytes([]), .bytes([0xa0])] {
            #expect(try scene.refusal { $0.unprotected = other } == .malformed)
        }
    }

    // T8
    @Test(arguments: ["public_key", "user_data", "nonce"])
    func `optional fields have any length up to 1024`(_ name: String) throws {
        let scene = try scene()
        for (length, code) in [(0, nil), (1, nil), (512, nil), (513, nil), (1024, nil), (1025, .wrongField)]
            as [(Int, AttestationRefusal.Code?)]
        {
            #expect(try scene.refusal { $0[name] = .bytes(.init(repeating: 7, count: length)) } == code)
        }
    }

    @Test func `certificates have up to 1024 bytes, and there are ten above the leaf at most`() throws {
        let scene = try scene()
        func bytes(_ count: Int) -> CBORItem { .bytes(.init(repeating: 0x30, count: count)) }
        #expect(try scene.refusal { $0["certificate"] = bytes(1024) } == .malformedCertificate)
        #expect(try scene.refusal { $0["certificate"] = bytes(1025) } == .wrongField)
        #expect(try scene.refusal { $0["certificate"] = bytes(0) } == .wrongField)
        #expect(try scene.refusal { $0["cabundle"] = .array([bytes(1024)]) } == .wrongRoot)
        #expect(try scene.refusal { $0["cabundle"] = .array([bytes(1025)]) } == .wrongField)
        #expect(try scene.refusal { $0["cabundle"] = .array([bytes(1), bytes(0)]) } == .wrongField)
        #expect(try scene.refusal { $0["cabundle"] = .array([]) } == .wrongField)
        #expect(try scene.refusal { $0["cabundle"] = .array(.init(repeating: bytes(1), count: 10)) } == .wrongRoot)
        #expect(try scene.refusal { $0["cabundle"] = .array(.init(repeating: bytes(1), count: 11)) } == .malformed)
        // What others were seen to send.
        #expect(try scene.refusal { $0["cabundle"] = .null } == .malformed)
    }

    // T13: what is not there is not skipped.
    @Test(arguments: ["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"])
    func `a field that must be there must be there`(_ name: String) throws {
        #expect(try scene().refusal { $0[name] = nil } == .missingField)
        #expect(try scene().refusal { $0[name] = .null } == .malformed)
    }

    // T15, T24: emulators say -1 and sign with zeros.
    @Test(
        arguments: [
            [0xa1, 0x01, 0x26], [0xa1, 0x01, 0x38, 0x23], [0xa1, 0x01, 0x20], [0xa1, 0x01, 0x39, 0x00, 0x22], [0xa0],
            [],
            [0xa1, 0x01, 0x65, 0x45, 0x53, 0x33, 0x38, 0x34], [0xa1, 0x01, 0x18, 0x22], [0xa1, 0x01, 0x38, 0x22, 0x00],
            [0xa2, 0x01, 0x38, 0x22, 0x01, 0x38, 0x22], [0xa2, 0x01, 0x38, 0x22, 0x04, 0x41, 0x00],
            [0xbf, 0x01, 0x38, 0x22, 0xff],
        ] as [[UInt8]])
    func `the algorithm is ES384, written in one way`(_ header: [UInt8]) throws {
        #expect(try scene().refusal { $0.protected = header } == .wrongAlgorithm)
    }

    @Test func `an unsigned document is refused`() throws {
        let draft = try scene().draft { $0.protected = [0xa1, 0x01, 0x20] }
        #expect(try scene().refusal(draft.document(signature: .init(repeating: 0, count: 96))) == .wrongAlgorithm)
    }

    // T16
    @Test func `a signature is two numbers of the curve's range`() throws {
        let scene = try scene()
        let draft = try scene.draft()
        let good = Array(scene.refusal(try scene.maker.document(draft)) == nil ? try scene.document().suffix(96) : [])
        let (r, s) = (Array(good.prefix(48)), Array(good.suffix(48)))
        let zero = [UInt8](repeating: 0, count: 48)
        let one = zero.dropLast() + [1]
        let most = Signatures.difference(Signatures.order, Array(one))
        for length in [0, 1, 48, 95, 97, 192] {
            let signature = Array((good + good).prefix(length))
            #expect(scene.refusal(draft.document(signature: signature)) == .signatureForm, "\(length) bytes")
        }
        for signature in [
            zero + zero, zero + s, r + zero, Signatures.order + s, r + Signatures.order,
            [UInt8](repeating: 0xff, count: 48) + s, r + [UInt8](repeating: 0xff, count: 48),
        ] {
            #expect(scene.refusal(draft.document(signature: signature)) == .signatureForm)
        }
        for signature in [one + s, r + one, most + s, r + most, s + r] {
            #expect(scene.refusal(draft.document(signature: Array(signature))) == .badSignature)
        }
        let document = try scene.document()
        #expect(scene.refusal(Signatures.twin(of: document)) == nil)
    }

    // T22
    @Test func `counts and nesting that nobody has are refused`() throws {
        let scene = try scene()
        let payloads: [[UInt8]] = [
            [], [0xa0, 0xa0], [0x80], [0xf6], [0x60], [0xbb, 0x80, 0, 0, 0, 0, 0, 0, 0],
            [0xba, 0xff, 0xff, 0xff, 0xff],
            [0xbf], [0xbf, 0xff, 0xff], [0xa1, 0x61, 0x78] + .init(repeating: 0x81, count: 5000),
            [0xa1, 0x61, 0x78] + .init(repeating: 0x9f, count: 5000),
            [0xa1, 0x7f, 0x61, 0x78, 0xff, 0x00], [0xa1, 0x61, 0x78, 0xf7], [0xa1, 0x61, 0x78, 0x1c],
            [0xa1, 0x61, 0x78, 0x1f], [0xa1, 0x61, 0x78, 0xff],
        ]
        for payload in payloads { #expect(try scene.refusal { $0.payload = payload } == .malformed) }
        for payload: [UInt8] in [[0xa0], [0xbf, 0xff]] {
            #expect(try scene.refusal { $0.payload = payload } == .missingField)
        }
        let many = (0..<33).map { CBORItem.Pair(.text("\($0)"), .null) }
        #expect(try scene.refusal { $0.fields += many.prefix(23) } == nil)
        #expect(try scene.refusal { $0.fields += many.prefix(24) } == .malformed)
        #expect(try scene.refusal { $0["timestamp"] = .raw([0xfb, 0x3f, 0xf1, 0, 0, 0, 0, 0, 0]) } == .malformed)
    }

    @Test(
        arguments: [
            [], [0x80], [0x84], [0x83, 0x40, 0xa0, 0x40], [0x85, 0x40, 0xa0, 0x40, 0x40, 0x40], [0xa0], [0xff],
            [0x9f, 0x40, 0xa0, 0x40, 0x40, 0xff], [0x84, 0x40, 0xa0, 0x60, 0x40], [0x84, 0x40, 0xa0, 0xf6, 0x40],
            [0xd2], [0xd2, 0xd2, 0x84, 0x40, 0xa0, 0x40, 0x40],
        ] as [[UInt8]])
    func `what is no envelope is refused`(_ bytes: [UInt8]) throws {
        #expect(try scene().refusal(bytes) == .malformed)
    }

    @Test func `a document that is too long is not read`() throws {
        let scene = try scene()
        #expect(scene.refusal(.init(repeating: 0x84, count: 12_288)) == .malformed)
        #expect(scene.refusal(.init(repeating: 0x84, count: 12_289)) == .tooLong)
    }

    // T23
    @Test func `the document of a NitroTPM is refused`() throws {
        let scene = try scene()
        #expect(try scene.refusal { $0["module_id"] = .text("i-05ec0de0000000001-tpm0000000000000000") } == .nitroTPM)
        #expect(try scene.refusal { $0["nitrotpm_pcrs"] = $0["pcrs"] } == .nitroTPM)
        #expect(
            try scene.refusal { draft in
                draft["nitrotpm_pcrs"] = draft["pcrs"]
                draft["pcrs"] = nil
            } == .nitroTPM)
    }

    @Test(arguments: [
        "", "i-", "i-05ec0de0000000001", "i-05ec0de0000000001-enc", "i-05ec0de0000000001-enc0191ec0de000000",
        "i-05ec0de0000000001-enc0191ec0de00000011", "i-05ec0de0000000001-enc0191EC0DE0000001",
        "i-05ec0de-enc0191ec0de0000001", "i-05ec0de00000000012-enc0191ec0de0000001",
        "j-05ec0de0000000001-enc0191ec0de0000001", "i-05ec0de0000000001-enc0191ec0de0000001-x",
        "i-05ec0de0000000001-enc0191ec0de0000001\u{0}", "i-05ec0de000000000g-enc0191ec0de0000001",
    ])
    func `a module's name has one form`(_ name: String) throws {
        #expect(try scene().refusal { $0["module_id"] = .text(name) } == .wrongField)
    }

    @Test(arguments: ["", "SHA256", "sha384", "SHA384 ", "SHA512"])
    func `the digest is SHA-384`(_ digest: String) throws {
        #expect(try scene().refusal { $0["digest"] = .text(digest) } == .wrongField)
    }

    // T27
    @Test func `the time is in milliseconds, and can be told`() throws {
        let scene = try scene()
        let enclave = try scene.judge(
            try scene.document { $0["timestamp"] = .uint(Scene.now.milliseconds - 1234) }
        ).get()
        #expect(enclave.timestamp == Scene.now - .milliseconds(1234))
        #expect(try scene.refusal { $0["timestamp"] = .uint(0) } == .wrongField)
        #expect(try scene.refusal { $0["timestamp"] = .uint(1 << 53 + 1) } == .wrongField)
        #expect(try scene.refusal { $0["timestamp"] = .uint(9_223_372_036_855) } == .wrongField)
        #expect(try scene.refusal { $0["timestamp"] = .uint(9_223_372_036_854) } == .outsideChain)
        #expect(try scene.refusal { $0["timestamp"] = .uint(.max) } == .wrongField)
        #expect(try scene.refusal { $0["timestamp"] = .uint(1) } == .outsideChain)
        #expect(try scene.refusal { $0["timestamp"] = .negative(0) } == .malformed)
        #expect(try scene.refusal { $0["timestamp"] = .text("1795212180000") } == .malformed)
        // In seconds, and in nanoseconds.
        #expect(try scene.refusal { $0["timestamp"] = .uint(UInt64(Scene.now.seconds)) } == .outsideChain)
        #expect(try scene.refusal { $0["timestamp"] = .uint(UInt64(Scene.now.nanoseconds)) } == .wrongField)
    }
}
