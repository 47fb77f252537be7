// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

@testable import HTTPClient

/// Which addresses strangers may have us talk to.
struct PublicAddressTests {
    @Test(
        arguments: [
            [1, 1, 1, 1], [8, 8, 8, 8], [9, 255, 255, 255], [11, 0, 0, 0], [100, 63, 255, 255], [100, 128, 0, 0],
            [172, 15, 255, 255], [172, 32, 0, 0], [192, 167, 255, 255], [192, 169, 0, 0], [198, 17, 255, 255],
            [198, 20, 0, 0], [223, 255, 255, 255],
        ] as [[UInt8]]) func `the whole world's`(_ address: [UInt8])
    { #expect(PublicAddress.isPublic(address)) }

    @Test(
        arguments: [
            [0, 0, 0, 0], [10, 0, 0, 1], [10, 255, 255, 255], [100, 64, 0, 0], [100, 127, 255, 255], [127, 0, 0, 1],
            [127, 255, 255, 255], [169, 254, 169, 254], [172, 16, 0, 0], [172, 31, 255, 255], [192, 0, 0, 8],
            [192, 0, 2, 1], [192, 88, 99, 1], [192, 168, 0, 1], [198, 18, 0, 0], [198, 19, 255, 255],
            [198, 51, 100, 1],
            [203, 0, 113, 1], [224, 0, 0, 1], [240, 0, 0, 1], [255, 255, 255, 255], [], [1, 1, 1],
        ] as [[UInt8]]) func `somebody's own`(_ address: [UInt8])
    { #expect(!PublicAddress.isPublic(address)) }

    static func six(_ start: [UInt8], _ end: [UInt8] = []) -> [UInt8] {
        start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end
    }

    @Test func `of version 6, what is given out globally`() {
        #expect(PublicAddress.isPublic(Self.six([0x26, 0x06, 0x47, 0x00])))
        #expect(PublicAddress.isPublic(Self.six([0x20, 0x01, 0x02, 0x00])))
        for own in [
            Self.six([], [1]), Self.six([]), Self.six([0xfe, 0x80], [1]), Self.six([0xfc], [1]), Self.six([0xfd], [1]),
            Self.six([], [0xff, 0xff, 8, 8, 8, 8]), Self.six([0x00, 0x64, 0xff, 0x9b], [8, 8, 8, 8]),
            Self.six([0x20, 0x01, 0x0d, 0xb8], [1]), Self.six([0x20, 0x01], [1]), Self.six([0x20, 0x02], [1]),
            Self.six([0xff, 0x02], [1]), Self.six([0x3f, 0xff], [1]),
        ] { #expect(!PublicAddress.isPublic(own)) }
    }

    @Test func `a client that is told to connects to nobody's own machine`() throws {
        let peer = try Peer { _ in "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" }
        var settings = ClientSettings()
        settings.refusesPrivateAddresses = true
        let (strict, usual) = (try Client(settings), try Client())
        #expect(throws: ClientError(.connect)) { try strict.perform(ClientRequest(.get, peer.url)) }
        #expect(peer.requests.isEmpty)
        let status = try usual.perform(ClientRequest(.get, peer.url)).status
        #expect(status == 200)
    }

    @Test func `no name and no spelling leads to one`() throws {
        let peer = try Peer { _ in "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" }
        let port = try #require(peer.url.split(separator: ":").last)
        var settings = ClientSettings()
        settings.refusesPrivateAddresses = true
        let (strict, usual) = (try Client(settings), try Client())
        for host in [
            "localhost", "127.1", "127.0.0.1.", "2130706433", "0x7f000001", "017700000001", "0.0.0.0", "[::1]", "[::]",
            "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
        ] {
            #expect(throws: ClientError.self, "\(host)") {
                try strict.perform(ClientRequest(.get, "http://\(host):\(port)"))
            }
        }
        #expect(peer.requests.isEmpty)
        let status = try usual.perform(ClientRequest(.get, "http://localhost:\(port)")).status
        #expect(status == 200)
    }
}
