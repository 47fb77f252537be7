// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// Whether the apiserver will believe that our server is who it asks, and whether anybody else may ask.
struct ListenerCheck: Check {
    /// What a caller without a certificate gets.
    enum Stranger: Sendable, Hashable {
        /// No answer at all.
        case refused
        /// An answer.
        case answered
    }

    static let certificateName = "certificate"
    static let strangersName = "client certificates"

    /// Where it listens.
    let about: String
    /// The name or address by which the apiserver asks it.
    let host: String
    /// The certificate that it has shown.
    let shown: Seen<Result<ShownCertificate, Silence>>
    /// What the apiserver was told to trust.
    let authorities: Seen<[ShownCertificate]>
    let strangers: Seen<Stranger>
    let now: WallTime

    var findings: [Finding] {
        shown.findings(Self.certificateName, about) { answer in
            switch answer {
            case .success(let shown): [verdict(shown)]
            case .failure(let silence):
                [
                    Finding(
                        check: Self.certificateName, about: about, state: .failed,
                        says: "none is shown: \(silence.reason)",
                        fix: "systemctl status \(ReadinessCheck.unit)")
                ]
            }
        }
            + strangers.findings(Self.strangersName, about) { stranger in
                switch stranger {
                case .refused:
                    [Finding(check: Self.strangersName, about: about, state: .ok, says: "who shows none is refused")]
                case .answered:
                    [
                        Finding(
                            check: Self.strangersName, about: about, state: .failed,
                            says: "who shows none is answered: everybody on this machine may try tokens",
                            fix: "sudo sealctl wire k3s")
                    ]
                }
            }
    }

    private func verdict(_ shown: ShownCertificate) -> Finding {
        let end = RFC3339.write(WallTime(seconds: shown.notAfter))
        func finding(_ state: Finding.State, _ says: String, _ fix: String? = nil) -> Finding {
            Finding(check: Self.certificateName, about: about, state: state, says: says, fix: fix)
        }
        guard case .seen(let authorities) = authorities else {
            // Times can be told without an authority; who signed it cannot.
            guard now.seconds <= shown.notAfter else { return finding(.failed, "expired at \(end)", Self.renewal) }
            return finding(
                .unseen, "good until \(end); which authority it must come from is not known here", "sudo sealctl doctor"
            )
        }
        switch shown.fault(.server(host), by: authorities, at: now.seconds) {
        case nil:
            let (life, left) = (shown.notAfter - shown.notBefore, shown.notAfter - now.seconds)
            guard left * 3 >= life else {
                return finding(.warning, "good until \(end), and should have been renewed by now", Self.renewal)
            }
            return finding(.ok, "for \(shown.alternatives), good until \(end)")
        case .expired: return finding(.failed, "expired at \(end)", Self.renewal)
        case .notYetValid:
            let begin = RFC3339.write(WallTime(seconds: shown.notBefore))
            return finding(.failed, "not valid before \(begin): is the clock right?", "timedatectl set-ntp true")
        case .authorityExpired:
            return finding(.failed, "its authority's own certificate does not count any more", Self.wiring)
        case .wrongName:
            let names = shown.alternatives.isEmpty ? "nobody; a common name does not count" : shown.alternatives
            return finding(.failed, "it must be for \(host), and is for \(names)", Self.wiring)
        case .wrongPurpose: return finding(.failed, "it is no server's", Self.wiring)
        case .unknownAuthority:
            return finding(
                .failed, "it is not from the authority that the apiserver trusts, which reads that at its start only",
                "sudo sealctl wire k3s --check")
        case .refused: return finding(.failed, "OpenSSL does not take it", Self.wiring)
        }
    }

    private static let renewal = "sudo sealctl wire renew"
    private static let wiring = "sudo sealctl wire k3s"
}
