// SPDX-License-Identifier: Apache-2.0
import Attestation
import Kernel
import TestSupport
import Testing

/// A document that a real security module signed, with what others found in it.
///
/// They are not part of this repository; where they are at hand, all of them must be judged as expected.
struct RealDocument: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    /// What Python's cbor2 and cryptography, and OpenSSL's own program, found.
    let expected: Tree

    var testDescription: String { name }

    private static let folder = TestFiles.fixtures + "attestation/"

    static let all: [RealDocument] = {
        let files = (try? Folder.files(in: folder, limit: 1000)) ?? []
        let names = files.filter { $0.hasSuffix(".bin") }.map { String($0.dropLast(4)) }
        return names.sorted().compactMap { name in
            guard let bytes = try? FileContents.read(folder + name + ".bin", limit: 1 << 16).bytes,
                let expected = try? Tree.read(folder + name + ".json")
            else { return nil }
            return RealDocument(name: name, bytes: bytes, expected: expected)
        }
    }()

    /// Those that production enclaves made.
    static let production = all.filter { !$0.isDebug }

    var isDebug: Bool { expected["debug_mode"].bool ?? false }

    /// The registers that are said to be locked.
    var pcrs: [Int: [UInt8]] {
        .init(
            uniqueKeysWithValues: expected["pcrs"].members.compactMap { name, value in
                guard let index = Int(name), let bytes = value.hex else { return nil }
                return (index, bytes)
            })
    }

    /// Its own measurements as a policy; `nil` for one in debug mode.
    var policy: PCRPolicy? {
        guard let pcr0 = pcrs[0], let pcr1 = pcrs[1], let pcr2 = pcrs[2] else { return nil }
        return PCRPolicy(pcr0: pcr0, pcr1: pcr1, pcr2: pcr2)
    }

    /// When it was made.
    var timestamp: WallTime {
        WallTime(nanoseconds: Int64(expected["timestamp_ms"].integer ?? 0) * 1_000_000)
    }

    /// A point in time of the description.
    func time(_ name: String) -> WallTime? {
        expected[name].text.flatMap { RFC3339.read($0) }
    }

    /// A field of the description in hexadecimal; `nil` for null.
    func field(_ name: String) -> [UInt8]? { expected[name].hex }
}
