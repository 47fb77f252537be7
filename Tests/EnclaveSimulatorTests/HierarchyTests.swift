// SPDX-License-Identifier: Apache-2.0
import Bytes
import COpenSSL
import Crypto
import EnclaveSimulator
import Kernel
import Testing

// What is expected: certificates of real documents, from 2021 to 2026, as OpenSSL shows them.
struct HierarchyTests {
    static let now = WallTime(seconds: 1_762_795_210)

    private static func read() throws -> [ReadCertificate] {
        let hierarchy = try SimulatedHierarchy(try HierarchyPlan(at: now))
        return try hierarchy.certificates.map { try ReadCertificate($0.der) }
    }

    @Test func `names, lives and powers are those of real certificates`() throws {
        let all = try Self.read()
        #expect(all.map(\.version) == [3, 3, 3, 3, 3])
        #expect(all.map(\.keyBits) == [384, 384, 384, 384, 384])
        #expect(all.allSatisfy { $0.algorithm == NID_ecdsa_with_SHA384 })
        #expect(all.map(\.life) == [946_080_000, 481 * 3600, 140 * 3600, 86_400, 10_803])
        #expect(all.map(\.isAuthority) == [true, true, true, true, false])
        #expect(all.map(\.pathLength) == [-1, 2, 1, 0, -1])
        // Signatures, certificates and revocations; certificates alone; signatures that cannot be denied.
        #expect(all.map(\.usage) == [0x86, 0x86, 0x86, 0x04, 0xc0])
        #expect(all.map { $0.isCritical(NID_basic_constraints) } == [true, true, true, true, true])
        #expect(all.map { $0.isCritical(NID_key_usage) } == [true, true, true, true, false])
        #expect(all.map { $0.isCritical(NID_crl_distribution_points) } == [nil, false, false, nil, nil])
        #expect(all.map { $0.isCritical(NID_subject_key_identifier) } == [false, false, false, false, nil])
        #expect(all.map { $0.isCritical(NID_authority_key_identifier) } == [nil, false, false, false, nil])
        #expect(all[0].commonName == "simulated.nitro-enclaves")
        #expect(all[1].commonName.hasSuffix(".us-east-1.aws.nitro-enclaves"))
        #expect(all[2].commonName.hasSuffix(".zonal.us-east-1.aws.nitro-enclaves"))
        #expect(all[3].commonName == "i-05ec0de0000000001.us-east-1.aws.nitro-enclaves")
        #expect(all[4].commonName == "i-05ec0de0000000001-enc0191ec0de0000001.us-east-1.aws")
    }

    @Test func `each is signed by the one above, and counts now`() throws {
        let all = try Self.read()
        #expect(all[0].isSigned(by: all[0]))
        #expect(all[0].issuer == all[0].commonName)
        for (above, below) in zip(all, all.dropFirst()) {
            #expect(below.isSigned(by: above))
            #expect(!above.isSigned(by: below))
            #expect(below.issuer == above.commonName)
        }
        #expect(all.allSatisfy { $0.counts(at: Int(Self.now.seconds)) })
        #expect(!all[4].counts(at: Int(Self.now.seconds) - 4))
        #expect(all[4].counts(at: Int(Self.now.seconds) + 10_799))
        #expect(!all[4].counts(at: Int(Self.now.seconds) + 10_801))
    }

    @Test func `no two hierarchies have anything in common`() throws {
        let first = try SimulatedHierarchy(try HierarchyPlan(at: Self.now))
        let second = try SimulatedHierarchy(try HierarchyPlan(at: Self.now))
        #expect(try first.rootFingerprint() != second.rootFingerprint())
        let old = try ReadCertificate(first.leaf.der)
        let other = try ReadCertificate(second[.instance].der)
        #expect(!old.isSigned(by: other))
    }

    // serial = the enclave's number, four zeros, the time: as in real leaves.
    @Test func `a leaf's number tells whose it is, and since when`() throws {
        let plan = try HierarchyPlan(at: Self.now)
        #expect(Hex.encode(plan[.leaf].serial) == "0191ec0de000000100000000" + "69121eca")
    }

    @Test func `what is made anew is made from there down`() throws {
        var hierarchy = try SimulatedHierarchy(try HierarchyPlan(at: Self.now))
        let before = hierarchy.certificates.map(\.der)
        try hierarchy.renew(try HierarchyPlan(at: Self.now), from: .zonal)
        let after = hierarchy.certificates.map(\.der)
        #expect(zip(before, after).map { $0 == $1 } == [true, true, false, false, false])
        let all = try after.map { try ReadCertificate($0) }
        #expect(zip(all, all.dropFirst()).allSatisfy { $1.isSigned(by: $0) })
    }

    @Test(arguments: SigningKey.Kind.allCases) func `keys of other kinds can be had`(_ kind: SigningKey.Kind) throws {
        var plan = try HierarchyPlan(at: Self.now)
        plan[.leaf].key = kind
        let leaf = try ReadCertificate(try SimulatedHierarchy(plan).leaf.der)
        #expect(leaf.keyBits == [.p256: 256, .p384: 384, .p521: 521, .rsa: 2048][kind])
        let signature = try SigningKey(kind).sign([1, 2, 3], digest: .sha256)
        #expect(signature.count == [.p256: 64, .p384: 96, .p521: 132, .rsa: 256][kind])
    }

    @Test func `all that a certificate says can be something else`() throws {
        var plan = try HierarchyPlan(at: Self.now)
        plan[.leaf].issuer = [.init("CN", "somebody else")]
        plan[.leaf].digest = .sha256
        plan[.leaf].version = 1
        plan[.leaf].extensions = []
        plan[.instance].commonName = "another name"
        plan[.instance].extensions.append(.raw("1.2.3.4", isCritical: true, [5, 0]))
        plan[.zonal].notAfter = Self.now.minus(1)
        let all = try SimulatedHierarchy(plan).certificates.map { try ReadCertificate($0.der) }
        #expect(all[4].issuer == "somebody else")
        #expect(all[4].algorithm == NID_ecdsa_with_SHA256)
        #expect(all[4].version == 1)
        #expect(all[3].commonName == "another name")
        #expect(all[3].isCritical(OBJ_txt2nid("1.2.3.4")) == nil)
        #expect(X509_get_ext_count(all[3].raw) == 5)
        #expect(!all[2].counts(at: Int(Self.now.seconds)))
        #expect(zip(all, all.dropFirst()).allSatisfy { $1.isSigned(by: $0) })
    }

    @Test func `a plan that nobody can make a certificate of is refused`() throws {
        var plan = try HierarchyPlan(at: Self.now)
        plan[.zonal].extensions = [.named("noSuchExtension", "no value")]
        #expect(throws: SimulatorError.certificate) { _ = try SimulatedHierarchy(plan) }
        // Nothing of it is left for the next call of OpenSSL to stumble over.
        #expect(ERR_peek_error() == 0)
    }

    @Test func `a root is named by its SHA-256`() throws {
        let hierarchy = try SimulatedHierarchy(try HierarchyPlan(at: Self.now))
        var digest: [UInt8] = .init(repeating: 0, count: 32)
        var length: UInt32 = 0
        let root = try ReadCertificate(hierarchy[.root].der)
        #expect(X509_digest(root.raw, EVP_sha256(), &digest, &length) == 1)
        #expect(try hierarchy.rootFingerprint().bytes == digest)
    }

    static let names: [(String, Bool)] = [
        ("i-06fb0bf4e70d5129f-enc019a5376999041b1", true), ("i-12345678-enc019a5376999041b1", true),
        ("i-1234567-enc019a5376999041b1", false), ("i-06fb0bf4e70d5129f-enc019a5376999041b", false),
        ("i-06fb0bf4e70d5129f-tpm0000000000000000", false), ("i-06fb0bf4e70d5129F-enc019a5376999041b1", false),
        ("i-06fb0bf4e70d5129f-enc019a5376999041b1-", false), ("", false),
    ]

    @Test(arguments: names) func `a module has a name of one form`(_ text: String, _ isOne: Bool) {
        #expect(ModuleID(text)?.text == (isOne ? text : nil))
    }
}

extension WallTime {
    fileprivate func minus(_ seconds: Int64) -> WallTime { WallTime(seconds: self.seconds - seconds) }
}
