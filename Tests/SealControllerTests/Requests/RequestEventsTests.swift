// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// What `kubectl get events` shows of a request.
struct RequestEventsTests {
    private static let time = WallTime(seconds: 1_800_000_000)

    private static func call(
        _ end: RequestEnd, namespace: String = "team-a", number: UInt64 = 7,
        about kind: (apiVersion: String, kind: String)? = ("apps/v1", "Deployment")
    ) throws -> (call: KubeCall, body: Tree) {
        var request = RequestTableTests.request(2, 5)
        request.namespace = namespace
        let call = RequestEvents.call(number, request, end, about: kind, at: time)
        try call.check()
        return (call, try Tree.parse(call.body))
    }

    @Test func `what was done is an Event of the object, and normal`() throws {
        let (call, body) = try Self.call(.done("applied"))
        #expect(call.verb == .create && call.resource.plural == "events" && call.namespace == "team-a")
        #expect(body["metadata"]["name"].text == "k3s-daas-request-7-done" && body["type"].text == "Normal")
        #expect(body["metadata"]["namespace"].text == "team-a" && body["reason"].text == "RequestCarriedOut")
        #expect(body["involvedObject"]["apiVersion"].text == "apps/v1")
        #expect(body["involvedObject"]["kind"].text == "Deployment" && body["involvedObject"]["name"].text == "a")
        #expect(body["involvedObject"]["namespace"].text == "team-a")
        let submitter = "sui:0x" + String(repeating: "0", count: 62) + "21"
        #expect(body["message"].text == "request 7 of \(submitter): applied")
        // 1,800,000,000 s, by `date -u -d @1800000000`.
        #expect(body["firstTimestamp"].text?.hasPrefix("2027-01-15T08:00:00") == true)
    }

    @Test func `what failed is a warning, in the words that stand on chain`() throws {
        let (_, body) = try Self.call(.failed(RequestFailure(.forbidden, "not yours\nERROR forged")))
        #expect(body["metadata"]["name"].text == "k3s-daas-request-7-failed" && body["type"].text == "Warning")
        #expect(body["reason"].text == "RequestFailed")
        #expect(body["message"].text?.hasSuffix(": forbidden: not yours ERROR forged") == true)
    }

    @Test func `it is made by us, as nobody else, and within the time of a call`() throws {
        let (call, _) = try Self.call(.done("applied"))
        #expect(call.impersonation == nil && call.timeout == ObjectChange.callTimeout)
    }

    @Test func `what has no namespace has its Events where the API wants them`() throws {
        let (call, body) = try Self.call(.done("applied"), namespace: "", about: ("v1", "Namespace"))
        #expect(call.namespace == "default" && body["metadata"]["namespace"].text == "default")
        #expect(body["involvedObject"]["namespace"] == .null && body["involvedObject"]["kind"].text == "Namespace")
    }

    @Test func `of a kind that is not known it is about the namespace`() throws {
        let (_, body) = try Self.call(.failed(RequestFailure(.unknownKind, "none")), about: nil)
        #expect(body["involvedObject"]["kind"].text == "Namespace" && body["involvedObject"]["name"].text == "team-a")
        let (_, wide) = try Self.call(.failed(RequestFailure(.unknownKind, "none")), namespace: "", about: nil)
        #expect(wide["involvedObject"]["name"].text == "default")
    }

    @Test func `one request has one name for each end, so that none is told of twice`() throws {
        let names = try [RequestEnd.done("a"), .done("b"), .failed(RequestFailure(.invalid, "c"))].map {
            try Self.call($0, number: .max).body["metadata"]["name"].text
        }
        #expect(
            names == [
                "k3s-daas-request-18446744073709551615-done", "k3s-daas-request-18446744073709551615-done",
                "k3s-daas-request-18446744073709551615-failed",
            ])
    }
}
