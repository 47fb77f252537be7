// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What was found so far while a pod is walked through; takes nothing from the heap until something is.
struct PodFindings {
    private let level: PodSecurityLevel
    private let onWindows: Bool
    private var findings: [PodFinding] = []

    /// Begins with a pod.
    init(level: PodSecurityLevel, onWindows: Bool) {
        self.level = level
        self.onWindows = onWindows
    }

    /// Notes that `part` breaks `control`, if that is in force, and what was found there, if that helps.
    mutating func add(
        _ control: PodSecurityControl, _ part: borrowing PodPart, found: Span<UInt8>? = nil
    ) throws(JSONError) {
        guard PodSecurityStandard.demands(control, at: level, onWindows: onWindows) else { return }
        let index = findings.firstIndex { $0.control == control } ?? findings.endIndex
        if index == findings.endIndex { findings.append(PodFinding(control)) }
        try findings[index].add(part, found: found)
    }

    /// All of it, in the order of the standard.
    var violations: [PodSecurityViolation] {
        guard !findings.isEmpty else { return [] }
        return PodSecurityControl.allCases.compactMap { control in
            guard let finding = findings.first(where: { $0.control == control }) else { return nil }
            return PodSecurityViolation(control: control, text: finding.text)
        }
    }
}
