// SPDX-License-Identifier: Apache-2.0
import Kernel
import LocalCluster

/// How long each of many took, and what went wrong.
final class Tally: Sendable {
    private struct State {
        var times: [Duration] = []
        var faults: [String] = []
    }

    private let name: String
    private let state = Monitor<State>(State())

    init(_ name: String) { self.name = name }

    func succeed(_ took: Duration) {
        state.withLock { $0.times.append(took) }
        state.notifyAll()
    }

    func fail(_ fault: String) {
        state.withLock { $0.faults.append(fault) }
        state.notifyAll()
    }

    /// Waits until so many came back; then writes one line: name, how many, how many failed, microseconds at 50 and 99 of 100, the most.
    func finish(_ count: Int) {
        guard let state = state.wait(for: { $0.times.count + $0.faults.count >= count ? $0 : nil }) else { return }
        let times = state.times.sorted()
        func at(_ share: Double) -> Int {
            guard !times.isEmpty else { return 0 }
            let index = min(times.count - 1, Int(share * Double(times.count)))
            return Int(times[index] / .microseconds(1))
        }
        Output.write("\(name) \(times.count) \(state.faults.count) \(at(0.5)) \(at(0.99)) \(at(1))")
        for fault in Set(state.faults).prefix(3) { Output.write("fault \(fault)") }
    }
}
