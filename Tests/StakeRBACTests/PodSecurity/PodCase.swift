// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StakeRBAC

/// A pod, and the one control that it breaks, or none.
struct PodCase: Sendable, CustomTestStringConvertible {
    let pod: String
    let breaks: PodSecurityControl?

    var testDescription: String { "\(breaks?.rawValue ?? "passes"): \(pod)" }

    /// Pods that break one control.
    static func fail(_ control: PodSecurityControl, _ pods: String...) -> [PodCase] {
        pods.map { PodCase(pod: $0, breaks: control) }
    }

    /// Pods that break nothing.
    static func pass(_ pods: String...) -> [PodCase] { pods.map { PodCase(pod: $0, breaks: nil) } }

    /// The same pod with its containers in another list.
    func inList(_ list: String) -> String {
        guard let range = pod.firstRange(of: #""containers":"#) else { return pod }
        return pod[..<range.lowerBound] + #""\#(list)":"# + pod[range.upperBound...]
    }
}
