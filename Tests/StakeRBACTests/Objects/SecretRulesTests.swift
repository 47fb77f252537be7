// SPDX-License-Identifier: Apache-2.0
import SealAuthN
import StakeRBAC
import Testing

/// Secrets that are keys to the cluster.
struct SecretRulesTests {
    private static let account = #""type":"kubernetes.io/service-account-token""#
    private static let bootstrap = #""type":"bootstrap.kubernetes.io/token""#

    static let secrets = [
        Judged("{}", all: []), Judged(#"{"type":null}"#, all: []),
        Judged(#"{"type":"Opaque","data":{"a":"b"}}"#, all: []),
        Judged(#"{"type":"kubernetes.io/tls"}"#, all: []),
        Judged(#"{"type":"kubernetes.io/dockerconfigjson"}"#, all: []),
        Judged("{\(account)}", all: [.secretTypes]), Judged("{\(bootstrap)}", all: [.secretTypes]),
        Judged(#"{"type":"kubernetes.io\/service-account\u002dtoken"}"#, all: [.secretTypes]),
        // Kubernetes takes types as they stand.
        Judged(#"{"type":"Kubernetes.io/service-account-token"}"#, all: []),
        Judged(#"{"type":["kubernetes.io/service-account-token"]}"#, all: [.unreadable]),
        Judged(#"{"type":"Opaque",\#(account)}"#, all: [.unreadable]),
        Judged("{\(account)}", was: #"{"type":"Opaque"}"#, all: [.secretTypes]),
        Judged("{\(account)}", was: "{\(bootstrap)}", all: [.secretTypes]),
        Judged(#"{"type":"Opaque"}"#, was: "{\(account)}", all: []),
        // What is there already may be given labels; its key is not to be changed, nor whose it is.
        Judged(
            #"{\#(account),"data":{"a":"b"},"metadata":{"labels":{"x":"y"}}}"#, was: #"{\#(account),"data":{"a":"b"}}"#,
            all: []),
        Judged("{\(account)}", was: "{\(account)}", all: []),
        Judged(
            #"{\#(bootstrap),"data":{"expiration":"b"}}"#, was: #"{\#(bootstrap),"data":{"expiration":"a"}}"#,
            all: [.secretTypes]),
        Judged(#"{\#(bootstrap),"stringData":{"expiration":"b"}}"#, was: "{\(bootstrap)}", all: [.secretTypes]),
        Judged(
            #"{\#(account),"metadata":{"annotations":{"kubernetes.io/service-account.name":"b"}}}"#,
            was: #"{\#(account),"metadata":{"annotations":{"kubernetes.io/service-account.name":"a"}}}"#,
            all: [.secretTypes]),
    ]

    @Test(arguments: secrets) func `are made by no tier`(_ judged: Judged) throws {
        try judged.check(Asked(.create, "secrets"))
    }

    @Test func `may be removed, and made by a cluster's administrator`() throws {
        #expect(try Asked(.delete, "secrets", old: "{\(Self.account)}").denials(.developer) == [])
        var policy = Policy()
        policy.isSuperUnrestricted = true
        let asked = Asked(.create, "secrets", object: "{\(Self.account)}")
        #expect(try asked.denials(.super, policy) == [])
        #expect(try asked.denials(.admin, policy) == [.secretTypes])
    }
}
