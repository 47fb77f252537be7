// SPDX-License-Identifier: Apache-2.0

/// Whom an apiserver takes a token's bearer for: the whole way, from the token to the stake, in one answer.
struct IdentityCheck: Check {
    static let name = "identity"

    /// What an apiserver said of the bearer.
    enum Answer: Sendable, Hashable {
        /// It is this one.
        case known(username: String, groups: [String])
        /// Nobody: 401, which never says why.
        case unauthorized
        /// Something else than an answer.
        case other(status: Int)
    }

    /// Which apiserver.
    let about: String
    let answer: Seen<Answer>
    /// Whose it should be, if that is known: `sui:0x…`.
    let username: String?
    /// What the chain makes of them, if that is known.
    let tier: String?

    var findings: [Finding] {
        answer.findings(Self.name, about) { answer in
            switch answer {
            case .unauthorized:
                [
                    failed(
                        "401: it does not know the token. If the lines above are right and other servers know it, this server was not told to ask us",
                        "sudo sealctl doctor")
                ]
            case .other(let status): [failed("it answers \(status)", "kubectl get --raw /readyz?verbose")]
            case .known(let username, let groups): [verdict(username, groups)]
            }
        }
    }

    private func verdict(_ name: String, _ groups: [String]) -> Finding {
        guard name.hasPrefix("sui:0x") else {
            return failed(
                "it takes the bearer for \(name): another authenticator took the token before us", "kubectl auth whoami"
            )
        }
        if let username, username != name {
            return failed("it is \(name)'s, and not \(username)'s", "sealctl wallet list")
        }
        if let group = groups.first(where: { $0.hasPrefix("system:") && $0 != "system:authenticated" }) {
            return failed("it puts the bearer into \(group), which we never do", "kubectl auth whoami")
        }
        let tiers = groups.filter {
            ["seal:viewer", "seal:developer", "seal:admin", "seal:super", "seal:limited"].contains($0)
        }
        guard let only = tiers.first, tiers.count == 1, groups.contains("seal:stakers") else {
            return failed(
                "its groups are \(groups.joined(separator: ", ")): one tier and seal:stakers must be among them",
                "sudo sealctl doctor")
        }
        if let tier, only != "seal:\(tier)", only != "seal:limited" {
            return Finding(
                check: Self.name, about: about, state: .warning,
                says:
                    "\(name), \(only), while the chain says \(tier): an apiserver remembers for up to 20 s, and a server may ask for more"
            )
        }
        return Finding(check: Self.name, about: about, state: .ok, says: "\(name), \(only)")
    }

    private func failed(_ says: String, _ fix: String) -> Finding {
        Finding(check: Self.name, about: about, state: .failed, says: says, fix: fix)
    }
}
