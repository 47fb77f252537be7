// SPDX-License-Identifier: Apache-2.0
import Configuration
import Crypto
import Kernel
import SuiLedger
import Telemetry

@testable import StakeWorker

/// A machine that has joined, with its rounds and a clock that the test sets.
final class RoundsWorld {
    let join: JoinWorld
    let counts = WorkerCounts()
    var rounds: WorkerRounds
    var seconds: Int64 = 1_795_000_000
    /// Where pods are counted.
    var cgroup: String { join.folder.path + "/cgroup" }

    init(
        isObserver: Bool = false, stake: WorkerConfiguration.Stake? = nil, joins: Bool = true,
        rules: WorkerCourse.Rules? = nil
    ) throws {
        join = try JoinWorld()
        if joins {
            var runner = join.runner()
            _ = try runner.run()
            join.chain.now.worker?.status = 2
            join.chain.now.worker?.nodeName = "n-abc-1"
            join.chain.now.orders = []
        }
        let folder = join.folder
        for (name, sample) in [("stat", "stat"), ("meminfo", "meminfo"), ("1/net/dev", "dev")] {
            try folder.write("proc/\(name)", try Samples.text(sample))
        }
        let configuration = try Self.configuration(join, isObserver: isObserver, stake: stake)
        let sink = try LineSink(.file(folder.path + "/log"))
        rounds = try WorkerRounds(
            configuration,
            doors: .init(chain: join.chain, master: join.master, agent: join.agent, state: join.state),
            log: Log(to: sink, format: .text, minimum: .debug), metrics: counts, rules: rules)
        self.sink = sink
    }

    /// The same machine with another process.
    func restart(stake: WorkerConfiguration.Stake? = nil) throws {
        rounds = try WorkerRounds(
            try Self.configuration(join, stake: stake),
            doors: .init(chain: join.chain, master: join.master, agent: join.agent, state: join.state),
            log: Log(to: sink, format: .text, minimum: .debug), metrics: counts)
    }

    private let sink: LineSink
    private var (worked, rest) = (0, 0)

    deinit { _ = sink.close() }

    static func configuration(
        _ join: JoinWorld, isObserver: Bool = false, stake: WorkerConfiguration.Stake? = nil
    ) throws -> WorkerConfiguration {
        let problems = ProblemList()
        let flags = CommandLineValues(["--node-id", "rack-1"], settings: WorkerSettings.all, problems: problems)
        var configuration = try WorkerConfiguration.load(
            flags, environment: [:], problems: problems, defaults: []
        ).configuration
        configuration.isObserver = isObserver
        configuration.places = Meter.Places(
            proc: join.folder.path + "/proc", cgroup: join.folder.path + "/cgroup", disk: "/tmp")
        if let stake { configuration.stake = stake }
        return configuration
    }

    /// Lets the processors work, three quarters of the time.
    func work() {
        rest += 25
        worked += 75
        let line = "cpu  \(315_971 + worked) 57231 30798 \(41_252 + rest) 1691 0 461 3237 0 0\n"
        try? join.folder.write("proc/stat", line)
    }

    /// One round, after so many seconds of work.
    func turn(after wait: Int64 = 0) -> Duration {
        seconds += wait
        work()
        let moment = Moment(
            monotonic: Monotonic(nanoseconds: UInt64(seconds) * 1_000_000_000), wall: WallTime(seconds: seconds))
        return rounds.turn(moment)
    }

    var status: WorkerStatus { rounds.status }

    /// What was logged.
    func log() throws -> String {
        _ = sink.flush()
        return try join.folder.read("log")
    }
}
