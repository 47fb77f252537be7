// SPDX-License-Identifier: Apache-2.0
import Configuration
import Kernel
import Wiring

@testable import SealCommands

/// A server in memory, whose process can be ended before any of its operations, and whose services do what they are told.
final class FakeMachine: WireMachine {
    struct State {
        var files: [String: PresentFile] = [:]
        var orders: [String] = []
        var seconds: Int64 = 1_767_225_600  // 2026-01-01T00:00:00Z
        /// How many changes are made before the process is gone; `nil` is all.
        var changesLeft: Int?
        var isGone = false
        var isApiserverUp = true
        var apiserverStarted: Int64 = 1_767_225_000
        /// Whether the apiserver can start with these files.
        var apiserverAccepts: @Sendable ([String: PresentFile]) -> Bool = { _ in true }
        /// Where our server says how it is.
        var serverAddress = "127.0.0.1:9090"
        var serverAccepts: @Sendable ([String: PresentFile]) -> Bool = { _ in true }
        var refusedOrders: Set<String> = []
        var programs: [String] = []
        var isContent = true
    }

    let state = Locked(State())
    static let gone = CommandFailure("gone", .software)

    var files: [String: PresentFile] {
        get { state.withLock { $0.files } }
        set { state.withLock { [newValue] in $0.files = newValue } }
    }
    var orders: [String] { state.withLock { $0.orders } }

    /// Everything but what is kept of former times, with contents, modes and owners alone.
    var visible: [String: PresentFile] {
        files.filter { !$0.key.contains("/wiring/saved/") }.mapValues { file in
            PresentFile(contents: file.contents, mode: file.mode, owner: file.owner)
        }
    }

    private func change(_ body: (inout State) -> Void) throws(CommandFailure) {
        let isGone = state.withLock { state in
            if let left = state.changesLeft {
                if left == 0 { state.isGone = true } else { state.changesLeft = left - 1 }
            }
            if !state.isGone { body(&state) }
            return state.isGone
        }
        if isGone { throw Self.gone }
    }

    /// A process begins anew on the same machine.
    func revive() {
        state.withLock {
            $0.isGone = false
            $0.changesLeft = nil
            $0.seconds += 100
        }
    }

    func read(_ path: String) throws(CommandFailure) -> PresentFile? {
        if state.withLock({ $0.isGone }) { throw Self.gone }
        return files[path]
    }

    func write(_ file: PresentFile, to path: String) throws(CommandFailure) {
        try change { state in
            var file = file
            file.modified = WallTime(seconds: state.seconds)
            state.files[path] = file
        }
    }

    func rename(_ path: String, to other: String) throws(CommandFailure) {
        try change { $0.files[other] = $0.files.removeValue(forKey: path) }
    }

    func remove(_ path: String) throws(CommandFailure) {
        try change { state in
            state.files = state.files.filter { $0.key != path && !$0.key.hasPrefix("\(path)/") }
        }
    }

    func owner(_ owner: WiredFile.Owner) -> NewFile.Owner {
        NewFile.Owner(user: 0, group: owner == .root ? 0 : 990)
    }

    var hasServices: Bool { true }

    func systemctl(_ words: [String]) throws(CommandFailure) -> Bool {
        let order = words.joined(separator: " ")
        let isQuestion = words.first == "is-active"
        if !isQuestion {
            try change { state in
                state.orders.append(order)
                if order == "stop k3s.service" { state.isApiserverUp = false }
                if order == "start --no-block k3s.service" {
                    state.isApiserverUp = true
                    state.apiserverStarted = state.seconds
                }
            }
        }
        return state.withLock { isQuestion ? $0.isApiserverUp : !$0.refusedOrders.contains(order) }
    }

    func run(_ program: String, _ arguments: [String]) throws(CommandFailure) -> Bool {
        state.withLock {
            $0.programs.append(([program] + arguments).joined(separator: " "))
            return $0.isContent
        }
    }

    func isReady(_ probe: WireProbe) -> Bool {
        state.withLock { state in
            probe.url.hasPrefix("http://")
                ? probe.url == "http://\(state.serverAddress)/readyz" && state.serverAccepts(state.files)
                : state.isApiserverUp && state.apiserverAccepts(state.files)
        }
    }

    func place(_ path: String) -> String { path }

    var apiserver: ApiserverProcess {
        state.withLock { state in
            ApiserverProcess(
                started: state.isApiserverUp ? WallTime(seconds: state.apiserverStarted) : nil, isVisible: true)
        }
    }

    var now: Moment {
        state.withLock { state in
            Moment(
                monotonic: Monotonic(nanoseconds: UInt64(state.seconds) * 1_000_000_000),
                wall: WallTime(seconds: state.seconds))
        }
    }

    func pause(_ duration: Duration) { state.withLock { $0.seconds += max(1, duration.components.seconds) } }
}
