// SPDX-License-Identifier: Apache-2.0
import Crypto
import Kernel
import SealAuthN
import StakeRBAC
import TestSupport
import Testing

/// Bodies that a real apiserver sent: users in them are carol, who did most of it, some others, and controllers.
///
/// They are not part of this repository; where they are at hand, all of them must be decided as expected.
struct Recording: CustomTestStringConvertible, Sendable {
    /// `admission` or `sar`.
    let folder: String
    let file: String

    var testDescription: String { "\(folder)/\(file)" }

    static let isPresent = !all("admission").isEmpty && !all("sar").isEmpty

    /// All of a folder, in order.
    static func all(_ folder: String) -> [Recording] {
        let files = (try? Folder.files(in: TestFiles.fixtures + "apiserver/" + folder, limit: 10_000)) ?? []
        let names = files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
        return names.sorted().map { Recording(folder: folder, file: $0) }
    }

    /// As it was sent.
    func body() throws -> String {
        let path = TestFiles.fixtures + "apiserver/\(folder)/\(file).json"
        return String(decoding: try FileContents.read(path, limit: 8 << 20).bytes, as: UTF8.self)
    }

    /// The same request with a staker in carol's place; `nil` if it was not hers.
    func body(by identity: Identity) throws -> String? {
        let body = try body()
        let (user, groups) = (identity.username, #"["seal:stakers","seal:\#(identity.tier.name)"]"#)
        let hers = folder == "sar" ? #""user":"carol""# : #""userInfo":{"username":"carol""#
        guard body.contains(hers) else { return nil }
        return body.replacing(hers, hers.replacing("carol", user))
            .replacing(#""uid":"uid-carol-1""#, #""uid":"0x\#(identity.uid.hex)""#)
            .replacing(#"["cluster-admins","system:authenticated"]"#, groups)
    }
}
