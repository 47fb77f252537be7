// SPDX-License-Identifier: Apache-2.0
import Configuration
import Operations
import SealAuthN
import Testing

@testable import WebhookServer

@Suite struct GroupsSettingTests {
    typealias Ground = ConfigurationGround

    @Test(arguments: Tier.allCases) func `a tier gets the groups that it is given, and no other does`(
        _ tier: Tier
    ) throws {
        let ground = try Ground()
        let flag = "--groups-\(tier.name)"
        let loaded = try Ground.load(ground.flags + [flag, "readers,oidc:team-a", "\(flag)=a\\b\""]).get()
        for other in Tier.allCases {
            let expected = other == tier ? ["readers", "oidc:team-a", "a\\b\""] : []
            #expect(loaded.configuration.groups[other].map(\.text) == expected)
        }
        #expect(
            loaded.effectiveText.contains("  \(tier.name): [\"readers\", \"oidc:team-a\", \"a\\\\b\\\"\"]  # \(flag)\n")
        )
        let variable = "K3S_DAAS_GROUPS_" + tier.name.description.uppercased()
        let fromVariable = try Ground.load(ground.flags, environment: [variable: "a, b"]).get()
        #expect(fromVariable.configuration.groups[tier].map(\.text) == ["a", "b"])
    }

    @Test(arguments: [
        ("system:masters", "must not start with system: or k3s:"), ("SYSTEM:masters", "must not start with system:"),
        ("k3s:server", "must not start with system: or k3s:"), ("seal:super", "must not start with seal:"),
        ("\u{455}ystem:masters", "must be of printable ASCII"), ("a b", "must be of printable ASCII"),
        ("", "must not be empty"), ("a,a", "a value stands twice"),
        (String(repeating: "g", count: 257), "must have at most 256 bytes"),
    ]) func `no configuration hands out the cluster, or a tier`(_ text: String, _ reason: String) throws {
        let ground = try Ground()
        for tier in Tier.allCases {
            let found = Ground.problems(ground.flags + ["--groups-\(tier.name)", text])
            #expect(found.count == 1 && found[0].hasPrefix("--groups-\(tier.name): \(reason)"), "\(found)")
        }
    }

    @Test func `a file's mistake is named by its place`() throws {
        let ground = try Ground()
        let path = ground.file("groups:\n  admin: [ops, \"k3s:server\"]\n  user: [x]\n")
        let found = Ground.problems(ground.flags + ["-c", path])
        #expect(found.count == 2, "\(found)")
        #expect(found.first?.hasPrefix("\(path):5:3: groups: \"user\" is not known here") == true)
        #expect(found.last?.hasPrefix("\(path):4:10: groups.admin: must not start with system: or k3s:") == true)
    }

    @Test(arguments: [(256, 15), (255, 16), (256, 16), (256, 17)]) func `there are up to sixteen names of 256 bytes`(
        _ length: Int, _ count: Int
    ) throws {
        let ground = try Ground()
        let names = (10..<(10 + count)).map { "\($0)" + String(repeating: "g", count: length - 2) }
        let found = Ground.problems(ground.flags + ["--groups-super", names.joined(separator: ",")])
        #expect(found.count == (count <= 16 ? 0 : 1))
        if count > 16 { #expect(found.first?.hasPrefix("--groups-super: at most 16 values are allowed") == true) }
    }
}
