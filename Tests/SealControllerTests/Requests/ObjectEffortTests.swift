// SPDX-License-Identifier: Apache-2.0
import Kernel
import KubeClient
import SealAuthN
import SuiLedger
import TestSupport
import Testing

@testable import SealController

/// One object, from reading it to knowing what became of it.
struct ObjectEffortTests {
    static let assigned = WallTime(seconds: 1_800_000_000)

    static func change(
        _ deed: ObjectChange.Deed, request: UInt64 = 7, assigned: WallTime? = Self.assigned, isResumed: Bool = false,
        isPublic: Bool = true
    ) -> ObjectChange {
        ObjectChange(
            request: request, mark: FakeObjects.mark, deed: deed, resource: .configMaps, namespace: "team-a", name: "a",
            identity: RequestIdentity(owner: Address(0x21), seal: Address(0x5E), tier: .developer, isNarrowed: false),
            assigned: assigned, isResumed: isResumed, isPublic: isPublic)
    }

    static let apply = ObjectChange.Deed.apply(
        .object(("apiVersion", .text("v1")), ("metadata", .object(("name", .text("a"))))))

    static func object(
        uid: String = "u", version: String = "5", last: String? = nil, created: Int64 = 1_799_999_000,
        isLeaving: Bool = false
    ) -> Result<KubeReply, KubeError> {
        let annotations = last.map { #","annotations":{"k3s-daas.io/request":"feedc0de00112233/\#($0)"}"# } ?? ""
        let leaving = isLeaving ? #","deletionTimestamp":"2026-01-01T00:00:00Z""# : ""
        let time = RFC3339.write(WallTime(seconds: created))
        let body =
            #"{"metadata":{"uid":"\#(uid)","resourceVersion":"\#(version)","creationTimestamp":"\#(time)"\#(annotations)\#(leaving)}}"#
        return .success(KubeReply(status: 200, body: Array(body.utf8)))
    }

    static func failure(_ code: KubeError.Code, _ sentence: String? = nil) -> Result<KubeReply, KubeError> {
        .failure(KubeError(code, wasSent: true, status: 400, sentence: sentence))
    }

    /// Plays answers; gives the calls and the end.
    static func play(
        _ change: ObjectChange, _ answers: [Result<KubeReply, KubeError>], newest: UInt64 = 9
    ) -> (calls: [KubeCall], end: ObjectOutcome?) {
        var effort = ObjectEffort(change)
        var step = effort.begin()
        var calls: [KubeCall] = []
        var answers = answers
        while case .call(let call) = step {
            calls.append(call)
            guard !answers.isEmpty else { return (calls, nil) }
            step = effort.take(answers.removeFirst(), newest: newest)
        }
        guard case .ended(let outcome) = step else { return (calls, nil) }
        return (calls, outcome)
    }

    @Test func `every call is the submitter's`() throws {
        let (calls, end) = Self.play(Self.change(Self.apply), [Self.object(), Self.object()])
        #expect(end == .done("applied"))
        #expect(calls.map(\.verb) == [.get, .apply])
        for call in calls {
            let who = try #require(call.impersonation)
            #expect(who.user == "sui:0x" + String(repeating: "0", count: 62) + "21")
            #expect(who.uid == "0x" + String(repeating: "0", count: 62) + "5e")
            #expect(who.groups == ["seal:stakers", "seal:developer"])
            #expect(call.tellsWhy)
        }
        #expect(calls[1].manager == "k3s-daas-request")
        #expect(calls[1].isForced)
    }

    @Test func `an object that is there is changed as it was read, and no other`() throws {
        let (calls, _) = Self.play(Self.change(Self.apply), [Self.object(uid: "u1", version: "41")])
        let body = try Tree.parse(calls[1].body)
        #expect(body["metadata"]["uid"].text == "u1")
        #expect(body["metadata"]["resourceVersion"].text == "41")
        #expect(body["metadata"]["annotations"]["k3s-daas.io/request"].text == "feedc0de00112233/7")
    }

    @Test func `an object that is not there is made, where there is none`() throws {
        let (calls, _) = Self.play(Self.change(Self.apply), [Self.failure(.notFound)])
        let metadata = try Tree.parse(calls[1].body)["metadata"]
        #expect(metadata.members.keys.sorted() == ["annotations", "name", "resourceVersion"])
        #expect(metadata["resourceVersion"].text == "1")
    }

    @Test func `what was carried out is not carried out again`() {
        let (calls, end) = Self.play(Self.change(Self.apply, isResumed: true), [Self.object(last: "7")])
        #expect(calls.count == 1)
        #expect(end == .done("the object is as it was asked for"))
    }

    @Test func `what was carried out by a write whose answer is another's is not carried out again`() {
        for code: KubeError.Code in [.conflict, .alreadyExists] {
            let (calls, end) = Self.play(
                Self.change(Self.apply), [Self.object(), Self.failure(code), Self.object(version: "6", last: "7")])
            #expect(calls.count == 3)
            #expect(end == .done("the object is as it was asked for"))
        }
    }

    @Test(arguments: [apply, .scale(3), .patch(.object([])), .delete])
    func `a number that somebody wrote before anybody began makes nothing done`(_ deed: ObjectChange.Deed) throws {
        let (calls, end) = Self.play(Self.change(deed), [Self.object(last: "7"), Self.object()])
        #expect(calls.count == 2)
        guard case .done(let words)? = end else { return #expect(Bool(false), "it is carried out") }
        #expect(words != "the object is as it was asked for")
    }

    @Test(arguments: [("6", true), ("8", false), ("9", false), ("10", true), ("x", true), ("-1", true)])
    func `nothing goes back, and nobody's invention holds it up`(_ last: String, _ isWritten: Bool) {
        let (calls, end) = Self.play(Self.change(Self.apply), [Self.object(last: last)])
        #expect(calls.count == (isWritten ? 2 : 1))
        if !isWritten {
            guard case .failed(let failure)? = end else { return #expect(Bool(false), "it is refused") }
            #expect(failure.code == .superseded)
        }
    }

    @Test(arguments: [
        #"{"metadata":{"name":"a"}}"#, #"{"metadata":{"uid":"u"}}"#, #"{"metadata":{"resourceVersion":"5"}}"#,
        #"{"metadata":{"uid":"","resourceVersion":"5"}}"#, #"{"metadata":{"uid":"u","resourceVersion":""}}"#,
    ]) func `what has no uid or no version can never be changed`(_ body: String) {
        for deed in [Self.apply, .delete, .scale(3), .patch(.object([]))] {
            let (calls, end) = Self.play(
                Self.change(deed), [.success(KubeReply(status: 200, body: Array(body.utf8)))])
            guard calls.count == 1, case .failed(let failure)? = end else {
                return #expect(Bool(false), "it is refused")
            }
            #expect(failure.code == .resource)
        }
    }

    @Test(arguments: ["", "[]", "{}", #"{"metadata":[]}"#, #"{"metadata":{"uid":1,"resourceVersion":"5"}}"#])
    func `what is no object is read again later`(_ body: String) {
        let (calls, end) = Self.play(
            Self.change(Self.apply), [.success(KubeReply(status: 200, body: Array(body.utf8)))])
        #expect(calls.count == 1 && end == .again(.broken))
    }

    @Test func `a lost answer is looked up`() {
        let (calls, end) = Self.play(Self.change(Self.apply), [Self.object(), Self.failure(.timeout)])
        #expect(calls.count == 2)
        #expect(end == .again(.timeout))
    }

    @Test func `an object that changes under our hands is read again, so often and no more`() {
        let rounds = ObjectEffort.maximumRounds
        var answers: [Result<KubeReply, KubeError>] = []
        for _ in 0..<rounds { answers += [Self.object(), Self.failure(.conflict)] }
        let (calls, end) = Self.play(Self.change(Self.apply), answers + [Self.object()])
        #expect(calls.count == 2 * rounds + 1)
        #expect(end == .again(.conflict))
        let (_, last) = Self.play(
            Self.change(Self.apply), Array(answers.dropLast()) + [.success(KubeReply(status: 200, body: []))])
        #expect(last == .done("applied"))
    }

    @Test func `another object in its place is told from a document that is refused`() {
        let refused = Self.failure(.invalid, "metadata.uid: field is immutable")
        let (calls, end) = Self.play(
            Self.change(Self.apply), [Self.object(uid: "u1"), refused, Self.object(uid: "u2"), Self.object(uid: "u2")])
        #expect(calls.count == 4)
        #expect(end == .done("applied"))
        let (_, same) = Self.play(Self.change(Self.apply), [Self.object(uid: "u1"), refused, Self.object(uid: "u1")])
        #expect(same == .failed(RequestFailure(.invalid, "metadata.uid: field is immutable")))
    }

    @Test func `what the apiserver says of a document that is not public stays with it`() {
        let refused = Self.failure(.invalid, "spec.token: Invalid value: hunter2")
        let (_, end) = Self.play(Self.change(Self.apply, isPublic: false), [Self.failure(.notFound), refused])
        #expect(end == .failed(RequestFailure(.invalid, "the apiserver does not take the document as it is")))
    }

    @Test(arguments: [
        (KubeError.Code.forbidden, RequestFailure.Code.forbidden), (.notFound, .missing), (.invalid, .invalid),
        (.tooLarge, .invalid),
    ]) func `a refusal is final`(_ code: KubeError.Code, _ expected: RequestFailure.Code) {
        let (_, end) = Self.play(Self.change(Self.apply), [Self.failure(.notFound), Self.failure(code, "because")])
        #expect(end == .failed(RequestFailure(expected, "because")))
    }

    @Test(arguments: KubeError.Code.allCases.filter { ![.forbidden, .notFound, .invalid, .tooLarge].contains($0) })
    func `whatever else goes wrong is tried again`(_ code: KubeError.Code) {
        let (_, end) = Self.play(Self.change(Self.apply), [Self.failure(code)])
        #expect(end == .again(code))
    }

    @Test(arguments: ["users", "groups", "users.authentication.k8s.io"])
    func `who may not act for others does not blame the submitter`(_ kind: String) {
        let words = #"\#(kind) "sui:0x21" is forbidden: User "robot" cannot impersonate resource "users" in a group"#
        let (_, end) = Self.play(Self.change(Self.apply), [Self.failure(.forbidden, words)])
        #expect(end == .again(.forbidden))
    }

    @Test(arguments: [
        #"admission webhook "admit.k3s-daas.io" denied the request: users "x" cannot impersonate"#,
        #"configmaps "a" is forbidden: User "sui:0x21" cannot impersonate resource "users""#,
        #"users.example.com "a" is forbidden: users " cannot impersonate"#,
        #"users "a" is forbidden: User "robot" cannot get resource "users""#,
    ]) func `what is refused in the submitter's own words is final`(_ words: String) {
        let (_, end) = Self.play(Self.change(Self.apply), [Self.failure(.notFound), Self.failure(.forbidden, words)])
        #expect(end == .failed(RequestFailure(.forbidden, words)))
    }

    @Test func `a deletion names the object that was read`() throws {
        let (calls, end) = Self.play(Self.change(.delete), [Self.object(uid: "u3"), Self.object()])
        #expect(end == .done("deleted"))
        let asked = try Tree.parse(calls[1].body)["preconditions"]
        #expect(asked["uid"].text == "u3" && asked["resourceVersion"].text == "5")
    }

    @Test func `a deletion that meets another version looks at it, and leaves what is newer`() {
        let refused = Self.failure(.conflict)
        let (calls, end) = Self.play(
            Self.change(.delete), [Self.object(version: "5"), refused, Self.object(version: "6", last: "8")])
        #expect(calls.map(\.verb) == [.get, .delete, .get])
        guard case .failed(let failure)? = end else { return #expect(Bool(false), "it is left") }
        #expect(failure.code == .superseded)
        let (again, deleted) = Self.play(
            Self.change(.delete), [Self.object(), refused, Self.object(version: "6"), Self.object()])
        #expect(again.map(\.verb) == [.get, .delete, .get, .delete] && deleted == .done("deleted"))
    }

    @Test func `what is gone is deleted, and what is going as well`() {
        #expect(Self.play(Self.change(.delete), [Self.failure(.notFound)]).end == .done("there is no such object"))
        #expect(
            Self.play(Self.change(.delete), [Self.object(), Self.failure(.notFound)]).end
                == .done("there is no such object"))
        #expect(
            Self.play(Self.change(.delete), [Self.object(isLeaving: true)]).end == .done("the object is being deleted"))
        #expect(Self.play(Self.change(Self.apply), [Self.object(isLeaving: true)]).end == .again(.conflict))
    }

    @Test(
        arguments: [
            (0, nil, false, true), (1, nil, false, true), (-1, nil, true, true), (0, nil, true, false),
            (1, nil, true, false), (-1, "6", true, true), (0, "6", true, true), (1, "6", true, false),
        ] as [(Int64, String?, Bool, Bool)])
    func `a deletion that may have been done deletes nothing newer`(
        _ later: Int64, _ last: String?, _ isResumed: Bool, _ isDeleted: Bool
    ) {
        // Assigned within the second, of which an object does not tell.
        let assigned = WallTime(nanoseconds: Self.assigned.nanoseconds + 400_000_000)
        let (calls, end) = Self.play(
            Self.change(.delete, assigned: assigned, isResumed: isResumed),
            [Self.object(last: last, created: Self.assigned.seconds + later)])
        #expect(calls.count == (isDeleted ? 2 : 1))
        guard !isDeleted else { return }
        guard case .failed(let failure)? = end else { return #expect(Bool(false), "it is left") }
        #expect(failure.code == .newer)
    }

    @Test func `a deletion that nobody says the time of is looked at again later`() {
        let (calls, end) = Self.play(Self.change(.delete, assigned: nil, isResumed: true), [Self.object()])
        #expect(calls.map(\.verb) == [.get] && end == .again(.cancelled))
        // What is not there needs none, and what nobody can have begun neither.
        let (_, gone) = Self.play(Self.change(.delete, assigned: nil, isResumed: true), [Self.failure(.notFound)])
        #expect(gone == .done("there is no such object"))
        let (_, first) = Self.play(Self.change(.delete, assigned: nil), [Self.object(), Self.object()])
        #expect(first == .done("deleted"))
    }

    @Test func `nothing is scaled or patched that is not there`() throws {
        for deed: ObjectChange.Deed in [.scale(3), .patch(.object([]))] {
            let (_, end) = Self.play(Self.change(deed), [Self.failure(.notFound)])
            #expect(end == .failed(RequestFailure(.missing, "there is no such object")))
        }
        let (calls, end) = Self.play(Self.change(.scale(3)), [Self.object(), Self.object()])
        #expect(end == .done("scaled to 3"))
        #expect(calls[1].patch == .merge)
        #expect(try Tree.parse(calls[1].body)["spec"]["replicas"].integer == 3)
    }
}
