// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Doors to the outside.
struct ServiceRulesTests {
    private static func spec(_ members: String) -> String { #"{"spec":{\#(members)}}"# }
    private static let nodePort = spec(#""type":"NodePort","ports":[{"port":80}]"#)

    private static let balancer =
        #"{"metadata":{"annotations":{"svccontroller.k3s.cattle.io/tolerations":"[{operator: Exists}]"}}}"#

    static let services = [
        Judged("{}", belowSuper: []), Judged(#"{"spec":null}"#, belowSuper: []),
        Judged(spec(#""type":null"#), belowSuper: []),
        Judged(spec(#""type":"""#), belowSuper: []), Judged(spec(#""type":"ClusterIP""#), belowSuper: []),
        Judged(spec(#""type":"ClusterIP","clusterIP":"None","externalIPs":[]"#), belowSuper: []),
        Judged(nodePort, [.serviceTypes], []), Judged(spec(#""type":"LoadBalancer""#), [.serviceTypes], []),
        Judged(spec(#""type":"ExternalName","externalName":"db.example.com""#), [.serviceTypes, .serviceTypes], []),
        Judged(spec(#""externalName":"kubernetes.default""#), [.serviceTypes], []),
        Judged(spec(#""externalName":"""#), belowSuper: []),
        Judged(spec(#""type":"clusterip""#), belowSuper: [.serviceTypes]),
        Judged(spec(#""type":"Gateway""#), belowSuper: [.serviceTypes]),
        Judged(spec(#""type":"NodePort ""#), belowSuper: [.serviceTypes]),
        Judged(spec(#""type":1"#), belowSuper: [.unreadable]), Judged(#"{"spec":[]}"#, belowSuper: [.unreadable]),
        Judged(spec(#""type":"ClusterIP","type":"NodePort""#), belowSuper: [.unreadable]),
        // CVE-2020-8554
        Judged(spec(#""externalIPs":["8.8.8.8"]"#), belowSuper: [.externalIPs]),
        Judged(spec(#""externalIPs":null"#), belowSuper: []),
        Judged(spec(#""externalIPs":{}"#), belowSuper: [.unreadable]),
        Judged(spec(#""type":"NodePort","externalIPs":["::1"]"#), [.serviceTypes, .externalIPs], [.externalIPs]),
        Judged(
            spec(#""type":"LoadBalancer","loadBalancerIP":"10.0.0.1""#), [.serviceTypes, .externalIPs], [.externalIPs]),
        Judged(spec(#""loadBalancerIP":"""#), belowSuper: []),
        Judged(balancer, belowSuper: [.serviceTypes]), Judged(balancer, was: balancer, belowSuper: []),
        Judged("{}", was: balancer, belowSuper: []),
        Judged(
            #"{"metadata":{"annotations":{"svccontroller.k3s.cattle.io/priorityclassname":"system-node-critical"}}}"#,
            belowSuper: [.serviceTypes]),
        Judged(#"{"metadata":{"annotations":{"example.com/tolerations":"x"}}}"#, belowSuper: []),
        // What somebody with more stake has made may be given labels, and no other ports.
        Judged(#"{"metadata":{"labels":{"a":"b"}},"# + nodePort.dropFirst(), was: nodePort, belowSuper: []),
        Judged(spec(#""type":"NodePort","ports":[{"port":22}]"#), was: nodePort, [.serviceTypes], []),
        Judged(nodePort, was: "{}", [.serviceTypes], []),
        Judged(spec(#""externalIPs":["1.1.1.1"]"#), was: spec(#""externalIPs":["1.1.1.1"]"#), belowSuper: []),
        Judged(
            spec(#""externalIPs":["1.1.1.2"]"#), was: spec(#""externalIPs":["1.1.1.1"]"#), belowSuper: [.externalIPs]),
        Judged("{}", was: nodePort, belowSuper: []), Judged(spec(""), was: nodePort, belowSuper: []),
    ]

    @Test(arguments: services) func `opens what the tier may open`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "services"))
    }

    @Test func `goes by the policy's types`() throws {
        var policy = Policy()
        policy.network.serviceTypes[.developer] = [.nodePort]
        policy.network.serviceTypes[.admin] = []
        let asked = Asked(.create, "services", object: Self.nodePort)
        #expect(try asked.denials(.developer, policy) == [])
        #expect(try asked.denials(.admin, policy) == [.serviceTypes])
        let usual = Asked(.create, "services", object: Self.spec(""))
        #expect(try usual.denials(.developer, policy) == [.serviceTypes])
        #expect(try usual.denials(.admin, policy) == [.serviceTypes])
    }

    @Test func `lets a service be removed`() throws {
        #expect(try Asked(.delete, "services", old: Self.nodePort).denials(.developer) == [])
    }
}
