// SPDX-License-Identifier: Apache-2.0
import Testing
import Wiring

@Suite struct WorkerAddressesTests {
    private static let name = "k3s-daas-worker-addresses"

    private static var plan: WiringPlan { Sample.plan { $0.hasWorkers = true } }

    @Test func `machines are asked about whenever they write a Node`() throws {
        let spec = try Sample.manifest("ValidatingAdmissionPolicy", Self.name, Self.plan)["spec"]
        #expect(spec["failurePolicy"].word == "Fail" && !spec.names.contains("matchConditions"))
        let rules = spec["matchConstraints"]["resourceRules"].items
        #expect(rules.count == 1 && spec["matchConstraints"].names == ["matchPolicy", "resourceRules"])
        #expect(rules.first?["resources"].words == ["nodes"])
        #expect(rules.first?["operations"].words == ["CREATE", "UPDATE"])
        let binding = try Sample.manifest("ValidatingAdmissionPolicyBinding", Self.name, Self.plan)["spec"]
        #expect(binding["policyName"].word == Self.name && binding["validationActions"].words == ["Deny"])
        #expect(binding.names == ["policyName", "validationActions"])
    }

    // As a kube-apiserver 1.36 took it: it refuses a machine of a staker's its range, and nothing else to anybody.
    @Test func `a machine leaves the addresses of its pods as they are`() throws {
        let spec = try Sample.manifest("ValidatingAdmissionPolicy", Self.name, Self.plan)["spec"]
        #expect(
            spec["variables"].items.map { $0["expression"].word } == [
                "has(object.spec) && has(object.spec.podCIDRs) ? object.spec.podCIDRs : []",
                "oldObject != null && has(oldObject.spec) && has(oldObject.spec.podCIDRs) ? oldObject.spec.podCIDRs : []",
            ])
        #expect(
            spec["validations"][0]["expression"].word
                == "!request.userInfo.username.matches('^system:node:n-[a-z2-7]{32}-[1-9][0-9]{0,8}$') || "
                + "variables.asked == variables.given")
    }
}
