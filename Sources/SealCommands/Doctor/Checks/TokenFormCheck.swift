// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Whether a token is one of ours by its form, and whether a signed one still counts; nothing of it gets into a finding.
struct TokenFormCheck: Check {
    static let name = "token"

    /// The token as it goes to the apiserver.
    let token: Seen<[UInt8]>
    /// The cluster that it must be for, if that is known.
    let cluster: Address?
    /// Whom it must be for.
    let audience: String
    let now: WallTime

    var findings: [Finding] {
        token.findings(Self.name) { bytes in
            switch BearerForm(bytes.span) {
            case .signed: [signed(bytes)]
            case .seal: [seal(bytes)]
            case .foreign: [foreign(bytes)]
            }
        }
    }

    private func seal(_ bytes: [UInt8]) -> Finding {
        let isLowercase = bytes.suffix(SealToken.digits).allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
        }
        guard isLowercase else {
            return failed("64 digits, but not lowercase hexadecimal ones: it was changed on its way here")
        }
        return Finding(check: Self.name, state: .ok, says: "a seal's, by its form")
    }

    private func signed(_ bytes: [UInt8]) -> Finding {
        let token: UnverifiedSignedToken
        do throws(TokenFault) { token = try UnverifiedSignedToken(bytes.span) } catch {
            return failed("\(error.reason)")
        }
        do throws(TokenFault) {
            // Times are looked at for any cluster, so that an old token for another one is both.
            try token.claims.check(cluster: cluster ?? token.claims.cluster, at: now)
            try token.claims.check(audienceIn: [audience])
            _ = try token.verified()
        } catch { return failed("\(error.reason)") }
        let end = WallTime(nanoseconds: Int64(clamping: token.claims.expiresMilliseconds) &* 1_000_000)
        return Finding(check: Self.name, state: .ok, says: "signed, good until \(RFC3339.write(end))")
    }

    /// Whose it may be instead: what kubeconfigs hold.
    private func foreign(_ bytes: [UInt8]) -> Finding {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let kind =
            if bytes.isEmpty {
                "nothing"
            } else if text.hasPrefix("eyJ"), parts.count == 3 {
                "a JSON web token: a service account's or an OIDC provider's, and not ours to judge"
            } else if text.hasPrefix("K10") || text.contains("::") {
                "a k3s join token: it lets machines in, not people, and belongs nowhere else"
            } else if parts.count == 2, parts[0].count == 6, parts[1].count == 16 {
                "a bootstrap token: it lets machines in, not people"
            } else if text.contains(where: \.isWhitespace) {
                "more than a token: there is white space in it"
            } else if SealToken.digits == bytes.count - 5 || text.lowercased().hasPrefix("seal_") {
                "no seal: that is 64 lowercase hexadecimal digits, with seal_ before them or not"
            } else {
                "neither 64 lowercase hexadecimal digits, after seal_ or not, nor sealsig1.…"
            }
        return failed(kind)
    }

    private func failed(_ says: String) -> Finding {
        Finding(check: Self.name, state: .failed, says: says, fix: "sealctl seal mint")
    }
}
