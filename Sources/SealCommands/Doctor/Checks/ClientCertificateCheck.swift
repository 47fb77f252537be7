// SPDX-License-Identifier: Apache-2.0
internal import Crypto
internal import Kernel

/// Whether our server will let the apiserver in, by the certificate that this was given to show.
struct ClientCertificateCheck: Check {
    static let name = "apiserver's certificate"

    /// The certificate.
    let shown: Seen<ShownCertificate>
    /// Whom our server lets in.
    let authorities: Seen<[ShownCertificate]>
    /// The common names that it lets in; empty for all.
    let names: [String]
    let now: WallTime

    var findings: [Finding] {
        shown.findings(Self.name) { shown in authorities.findings(Self.name) { [verdict(shown, $0)] } }
    }

    private func verdict(_ shown: ShownCertificate, _ authorities: [ShownCertificate]) -> Finding {
        let end = RFC3339.write(WallTime(seconds: shown.notAfter))
        func failed(_ says: String, _ fix: String = "sudo sealctl wire k3s") -> Finding {
            Finding(check: Self.name, state: .failed, says: says, fix: fix)
        }
        switch shown.fault(.client, by: authorities, at: now.seconds) {
        case nil: break
        case .expired: return failed("expired at \(end): each question is refused", "sudo sealctl wire renew")
        case .notYetValid: return failed("not valid yet: is the clock right?", "timedatectl set-ntp true")
        case .wrongPurpose: return failed("it is no client's")
        case .unknownAuthority: return failed("it is not from the authority that our server lets in")
        case .authorityExpired: return failed("its authority's own certificate does not count any more")
        case .wrongName, .refused: return failed("OpenSSL does not take it")
        }
        guard names.isEmpty || names.contains(shown.commonName) else {
            return failed("it is \(shown.commonName)'s, and our server lets in \(names.joined(separator: ", "))")
        }
        guard (shown.notAfter - now.seconds) * 3 >= shown.notAfter - shown.notBefore else {
            return Finding(
                check: Self.name, state: .warning, says: "good until \(end), and should have been renewed by now",
                fix: "sudo sealctl wire renew")
        }
        return Finding(check: Self.name, state: .ok, says: "\(shown.commonName), good until \(end)")
    }
}
