// SPDX-License-Identifier: Apache-2.0
internal import Kernel

/// Dates of HTTP's header, as all servers write them today: IMF-fixdate, RFC 9110 §5.6.7.
enum HTTPDateText {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func read(_ text: String) -> WallTime? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[0].count == 4, words[5] == "GMT",
            let month = months.firstIndex(of: String(words[2]))
        else {
            return nil
        }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return RFC3339.read("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
