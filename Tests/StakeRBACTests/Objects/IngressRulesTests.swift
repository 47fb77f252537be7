// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Traffic that an Ingress draws to itself.
struct IngressRulesTests {
    private static func spec(_ members: String) -> String { #"{"spec":{\#(members)}}"# }
    private static func host(_ host: String) -> String { spec(#""rules":[{"host":"\#(host)"}]"#) }
    private static func tls(_ members: String) -> String { spec(#""tls":[\#(members)]"#) }
    private static func path(_ path: String) -> String {
        spec(#""rules":[{"host":"a.example.com","http":{"paths":[{"path":"/"},{"path":"\#(path)"}]}}]"#)
    }
    private static func annotation(_ key: String) -> String { #"{"metadata":{"annotations":{"\#(key)":"x"}}}"# }

    static let ingresses = [
        Judged("{}", belowSuper: []), Judged(host("a.example.com"), belowSuper: []),
        Judged(host("*.example.com"), [.ingressHosts], []), Judged(host("*"), [.ingressHosts], []),
        Judged(host("a.*.example.com"), [.ingressHosts], []), Judged(host(""), [.ingressHosts], []),
        Judged(host("a.example.com."), [.ingressHosts], []), Judged(host(".example.com"), [.ingressHosts], []),
        Judged(host("a..example.com"), [.ingressHosts], []), Judged(host("a_b.example.com"), [.ingressHosts], []),
        Judged(host("a.example.com/"), [.ingressHosts], []), Judged(host("a.example.com:80"), [.ingressHosts], []),
        Judged(host(#"\u0430.example.com"#), [.ingressHosts], []),
        Judged(spec(#""rules":[{}]"#), [.ingressHosts], []),
        Judged(spec(#""rules":[{"host":null}]"#), [.ingressHosts], []),
        Judged(spec(#""rules":[{"host":"a.b"},{},{"host":"*.b"}]"#), [.ingressHosts, .ingressHosts], []),
        Judged(spec(#""rules":[{"host":1}]"#), [.unreadable], []),
        Judged(spec(#""rules":[{"host":"a.b","host":"*"}]"#), [.unreadable], []),
        Judged(spec(#""rules":["a.b"]"#), belowSuper: [.unreadable]),
        Judged(spec(#""rules":{"host":"a.b"}"#), belowSuper: [.unreadable]),
        Judged(spec(#""rules":null,"defaultBackend":null"#), belowSuper: []),
        Judged(spec(#""defaultBackend":{"service":{"name":"x"}}"#), [.ingressHosts], []),
        Judged(spec(#""defaultBackend":{}"#), [.ingressHosts], []),
        Judged(tls(#"{"hosts":["a.example.com"],"secretName":"x"}"#), belowSuper: []),
        Judged(tls(#"{"hosts":["*.example.com"]}"#), [.ingressHosts], []),
        Judged(tls(#"{"hosts":["a.b",""]}"#), [.ingressHosts], []),
        Judged(tls(#"{"secretName":"x"}"#), [.ingressHosts], []), Judged(tls(#"{"hosts":[]}"#), [.ingressHosts], []),
        Judged(tls(#"{"hosts":[1]}"#), [.unreadable], []), Judged(tls(#""a.b""#), [.unreadable], []),
        // What is as it was is not judged again; what is near it is.
        Judged(host("*.b"), was: host("*.b"), belowSuper: []),
        Judged(host("*.b"), was: host("*.c"), [.ingressHosts], []),
        Judged(spec(#""rules":[{"host":"*.b"},{"host":"a.b"}]"#), was: host("*.b"), [.ingressHosts], []),
        // CVE-2021-25742
        Judged(annotation("nginx.ingress.kubernetes.io/configuration-snippet"), belowSuper: [.ingressHosts]),
        Judged(annotation("nginx.ingress.kubernetes.io/server-snippet"), belowSuper: [.ingressHosts]),
        Judged(annotation("haproxy.org/backend-config-snippet"), belowSuper: [.ingressHosts]),
        Judged(annotation("Nginx.ingress.kubernetes.io/Auth-Snippets"), belowSuper: [.ingressHosts]),
        Judged(annotation("nginx.ingress.kubernetes.io/rewrite-target"), belowSuper: []),
        Judged(annotation("x-snippet"), was: annotation("x-snippet"), belowSuper: []),
        Judged("{}", was: annotation("x-snippet"), belowSuper: []),
        Judged(
            #"{"metadata":{"annotations":{"x-snippet":"y"}}}"#, was: annotation("x-snippet"),
            belowSuper: [.ingressHosts]),
        Judged(annotation("nginx.ingress.kubernetes.io/server-alias"), [.ingressHosts], []),
        Judged(annotation("traefik.ingress.kubernetes.io/router.pathMatcher"), [.ingressHosts], []),
        // CVE-2026-24512, CVE-2026-32695
        Judged(path("/api(/|$)(.*)"), belowSuper: []), Judged(path(#"/a\u00e9%20b~!&@:+,=*"#), belowSuper: []),
        Judged(path("/`) || PathPrefix(`/"), belowSuper: [.ingressHosts]),
        Judged(path(#"/\"x"#), belowSuper: [.ingressHosts]), Judged(path("/'x"), belowSuper: [.ingressHosts]),
        Judged(path("/x;y"), belowSuper: [.ingressHosts]), Judged(path("/{x"), belowSuper: [.ingressHosts]),
        Judged(path("/x}"), belowSuper: [.ingressHosts]), Judged(path(#"/x\\y"#), belowSuper: [.ingressHosts]),
        Judged(path(#"/x\ny"#), belowSuper: [.ingressHosts]), Judged(path("/x y"), belowSuper: [.ingressHosts]),
        Judged(path("/x#y"), belowSuper: [.ingressHosts]), Judged(path(#"/x\u007f"#), belowSuper: [.ingressHosts]),
        Judged(path(#"/x\u0000"#), belowSuper: [.ingressHosts]),
        Judged(spec(#""rules":[{"host":"a.b","http":{"paths":[{"path":1}]}}]"#), belowSuper: [.unreadable]),
        Judged(spec(#""rules":[{"host":"a.b","http":{"paths":["/"]}}]"#), belowSuper: [.unreadable]),
        Judged(spec(#""rules":[{"host":"a.b","http":null},{"host":"c.d","http":{"paths":null}}]"#), belowSuper: []),
    ]

    @Test(arguments: ingresses) func `draws the traffic of named hosts alone`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "ingresses", group: "networking.k8s.io"))
    }

    static let domains: [(String, Bool)] = [
        ("apps.example.com", true), ("a.apps.example.com", true), ("a.b.Apps.EXAMPLE.com", true), ("x.team.test", true),
        ("example.com", false), ("xapps.example.com", false), ("apps.example.com.evil.test", false),
        ("apps.example.com.", false), ("a.apps.example.co", false), ("apps-example.com", false), ("test", false),
    ]

    @Test(arguments: domains) func `keeps to the policy's domains`(_ host: String, _ isAllowed: Bool) throws {
        var policy = Policy()
        policy.network.ingressDomains = ["apps.example.com", "Team.test"]
        for object in [Self.host(host), Self.tls(#"{"hosts":["\#(host)"]}"#)] {
            let asked = Asked(.create, "ingresses", group: "networking.k8s.io", object: object)
            #expect(try asked.denials(.developer, policy) == (isAllowed ? [] : [.ingressHosts]))
            #expect(try asked.denials(.admin, policy) == [])
        }
    }
}
