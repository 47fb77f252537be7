// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import TestSupport
import Testing

@testable import SealCommands

@Suite(.timeLimit(.minutes(10))) struct EnclavePCRsTests {
    private static func vectors(_ name: String) throws -> [Tree] { try Tree.vectors("enclave-images.json")[name].list }

    private static func path(_ vector: Tree) throws -> String {
        let path = "/tmp/image-test-\(getpid())-\(UInt64.random(in: 0 ... .max)).eif"
        let bytes = try #require(vector["image"].base64)
        try FileReplacement.write(bytes.span, to: path, readers: .owner)
        return path
    }

    private static func run(_ arguments: String...) -> CommandOutcome {
        Sealctl.run(["enclave", "pcrs"] + arguments, environment: [:], console: Terminal.console)
    }

    @Test func `an image's measurements are shown, for people and for programs`() throws {
        let vector = try #require(try Self.vectors("accepted").first { $0["name"].text == "two ramdisks" })
        let path = try Self.path(vector)
        defer { unlink(path) }
        let pcrs = try (0..<3).map { try #require(vector["pcr\($0)"].text) }
        let text = Self.run(path)
        let flags = "--pcr0 \(pcrs[0]) --pcr1 \(pcrs[1]) --pcr2 \(pcrs[2])"
        #expect(text.exit == .ok && text.messages.isEmpty)
        #expect(
            text.output == """
                measurements:
                  hash algorithm: SHA384
                  PCR0:           \(pcrs[0])
                  PCR1:           \(pcrs[1])
                  PCR2:           \(pcrs[2])
                architecture: x86_64
                ramdisks:     2
                is signed:    no
                flags:        \(flags)

                """, "\(text.output)")
        let json = try Tree(json: Self.run(path, "-o", "json").output)
        #expect(json["Measurements"]["HashAlgorithm"].text == "SHA384" && json["flags"].text == flags)
        for index in 0..<3 { #expect(json["Measurements"]["PCR\(index)"].text == pcrs[index]) }
        #expect(json["Measurements"]["PCR8"] == .null)
    }

    @Test func `a signed image has a fourth`() throws {
        let vector = try #require(try Self.vectors("accepted").first { $0["name"].text == "signed with P-384" })
        let path = try Self.path(vector)
        defer { unlink(path) }
        let json = try Tree(json: Self.run(path, "-o", "json").output)
        #expect(json["Measurements"]["PCR8"].text == vector["pcr8"].text && json["isSigned"].bool == true)
    }

    @Test func `what is no image, or not there, is said`() throws {
        let vector = try #require(try Self.vectors("refused").first { $0["code"].text == "checksum" })
        let path = try Self.path(vector)
        defer { unlink(path) }
        let refused = Self.run(path)
        #expect(refused.exit == .refused && refused.output.isEmpty && refused.messages.contains("checksum"))
        let missing = Self.run("/none.eif")
        #expect(missing.exit == .noInput && missing.messages.contains("/none.eif: "))
        #expect(Self.run("/dev/null").exit == .noInput && Self.run().exit == .usage)
    }
}
