// SPDX-License-Identifier: Apache-2.0
import Configuration
import Operations
import Testing

@testable import WebhookServer

@Suite struct AudiencesSettingTests {
    typealias Ground = ConfigurationGround

    @Test func `tokens are for the apiserver unless somebody says otherwise`() throws {
        let ground = try Ground()
        let loaded = try Ground.load(ground.flags).get()
        let names = ["https://kubernetes.default.svc.cluster.local", "k3s", "https://kubernetes.default.svc"]
        #expect(loaded.configuration.audiences == names)
        let quoted = names.map { "\"\($0)\"" }.joined(separator: ", ")
        #expect(loaded.effectiveText.contains("\naudiences: [\(quoted)]  # default\n"))
    }

    @Test func `the names come from a flag, a variable or a file`() throws {
        let ground = try Ground()
        let flags = try Ground.load(ground.flags + ["--audiences", "a,b", "--audiences=c"]).get()
        #expect(flags.configuration.audiences == ["a", "b", "c"])
        #expect(flags.effectiveText.contains("audiences: [\"a\", \"b\", \"c\"]  # --audiences\n"))
        let variable = try Ground.load(ground.flags, environment: ["K3S_DAAS_AUDIENCES": "a, b"]).get()
        #expect(variable.configuration.audiences == ["a", "b"])
        let file = try Ground.load(ground.flags + ["-c", ground.file("audiences: [k3s]\n")]).get()
        #expect(file.configuration.audiences == ["k3s"])
    }

    @Test(arguments: [1, 15, 16, 17]) func `there are one to sixteen names`(_ count: Int) throws {
        let ground = try Ground()
        let names = (1...count).map { "n\($0)" }.joined(separator: ",")
        let found = Ground.problems(ground.flags + ["--audiences", names])
        #expect(found.count == (count <= 16 ? 0 : 1))
        if count > 16 { #expect(found.first?.hasPrefix("--audiences: at most 16 values are allowed") == true) }
    }

    @Test(arguments: [1, 255, 256, 257]) func `a name has one to 256 bytes`(_ count: Int) throws {
        let ground = try Ground()
        let found = Ground.problems(ground.flags + ["--audiences", String(repeating: "n", count: count)])
        #expect(found.count == (count <= 256 ? 0 : 1))
        if count > 256 { #expect(found.first?.hasPrefix("--audiences: must have at most 256 bytes") == true) }
    }

    @Test func `no name, an empty one and a control character are refused where they stand`() throws {
        let ground = try Ground()
        let path = ground.file("audiences: []\n")
        #expect(Ground.problems(ground.flags + ["-c", path]) == ["\(path):3:12: audiences: needs at least one name"])
        for (text, reason) in [
            ("", "must not be empty"), ("a,", "must not be empty"), ("a\tb", "must not hold control characters"),
            ("a,a", "a value stands twice"),
        ] {
            let found = Ground.problems(ground.flags + ["--audiences", text])
            #expect(found.count == 1 && found.first?.hasPrefix("--audiences: \(reason)") == true, "\(found)")
        }
    }
}
