// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// How long a service account's token may live when it is asked for by itself.
///
/// The apiserver sets no bound of its own, and nothing takes a token back: what it reads with other programs, and where roles alone
/// decide, it reads when the stake is gone.
enum TokenRules {
    /// As long as a token that a pod's volume asks for.
    static let longest = 86_400

    /// Reports a token that would live longer.
    static func check(_ request: borrowing Request, _ findings: inout Findings) throws(JSONError) {
        guard request.part == .token, request.verb == .create, let object = request.object,
            let seconds = try object.contentObject("spec")?.contentNumber("expirationSeconds"), seconds > longest
        else { return }
        findings.report(
            .tokenRequests,
            "a token that lives for \(seconds) seconds may outlive the stake by as much; ask for \(longest) or less "
                + "(--duration=24h)")
    }
}
