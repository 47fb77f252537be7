// SPDX-License-Identifier: Apache-2.0
import Attestation
import EnclaveSimulator
import Kernel
import Testing

/// T21: what a certificate looks like, where OpenSSL would look away.
@Suite struct CertificateFormTests {
    /// Where things lie in a certificate.
    private enum Place {
        static let version = [0, 0, 0]
        static let serial = [0, 1]
        static let innerAlgorithm = [0, 2]
        static let issuer = [0, 3]
        static let notBefore = [0, 4, 0]
        static let notAfter = [0, 4, 1]
        static let subject = [0, 5]
        static let publicKey = [0, 6]
        static let extensions = [0, 7, 0]
        static let outerAlgorithm = [1]
        static let signature = [2]
    }

    /// Why a document is refused whose leaf was changed, and signed again where there is still something to sign; `nil` if
    /// it is not.
    private func refusal(_ change: (inout DERTree) -> Void) throws -> AttestationRefusal.Code? {
        let scene = try #require(Scene.shared)
        var tree = DERTree(scene.maker.hierarchy.leaf.der)
        let signature = tree[Place.signature].content
        change(&tree)
        if tree.children.count == 3, tree[Place.signature].content == signature {
            let signed = try scene.maker.hierarchy[.instance].key.sign(tree[[0]].encoded)
            tree[Place.signature].content = [0] + Signatures.der(signed)
        }
        let der = tree.encoded
        return try scene.refusal { $0["certificate"] = .bytes(der) }
    }

    private func number(_ bytes: [UInt8]) -> DERTree { .primitive(0x02, bytes) }

    @Test func `is whole as it is`() throws {
        #expect(try refusal { _ in } == nil)
    }

    // T2
    @Test func `nothing follows a certificate, or lies in it beside its parts`() throws {
        let scene = try #require(Scene.shared)
        let leaf = scene.maker.hierarchy.leaf.der
        #expect(try scene.refusal { $0["certificate"] = .bytes(leaf + [0]) } == .malformedCertificate)
        #expect(try scene.refusal { $0["certificate"] = .bytes(leaf.dropLast()) } == .malformedCertificate)
        let root = scene.maker.hierarchy.bundle[0]
        #expect(try scene.refusal { $0["cabundle"] = .array([.bytes(root + [0])]) } == .wrongRoot)
        let null = DERTree.primitive(0x05, [])
        for path in [[], [0], [0, 4], [0, 7], [0, 7, 0, 0]] as [[Int]] {
            #expect(try refusal { $0[path].children.append(null) } == .malformedCertificate, "\(path)")
        }
    }

    @Test func `a certificate is of version 3`() throws {
        #expect(try refusal { $0[Place.version] = self.number([1]) } == .malformedCertificate)
        #expect(try refusal { $0[Place.version] = self.number([0, 2]) } == .malformedCertificate)
        #expect(try refusal { $0[[0]].children.removeFirst() } == .malformedCertificate)
    }

    @Test func `a serial number is positive, short and not padded`() throws {
        for serial in [[], [0x80], [0xff, 1], [0, 1], [0, 0x7f, 1]] as [[UInt8]] {
            #expect(try refusal { $0[Place.serial] = self.number(serial) } == .malformedCertificate)
        }
        let longest = [UInt8](repeating: 1, count: 20)
        #expect(try refusal { $0[Place.serial] = self.number(longest + [1]) } == .malformedCertificate)
        #expect(try refusal { $0[Place.serial] = self.number(longest) } == nil)
        #expect(try refusal { $0[Place.serial] = self.number([0, 0x80]) } == nil)
    }

    @Test func `lengths are written the shortest way`() throws {
        func longer(_ tree: DERTree) -> DERTree {
            let whole = tree.encoded
            let content = Array(whole.dropFirst(1 + DERTree.length(whole.count).count))
            return .raw([whole[0], 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xff)] + content)
        }
        for path in [Place.serial, Place.notBefore, Place.publicKey, Place.signature] {
            #expect(try refusal { $0[path] = longer($0[path]) } == .malformedCertificate, "\(path)")
        }
        // Of unknown length, and with a length of four bytes.
        #expect(
            try refusal { tree in
                let content = tree.children.flatMap(\.encoded)
                tree = .raw([0x30, 0x80] + content + [0, 0])
            } == .malformedCertificate)
        #expect(
            try refusal { tree in
                let content = tree.children.flatMap(\.encoded)
                tree = .raw([0x30, 0x84, 0, 0, UInt8(content.count >> 8), UInt8(content.count & 0xff)] + content)
            } == .malformedCertificate)
    }

    @Test func `keys are of P-384, signatures of SHA-384 with ECDSA`() throws {
        for path in [Place.innerAlgorithm, Place.outerAlgorithm] {
            #expect(try refusal { $0[path].children[0].content[7] = 2 } == .weakCertificate)
            #expect(try refusal { $0[path].children.append(.primitive(0x05, [])) } == .weakCertificate)
        }
        // The curve's number, a compressed point, a point that is not on the curve.
        #expect(try refusal { $0[Place.publicKey + [0, 1]].content[4] = 0x23 } == .weakCertificate)
        #expect(try refusal { $0[Place.publicKey + [1]].content[1] = 2 } == .weakCertificate)
        #expect(
            try refusal { $0[Place.publicKey + [1]].content = [0, 2] + .init(repeating: 1, count: 48) }
                == .weakCertificate)
    }

    @Test func `a key is a point of the curve`() throws {
        let point = Place.publicKey + [1]
        let scene = try #require(Scene.shared)
        let other = DERTree(scene.maker.hierarchy[.zonal].der)[point].content
        // Another's key has not signed the document; no key cannot have.
        #expect(try refusal { $0[point].content = other } == .badSignature)
        for coordinate in [2, 50] {
            #expect(try refusal { $0[point].content[coordinate + 47] ^= 1 } == .weakCertificate)
            // Beyond the field's prime.
            #expect(
                try refusal { $0[point].content.replaceSubrange(coordinate..<(coordinate + 48), with: Self.large) }
                    == .weakCertificate)
        }
        #expect(
            try refusal { $0[point].content = [0, 4] + .init(repeating: 0, count: 96) } == .weakCertificate)
    }

    private static let large = [UInt8](repeating: 0xff, count: 48)

    @Test func `a signature is made of whole bytes, and there is one`() throws {
        #expect(try refusal { $0[Place.signature].content = [] } == .malformedCertificate)
        #expect(try refusal { $0[Place.signature].content = [0] } == .malformedCertificate)
        #expect(try refusal { $0[Place.signature].content[0] = 8 } == .malformedCertificate)
        #expect(
            try refusal { tree in
                tree[Place.signature].content[0] = 1
                let last = tree[Place.signature].content.count - 1
                tree[Place.signature].content[last] &= 0xfe
            } == .malformedCertificate)
        #expect(try refusal { $0.children.removeLast() } == .malformedCertificate)
        #expect(try refusal { $0[Place.signature].content += [0] } == .brokenChain)
        #expect(try refusal { $0[Place.signature].content[40] ^= 1 } == .brokenChain)
    }

    @Test(arguments: [
        "", "261120220300", "2611202203Z", "261120220300+0000", "2611202203000", "261120220300z", "261320220300Z",
        "261131220300Z", "260229220300Z", "261120240300Z", "261120226000Z", "261120220360Z", "26112022030xZ",
        "261120220300.0Z", " 61120220300Z", "+61120220300Z",
    ])
    func `a time has one form`(_ text: String) throws {
        for path in [Place.notBefore, Place.notAfter] {
            #expect(
                try refusal { $0[path] = .primitive(0x17, Array(text.utf8)) } == .malformedCertificate, "\(path)")
        }
    }

    @Test(
        arguments: [
            (0x18, "20261120220300Z"), (0x18, "20491120220300Z"), (0x17, "20501120220300Z"), (0x18, "501120220300Z"),
            (0x18, "20501120220300.5Z"), (0x18, "20501120220300+0100"), (0x16, "261120220300Z"),
        ] as [(UInt8, String)])
    func `years from 2050 on have the long form, others the short`(_ tag: UInt8, _ text: String) throws {
        #expect(try refusal { $0[Place.notAfter] = .primitive(tag, Array(text.utf8)) } == .malformedCertificate)
    }

    @Test func `a certificate may last beyond 2049`() throws {
        #expect(try refusal { $0[Place.notAfter] = .primitive(0x18, Array("20501120220300Z".utf8)) } == nil)
        #expect(try refusal { $0[Place.notBefore] = .primitive(0x17, Array("500101000000Z".utf8)) } != nil)
    }

    private func ext(_ name: [UInt8], _ value: [UInt8], critical: [UInt8]? = [0xff]) -> DERTree {
        let flag = critical.map { [DERTree.primitive(0x01, $0)] } ?? []
        return .constructed(0x30, [.primitive(0x06, name)] + flag + [.primitive(0x04, value)])
    }

    private static let constraints: [UInt8] = [0x55, 0x1d, 0x13]
    private static let usage: [UInt8] = [0x55, 0x1d, 0x0f]

    @Test func `an extension has one form`() throws {
        let (constraints, usage) = (Self.constraints, Self.usage)
        let good = ext(usage, [3, 2, 6, 0xc0], critical: nil)
        func refusal(_ first: DERTree) throws -> AttestationRefusal.Code? {
            try self.refusal { $0[Place.extensions] = .constructed(0x30, [first, good]) }
        }
        // As it must be.
        #expect(try refusal(ext(constraints, [0x30, 0])) == nil)
        // Booleans that are neither, or a default written out.
        for flag: [UInt8] in [[], [0], [1], [0x7f], [0xff, 0xff]] {
            #expect(try refusal(ext(constraints, [0x30, 0], critical: flag)) == .malformedCertificate)
        }
        for value: [UInt8] in [
            [], [0x30], [0x30, 0, 0], [0x31, 0], [0x30, 3, 1, 1, 0], [0x30, 3, 1, 1, 1], [0x30, 3, 1, 1, 0x7f],
            [0x30, 4, 1, 2, 0xff, 0xff], [0x30, 6, 1, 1, 0xff, 2, 1, 0x80], [0x30, 7, 1, 1, 0xff, 2, 2, 0, 1],
            [0x30, 7, 1, 1, 0xff, 2, 2, 1, 0], [0x30, 5, 1, 1, 0xff, 2, 0], [0x30, 0x81, 0], [0x30, 2, 5, 0],
        ] {
            #expect(try refusal(ext(constraints, value)) == .malformedCertificate, "\(value)")
        }
        for value: [UInt8] in [
            [], [3, 0], [3, 1, 0], [3, 2, 8, 0x80], [3, 2, 7, 0xc0], [3, 2, 6, 0xc0, 0], [4, 1, 0],
        ] {
            let odd = ext(usage, value, critical: nil)
            #expect(
                try self.refusal {
                    $0[Place.extensions] = .constructed(0x30, [self.ext(constraints, [0x30, 0]), odd])
                }
                    == .malformedCertificate, "\(value)")
        }
    }

    @Test func `an extension that is critical must be known, and comes once`() throws {
        func refusal(_ more: DERTree...) throws -> AttestationRefusal.Code? {
            try self.refusal { $0[Place.extensions].children += more }
        }
        let names: [UInt8] = [0x55, 0x1d, 0x1e]  // name constraints, which OpenSSL knows
        let own: [UInt8] = [0x2b, 6, 1, 4, 1]
        #expect(try refusal(ext(names, [0x30, 0])) == .unknownExtension)
        #expect(try refusal(ext(own, [])) == .unknownExtension)
        #expect(try refusal(ext(own, [], critical: nil)) == nil)
        #expect(try refusal(ext(own, [], critical: nil), ext(own, [], critical: nil)) == .malformedCertificate)
        #expect(try refusal(ext(Self.constraints, [0x30, 0])) == .malformedCertificate)
        let many = (0..<15).map { ext(own + [$0], [], critical: nil) }
        #expect(try self.refusal { $0[Place.extensions].children += many } == .malformedCertificate)
    }

    @Test func `a name is a list of single attributes, with one common name`() throws {
        let commonName = DERTree.constructed(0x30, [.primitive(0x06, [0x55, 4, 3]), .primitive(0x0c, [0x78])])
        #expect(
            try refusal { $0[Place.subject].children.append(.constructed(0x31, [commonName])) }
                == .malformedCertificate)
        #expect(try refusal { $0[Place.subject + [3]].children.append(commonName) } == .malformedCertificate)
        #expect(try refusal { $0[Place.subject].children.removeLast() } == .malformedCertificate)
        // Text in an old alphabet, and no text.
        for value: DERTree in [.primitive(0x1e, [0, 0x78]), .primitive(0x14, [0x78]), .primitive(0x0c, [0xff])] {
            #expect(try refusal { $0[Place.subject + [3, 0, 1]] = value } == .malformedCertificate)
        }
    }

    @Test func `there are no other parts`() throws {
        // Unique identifiers, which nobody has used for decades.
        #expect(
            try refusal { $0[[0]].children.insert(.primitive(0x81, [0, 1]), at: 7) } == .malformedCertificate)
        #expect(try refusal { $0[[0]].children.removeLast() } == .malformedCertificate)
        #expect(try refusal { $0[[0]].children.swapAt(3, 4) } == .malformedCertificate)
    }
}
