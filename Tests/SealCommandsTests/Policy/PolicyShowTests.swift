// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing

@testable import SealCommands

@Suite struct PolicyShowTests {
    // Rows of the table: right, then viewer, developer, admin and super.
    private static let rows: [(right: String, cells: [String])] = [
        ("stake", ["0.5 SUI", "2 SUI", "5 SUI", "10 SUI"]),
        ("read pods", ["all", "all", "all", "all"]),
        ("read secrets", ["-", "own namespaces", "all but the system", "all"]),
        ("read pods/log", ["own namespaces", "own namespaces", "all", "all"]),
        ("write configmaps", ["-", "own namespaces", "all but the system", "all"]),
        ("write endpoints", ["-", "-", "all but the system", "all"]),
        ("write *.helm.cattle.io", ["-", "-", "-", "all"]),
        ("write kinds that are not listed", ["-", "-", "-", "all"]),
        ("pods/exec", ["-", "own namespaces", "all but the system", "all"]),
        ("cordon nodes", ["-", "-", "yes", "yes"]),
        ("write priorityclasses.scheduling.k8s.io", ["-", "-", "-", "yes"]),
        ("write clusterrolebindings.rbac.authorization.k8s.io", ["-", "-", "-", "-"]),
        ("write *.admissionregistration.k8s.io", ["-", "-", "-", "-"]),
        ("impersonate users", ["-", "-", "-", "-"]), ("escalate clusterroles", ["-", "-", "-", "-"]),
        ("bind cluster-admin", ["-", "-", "-", "-"]),
        ("write services", ["-", "own namespaces", "all but the system", "all"]),
        ("write limitranges", ["-", "-", "all but own and the system", "all"]),
        ("write persistentvolumes", ["-", "-", "-", "yes"]),
        ("pod security", ["-", "restricted", "baseline", "privileged"]),
        (
            "service types",
            [
                "-", "ClusterIP", "ClusterIP, NodePort, LoadBalancer, ExternalName",
                "ClusterIP, NodePort, LoadBalancer, ExternalName, external IPs",
            ]
        ),
        (
            "bind roles of tiers at home",
            ["-", "viewer, developer", "viewer, developer, admin", "viewer, developer, admin, super"]
        ),
        (
            "quota",
            [
                "0 cpu, 0 memory, 0 pods, 0 storage", "2 cpu, 4Gi memory, 20 pods, 20Gi storage",
                "5 cpu, 10Gi memory, 50 pods, 50Gi storage", "no limit",
            ]
        ),
    ]

    @Test func `each cell is what the engine answers`() throws {
        let world = try PolicyWorld()
        let outcome = world.run("show", "-o", "yaml")
        #expect(outcome.exit == .ok)
        #expect(outcome.output.hasPrefix("policy: \"built-in\"\nweakened: []\nexemptions: []\nrights:\n"))
        for row in Self.rows {
            let names = ["viewer", "developer", "admin", "super"]
            let cells = zip(names, row.cells).map { "    \($0): \"\($1)\"\n" }
            #expect(outcome.output.contains("  - right: \"\(row.right)\"\n" + cells.joined()), "\(row.right)")
        }
    }

    @Test func `one tier is one column`() throws {
        let world = try PolicyWorld()
        let lines = world.run("show", "--tier", "admin").output.split(separator: "\n").map(String.init)
        #expect(lines.prefix(4) == ["policy:     built-in", "weakened:   -", "exemptions: -", "rights:"])
        #expect(lines[4].split(separator: " ") == ["RIGHT", "ADMIN"])
        #expect(lines.contains { $0.hasPrefix("  write configmaps ") && $0.hasSuffix("  all but the system") })
    }

    @Test func `a file's floors, kinds, weakened rules and exemptions are shown`() throws {
        let world = try PolicyWorld()
        let address = "0x" + String(repeating: "0", count: 62) + "d1"
        let path = try world.write(
            "policy.yaml",
            """
            apiVersion: k3s-daas.io/v1alpha1
            kind: Policy
            tiers: {admin: {stake: "7"}, super: {stake: "20"}}
            rules: {quota: audit}
            kinds: [{resource: widgets.example.com, writer: admin}]
            exemptions: [{rules: [quota], addresses: ["\(address)"], until: 2030-01-01T00:00:00Z, reason: "a test"}]

            """)
        let output = world.run("show", path, "--tier", "admin", "-o", "yaml").output
        #expect(output.contains("weakened:\n  - rule: \"quota\"\n    enforcement: \"audit\"\n"))
        #expect(
            output.contains(
                """
                exemptions:
                  - rules:
                      - "quota"
                    addresses:
                      - "\(address)"
                    namespaces: []
                    until: "2030-01-01T00:00:00Z"
                    reason: "a test"

                """))
        #expect(output.contains("  - right: \"stake\"\n    admin: \"7 SUI\"\n"))
        #expect(output.contains("  - right: \"write widgets.example.com\"\n    admin: \"all but the system\"\n"))
    }

    @Test func `a file that cannot be used is said to be so`() throws {
        let world = try PolicyWorld()
        #expect(world.run("show", world.folder + "/none").exit == .noInput)
        #expect(world.run("show", try world.write("bad.yaml", "kind: Policy\n")).exit == .configuration)
        #expect(world.run("show", "--tier", "king").messages.contains("must be one of viewer, developer, admin, super"))
    }
}
