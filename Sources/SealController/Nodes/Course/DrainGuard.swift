// SPDX-License-Identifier: Apache-2.0

/// Keeps a fault that looks like the loss of many stakes from emptying the cluster: a node that lies, a parameter with a zero too many.
///
/// Each cause is counted by itself. What has begun lately and what waits must together stay below the bound, or nothing that waits begins.
struct DrainGuard {
    /// How much may go within the window, in percent of all.
    let percent: Int
    /// How many may go in any case.
    let least: Int
    /// How many there are.
    let total: Int
    /// Whether all removals of the window are known: those that have come to their end stand nowhere in the cluster, and who has just
    /// begun to lead may have crashed because of them.
    let knowsWindow: Bool

    /// How many may go for one cause within the window.
    var bound: Int {
        knowsWindow ? max(least, total * percent / 100) : least
    }

    /// Whether those that wait may begin.
    func admits(waiting: Int, begun: Int) -> Bool { waiting + begun <= bound }
}
