// SPDX-License-Identifier: Apache-2.0
import Attestation
import Crypto
import EnclaveSimulator
import Kernel
import Testing

/// From the pinned root to the leaf: who has signed whom, and who may.
@Suite struct ChainTests {
    /// Why the document of a module is refused whose certificates are those of a changed plan.
    private func refusal(_ change: (inout HierarchyPlan) -> Void) throws -> AttestationRefusal.Code? {
        let scene = try Scene(change)
        return scene.refusal(try scene.document())
    }

    private func replaced(
        _ plan: inout CertificatePlan, _ name: String, _ value: String?
    ) {
        plan.extensions.removeAll { if case .named(name, _) = $0 { true } else { false } }
        if let value { plan.extensions.append(.named(name, value)) }
    }

    @Test func `a module's chain holds`() throws {
        let scene = try #require(Scene.shared)
        let enclave = try scene.judge(try scene.document()).get()
        #expect(enclave.region == "us-east-1")
        #expect(enclave.moduleID == ModuleID.example.text)
        #expect(enclave.instanceID == ModuleID.example.instance)
        // The leaf's end is the first.
        #expect(enclave.chainEnds == Scene.now + .seconds(10_800))
    }

    @Test func `nobody trusts a simulator's root who was not told to`() throws {
        let scene = try #require(Scene.shared)
        let bytes = try scene.document()
        let document = try UnverifiedDocument(bytes.span)
        for root in [TrustRoot.aws, .awsGovCloud, .only(sha256OfDER: .init())] {
            let verdict = Verifier(root: root, policy: .any).verify(document, freshness: .archived, nonce: nil)
            guard case .refused(let refusal) = verdict else {
                Issue.record("\(root) was believed")
                continue
            }
            #expect(refusal.code == .wrongRoot)
        }
        #expect(!scene.root.isOfAWS)
    }

    // T11: what a document brings along is not trusted because it is there.
    @Test func `a foreign root in the bundle is refused`() throws {
        let scene = try #require(Scene.shared)
        var foreign = try Scene()
        let (ours, theirs) = (scene.maker.hierarchy, foreign.maker.hierarchy)
        func bundle(_ certificates: [[UInt8]]) throws -> AttestationRefusal.Code? {
            let draft = try foreign.draft { $0["cabundle"] = .array(certificates.map { .bytes($0) }) }
            return scene.refusal(try foreign.maker.document(draft))
        }
        #expect(try bundle(theirs.bundle) == .wrongRoot)
        #expect(try bundle(theirs.bundle + [ours.bundle[0]]) == .wrongRoot)
        // The pinned root stands first, the chain ends at the other: both have the same name.
        #expect(try bundle([ours.bundle[0]] + theirs.bundle.dropFirst()) == .brokenChain)
        #expect(try bundle([ours.bundle[0]] + theirs.bundle) == .wrongName)
        // Nothing but our root above a leaf of theirs.
        #expect(try bundle([ours.bundle[0]]) == .brokenChain)
        foreign.maker.hierarchy = ours
        #expect(scene.refusal(try foreign.document()) == nil)
    }

    // T12
    @Test func `certificates stand in one order`() throws {
        let scene = try #require(Scene.shared)
        let bundle = scene.maker.hierarchy.bundle
        func refusal(_ order: [Int]) throws -> AttestationRefusal.Code? {
            try scene.refusal { $0["cabundle"] = .array(order.map { .bytes(bundle[$0]) }) }
        }
        #expect(try refusal([0, 1, 2, 3]) == nil)
        #expect(try refusal([3, 2, 1, 0]) == .wrongRoot)
        for order in [[0, 2, 1, 3], [0, 1, 3, 2], [0, 3, 2, 1]] { #expect(try refusal(order) == .wrongRole) }
        for order in [[0, 2, 3], [0, 1, 3], [0, 1, 2], [0]] { #expect(try refusal(order) == .brokenChain) }
        #expect(try refusal([0, 1, 1, 2, 3]) == .wrongRole)
        #expect(try refusal([0, 0, 1, 2, 3]) == .wrongName)
        #expect(try refusal([1, 2, 3]) == .wrongRoot)
    }

    @Test(arguments: HierarchyPlan.Level.allCases)
    func `a certificate that another has signed is refused`(_ level: HierarchyPlan.Level) throws {
        let scene = try #require(Scene.shared)
        // Of the same plan, and so of the same names.
        var certificates = scene.maker.hierarchy.certificates.map(\.der)
        var other = try HierarchyPlan(at: Scene.now)
        for place in HierarchyPlan.Level.allCases {
            other[place] = scene.maker.hierarchy[place].plan
        }
        let impostor = try SimulatedHierarchy(other)
        certificates[level.rawValue] = impostor[level].der
        let code = try scene.refusal { draft in
            draft["cabundle"] = .array(certificates.dropLast().map { .bytes($0) })
            draft["certificate"] = certificates.last.map { .bytes($0) }
        }
        #expect(code == (level == .root ? .wrongRoot : .brokenChain))
    }

    // T14: an error, and no crash, whatever the curve.
    @Test(arguments: [SigningKey.Kind.p256, .p521, .rsa], HierarchyPlan.Level.allCases)
    func `another key than P-384 is refused`(_ kind: SigningKey.Kind, _ level: HierarchyPlan.Level) throws {
        let scene = try Scene { $0[level].key = kind }
        let key = try SigningKey()
        #expect(scene.refusal(try scene.maker.document(try scene.draft(), signedBy: key)) == .weakCertificate)
    }

    @Test(arguments: [SigningKey.Digest.sha256, .sha512], HierarchyPlan.Level.allCases)
    func `another digest than SHA-384 is refused`(_ digest: SigningKey.Digest, _ level: HierarchyPlan.Level) throws {
        #expect(try refusal { $0[level].digest = digest } == .weakCertificate)
    }

    @Test(arguments: HierarchyPlan.Level.allCases)
    func `another version than 3 is refused`(_ level: HierarchyPlan.Level) throws {
        #expect(try refusal { $0[level].version = 1 } == .malformedCertificate)
    }

    @Test(arguments: HierarchyPlan.Level.allCases.dropLast())
    func `an authority says that it is one, and that this is critical`(_ level: HierarchyPlan.Level) throws {
        for constraints in ["CA:TRUE", "critical,CA:FALSE", nil] {
            #expect(
                try refusal { self.replaced(&$0[level], "basicConstraints", constraints) } == .wrongRole,
                "\(constraints ?? "none")")
        }
        for usage in ["keyCertSign", "critical,digitalSignature", "critical,cRLSign", nil] {
            #expect(try refusal { self.replaced(&$0[level], "keyUsage", usage) } == .wrongRole, "\(usage ?? "none")")
        }
        #expect(try refusal { self.replaced(&$0[level], "keyUsage", "critical,keyCertSign") } == nil)
        #expect(try refusal { self.replaced(&$0[level], "basicConstraints", "critical,CA:TRUE") } == nil)
    }

    @Test func `an authority has no more below it than it says`() throws {
        for (level, most) in [(HierarchyPlan.Level.regional, 2), (.zonal, 1), (.instance, 0)] {
            #expect(
                try refusal { self.replaced(&$0[level], "basicConstraints", "critical,CA:TRUE,pathlen:\(most + 1)") }
                    == nil)
            guard most > 0 else { continue }
            #expect(
                try refusal { self.replaced(&$0[level], "basicConstraints", "critical,CA:TRUE,pathlen:\(most - 1)") }
                    == .wrongRole)
        }
        #expect(
            try refusal { self.replaced(&$0[.root], "basicConstraints", "critical,CA:TRUE,pathlen:2") } == .wrongRole)
        #expect(try refusal { self.replaced(&$0[.root], "basicConstraints", "critical,CA:TRUE,pathlen:3") } == nil)
    }

    @Test func `a leaf signs documents, and no certificates`() throws {
        for constraints in ["CA:FALSE", "critical,CA:TRUE", "critical,CA:TRUE,pathlen:0", nil] {
            #expect(
                try refusal { self.replaced(&$0[.leaf], "basicConstraints", constraints) } == .wrongRole,
                "\(constraints ?? "none")")
        }
        for usage in ["keyCertSign", "nonRepudiation", "digitalSignature,keyCertSign", nil] {
            #expect(try refusal { self.replaced(&$0[.leaf], "keyUsage", usage) } == .wrongRole, "\(usage ?? "none")")
        }
        for usage in ["digitalSignature", "critical,digitalSignature"] {
            #expect(try refusal { self.replaced(&$0[.leaf], "keyUsage", usage) } == nil)
        }
    }

    @Test(arguments: HierarchyPlan.Level.allCases)
    func `a critical extension must be known`(_ level: HierarchyPlan.Level) throws {
        let value: [UInt8] = [0x05, 0x00]
        #expect(
            try refusal { $0[level].extensions.append(.raw("1.3.6.1.4.1.99999.1", isCritical: true, value)) }
                == .unknownExtension)
        #expect(
            try refusal { $0[level].extensions.append(.raw("1.3.6.1.4.1.99999.1", isCritical: false, value)) } == nil)
    }

    @Test(arguments: HierarchyPlan.Level.allCases.dropFirst())
    func `an issuer is the certificate before`(_ level: HierarchyPlan.Level) throws {
        #expect(try refusal { $0[level].issuer = [.init("CN", "somebody else")] } == .brokenChain)
    }

    @Test(arguments: [
        "i-05ec0de0000000002-enc0191ec0de0000001.us-east-1.aws", "i-05ec0de0000000001-enc0191ec0de0000001",
        "i-05ec0de0000000001-enc0191ec0de0000001.us-east-1", "i-05ec0de0000000001-enc0191ec0de0000001x.us-east-1.aws",
        "i-05ec0de0000000001-enc0191ec0de0000001..aws", "i-05ec0de0000000001-tpm0000000000000000.us-east-1.aws",
        "i-05ec0de0000000001-enc0191ec0de0000001.us-east-2.aws", "x",
    ])
    func `a leaf has the module's name and its region`(_ name: String) throws {
        #expect(try refusal { $0[.leaf].commonName = name } == .wrongName)
    }

    @Test(
        arguments: [
            (.instance, "i-05ec0de0000000002.us-east-1.aws.nitro-enclaves"), (.instance, "i-05ec0de0000000001"),
            (.instance, "i-05ec0de0000000001.us-east-2.aws.nitro-enclaves"),
            (.instance, "i-05ec0de0000000001.us-east-1"),
            (.instance, "i-05ec0de00000000011.us-east-1.aws.nitro-enclaves"),
            (.zonal, "84dde1b34e42ca38.zonal.us-east-2.aws.nitro-enclaves"), (.zonal, "84dde1b34e42ca38.zonal"),
            (.regional, "84dde1b34e42ca38.us-east-2.aws.nitro-enclaves"), (.regional, "us-east-1"),
            (.regional, "zonal"),
        ] as [(HierarchyPlan.Level, String)])
    func `authorities have the names of the instance and its region`(
        _ level: HierarchyPlan.Level, _ name: String
    ) throws {
        #expect(try refusal { $0[level].commonName = name } == .wrongName)
    }

    @Test func `a document is signed by its leaf`() throws {
        let scene = try #require(Scene.shared)
        let draft = try scene.draft()
        #expect(scene.refusal(try scene.maker.document(draft, signedBy: try SigningKey())) == .badSignature)
        let instance = scene.maker.hierarchy[.instance].key
        #expect(scene.refusal(try scene.maker.document(draft, signedBy: instance)) == .badSignature)
        #expect(scene.refusal(try scene.maker.document(draft, digest: .sha256)) == .badSignature)
        var other = draft
        other["user_data"] = .bytes([1])
        let signature = Array(try scene.maker.document(draft).suffix(96))
        #expect(scene.refusal(other.document(signature: signature)) == .badSignature)
    }
}
