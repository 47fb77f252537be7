// SPDX-License-Identifier: Apache-2.0
import Configuration
import Testing
import Wiring

/// What the tests of this module are about: a small server, and ways to look at what was made for it.
enum Sample {
    /// No certificate, but in the form of one: nothing here looks into it.
    static let authority = "-----BEGIN CERTIFICATE-----\nAAECAwQF\n-----END CERTIFICATE-----\n"

    /// A plan with nothing but what must be chosen.
    static func plan(
        _ flavour: WiringPlan.Flavour = .k3s, _ change: (inout WiringPlan) -> Void = { _ in }
    ) -> WiringPlan {
        var plan = WiringPlan(flavour)
        plan.clusterFile = "/etc/k3s-daas/cluster.yaml"
        plan.trustedNodes = ["server-1"]
        change(&plan)
        return plan
    }

    /// All of its files.
    static func files(
        _ plan: WiringPlan, admission: AdmissionConfigurationMerge.Existing? = nil
    ) throws(WiringRefusal) -> [WiredFile] {
        try Wiring(plan, authorities: Array(authority.utf8), admission: admission).files()
    }

    /// The text of one of them.
    static func text(
        _ path: String, _ plan: WiringPlan = plan(), admission: AdmissionConfigurationMerge.Existing? = nil
    ) throws -> String {
        let file = try #require(try files(plan, admission: admission).first { $0.path == path })
        return String(decoding: file.contents, as: UTF8.self)
    }

    /// The YAML documents of a text.
    static func documents(_ text: String) throws -> [YAMLNode] {
        var documents: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "---" { documents.append([]) } else { documents[documents.count - 1].append(line) }
        }
        return try documents.compactMap { lines in
            let isEmpty = lines.allSatisfy { $0.isEmpty || $0.hasPrefix("#") }
            return isEmpty ? nil : try yaml(lines.joined(separator: "\n"))
        }
    }

    /// One of them.
    static func yaml(_ text: String) throws -> YAMLNode {
        let bytes = Array(text.utf8)
        return try YAMLDocument.parse(bytes.span, name: "sample").root
    }

    /// The object of a kind and name among the manifests.
    static func manifest(_ kind: String, _ name: String, _ plan: WiringPlan = plan()) throws -> YAMLNode {
        let text = try text("/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml", plan)
        return try #require(
            try documents(text).first { $0["kind"].word == kind && $0["metadata"]["name"].word == name })
    }
}

extension YAMLNode {
    /// What a mapping has under a name; nothing if it has it not.
    subscript(_ name: String) -> YAMLNode { descendant([name]) ?? YAMLNode(content: .scalar("", isPlain: true)) }

    /// What a list has at a place; nothing if it is shorter.
    subscript(_ index: Int) -> YAMLNode {
        items.indices.contains(index) ? items[index] : YAMLNode(content: .scalar("", isPlain: true))
    }

    /// The items of a list.
    var items: [YAMLNode] {
        guard case .sequence(let items) = content else { return [] }
        return items
    }

    /// The names in a mapping.
    var names: [String] {
        guard case .mapping(let entries) = content else { return [] }
        return entries.map(\.key)
    }

    /// The text of a single value.
    var word: String? {
        guard case .scalar(let text, _) = content, !isNull else { return nil }
        return text
    }

    /// The texts of a list.
    var words: [String] { items.compactMap(\.word) }
}
