// SPDX-License-Identifier: Apache-2.0
import Attestation
import EnclaveSimulator
import Kernel
import TestSupport
import Testing

/// Documents that were damaged: none is believed, and none ends the process.
@Suite struct DamageTests {
    private static func isBelieved(_ bytes: [UInt8], root: TrustRoot) -> Bool {
        guard let document = try? UnverifiedDocument(bytes.span) else { return false }
        let verdict = Verifier(root: root, policy: .any.allowingDebug).verify(
            document, freshness: .archived, nonce: nil)
        if case .attested = verdict { return true }
        return false
    }

    // T26: the envelope and the first fields lie at the beginning, the signature at the end, and certificates between.
    private static func check(_ document: [UInt8], root: TrustRoot, every stride: Int) {
        #expect(isBelieved(document, root: root))
        let places = document.indices.filter { $0 < 160 || $0 % stride == 0 || $0 >= document.count - 100 }
        for place in places {
            var damaged = document
            damaged[place] ^= 1 << UInt8(place % 8)
            #expect(!isBelieved(damaged, root: root), "byte \(place)")
        }
    }

    // T25: every prefix is refused before anything is looked at.
    private static func checkPrefixes(_ document: [UInt8]) {
        for count in Seeds.places(document.count) {
            let prefix = Array(document[..<count])
            let isRead = (try? UnverifiedDocument(prefix.span)) != nil
            #expect(!isRead, "\(count) bytes")
        }
    }

    @Test(arguments: [true, false]) func `no bit of a simulated document can be changed`(_ tellsCount: Bool) throws {
        let scene = try #require(Scene.shared)
        let document = try scene.document { draft in
            draft.tellsCount = tellsCount
            draft["nonce"] = .bytes([1, 2, 3])
        }
        Self.check(document, root: scene.root, every: 47)
        Self.checkPrefixes(document)
    }

    @Test(arguments: [RealDocument.all.first, RealDocument.all.last].compactMap { $0 })
    func `no bit of a real document can be changed`(_ real: RealDocument) {
        Self.check(real.bytes, root: .aws, every: 47)
        Self.checkPrefixes(real.bytes)
    }
}
