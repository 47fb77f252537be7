// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct WorkerIsolationTests {
    private static let name = "k3s-daas-worker-isolation"

    private static func plan(_ granted: [String] = []) -> WiringPlan {
        Sample.plan {
            $0.hasWorkers = true
            $0.policy = PolicyShare()
            $0.policy?.grantedNamespaces = granted
        }
    }

    @Test func `where a pod gets its machine, everybody is asked about`() throws {
        let spec = try Sample.manifest("ValidatingAdmissionPolicy", Self.name, Self.plan())["spec"]
        #expect(spec["failurePolicy"].word == "Fail")
        let rules = spec["matchConstraints"]["resourceRules"].items
        #expect(rules.count == 1)
        #expect(rules.first?["resources"].words == ["pods", "pods/binding", "bindings"])
        #expect(rules.first?["operations"].words == ["CREATE"])
        #expect(spec["matchConstraints"].names == ["matchPolicy", "resourceRules"])
        #expect(!spec.names.contains("matchConditions"))
        // A kube-apiserver 1.36 refuses every pod where request.subResource is asked for: it is not there.
        #expect(
            spec["variables"][0]["expression"].word
                == "request.kind.kind == 'Binding' ? object.target.name : "
                + "(has(object.spec.nodeName) ? object.spec.nodeName : '')")
        let binding = try Sample.manifest("ValidatingAdmissionPolicyBinding", Self.name, Self.plan())["spec"]
        #expect(binding["policyName"].word == Self.name && binding["validationActions"].words == ["Deny"])
        #expect(binding.names == ["policyName", "validationActions"])
    }

    @Test func `stakers' namespaces alone reach stakers' machines`() throws {
        let spec = try Sample.manifest("ValidatingAdmissionPolicy", Self.name, Self.plan(["team-a", "team-b"]))["spec"]
        #expect(
            spec["validations"][0]["expression"].word
                == "!variables.machine.matches('^n-[a-z2-7]{32}-[1-9][0-9]{0,8}$') || "
                + "request.namespace.matches('^seal-[a-z2-7]{52}$') || request.namespace == 'team-a' || "
                + "request.namespace == 'team-b'")
    }

    @Test func `where there are no machines of stakers' there is no such policy`() throws {
        let text = try Sample.text("/var/lib/rancher/k3s/server/manifests/k3s-daas.yaml", Sample.plan())
        #expect(!text.contains("ValidatingAdmissionPolicy"))
    }
}
