// SPDX-License-Identifier: Apache-2.0
import Crypto
import DevLedger
import Kernel
import SuiLedger
import Testing

@testable import SealController

/// Requests on a local ledger, which has the contracts' own rules.
@Suite(.timeLimit(.minutes(10))) struct ChainRequestsTests {
    static func requests(_ ledger: JoinLedger, _ nodes: NodePool? = nil) -> ChainRequests {
        let package = ledger.node.identity.package
        return ChainRequests(
            ledger.wallet, PatientCalls(ledger.nodes, package: package, ids: ledger.ids), nodes ?? ledger.nodes,
            ids: ledger.ids, types: package, maximumAge: .seconds(1_000_000_000))
    }

    /// A staker's seal, to ask for things with.
    static func seal(_ ledger: JoinLedger) throws -> ObjectReference {
        let terms = SealTerms(
            key: SealKey(Address(1).raw), bind: [UInt8](repeating: 2, count: 32), permissions: [], namespaces: [],
            epochs: 5)
        try ledger.carryOut(ledger.calls.stakeAndMintSeal(2 * JoinLedger.sui, terms))
        let type = StructTag(ledger.node.identity.package, "seal", "SealToken")
        let page = try ledger.nodes.ask(OwnedPageQuestion(owner: ledger.owner, type: type)).value
        return try #require(page.items.first).reference
    }

    /// What is listed, once every node's answer came in time: on a machine that has much else to do some come late, and then nothing is.
    private static func listing(_ requests: ChainRequests) throws -> RequestTable.Listing {
        let deadline = Monotonic.now.advanced(by: .seconds(300))
        var listing = requests.list()
        while listing == nil, Monotonic.now < deadline { listing = requests.list() }
        return try #require(listing)
    }

    @Test func `requests are listed, assigned and ended in one transaction each`() throws {
        let ledger = try JoinLedger()
        _ = try ledger.activator().activate(ledger.owner, name: "n-a-1")
        let requests = Self.requests(ledger)
        let empty = requests.list()
        #expect(empty == RequestTable.Listing(sequence: 0, newest: 0, requests: [:]))
        let handle = try Self.seal(ledger)
        for name in ["a", "b", "c"] {
            var draft = RequestDraft(.delete, resource: "configmaps", name: name)
            draft.namespace = "team-a"
            draft.priority = 5
            let handle = try ledger.nodes.ask(ObjectQuestion(handle.id)).value?.reference ?? handle
            try ledger.carryOut(ledger.calls.submitRequest(draft, handle: handle))
        }
        let listing = try Self.listing(requests)
        #expect(listing.sequence == 3)
        #expect(listing.newest == 3)
        #expect(listing.requests.mapValues(\.name) == [1: "a", 2: "b", 3: "c"])
        try requests.carryOut([1, 2, 3].map { .assign($0, to: ledger.owner) })
        let (worker, owner) = (requests.request(2)?.worker, ledger.owner)
        #expect(worker == owner)
        try requests.carryOut([
            .finish(1, isDone: true, result: "applied"), .finish(2, isDone: false, result: "forbidden: no"),
        ])
        let left = try Self.listing(requests)
        #expect(left.requests.keys.sorted() == [3])
        #expect(left.sequence == 8)
        let (sequence, result, none) = (requests.sequence(), requests.request(2)?.result, requests.request(4))
        #expect(sequence == 8)
        #expect(result == "forbidden: no")
        #expect(none == nil)
    }

    @Test func `one step that the contracts refuse fails alone`() throws {
        let ledger = try JoinLedger()
        _ = try ledger.activator().activate(ledger.owner, name: "n-a-1")
        let requests = Self.requests(ledger)
        let handle = try Self.seal(ledger)
        for name in ["a", "b"] {
            var draft = RequestDraft(.delete, resource: "configmaps", name: name)
            draft.namespace = "team-a"
            draft.priority = 5
            let handle = try ledger.nodes.ask(ObjectQuestion(handle.id)).value?.reference ?? handle
            try ledger.carryOut(ledger.calls.submitRequest(draft, handle: handle))
        }
        try ledger.carryOut(ledger.calls.cancelRequest(1))
        var replies: [UInt64: RequestReply] = [:]
        RequestTelling(ledger: requests, isLeader: { true }).tell([
            .assign(1, to: ledger.owner), .assign(2, to: ledger.owner), .assign(9, to: ledger.owner),
        ]) { replies[$0.request] = $1 }
        #expect(replies == [1: .superseded, 2: .done, 9: .superseded])
        // The node says which command it is.
        let failure = #expect(throws: OperatorWallet.Failure.self) {
            try requests.carryOut([.finish(2, isDone: false, result: "no"), .finish(9, isDone: false, result: "no")])
        }
        #expect(failure?.command == 1)
        replies = [:]
        RequestTelling(ledger: requests, isLeader: { true }).tell([.assign(2, to: Address(0x99))]) {
            replies[$0.request] = $1
        }
        #expect(replies == [2: .unfit])
    }

    /// Asks for the deletion of a map.
    private static func submit(_ name: String, _ ledger: JoinLedger, _ handle: ObjectReference) throws {
        var draft = RequestDraft(.delete, resource: "configmaps", name: name)
        draft.namespace = "team-a"
        draft.priority = 5
        let current = try ledger.nodes.ask(ObjectQuestion(handle.id)).value?.reference ?? handle
        try ledger.carryOut(ledger.calls.submitRequest(draft, handle: current))
    }

    @Test func `one old request among many that have ended is found all the same`() throws {
        let ledger = try JoinLedger()
        let requests = Self.requests(ledger)
        let handle = try Self.seal(ledger)
        for number in 1...(2 * RequestLister.page + 1) {
            try Self.submit("map-\(number)", ledger, handle)
            // But for one in the oldest page and one in the newest.
            guard number != 1, number != 2 * RequestLister.page else { continue }
            try requests.carryOut([.finish(UInt64(number), isDone: false, result: "no")])
        }
        let listing = try Self.listing(requests)
        #expect(listing.requests.mapValues(\.name) == [1: "map-1", 100: "map-100"])
        #expect(listing.newest == 101 && listing.sequence == 200)
    }

    // The oldest is open alone. Who is behind says that the two after it are, too: looked for from the newest downwards, as many as the
    // scheduler says are open are found before it.
    @Test(arguments: [(0, true), (2, true), (.max, false)] as [(Int, Bool)])
    func `a list is not put together from what was before and what is now`(_ late: Int, _ isListed: Bool) throws {
        let ledger = try JoinLedger()
        let handle = try Self.seal(ledger)
        for name in ["a", "b", "c"] { try Self.submit(name, ledger, handle) }
        let plain = Self.requests(ledger)
        for number in [3, 2] as [UInt64] { try plain.carryOut([.finish(number, isDone: false, result: "no")]) }
        let nodes = try UnevenNodes(ledger, late: late, by: 2)
        let listing = Self.requests(ledger, nodes.pool).list()
        #expect(listing?.requests.keys.sorted() == (isListed ? [1] : nil))
        #expect(nodes.late.withLock { $0 } == (isListed ? 0 : .max))
    }

    @Test func `where no node answers nobody says anything, and nothing is told`() throws {
        let ledger = try JoinLedger()
        let handle = try Self.seal(ledger)
        try Self.submit("a", ledger, handle)
        let requests = Self.requests(ledger)
        ledger.server.stop()
        let (list, sequence, request) = (requests.list(), requests.sequence(), requests.request(1))
        #expect(list == nil && sequence == nil && request == nil)
        var replies: [RequestReply] = []
        RequestTelling(ledger: requests, isLeader: { true }).tell([.assign(1, to: ledger.owner)]) { replies.append($1) }
        #expect(replies == [.later])
    }

    @Test func `a node that is behind says nothing, neither that there are requests nor that there are none`() throws {
        let ledger = try JoinLedger()
        try Self.submit("a", ledger, try Self.seal(ledger))
        let package = ledger.node.identity.package
        let requests = ChainRequests(
            ledger.wallet, PatientCalls(ledger.nodes, package: package, ids: ledger.ids), ledger.nodes, ids: ledger.ids,
            types: package, maximumAge: .zero)
        let (list, sequence, request) = (requests.list(), requests.sequence(), requests.request(9))
        #expect(list == nil && sequence == nil && request == nil)
    }

    @Test func `an account without the operator's capability changes nothing`() throws {
        let ledger = try JoinLedger()
        _ = try ledger.activator().activate(ledger.owner, name: "n-a-1")
        try Self.submit("a", ledger, try Self.seal(ledger))
        let package = ledger.node.identity.package
        // The staker's own.
        let key = try PrivateKey(.ed25519, copying: Array(repeating: 2, count: 32).span)
        let stranger = OperatorWallet(key, ledger.nodes, cluster: ledger.ids.cluster, types: package) { true }
        let requests = ChainRequests(
            stranger, PatientCalls(ledger.nodes, package: package, ids: ledger.ids), ledger.nodes, ids: ledger.ids,
            types: package, maximumAge: .seconds(1_000_000_000))
        #expect(throws: OperatorWallet.Failure.noCapability) { try requests.carryOut([.assign(1, to: ledger.owner)]) }
        let status = requests.request(1)?.status
        #expect(status == 1)
    }
}
