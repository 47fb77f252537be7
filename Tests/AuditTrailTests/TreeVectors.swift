// SPDX-License-Identifier: Apache-2.0
import Bytes
import Crypto
import Testing

@testable import AuditTrail

/// The tree of eight leaves that implementations of Certificate Transparency are held to.
///
/// Roots and paths were computed once more by a few lines of Python that follow RFC 9162 §2.1 to the letter:
///
///     H = lambda b: hashlib.sha256(b).digest()
///     def mth(d): return H(b"") if not d else H(b"\0" + d[0]) if len(d) == 1 else H(b"\1" + mth(d[:k(d)]) + mth(d[k(d):]))
enum TreeVectors {
    static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]

    /// The roots of the trees of no leaf, the first, the first two, and so on.
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    struct Path: Sendable, CustomTestStringConvertible {
        /// An entry's number, or an older tree's size.
        let from: UInt64
        let size: UInt64
        let path: [String]

        var testDescription: String { "\(from) in \(size)" }
    }

    private static let shared = (
        six: "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        middle: "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        last: "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        right: "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        second: "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        fifth: "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        seventh: "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
    )

    static let inclusions = [
        Path(from: 0, size: 1, path: []),
        Path(from: 0, size: 8, path: [shared.second, shared.middle, shared.right]),
        Path(from: 5, size: 8, path: [shared.fifth, shared.last, roots[4]]),
        Path(from: 2, size: 3, path: [roots[2]]),
        Path(from: 1, size: 5, path: [roots[1], shared.middle, shared.fifth]),
    ]

    static let consistencies = [
        Path(from: 1, size: 1, path: []),
        Path(from: 1, size: 8, path: [shared.second, shared.middle, shared.right]),
        Path(from: 6, size: 8, path: [shared.six, shared.last, roots[4]]),
        Path(from: 2, size: 5, path: [shared.middle, shared.fifth]),
        Path(from: 6, size: 7, path: [shared.six, shared.seventh, roots[4]]),
    ]

    /// The hashes of the leaves.
    static func hashes() throws -> [Bytes32] {
        var hasher = try TreeHasher()
        var hashes: [Bytes32] = []
        for leaf in leaves {
            let bytes = Hex.decode(Array(leaf.utf8).span, count: leaf.utf8.count / 2) ?? []
            hashes.append(try hasher.leaf(bytes.span))
        }
        return hashes
    }
}
