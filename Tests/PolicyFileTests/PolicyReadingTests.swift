// SPDX-License-Identifier: Apache-2.0
import Bytes
import Configuration
import Crypto
import Kernel
import PolicyFile
import SealAuthN
import StakeRBAC
import Testing

@Suite struct PolicyReadingTests {
    private func kind(_ policy: Policy, _ resource: String, _ group: String) -> Kind? {
        policy.kinds.kind(group: group.utf8Span.span, resource: resource.utf8Span.span)
    }

    @Test func `every key says what it says`() throws {
        let loaded = try Policies.load(Policies.sample).get()
        let policy = loaded.policy
        #expect(policy.floors == TierTable { [0, 3_000_000_000, 7_500_000_000, 0][Int($0.rawValue)] })
        #expect(policy.enforcements == [.podSecurity: .warn, .ingressHosts: .audit])
        let address = try #require(Bytes32(hex: String(repeating: "1", count: 64)))
        #expect(policy.namespaces.grants == [address: ["team-a", "team-b"]])
        #expect(policy.namespaces.protected == ["monitoring"])

        let template = PodTemplate(path: ["spec", "template"], count: ["spec", "replicas"])
        #expect(
            kind(policy, "rollouts", "argoproj.io") == Kind(writers: .from(.developer), content: .podTemplate(template))
        )
        #expect(kind(policy, "anything", "example.com") == Kind(writers: .from(.admin)))
        #expect(kind(policy, "anything", "deep.example.com") == nil)
        #expect(
            kind(policy, "externalsecrets", "external-secrets.io") == Kind(writers: .from(.admin), isSecret: true))
        #expect(kind(policy, "limitranges", "") == Kind(writers: .from(.developer)))
        #expect(kind(policy, "pods", "") == kind(Policy(), "pods", ""))

        #expect(
            policy.pods.security == TierTable { [.restricted, .restricted, .restricted, .baseline][Int($0.rawValue)] })
        #expect(policy.pods.inlineDrivers == ["secrets-store.csi.k8s.io"])
        #expect(policy.pods.tokenAudiences == ["https://vault.example.com"])
        #expect(policy.pods.priorityClasses == ["batch"])
        #expect(policy.network.serviceTypes[.developer] == [.clusterIP, .nodePort])
        #expect(policy.network.serviceTypes[.admin] == [.clusterIP, .nodePort, .loadBalancer])
        #expect(policy.network.serviceTypes[.super] == ServiceType.allCases)
        #expect(policy.network.ingressDomains == ["apps.example.com"])
        #expect(policy.storage.drivers == ["driver.longhorn.io"])
        #expect(policy.storage.provisioners == [])
        #expect(policy.resourceGroups == ["example.com"])
        let quota = StakeQuota(
            base: Quota(cpu: 500, memory: 1_073_741_824, pods: 0, storage: 0),
            perSUI: Quota(cpu: 2000, memory: 4_294_967_296, pods: 20, storage: 21_474_836_480))
        #expect(policy.quotas[.developer] == quota)
        #expect(policy.quotas[.admin] == nil)
        let exempted = try #require(Bytes32(hex: String(repeating: "2", count: 64)))
        #expect(
            policy.exemptions == [
                Exemption(
                    rules: [.podSecurity, .quota], addresses: [exempted], namespaces: ["team-a"],
                    until: WallTime(seconds: 1_801_353_600), reason: "until the old image is gone")
            ])
        #expect(policy.nodes.trusted == ["server-1"])
        #expect(
            policy.nodes.labels == [
                "kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os", "example.com/*",
            ])
        #expect(!policy.isSuperUnrestricted)
        #expect(!policy.authorizerAllows)
        #expect(
            loaded.warnings == [
                "p:5:23: rules.pod-security: whoever breaks this rule is only warned of",
                "p:5:44: rules.ingress-hosts: whoever breaks this rule is only written down",
            ])
    }

    @Test func `the version is the file's own and the beginning of its digest`() throws {
        // printf 'apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\n' | sha256sum
        #expect(try Policies.policy("").version == "@4544729a669a")
        // printf 'apiVersion: k3s-daas.io/v1alpha1\nkind: Policy\nversion: prod-7' | sha256sum
        #expect(try Policies.policy("version: prod-7").version == "prod-7@bf3aed056147")
    }

    @Test func `two switches and every way to weaken are warned of`() throws {
        let warnings = try Policies.warnings(
            """
            tiers: {developer: {stake: 1}}
            pods: {security: {developer: baseline, admin: privileged}}
            quotas: {developer: none, admin: none}
            kinds: [{resource: endpoints, writer: developer}]
            exemptions: [{rules: [quota], addresses: ["\(Policies.first)"], until: 2026-11-18T00:00:00Z, reason: x}]
            nodes: {labels: []}
            super: {unrestricted: true}
            authorizer: {allow: true}
            """)
        #expect(
            warnings == [
                "p:3:28: tiers.developer.stake: has no effect unless the chain asks less than it does at first, 2 SUI",
                "p:6:20: kinds[0].resource: whoever writes these takes over where Services of the namespace lead, to any address",
                "p:4:30: pods.security.developer: is laxer than what is built in, restricted",
                "p:4:47: pods.security.admin: is laxer than what is built in, baseline",
                "p:5:21: quotas.developer: one stake may fill the whole cluster: nothing limits what a developer asks for",
                "p:7:121: exemptions[0].until: is over: this exemption has no effect any more",
                "p:8:17: nodes.labels: no machine can join without kubernetes.io/arch: every kubelet gives it",
                "p:8:17: nodes.labels: no machine can join without kubernetes.io/hostname: every kubelet gives it",
                "p:8:17: nodes.labels: no machine can join without kubernetes.io/os: every kubelet gives it",
                "p:9:23: super.unrestricted: the super tier is the cluster's administrator: what it makes outlives its stake, and can undo all of this",
                "p:10:21: authorizer.allow: a stake alone allows: roles of the cluster no longer narrow what its tier permits",
            ])
    }

    @Test(arguments: [
        ("cpu: 0.001", Quota(cpu: 1, memory: 0, pods: 0, storage: 0)),
        ("cpu: 250m", Quota(cpu: 250, memory: 0, pods: 0, storage: 0)),
        ("cpu: \"3\"", Quota(cpu: 3000, memory: 0, pods: 0, storage: 0)),
        ("memory: 1k", Quota(cpu: 0, memory: 1000, pods: 0, storage: 0)),
        ("memory: 3Ki", Quota(cpu: 0, memory: 3072, pods: 0, storage: 0)),
        ("memory: 5", Quota(cpu: 0, memory: 5, pods: 0, storage: 0)),
        ("storage: 2T", Quota(cpu: 0, memory: 0, pods: 0, storage: 2_000_000_000_000)),
        ("storage: 1024Pi", Quota(cpu: 0, memory: 0, pods: 0, storage: 1_152_921_504_606_846_976)),
        ("pods: 7", Quota(cpu: 0, memory: 0, pods: 7, storage: 0)),
    ])
    func `amounts are read exactly`(_ text: String, _ expected: Quota) throws {
        let policy = try Policies.policy("quotas: {developer: {base: {\(text)}}, admin: none}")
        #expect(policy.quotas[.developer]?.base == expected)
        #expect(policy.quotas[.developer]?.perSUI == StakeQuota().perSUI)
    }

    /// Lists by their bound: what stands before the items, one item by its number, and what stands behind them.
    static let lists: [(String, Int, @Sendable (Int) -> String, String)] = [
        ("namespaces: {protected: [", 256, { "n\($0)" }, "]}"),
        ("namespaces: {grants: [", 4096, { "{address: \"0x\(address($0))\", namespaces: [a]}" }, "]}"),
        ("namespaces: {grants: [{address: \"\(Policies.first)\", namespaces: [", 64, { "n\($0)" }, "]}]}"),
        ("kinds: [", 512, { "{resource: k\($0).example.com, writer: admin}" }, "]"),
        ("pods: {inlineDrivers: [", 256, { "d\($0)" }, "]}"), ("pods: {tokenAudiences: [", 256, { "d\($0)" }, "]}"),
        ("pods: {priorityClasses: [", 256, { "d\($0)" }, "]}"),
        ("network: {ingressDomains: [", 256, { "d\($0)" }, "]}"),
        ("storage: {drivers: [", 256, { "d\($0)" }, "]}"), ("storage: {provisioners: [", 256, { "d\($0)" }, "]}"),
        ("resourceGroups: [", 256, { "d\($0).org" }, "]"), ("nodes: {trusted: [", 1024, { "d\($0)" }, "]}"),
        ("nodes: {labels: [", 256, { "d\($0)" }, "]}"),
        ("exemptions: [", 256, { _ in "{rules: [quota], addresses: [\"\(Policies.first)\"], reason: x}" }, "]"),
        ("exemptions: [{rules: [quota], reason: x, addresses: [", 256, { "\"0x\(address($0))\"" }, "]}]"),
        (
            "exemptions: [{rules: [quota], reason: x, addresses: [\"\(Policies.first)\"], namespaces: [", 256,
            { "d\($0)" },
            "]}]"
        ),
    ]

    private static func address(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    @Test(arguments: lists.indices)
    func `lists are as long as they may be, and no longer`(_ index: Int) {
        let (start, limit, item, end) = Self.lists[index]
        for count in [limit - 1, limit] {
            #expect(Policies.problems(start + (0..<count).map(item).joined(separator: ", ") + end) == [], "\(start)")
        }
        let found = Policies.problems(start + (0...limit).map(item).joined(separator: ", ") + end)
        #expect(
            found.count == 1 && found[0].hasSuffix("holds \(limit + 1) items; at most \(limit) are allowed"), "\(found)"
        )
    }

    @Test(arguments: [
        ("version: ", "", 63), ("namespaces: {protected: [", "]}", 63), ("pods: {tokenAudiences: [", "]}", 256),
        ("storage: {drivers: [", "]}", 253), ("nodes: {trusted: [", "]}", 253),
        ("exemptions: [{rules: [quota], addresses: [\"\(Policies.first)\"], reason: ", "}]", 512),
    ])
    func `names are as long as they may be, and no longer`(_ start: String, _ end: String, _ limit: Int) {
        #expect(Policies.problems(start + String(repeating: "a", count: limit) + end) == [])
        #expect(Policies.problems(start + String(repeating: "a", count: limit + 1) + end).count == 1)
    }

    @Test(arguments: [-1, 0, 1])
    func `a file is as large as it may be, and no larger`(_ room: Int) {
        let text = Policies.head + "#"
        let whole = text + String(repeating: "x", count: 1_048_576 + room - text.utf8.count)
        guard case .failure(let error) = Policies.load(whole) else {
            #expect(room <= 0)
            return
        }
        #expect(room == 1)
        #expect(error.problems.map(\.code) == [.tooLarge])
    }

    @Test func `a way to a template has at most eight names`() {
        for (count, problems) in [(8, 0), (9, 1)] {
            let path = Array(repeating: "a", count: count).joined(separator: ".")
            let text = "kinds: [{resource: x.example.com, writer: admin, podTemplate: \(path)}]"
            #expect(Policies.problems(text).count == problems)
        }
    }

    @Test func `JSON is read as well`() throws {
        let text =
            "{\"apiVersion\": \"k3s-daas.io/v1alpha1\", \"kind\": \"Policy\", \"super\": {\"unrestricted\": true}}"
        #expect(try Policies.load(text).get().policy.isSuperUnrestricted)
    }

    @Test func `a file that is not there is said to be not there`() {
        #expect(
            throws: ConfigurationError([
                Problem(.unreadable, at: .file("/nonexistent", nil), "cannot be read: open: No such file or directory")
            ])
        ) { try PolicyFile.read("/nonexistent") }
    }
}
