// SPDX-License-Identifier: Apache-2.0
import Crypto
import TestSupport
import Testing
import WorkerProtocol

@testable import SealController

@Suite struct NodePasswordHashTests {
    private static let vectors = ((try? Tree.vectors("joins.json")) ?? .null)["passwords"].list

    // k3s' own format; the keys are by Python's scrypt.
    @Test func `a hash is k3s' own`() throws {
        #expect(Self.vectors.count == 2)
        for vector in Self.vectors {
            let password = try #require(vector["password"].text.flatMap { NodePassword($0) })
            let text = try #require(vector["hash"].text)
            let salt = try #require(vector["salt"].hex)
            #expect(try NodePasswordHash.make(password, salt: salt).text == text)
            let read = try #require(NodePasswordHash(text))
            #expect(try read.matches(password))
            let other = try NodePassword.random()
            #expect(try !read.matches(other))
        }
    }

    @Test func `each hash has a salt of its own`() throws {
        let password = try NodePassword.random()
        let (one, other) = (try NodePasswordHash.make(password), try NodePasswordHash.make(password))
        #expect(one.text != other.text)
        #expect(NodePasswordHash(one.text) == one)
    }

    @Test func `a hash of another form or cost is none`() throws {
        let text = try #require(Self.vectors.first?["hash"].text)
        #expect(NodePasswordHash(text) != nil)
        let bytes = Array(text.utf8)
        for count in 0..<bytes.count {
            #expect(NodePasswordHash(String(decoding: bytes[..<count], as: UTF8.self)) == nil)
        }
        for (old, new) in [
            ("$1:", "$2:"), (":15:", ":16:"), (":15:", ":14:"), (":8:", ":9:"), (":1:", ":2:"), ("$1:", ""),
            (":15:", ":015:"), ("$1:0", "$1:"),
        ] {
            #expect(NodePasswordHash(text.replacing(old, with: new)) == nil, "\(old) \(new)")
        }
        for extra in ["A", "=", "\n", ":"] { #expect(NodePasswordHash(text + extra) == nil) }
        let long = String(repeating: "0", count: 130)
        #expect(NodePasswordHash(text.replacing("$1:0001020304050607", with: "$1:\(long)")) == nil)
    }
}
