// SPDX-License-Identifier: Apache-2.0
import AuditTrail
import Glibc
import Kernel

/// A folder for a trail, gone with its owner.
final class TemporaryFolder {
    struct Unavailable: Error {}

    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw Unavailable() }
        path = String(cString: made)
    }

    deinit { try? Folder.remove(path) }

    /// Where the trail is.
    var trail: String { "\(path)/trail" }

    /// A trail's settings.
    func settings(_ change: (inout AuditTrailSettings) -> Void = { _ in }) -> AuditTrailSettings {
        var settings = AuditTrailSettings(folder: trail, log: "test@here")
        settings.patience = .milliseconds(10)
        settings.linger = .zero
        change(&settings)
        return settings
    }

    /// The names of the trail's segments.
    func segments() throws -> [String] { try TrailFolder(trail).segments().map(\.text) }

    /// A segment's bytes.
    func bytes(_ segment: String) throws -> [UInt8] {
        try FileContents.read("\(trail)/\(segment)", limit: 1 << 30).bytes
    }

    /// Writes a segment over.
    func write(_ bytes: [UInt8], _ segment: String) throws {
        try FileReplacement.write(bytes.span, to: "\(trail)/\(segment)", readers: .owner)
    }
}
