// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import KubeClient

@Suite struct KubeTokenFileTests {
    private static func at(_ seconds: UInt64) -> Monotonic { Monotonic(nanoseconds: seconds * 1_000_000_000) }

    @Test func `a file is read again once a minute, and at once where its token was refused`() {
        var file = KubeTokenFile("/token")
        #expect(file.token(at: Self.at(0)) { _ in Array("one\n".utf8) }?.header == "Bearer one")
        #expect(file.token(at: Self.at(59)) { _ in Array("two".utf8) }?.header == "Bearer one")
        #expect(file.token(at: Self.at(60)) { _ in Array("two".utf8) }?.header == "Bearer two")
        file.refused()
        #expect(file.token(at: Self.at(61)) { _ in Array("three".utf8) }?.header == "Bearer three")
    }

    @Test func `what cannot be read leaves the last token, and is tried again each time`() {
        var file = KubeTokenFile("/token")
        #expect(file.token(at: Self.at(0)) { _ in nil } == nil)
        #expect(file.token(at: Self.at(0)) { _ in Array("a b".utf8) } == nil)
        #expect(file.token(at: Self.at(1)) { _ in Array("one".utf8) }?.header == "Bearer one")
        #expect(file.token(at: Self.at(70)) { _ in nil }?.header == "Bearer one")
        #expect(file.token(at: Self.at(71)) { _ in Array("two".utf8) }?.header == "Bearer two")
    }

    @Test func `a file that is not there has no token`() {
        var file = KubeTokenFile("/nowhere/token")
        #expect(file.token(at: Self.at(0)) == nil)
    }
}
