// SPDX-License-Identifier: Apache-2.0
import Bytes
import Glibc
import HTTPClient
import Kernel
import TestSupport
import Testing

/// A folder with certificates that nobody signed, made by openssl, and a server over TLS that shows one of them.
private final class TLSPeer {
    let folder: String
    private let peer: PythonPeer
    let url: String

    init(_ name: String = "own") throws {
        var template = Array("/tmp/pin-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        try Self.shell(
            folder,
            """
            for name in own other; do
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 1 \
                    -subj /CN=enclave -keyout $name.key -out $name.crt 2>openssl.log
                openssl x509 -in $name.crt -pubkey -noout | openssl pkey -pubin -outform DER | openssl dgst -sha256 -r \
                    | cut -c1-64 | tr -d '\\n' >$name.sha256
            done
            # The same key in a certificate that ended before it began.
            openssl x509 -in own.crt -signkey own.key -days -1 -out expired.crt 2>>openssl.log
            cp own.key expired.key
            """)
        peer = try PythonPeer(
            "/usr/bin/python3", script: "tls-peer.py", [folder + "/\(name).crt", folder + "/\(name).key"])
        url = "https://127.0.0.1:\(try peer.line())/"
    }

    deinit { try? Self.shell("/", "rm -rf '\(folder)'") }

    func requests() throws -> String { try peer.ask("") }

    func text(_ name: String) throws -> String {
        String(decoding: try FileContents.read(folder + "/" + name, limit: 1 << 16).bytes, as: UTF8.self)
    }

    func pin(_ name: String) throws -> KeyPin {
        let digits = Array(try text(name + ".sha256").utf8)
        return try #require(Hex.decode(digits.span, count: 32).flatMap { KeyPin(sha256: $0) })
    }

    private static func shell(_ folder: String, _ script: String) throws {
        _ = try ChildProcess.ask("/bin/sh", ["-euc", "cd '\(folder)'\n\(script)"], input: [UInt8]().span)
    }
}

@Suite(.timeLimit(.minutes(10))) struct KeyPinTests {
    private static func code(_ body: () throws -> Void) -> ClientError.Code? {
        do {
            try body()
            return nil
        } catch { return (error as? ClientError)?.code }
    }

    private static func client(_ pin: KeyPin?) throws -> Client {
        var settings = ClientSettings()
        settings.pin = pin
        return try Client(settings)
    }

    @Test(arguments: ["own", "expired"])
    func `the pinned key is the host, whatever else its certificate says`(_ name: String) throws {
        let peer = try TLSPeer(name)
        let client = try Self.client(try peer.pin("own"))
        for _ in 0..<3 {
            let response = try client.perform(ClientRequest(.get, peer.url))
            #expect(response.status == 200 && response.body == Array("hi".utf8))
        }
        #expect(try peer.requests() == "3")
    }

    @Test func `another key is another host, and nothing is said to it`() throws {
        let peer = try TLSPeer()
        let client = try Self.client(try peer.pin("other"))
        for method in [Method.get, .post] {
            #expect(Self.code { _ = try client.perform(ClientRequest(method, peer.url)) } == .tls)
        }
        #expect(try peer.requests() == "0")
    }

    @Test func `without a pin nobody vouches for it`() throws {
        let peer = try TLSPeer()
        let client = try Self.client(nil)
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .tls)
        #expect(try peer.requests() == "0")
    }

    @Test func `a host shows its certificate, and is asked nothing`() throws {
        let peer = try TLSPeer()
        let client = try Self.client(nil)
        let certificate = try client.certificate(of: peer.url, within: .seconds(10))
        #expect(String(decoding: certificate, as: UTF8.self) == (try peer.text("own.crt")))
        #expect(try peer.requests() == "0")
        // Who looked at a certificate without a check has not been let in by that.
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .tls)
    }

    @Test func `plain text has no key`() throws {
        let peer = try Peer { _ in "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n" }
        let pin = try #require(KeyPin(sha256: .init(repeating: 1, count: 32)))
        let client = try Self.client(pin)
        #expect(Self.code { _ = try client.perform(ClientRequest(.get, peer.url)) } == .plaintext)
        #expect(Self.code { _ = try client.certificate(of: peer.url, within: .seconds(1)) } == .plaintext)
        #expect(peer.requests.isEmpty)
    }

    @Test func `a host that is not there, or speaks no TLS, shows nothing`() throws {
        let peer = try Peer { _ in "HTTP/1.1 200 OK\r\n\r\n" }
        let client = try Self.client(nil)
        let url = peer.url.replacing("http://", "https://")
        #expect(Self.code { _ = try client.certificate(of: url, within: .seconds(10)) } != nil)
        #expect(Self.code { _ = try client.certificate(of: "https://127.0.0.1:1/", within: .seconds(10)) } == .connect)
    }

    @Test(arguments: [0, 31, 33]) func `a pin is 32 bytes`(_ count: Int) {
        #expect(KeyPin(sha256: .init(repeating: 0, count: count)) == nil)
    }
}
