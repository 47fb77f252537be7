// SPDX-License-Identifier: Apache-2.0
import Crypto
import Glibc
import Kernel
import SealAuthN
import TestSupport

@testable import WebhookServer

/// A folder of one test's own, gone with it.
struct LedgerFolder: ~Copyable {
    let path: String

    init() throws {
        var template = Array("/tmp/k3s-daas-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Unavailable() }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    struct Unavailable: Error {}

    deinit {
        guard let folder = opendir(path) else { return }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink(path + "/" + name)
        }
        closedir(folder)
        rmdir(path)
    }

    /// Writes a file in place and answers its path.
    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
        let file = path + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        var text = text
        text.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        chmod(file, mode)
        return file
    }

    /// Writes a file beside and renames it over `name`.
    func replace(_ name: String, _ text: String) {
        rename(write(name + ".new", text), path + "/" + name)
    }
}

/// A ledger file around one of the vectors.
func ledgerText(
    _ vector: SealVector, stake: String = "stake: 2.5 SUI", status: String = "active", stakeGeneration: Int = 0,
    seal: String = "", owner: String? = nil, bind: String? = nil, hasStake: Bool = true, thresholds: String = ""
) -> String {
    let stakes =
        hasStake
        ? """
        stakes:
          - owner: 0x\(vector.owner)
            \(stake)
            status: \(status)
            generation: \(stakeGeneration)

        """ : ""
    return """
        apiVersion: k3s-daas.io/v1alpha1
        kind: FileLedger
        clusterId: 0x\(vector.clusterId)
        \(thresholds)
        \(stakes)
        seals:
          - id: 0x\(String(repeating: "1d", count: 32))
            key: \(vector.key)
            bind: \(bind ?? vector.bind)
            owner: 0x\(owner ?? vector.owner)
            \(seal)
        """
}

extension LedgerReader {
    /// Asks with text.
    mutating func authenticate(_ token: String, now: WallTime = WallTime(seconds: 1_800_000_000)) -> Authentication {
        authenticate(Array(token.utf8).span, for: AudienceSet(rawValue: 2), now: now)
    }
}
