// SPDX-License-Identifier: Apache-2.0
import Bytes
import TestSupport
import Testing

@testable import Attestation

/// One of the images in Tests/Vectors/enclave-images.json.
struct ImageVector: Sendable, CustomStringConvertible {
    let name: String
    let code: String
    let tree: Tree
    let image: [UInt8]

    var description: String { name }

    init(_ tree: Tree) {
        self.tree = tree
        name = tree["name"].text ?? ""
        code = tree["code"].text ?? ""
        image = tree["image"].base64 ?? []
    }

    static let accepted = list("accepted")
    static let refused = list("refused")

    private static func list(_ name: String) -> [ImageVector] {
        ((try? Tree.vectors("enclave-images.json"))?[name].list ?? []).map { ImageVector($0) }
    }
}

/// Reads an image in pieces of one length.
func read(_ image: [UInt8], by length: Int) throws(ImageError) -> EnclaveImage {
    var reader = try ImageReader()
    var next = 0
    while next < image.count {
        let end = min(image.count, next + length)
        let piece = image.span.extracting(next..<end)
        try reader.update(piece)
        next = end
    }
    return try reader.finish()
}

@Suite struct ImageReaderTests {
    private static func code(_ image: [UInt8], by length: Int = 4096) -> String? {
        do throws(ImageError) {
            _ = try read(image, by: length)
            return nil
        } catch { return error.code.rawValue }
    }

    @Test func `there are vectors`() {
        #expect(ImageVector.accepted.count >= 10 && ImageVector.refused.count >= 40)
    }

    @Test(arguments: ImageVector.accepted) func `an image measures what hashlib says`(_ vector: ImageVector) throws {
        let image = try read(vector.image, by: 1 << 20)
        #expect(Hex.encode(image.pcr0) == vector.tree["pcr0"].text)
        #expect(Hex.encode(image.pcr1) == vector.tree["pcr1"].text)
        #expect(Hex.encode(image.pcr2) == vector.tree["pcr2"].text)
        #expect(image.pcr8.map { Hex.encode($0) } ?? "" == vector.tree["pcr8"].text)
        #expect(image.architecture.rawValue == vector.tree["architecture"].text)
        #expect(image.ramdisks == vector.tree["ramdisks"].integer)
    }

    @Test(arguments: ImageVector.accepted) func `how a file is cut changes nothing`(_ vector: ImageVector) throws {
        let whole = try read(vector.image, by: vector.image.count)
        for length in [1, 2, 11, 12, 13, 547, 548, 549, 560] {
            let image = try read(vector.image, by: length)
            #expect(image == whole)
        }
    }

    @Test(arguments: ImageVector.refused) func `what could be loaded in two ways is refused`(_ vector: ImageVector) {
        #expect(Self.code(vector.image) == vector.code)
        #expect(Self.code(vector.image, by: 1) == vector.code)
    }

    @Test func `every start of an image is none`() throws {
        let image = try #require(ImageVector.accepted.first).image
        for count in Seeds.places(image.count) { #expect(Self.code(Array(image[..<count])) == "truncated", "\(count)") }
    }

    @Test func `no bit of an image may be another`() throws {
        let image = try #require(ImageVector.accepted.first { $0.name == "signed with P-256" }).image
        // What asks for memory and processors is in the checksum alone, as all else is.
        for place in Seeds.places(8 * image.count) {
            var changed = image
            changed[place / 8] ^= 1 << UInt8(place % 8)
            #expect(Self.code(changed) != nil, "\(place / 8).\(place % 8)")
        }
    }

    @Test func `PCR0 alone does not tell two images apart`() throws {
        let images = try ["two ramdisks", "bytes moved from the kernel to its command line"].map { name in
            let vector = try #require(ImageVector.accepted.first { $0.name == name })
            return try read(vector.image, by: 4096)
        }
        #expect(images[0].pcr0 == images[1].pcr0)
        let short = try #require(ImageVector.accepted.first { $0.name == "one ramdisk" })
        let none = try read(short.image, by: 4096)
        #expect(none.pcr0 == none.pcr1)
        // Nothing was put beside what boots: PCR2 is that of no bytes at all, as real enclaves of one ramdisk show it.
        let ofNothing =
            "21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c10edb30948c90ba67310f7b964fc500a"
        #expect(Hex.encode(none.pcr2) == ofNothing)
    }

    @Test func `every code can be met but the library's own`() {
        let met = Set(ImageVector.refused.map(\.code))
        let all = Set(ImageError.Code.allCases.map(\.rawValue))
        #expect(all.subtracting(met) == ["cryptography"])
        #expect(Set(ImageError.Code.allCases.map { ImageError($0).description }).count == all.count)
    }
}
