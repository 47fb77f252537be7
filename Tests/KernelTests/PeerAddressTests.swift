// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

struct PeerAddressTests {
    @Test func `an IPv4 address that is written as an IPv6 one is the same peer`() {
        #expect(PeerAddress(ipv6: 0, 0xFFFF_C000_0201) == PeerAddress(ipv4: 0xC000_0201))
        #expect(PeerAddress(ipv6: 0, 0xFFFE_C000_0201).isIPv6)
        #expect(PeerAddress(ipv6: 1, 0xFFFF_C000_0201).isIPv6)
    }

    @Test func `one party has a network of 64 bits, or one IPv4 address`() {
        let first = PeerAddress(ipv6: 0x2001_0db8_0000_0001, 1)
        #expect(first.network == PeerAddress(ipv6: 0x2001_0db8_0000_0001, UInt64.max).network)
        #expect(first.network != PeerAddress(ipv6: 0x2001_0db8_0000_0002, 1).network)
        #expect(PeerAddress(ipv4: 1).network != PeerAddress(ipv4: 2).network)
        #expect(PeerAddress(ipv6: 0, 1).network != PeerAddress(ipv4: 0).network)
    }

    @Test func `is shown in one form`() {
        #expect(PeerAddress(ipv4: 0xC000_02FF).description == "192.0.2.255")
        #expect(PeerAddress(ipv6: 0x2001_0db8_0000_0000, 0xA).description == "2001:db8:0:0:0:0:0:a")
    }

    @Test func `the kernel says who is connected`() throws {
        let address = try #require(SocketAddress("127.0.0.1:0"))
        let listener = try Descriptor.listening(at: address)
        #expect(PeerAddress.peer(of: listener) == nil)
    }
}
