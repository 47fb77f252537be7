// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import Kernel
import SealAuthN
import StakeRBAC
import Telemetry
import Testing

@testable import SealController

/// The policy by which homes are made: built in, or a file that somebody changes.
struct HomePolicyTests {
    /// A folder with a policy file and a log, gone with its owner.
    private final class Ground {
        struct Unavailable: Error {}

        let folder: String
        let sink: LineSink

        init() throws {
            var template = Array("/tmp/k3s-daas-policy-XXXXXX".utf8CString)
            guard let made = mkdtemp(&template) else { throw Unavailable() }
            folder = String(cString: made)
            sink = try LineSink(.file("\(folder)/log"))
        }

        deinit { try? Folder.remove(folder) }

        var path: String { "\(folder)/policy.yaml" }

        func write(_ version: String, developer: String) throws {
            try write(
                """
                apiVersion: k3s-daas.io/v1alpha1
                kind: Policy
                version: \(version)
                tiers: {developer: {stake: "\(developer)"}}

                """)
        }

        func write(_ text: String) throws {
            try FileReplacement.write(Array(text.utf8).span, to: path, readers: .owner)
        }

        func policy() throws(ConfigurationError) -> HomePolicy { try HomePolicy(path: path, log: Log(to: sink)) }

        /// What was logged so far.
        func log() throws -> [String] {
            #expect(sink.flush(within: .seconds(300)))
            let bytes = try FileContents.read("\(folder)/log", limit: 1 << 20).bytes
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    @Test func `without a file it is what is built in, and never changes`() throws {
        let ground = try Ground()
        let policy = try HomePolicy(path: nil, log: Log(to: ground.sink))
        #expect(policy.first.version == "built-in" && policy.floors[.developer] == 0)
        #expect(policy.changed() == nil)
    }

    @Test func `a file that changes is given once`() throws {
        let ground = try Ground()
        try ground.write("one", developer: "3")
        let policy = try ground.policy()
        #expect(policy.first.version.hasPrefix("one@") && policy.first.floors[.developer] == 3_000_000_000)
        #expect(policy.changed() == nil)
        try ground.write("two", developer: "4")
        // Nothing is in force that was not given.
        #expect(policy.floors[.developer] == 3_000_000_000 && policy.floors[.admin] == 0)
        let changed = policy.changed()
        #expect(policy.floors[.developer] == 4_000_000_000)
        #expect(changed?.version.hasPrefix("two@") == true && changed?.floors[.developer] == 4_000_000_000)
        #expect(policy.changed() == nil)
        // Another text under the same name is another policy.
        try ground.write("two", developer: "5")
        #expect(policy.changed()?.floors[.developer] == 5_000_000_000)
    }

    @Test func `a bad file leaves the last good one in force, and is told of once`() throws {
        let ground = try Ground()
        try ground.write("one", developer: "3")
        let policy = try ground.policy()
        try ground.write("kind: Nonsense\n")
        for _ in 0..<3 { #expect(policy.changed() == nil) }
        #expect(policy.floors[.developer] == 3_000_000_000)
        #expect(try ground.log().count { $0.contains("the old one stays") } == 1)
        // Gone is as bad, and something else.
        try Folder.remove(ground.path)
        for _ in 0..<3 { #expect(policy.changed() == nil) }
        #expect(try ground.log().count { $0.contains("the old one stays") } == 2)
        // What was in force is nothing new.
        try ground.write("one", developer: "3")
        #expect(policy.changed() == nil)
        try ground.write("two", developer: "4")
        #expect(policy.changed()?.floors[.developer] == 4_000_000_000)
        #expect(try ground.log().count { $0.contains("the old one stays") } == 2)
    }

    @Test(arguments: [nil, "kind: Nonsense\n", ""] as [String?])
    func `without a good file nothing starts`(text: String?) throws {
        let ground = try Ground()
        if let text { try ground.write(text) }
        #expect(throws: ConfigurationError.self) { try ground.policy() }
    }
}
