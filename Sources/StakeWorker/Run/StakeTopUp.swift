// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SuiLedger
internal import Wire

/// Decides whether stake is added without asking, and how much; never more than the staker has allowed.
///
/// Only what the chain asks for counts: no word of a master moves money.
struct StakeTopUp: Sendable {
    /// What comes of it.
    enum Decision: Hashable, Sendable {
        /// There is enough.
        case enough
        /// This much is added.
        case add(UInt64)
        /// More would be needed than may be added; this much is missing.
        case limited(missing: UInt64)
        /// More would be needed, and nothing may be added.
        case notAllowed(missing: UInt64)
    }

    /// Something that was added.
    struct Increase: Hashable, Sendable {
        /// When, in milliseconds since 1970.
        var at: UInt64
        /// How much.
        var amount: UInt64
    }

    /// For how long an increase counts.
    static let period: UInt64 = 24 * 3600 * 1000

    private let stake: WorkerConfiguration.Stake
    /// What was added lately, oldest first.
    private(set) var increases: [Increase]

    init(_ stake: WorkerConfiguration.Stake, increases: [Increase] = []) {
        self.stake = stake
        self.increases = increases
    }

    /// What is to be done about a stake of this size.
    func decide(_ chain: ChainSight, at now: UInt64) -> Decision {
        // Nothing is put into a stake that was taken, or taken out of use: its owner decides about that.
        guard !chain.isSlashed, chain.nodeStake > 0 else { return .enough }
        let required = max(chain.requiredStake, stake.minimum)
        let (wanted, isTooMuch) = required.addingReportingOverflow(stake.buffer)
        guard !isTooMuch, chain.nodeStake < wanted else { return .enough }
        let missing = wanted - chain.nodeStake
        guard let allowed = stake.increases else { return .notAllowed(missing: missing) }
        let room = allowed.maximum > chain.nodeStake ? allowed.maximum - chain.nodeStake : 0
        let spent = spent(at: now)
        let today = allowed.daily > spent ? allowed.daily - spent : 0
        let amount = min(missing, room, today)
        return amount > 0 ? .add(amount) : .limited(missing: missing)
    }

    /// Takes down what is about to be added: before it is sent, so that a crash can only make the day's rest smaller.
    mutating func note(_ amount: UInt64, at now: UInt64) {
        increases = increases.filter { isRecent($0, now) } + [Increase(at: now, amount: amount)]
    }

    /// What was added in the last 24 hours.
    private func spent(at now: UInt64) -> UInt64 {
        increases.filter { isRecent($0, now) }.reduce(0) { sum, increase in
            let (total, isTooMuch) = sum.addingReportingOverflow(increase.amount)
            return isTooMuch ? .max : total
        }
    }

    /// What is from the future counts: a clock that was set back must not open the purse.
    private func isRecent(_ increase: Increase, _ now: UInt64) -> Bool {
        increase.at > now || now - increase.at < Self.period
    }
}

extension StakeTopUp {
    /// Goes on from what was kept.
    init(_ stake: WorkerConfiguration.Stake, _ folder: StateFolder) throws(WorkerFailure) {
        var increases: [Increase] = []
        if let bytes = try folder.read(.increases) {
            do throws(BCSError) {
                var reader = BCSReader(bytes.span)
                for _ in 0..<(try reader.count(ofAtLeast: 16)) {
                    increases.append(Increase(at: try reader.integer(), amount: try reader.integer()))
                }
                try reader.finish()
            } catch {
                throw WorkerFailure(.file, "\(folder.place(.increases)): damaged; nothing is added before it is mended")
            }
        }
        self.init(stake, increases: increases)
    }

    /// Keeps what was added.
    func write(_ folder: StateFolder) throws(WorkerFailure) {
        var writer = BCSWriter()
        writer.length(increases.count)
        for increase in increases {
            writer.integer(increase.at)
            writer.integer(increase.amount)
        }
        try folder.write(.increases, writer.bytes)
    }
}
