// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import Telemetry

/// What happened between two readings of one server.
///
/// Pure. A counter that is lower than before began anew with its process: what it has now came since.
struct TopRates {
    private let now: MetricsText
    private let before: MetricsText
    private let seconds: Double

    /// Nothing where one of the two is missing, or no time lies between them.
    init?(_ now: TopReading, since before: TopReading?) {
        guard let before, case .success(let new) = now.page, case .success(let old) = before.page,
            now.time > before.time
        else { return nil }
        (self.now, self.before) = (new, old)
        seconds = Double(now.time.since(before.time).wholeNanoseconds) / 1_000_000_000
    }

    /// How often a second something was counted, all of a name together.
    func rate(_ name: String) -> Double? {
        now.sum(name).map { Self.grown($0, before.sum(name) ?? 0) / seconds }
    }

    /// The same by one label; what did not happen stays out.
    func rates(_ name: String, by label: String) -> [String: Double] {
        let old = before.sums(name, by: label)
        return now.sums(name, by: label).mapValues { $0 }.reduce(into: [:]) { rates, entry in
            let grown = Self.grown(entry.value, old[entry.key] ?? 0)
            if grown > 0 { rates[entry.key] = grown / seconds }
        }
    }

    /// The quantiles of a histogram between the two readings; `nil` where nothing was measured.
    func quantiles(_ name: String, _ quantiles: [Double]) -> [Double]? {
        let (new, old) = (now.sums(name + "_bucket", by: "le"), before.sums(name + "_bucket", by: "le"))
        let buckets = new.compactMap { bound, count -> TopQuantile.Bucket? in
            let upper = bound == "+Inf" ? Double.infinity : Double(bound)
            return upper.map { .init(upper: $0, count: Self.grown(count, old[bound] ?? 0)) }
        }
        let answers = quantiles.compactMap { TopQuantile.value($0, of: buckets) }
        return answers.count == quantiles.count ? answers : nil
    }

    /// How much a counter has grown; what is no number has not.
    static func grown(_ now: Double, _ before: Double) -> Double {
        let grown = now >= before ? now - before : now
        return grown.isFinite && grown > 0 ? grown : 0
    }
}
