// SPDX-License-Identifier: Apache-2.0
import Glibc
import HTTPServer
import Testing

/// A folder with the files of one TLS listener; it is gone when the test is.
final class TestFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in ["cert.pem", "key.pem", "ca.pem", "next"] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Writes in place.
    func write(_ name: String, _ text: String) throws {
        let file = try #require(fopen("\(path)/\(name)", "w"))
        fputs(text, file)
        fclose(file)
    }

    /// Writes beside and renames: no moment without a whole file.
    func replace(_ name: String, _ text: String) throws {
        try write("next", text)
        try #require(rename("\(path)/next", "\(path)/\(name)") == 0)
    }

    func write(_ pair: TestAuthority.Pair) throws {
        try write("cert.pem", pair.certificate)
        try write("key.pem", pair.key)
    }

    /// The settings for these files.
    func settings(
        _ version: TLSSettings.Version = .tls12, clients: ClientRule = .off, names: [String] = [],
        offersHTTP2: Bool = false
    ) -> TLSSettings {
        let ca = "\(path)/ca.pem"
        let authentication: TLSSettings.ClientAuthentication =
            switch clients {
            case .off: .off
            case .optional: .optional(caFile: ca, allowedNames: names)
            case .required: .required(caFile: ca, allowedNames: names)
            }
        return TLSSettings(
            certificateFile: "\(path)/cert.pem", privateKeyFile: "\(path)/key.pem", minimumVersion: version,
            clientAuthentication: authentication, offersHTTP2: offersHTTP2)
    }

    enum ClientRule { case off, optional, required }
}
