// SPDX-License-Identifier: Apache-2.0
internal import Bytes
public import Crypto
internal import HTTPServer
internal import Kernel
public import SuiLedger
internal import Wire

/// A local ledger behind Sui's GraphQL: takes a request's body, gives an answer's.
public final class DevNode: Sendable {
    /// The ledger, and nothing that could be reached without the lock.
    struct Held: @unchecked Sendable {
        // Sendable: it is made under the lock and never leaves it.
        let world: DevWorld
    }

    let held: Locked<Held>

    private init(_ world: sending DevWorld) { held = Locked(Held(world: world)) }

    /// A ledger on which nothing has happened, and that is forgotten with the process.
    ///
    /// Its clock begins at `milliseconds` since 1970; where nothing is said a stepped one begins at 0, a running one at the present.
    public convenience init(seed: UInt64, milliseconds: UInt64? = nil, time: DevTime = .stepped) {
        self.init(DevWorld(seed: seed, milliseconds: milliseconds, time))
    }

    /// A ledger that is kept in a file: what was answered is on disk, and is there again when the file is opened again.
    ///
    /// `milliseconds` is for a file that does not exist yet. A running ledger goes on from where it would be had it run all the
    /// time. A last line that was never finished, and so never answered, is cut off, which `warning` says.
    public static func open(
        _ path: String, seed: UInt64, milliseconds: UInt64? = nil, time: DevTime = .stepped
    ) throws(HistoryError) -> (node: DevNode, warning: String?) {
        let head = HistoryText.Head(
            seed: seed, milliseconds: milliseconds ?? time.present ?? 0, clock: time.present ?? 0)
        let file = try HistoryFile.open(path, beginning: head)
        let torn = file.story.torn
        let node = DevNode(try DevWorld(file, time))
        return (node, torn == 0 ? nil : "an unfinished last line was cut off: \(torn) bytes that nobody was told of")
    }

    /// Which ledger it is, and where it is now.
    public var identity: DevIdentity {
        held.withLock { held in
            held.world.tick()
            return DevIdentity(held.world.ledger)
        }
    }

    // MARK: Steps

    /// Gives somebody SUI; false where there would be more than there can be, or where it could not be written down.
    public func faucet(_ amount: UInt64, to owner: Address) -> Bool {
        do throws(DevRefusal) {
            _ = try give(amount, to: owner)
            return true
        } catch { return false }
    }

    /// Gives somebody SUI, in a coin of its own.
    public func give(_ amount: UInt64, to owner: Address) throws(DevRefusal) -> DevGift {
        try held.withLock { held throws(DevRefusal) in try held.world.give(amount, to: owner) }
    }

    /// Adds a package of somebody else's that forwards to the contracts, function by function.
    public func addWrapper() throws(DevRefusal) -> Address {
        try held.withLock { held throws(DevRefusal) in try held.world.addWrapper() }
    }

    /// Believes attestation documents of enclaves under the root with this digest from here on; false where that could not be written
    /// down.
    ///
    /// The network believes AWS's root. Here it is a simulator's, if any: what is registered proves as little as the rest.
    @discardableResult
    public func believe(enclaveRoot root: Bytes32) -> Bool {
        step { world throws(DevRefusal) in try world.believe(root) }
    }

    /// Steps to the next epoch; false where that could not be written down.
    @discardableResult
    public func nextEpoch() -> Bool { step { world throws(DevRefusal) in try world.nextEpoch() } }

    /// Lets time pass at once, until the year 2200 at most; false where that could not be written down.
    @discardableResult
    public func advance(milliseconds: UInt64) -> Bool {
        step { world throws(DevRefusal) in try world.advance(milliseconds: milliseconds) }
    }

    private func step(_ body: (DevWorld) throws(DevRefusal) -> Void) -> Bool {
        held.withLock { held in
            do throws(DevRefusal) {
                try body(held.world)
                return true
            } catch { return false }
        }
    }

    /// What the ledger does wrong from here on; `nil` is nothing.
    public var faults: DevFaults? {
        get { held.withLock { $0.world.faults } }
        set { held.withLock { $0.world.faults = newValue } }
    }

    // MARK: Answers

    /// Answers a GraphQL request.
    public func answer(_ body: Span<UInt8>) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 1024)
        do throws(GraphQLFailure) {
            let request = try GraphQLBody.read(body)
            let document = try GraphQLParser.parse(request.query)
            let data: [UInt8] = try held.withLock { held throws(GraphQLFailure) in
                var data = ByteBuffer(capacity: 1024)
                let world = held.world
                guard !world.isUnwritten else { throw .unavailable(DevRefusal.unwritten.description) }
                world.tick()
                // A transaction goes on to the network, however far behind the node is that it was given to.
                let root =
                    document.isMutation
                    ? LedgerSchema(world.ledger, of: world).mutation : LedgerSchema(world.seen, of: world).query
                try root.write(document.selections, request.variables, to: &data)
                return data.bytes
            }
            buffer.append("{\"data\":")
            buffer.append(data)
            buffer.append("}")
        } catch { return Self.failed(error) }
        return buffer.bytes
    }

    /// Answers a GraphQL request as a server does, with the faults of servers: late, or not at all.
    func respond(to body: Span<UInt8>) -> (reply: DevReply?, delay: Duration) {
        let (fate, delay) = held.withLock { ($0.world.fate(), $0.world.faults?.delay ?? 0) }
        let reply: DevReply? =
            switch fate {
            case .answered: DevReply(.ok, answer(body))
            case .failed: DevReply(.ok, Self.failed(.unavailable("out of order, as was asked for")))
            case .restarting: DevReply(.serviceUnavailable, error: "the ledger starts again, as was asked for")
            case .cut: nil
            case .lost: Self.lost(answer(body))
            }
        return (reply, .milliseconds(Int64(clamping: delay)))
    }

    /// No answer, though there was one.
    private static func lost(_ answer: [UInt8]) -> DevReply? { nil }

    private static func failed(_ failure: GraphQLFailure) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append("{\"data\":null,\"errors\":[{\"message\":")
        buffer.append(json: failure.message)
        buffer.append(",\"extensions\":{\"code\":")
        buffer.append(json: failure.code)
        buffer.append("}}]}")
        return buffer.bytes
    }
}
