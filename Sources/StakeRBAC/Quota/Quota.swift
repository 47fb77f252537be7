// SPDX-License-Identifier: Apache-2.0

/// An amount of what a cluster has to give.
public struct Quota: Sendable, Equatable {
    /// Processors, in thousandths.
    public var cpu: Int
    /// Memory, in bytes.
    public var memory: Int
    /// Pods.
    public var pods: Int
    /// Storage that is claimed, in bytes.
    public var storage: Int

    /// States an amount.
    public init(cpu: Int, memory: Int, pods: Int, storage: Int) {
        self.cpu = cpu
        self.memory = memory
        self.pods = pods
        self.storage = storage
    }
}

/// How much a stake is worth: something for a start, and more with each SUI.
public struct StakeQuota: Sendable, Equatable {
    /// What there is without regard to the stake.
    public var base: Quota
    /// What each whole SUI adds.
    public var perSUI: Quota

    /// The defaults: a processor, 2 GiB, 10 pods and 10 GiB of storage with each SUI.
    public init(
        base: Quota = Quota(cpu: 0, memory: 0, pods: 0, storage: 0),
        perSUI: Quota = Quota(cpu: 1000, memory: 2 << 30, pods: 10, storage: 10 << 30)
    ) {
        self.base = base
        self.perSUI = perSUI
    }

    /// What a stake is worth, by whole SUI; what is beyond counting is the most that can be counted.
    public func limit(ofStake mist: UInt64) -> Quota {
        let sui = Int(mist / 1_000_000_000)
        func sum(_ part: (Quota) -> Int) -> Int {
            let (product, isTooMuch) = part(perSUI).multipliedReportingOverflow(by: sui)
            let (sum, isTooMuchAgain) = part(base).addingReportingOverflow(product)
            return isTooMuch || isTooMuchAgain ? .max : sum
        }
        return Quota(cpu: sum { $0.cpu }, memory: sum { $0.memory }, pods: sum { $0.pods }, storage: sum { $0.storage })
    }
}
