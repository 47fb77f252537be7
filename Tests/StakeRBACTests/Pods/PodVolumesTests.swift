// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import Testing

@testable import StakeRBAC

/// Volumes give no more than a stake does, and for no longer.
struct PodVolumesTests {
    private static func volume(_ source: String) -> String { #""volumes":[{"name":"data",\#(source)}]"# }

    private static func projected(_ sources: String) -> String { volume(#""projected":{"sources":[\#(sources)]}"#) }

    static let refused = [
        projected(#"{"serviceAccountToken":{"path":"t","audience":"vault"}}"#),
        projected(#"{"serviceAccountToken":{"path":"t","expirationSeconds":86401}}"#),
        projected(#"{"serviceAccountToken":{"path":"t","expirationSeconds":9223372036854775807}}"#),
        projected(#"{"podCertificate":{"signerName":"example.org/s","keyType":"ED25519"}}"#),
        projected(#"{"clusterTrustBundle":{"name":"b","path":"p"}}"#),
        projected(#"{"somethingNew":{}}"#), projected(#"{"Secret":{"name":"s"}}"#),
        projected(#"{"secret":{"name":"s"}},{"podCertificate":{}}"#),
    ]

    static let allowed = [
        volume(#""emptyDir":{}"#), volume(#""projected":{"sources":null}"#), #""volumes":null"#,
        // As apiservers add it to every pod.
        projected(
            #"{"serviceAccountToken":{"path":"token","expirationSeconds":3607}},"#
                + #"{"configMap":{"name":"kube-root-ca.crt"}},{"downwardAPI":{"items":[]}}"#),
        projected(#"{"serviceAccountToken":{"path":"t","audience":"","expirationSeconds":86400}}"#),
        projected(#"{"serviceAccountToken":{"path":"t","audience":null,"expirationSeconds":null}}"#),
        projected(#"{"secret":{"name":"s"},"podCertificate":null,"clusterTrustBundle":null}"#),
        #""serviceAccountName":"another""#,
    ]

    @Test(arguments: Workload.all) func `refuse what outlives a stake, below the super tier`(
        _ workload: Workload
    ) throws {
        for more in Self.refused {
            let asked = workload.asked(.create, Workload.pod(more))
            for tier in [Tier.developer, .admin] {
                #expect(try asked.denials(tier, Workload.policy) == [.podVolumes], "\(more)")
            }
            #expect(try asked.denials(.super, Workload.policy) == [])
        }
    }

    @Test(arguments: Workload.all) func `allow what every pod has`(_ workload: Workload) throws {
        for more in Self.allowed {
            let asked = workload.asked(.create, Workload.pod(more))
            #expect(try asked.denials(.developer, Workload.policy) == [], "\(more)")
        }
    }

    @Test func `may be made by the drivers that the policy lists`() throws {
        // The developers' level of the standards has its own word on them.
        var policy = Policy()
        policy.pods.security[.developer] = .privileged
        let csi = Self.volume(#""csi":{"driver":"secrets.example.org"}"#)
        let asked = Workload.deployment.asked(.create, Workload.pod(csi))
        #expect(try asked.denials(.developer, policy) == [.podVolumes])
        #expect(try asked.denials(.admin, policy) == [.podVolumes])
        #expect(try asked.denials(.super, policy) == [])
        policy.pods.inlineDrivers = ["other", "secrets.example.org"]
        #expect(try asked.denials(.developer, policy) == [])
        #expect(try asked.denials(.admin, policy) == [])
        for driver in ["{}", #"{"driver":null}"#, #"{"driver":""}"#, #"{"driver":"Secrets.example.org"}"#] {
            let other = Workload.pod.asked(.create, Workload.pod(Self.volume(#""csi":\#(driver)"#)))
            #expect(try other.denials(.admin, policy) == [.podVolumes])
        }
    }

    @Test func `hold tokens for the audiences that the policy lists`() throws {
        var policy = Policy()
        policy.pods.tokenAudiences = ["vault"]
        let token = Self.projected(#"{"serviceAccountToken":{"audience":"vault","path":"t"}}"#)
        let asked = Workload.pod.asked(.create, Workload.pod(token))
        #expect(try asked.denials(.developer, policy) == [])
        #expect(try asked.denials(.developer) == [.podVolumes])
    }

    @Test func `say which it is, and why`() throws {
        let asked = Workload.pod.asked(.create, Workload.pod(Self.projected(#"{"podCertificate":{}}"#)))
        #expect(
            try asked.verdict(.developer).message
                == "volume \"data\" projects podCertificate (a certificate outlives the stake); below the super tier "
                + "a volume may project configMap, downwardAPI, secret and serviceAccountToken [pod-volumes]")
    }
}
