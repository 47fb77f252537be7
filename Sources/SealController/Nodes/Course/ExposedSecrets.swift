// SPDX-License-Identifier: Apache-2.0

/// Which Secrets a machine was given, told in as many Events as it takes: what an operator has to make anew.
///
/// Names only.
enum ExposedSecrets {
    /// More than so many Events are not written; the last one says how many names are left out.
    static let maximumParts = 16
    /// What is kept free for how many are left out.
    private static let reserve = 24

    /// The texts; none where nothing was mounted.
    static func texts(of pods: [PodView]) -> [String] {
        let names = Set(pods.flatMap { pod in pod.secrets.map { "\(pod.namespace)/\($0)" } }).sorted()
        let head = "Secrets that this machine was given, to be made anew: "
        var texts: [String] = []
        var (line, count) = (head, 0)
        for (index, name) in names.enumerated() {
            let addition = count == 0 ? name : ", \(name)"
            if line.utf8.count + addition.utf8.count > NodeEvent.maximumText - reserve {
                if texts.count == maximumParts - 1 {
                    return texts + ["\(line) and \(names.count - index) more"]
                }
                texts.append(line)
                (line, count) = (head + name, 1)
            } else {
                line += addition
                count += 1
            }
        }
        return count == 0 ? texts : texts + [line]
    }
}
