// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Kernel

struct NameLookUpTests {
    @Test(arguments: [
        "0.0.0.0:1", "0.1.2.3:1", "127.0.0.1:1", "127.255.0.1:1", "169.254.169.254:80", "224.0.0.1:1",
        "255.255.255.255:1", "240.0.0.1:1", "[::]:1", "[::1]:1", "[::ffff:127.0.0.1]:1", "[::ffff:10.0.0.1]:1",
        "[::7f00:1]:1", "[fe80::1]:1", "[febf::1]:1", "[ff02::1]:1",
    ])
    func `addresses of this machine, of its link and of many are barred`(_ text: String) throws {
        #expect(NameLookUp.isBarred(try #require(SocketAddress(text))))
    }

    @Test(arguments: [
        "1.1.1.1:1", "10.0.0.1:1", "126.255.255.255:1", "128.0.0.1:1", "169.253.1.1:1", "169.255.1.1:1",
        "223.255.255.255:1", "[2001:db8::1]:1", "[fc00::1]:1", "[fec0::1]:1",
    ])
    func `all others are not`(_ text: String) throws {
        #expect(!NameLookUp.isBarred(try #require(SocketAddress(text))))
    }

    @Test func `a name of this machine alone has no address`() {
        #expect(throws: NameLookUp.Failure.barred) { _ = try NameLookUp.addresses(of: "localhost", port: 443) }
        #expect(throws: NameLookUp.Failure.barred) { _ = try NameLookUp.addresses(of: "127.0.0.1", port: 443) }
    }

    @Test func `what is no name is unknown`() {
        #expect(throws: NameLookUp.Failure.unknown) { _ = try NameLookUp.addresses(of: "a\0b", port: 443) }
        #expect(throws: NameLookUp.Failure.unknown) { _ = try NameLookUp.addresses(of: "", port: 443) }
    }

    @Test func `an address is its own answer`() throws {
        #expect(try NameLookUp.addresses(of: "10.0.0.1", port: 443).map(\.description) == ["10.0.0.1:443"])
    }
}
