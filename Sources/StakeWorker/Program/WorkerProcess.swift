// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import HTTPServer
internal import Kernel
internal import Operations
internal import Telemetry

/// The parts of a running worker, and what signals make of them.
final class WorkerProcess: Sendable {
    private let manager: SharedServiceManager
    private let log: Log
    private let board = WorkerBoard()
    private let runner: WorkerRunner
    private let server: Server
    private let rounds: Locked<WorkerRounds?>
    private let state = Monitor(State())

    private struct State: Sendable {
        var isEnding = false
    }

    /// For a wallet that is opened and a chain that is waited for, in answer to one order.
    private static let longestAnswer = Duration.seconds(170)
    private static let drain = Duration.seconds(2)
    private static let listener = "worker"

    /// Puts everything together, and binds the address.
    init(_ configuration: WorkerConfiguration, manager: SharedServiceManager, log: Log) throws(WorkerFailure) {
        self.manager = manager
        self.log = log
        let world = try WorkerWorld(configuration)
        let registry = Registry()
        let counts = WorkerCounts()
        counts.register(in: registry)
        registry.register(WorkerMetrics(board: board))
        registry.register(ProcessMetrics())
        let doors = WorkerRounds.Doors(
            chain: world.chain, master: world.master, agent: world.agent, state: world.state)
        if !configuration.isObserver { try world.state.make() }
        rounds = Locked(try WorkerRounds(configuration, doors: doors, log: log, metrics: counts))
        let line = Locked("")
        runner = WorkerRunner(board: board) { status in
            // The same line round after round is one.
            let isNew = line.withLock { line in
                guard line != status.line else { return false }
                line = status.line
                return true
            }
            if isNew { manager.notify(.status(status.line)) }
        }
        let gate = WorkerGate(
            token: configuration.isObserver ? nil : try Self.token(world.state), isOpen: configuration.isObserver)
        let content = WorkerHandler.Content(
            gate: gate, board: board, registry: registry, runner: runner, began: .now)
        server = try Self.server(configuration, WorkerHandlerFactory(content: content), log)
    }

    /// Where it listens; the port is the real one where 0 was asked for.
    var address: SocketAddress? { server.addresses[Self.listener] }

    /// Runs until a signal ends it.
    func run() throws(SystemError) {
        try server.start()
        guard let rounds = rounds.withLock({ $0.take() }) else { return }
        try runner.start(rounds)
        manager.notify(.ready)
        log.info("ready")
        let pulse = (manager.watchdog ?? .seconds(60)) / 2
        while state.wait(until: Monotonic.now.advanced(by: pulse), for: { $0.isEnding ? true : nil }) == nil {
            // A round that hangs must be seen by who can start the process anew.
            let last = board.status.roundAt
            if last == nil || Monotonic.now.since(last ?? .now) < WorkerHandler.patience { manager.notify(.alive) }
        }
        manager.notify(.stopping)
        server.drain()
        runner.stop()
        server.stop()
        server.waitUntilStopped()
        log.info("ended")
    }

    /// Takes a signal: the process ends, and the agent goes on, whose pods need no watcher.
    func take(_ signal: Signal) -> SignalReceiver.Delivery {
        log.info("signal", [.literal("name", signal.name)])
        guard signal == .terminate || signal == .interrupt else { return .more }
        let wasEnding = state.withLock { state in
            defer { state.isEnding = true }
            return state.isEnding
        }
        state.notifyAll()
        // The second one does not wait for a round that waits for a node.
        if wasEnding { ProcessEnd.leave(0) }
        return .more
    }

    /// What orders are asked with, made once and kept for the machine's owner.
    private static func token(_ folder: StateFolder) throws(WorkerFailure) -> [UInt8] {
        if let token = try folder.line(.apiToken), token.utf8.count == 2 * Bytes32.count { return Array(token.utf8) }
        let token: Bytes32
        do throws(CryptoError) { token = try Bytes32.random() } catch {
            throw WorkerFailure(.software, error.description)
        }
        try folder.write(.apiToken, line: token.hex)
        return Array(token.hex.utf8)
    }

    private static func server(
        _ configuration: WorkerConfiguration, _ handlers: WorkerHandlerFactory, _ log: Log
    ) throws(WorkerFailure) -> Server {
        var settings = ServerSettings()
        settings.loops = 1
        settings.drain = drain
        settings.limits.connections = 64
        settings.limits.bodyMemory = 1 << 20
        settings.limits.reservedBodyMemory = 0
        settings.limits.requestsInFlight = 32
        settings.limits.answer = longestAnswer
        let address = configuration.listenAddress
        let socket: SharedDescriptor
        // A second worker at the same address would take every other order.
        do throws(SystemError) {
            socket = SharedDescriptor(try Descriptor.listening(at: address, isShared: false))
        } catch { throw WorkerFailure(.busy, "cannot listen at \(address): \(error.description)") }
        let listener = ListenerSettings(
            name: listener, address: address, tls: nil, handlers: handlers, inherited: socket)
        do throws(Server.StartFailure) {
            return try Server(settings, listeners: [listener]) { event in
                if case .listening(_, let address) = event { log.info("listening", [.text("address", "\(address)")]) }
            }
        } catch {
            switch error {
            case .listen(_, let reason):
                throw WorkerFailure(.busy, "cannot listen at \(address): \(reason.description)")
            case .tls: throw WorkerFailure(.software, "there is no TLS here")
            case .system(let reason): throw WorkerFailure(.software, reason.description)
            }
        }
    }
}
