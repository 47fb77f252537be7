// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPClient
import Kernel
import TestSupport
import Testing

/// A folder with two authorities made by openssl, and a server of the first's that wants a certificate of it from its clients.
private final class MutualPeer {
    let folder: String
    private let peer: PythonPeer
    let url: String

    init() throws {
        var template = Array("/tmp/identity-test-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let script = """
            new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 1"
            for name in own other; do
                openssl req -x509 $new -subj /CN=$name -keyout $name.key -out $name.crt 2>>log
                openssl req -x509 -CA $name.crt -CAkey $name.key $new -subj /CN=client -keyout client-$name.key \
                    -addext basicConstraints=critical,CA:FALSE -out client-$name.crt 2>>log
            done
            openssl req -x509 -CA own.crt -CAkey own.key $new -subj /CN=server -addext subjectAltName=IP:127.0.0.1 \
                -addext basicConstraints=critical,CA:FALSE -keyout server.key -out server.crt 2>>log
            openssl pkcs8 -topk8 -in client-own.key -passout pass:word -out locked.key
            """
        _ = try ChildProcess.ask("/bin/sh", ["-euc", "cd '\(folder)'\n\(script)"], input: [UInt8]().span)
        peer = try PythonPeer(
            "/usr/bin/python3", script: "tls-peer.py",
            [folder + "/server.crt", folder + "/server.key", folder + "/own.crt"])
        url = "https://127.0.0.1:\(try peer.line())/"
    }

    deinit { _ = try? ChildProcess.ask("/bin/rm", ["-rf", folder], input: [UInt8]().span) }

    func requests() throws -> String { try peer.ask("") }

    func bytes(_ name: String) throws -> [UInt8] { try FileContents.read(folder + "/" + name, limit: 1 << 16).bytes }

    func identity(_ certificate: String, _ key: String) throws -> ClientIdentity {
        ClientIdentity(certificate: try bytes(certificate), key: try bytes(key))
    }
}

@Suite(.timeLimit(.minutes(10))) struct ClientIdentityTests {
    private static func code(_ peer: MutualPeer, _ settings: ClientSettings) throws -> ClientError.Code? {
        let client = try Client(settings)
        do throws(ClientError) {
            let response = try client.perform(ClientRequest(.get, peer.url))
            #expect(response.status == 200)
            return nil
        } catch { return error.code }
    }

    @Test func `a key in memory is as good as one in a file`() throws {
        let peer = try MutualPeer()
        var settings = ClientSettings()
        settings.authorityBytes = try peer.bytes("own.crt")
        settings.heldIdentity = try peer.identity("client-own.crt", "client-own.key")
        #expect(try Self.code(peer, settings) == nil)
        settings = ClientSettings()
        settings.certificateAuthorities = peer.folder + "/own.crt"
        settings.identity = (peer.folder + "/client-own.crt", peer.folder + "/client-own.key")
        #expect(try Self.code(peer, settings) == nil)
        #expect(try peer.requests() == "2")
    }

    @Test func `what is in memory comes before files`() throws {
        let peer = try MutualPeer()
        var settings = ClientSettings()
        settings.authorityBytes = try peer.bytes("own.crt")
        settings.certificateAuthorities = peer.folder + "/other.crt"
        settings.heldIdentity = try peer.identity("client-own.crt", "client-own.key")
        settings.identity = ("/nowhere", "/nowhere")
        #expect(try Self.code(peer, settings) == nil)
    }

    @Test func `nobody is let in without the right certificate, nor with another's key`() throws {
        let peer = try MutualPeer()
        var settings = ClientSettings()
        settings.authorityBytes = try peer.bytes("own.crt")
        #expect(try Self.code(peer, settings) != nil)
        settings.heldIdentity = try peer.identity("client-other.crt", "client-other.key")
        #expect(try Self.code(peer, settings) != nil)
        settings.heldIdentity = try peer.identity("client-own.crt", "client-other.key")
        #expect(try Self.code(peer, settings) == .tls)
        settings.heldIdentity = ClientIdentity(certificate: [], key: [])
        #expect(try Self.code(peer, settings) == .tls)
        #expect(try peer.requests() == "0")
    }

    // OpenSSL would ask for the password on the terminal, and wait.
    @Test func `a key under a password is refused, not asked about`() throws {
        let peer = try MutualPeer()
        var settings = ClientSettings()
        settings.authorityBytes = try peer.bytes("own.crt")
        settings.heldIdentity = try peer.identity("client-own.crt", "locked.key")
        #expect(try Self.code(peer, settings) == .tls)
        #expect(try peer.requests() == "0")
    }

    @Test func `another authority vouches for nobody`() throws {
        let peer = try MutualPeer()
        var settings = ClientSettings()
        settings.heldIdentity = try peer.identity("client-own.crt", "client-own.key")
        for bytes in [try peer.bytes("other.crt"), [], Array("nonsense".utf8)] {
            settings.authorityBytes = bytes
            #expect(try Self.code(peer, settings) == .tls)
        }
        settings.authorityBytes = nil
        #expect(try Self.code(peer, settings) == .tls)
        #expect(try peer.requests() == "0")
    }
}
