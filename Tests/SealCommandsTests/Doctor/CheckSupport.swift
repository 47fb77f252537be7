// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Glibc
import Kernel
import Testing

@testable import SealCommands

extension Check {
    /// `name state` of each finding, in order.
    var states: [String] { findings.map { "\($0.check) \($0.state.rawValue)" } }

    /// Everything that it says, with the commands.
    var text: String { findings.map { "\($0.says) \($0.fix ?? "")" }.joined(separator: "\n") }
}

/// Objects as an apiserver answers them.
func node(_ text: String) throws -> YAMLNode {
    let bytes = Array(text.utf8)
    return try YAMLDocument.parse(bytes.span, name: "test").root
}

/// An authority, what it has signed, and another one: the openssl command's work.
final class CheckPKI {
    let folder: String

    init() throws {
        var template = Array("/tmp/doctor-pki-XXXXXX".utf8CString)
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let script = """
            set -e; exec 2>/dev/null; cd \(folder)
            key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $1.key; }
            authority() { key $1; openssl req -x509 -key $1.key -subj /CN=$1 -days 3650 -out $1.crt; }
            leaf() {
                key $1; openssl req -new -key $1.key -subj /CN=$2 -out $1.csr; printf '%s\\n' "$3" >ext
                openssl x509 -req -in $1.csr -CA ca.crt -CAkey ca.key -days 7 -extfile ext -out $1.crt
            }
            authority ca; authority other
            leaf server server 'subjectAltName=IP:127.0.0.1,DNS:localhost'$'\\n'extendedKeyUsage=serverAuth
            leaf client kube-apiserver extendedKeyUsage=clientAuth
            """
        let nothing: [UInt8] = []
        #expect(try ChildProcess.ask("/bin/bash", ["-c", script], input: nothing.span).end == .code(0))
    }

    deinit {
        let nothing: [UInt8] = []
        _ = try? ChildProcess.ask("/bin/rm", ["-rf", folder], input: nothing.span)
    }

    func bytes(_ name: String) throws -> [UInt8] {
        try FileContents.read("\(folder)/\(name).crt", limit: 1 << 20).bytes
    }

    func all(_ name: String) throws -> [ShownCertificate] { ShownCertificate.all(in: try bytes(name)) }

    func one(_ name: String) throws -> ShownCertificate { try #require(try all(name).first) }
}
