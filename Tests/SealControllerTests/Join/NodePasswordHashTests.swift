// SPDX-License-Identifier: Apache-2.0
import Crypto
import TestSupport
import Testing
import WorkerProtocol

@testable import SealController

@Suite struct NodePasswordHashTests {
    private static let vectors = ((try? Tree.vectors("joins.json")) ?? .null)["passwords"].list

    // k3s' own format; the keys are by Python's scrypt.
    @Test func `a hash is as k3s reads it, at our cost`() throws {
        let vectors = Self.vectors.filter { $0["cost"].text == "8" }
        #expect(vectors.count == 2)
        for vector in vectors {
            let password = try #require(vector["password"].text.flatMap { NodePassword($0) })
            let salt = try #require(vector["salt"].hex)
            #expect(try NodePasswordHash.make(password, salt: salt).text == vector["hash"].text)
        }
    }

    @Test func `a hash of ours and one of k3s own are known by their password`() throws {
        #expect(Self.vectors.map { $0["cost"].text } == ["8", "15", "8", "15"])
        for vector in Self.vectors {
            let password = try #require(vector["password"].text.flatMap { NodePassword($0) })
            let read = try #require(vector["hash"].text.flatMap { NodePasswordHash($0) })
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
        for vector in Self.vectors {
            let text = try #require(vector["hash"].text)
            let cost = try #require(vector["cost"].text)
            #expect(NodePasswordHash(text) != nil)
            let bytes = Array(text.utf8)
            for count in 0..<bytes.count {
                #expect(NodePasswordHash(String(decoding: bytes[..<count], as: UTF8.self)) == nil)
            }
            let costs = ["7", "9", "14", "16", "0\(cost)", "+\(cost)", "", "-1", "99999999999999999999"]
            for other in costs { #expect(NodePasswordHash(text.replacing(":\(cost):8:", with: ":\(other):8:")) == nil) }
            for (old, new) in [("$1:", "$2:"), (":8:1:", ":9:1:"), (":1:", ":2:"), ("$1:", ""), ("$1:0", "$1:")]
            where text.contains(old) {
                #expect(NodePasswordHash(text.replacing(old, with: new)) == nil, "\(old) \(new)")
            }
            for extra in ["A", "=", "\n", ":"] { #expect(NodePasswordHash(text + extra) == nil) }
        }
        let text = try #require(Self.vectors.first?["hash"].text)
        let long = String(repeating: "0", count: 130)
        #expect(NodePasswordHash(text.replacing("$1:0001020304050607", with: "$1:\(long)")) == nil)
    }
}
