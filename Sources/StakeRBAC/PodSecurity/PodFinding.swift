// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// Who breaks one control, and how.
struct PodFinding {
    /// How many containers or volumes are named, and how many values.
    private static let shownLimit = 3

    /// What is broken.
    let control: PodSecurityControl
    private var isOfPod = false
    private var isOfVolumes = false
    private var names: [String] = []
    private var partCount = 0
    private var lastNumber = -1
    private var found: [String] = []

    /// Begins with nobody.
    init(_ control: PodSecurityControl) { self.control = control }

    /// Adds who breaks it; a part that breaks it in several ways counts once.
    mutating func add(_ part: borrowing PodPart, found value: Span<UInt8>?) throws(JSONError) {
        if part.kind == .pod {
            isOfPod = true
        } else if part.number != lastNumber {
            isOfVolumes = part.kind == .volume
            lastNumber = part.number
            partCount += 1
            if names.count < Self.shownLimit { names.append(try part.name) }
        }
        guard let value, !value.isEmpty, found.count < Self.shownLimit else { return }
        let shown = Shown.name(value)
        if !found.contains(shown) { found.append(shown) }
    }

    /// A sentence for a person.
    var text: String {
        var text = isOfPod ? "pod" : ""
        if partCount > 0 {
            text += isOfPod ? " and " : ""
            text += (isOfVolumes ? "volume" : "container") + (partCount == 1 ? " " : "s ")
            text += names.joined(separator: ", ")
            text += partCount > names.count ? " and \(partCount - names.count) more" : ""
        }
        text += " \(PodSecurityStandard.rule(control).remedy)"
        return found.isEmpty ? text : text + " (found " + found.joined(separator: ", ") + ")"
    }
}
