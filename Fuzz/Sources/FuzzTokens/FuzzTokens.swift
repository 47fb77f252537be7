// SPDX-License-Identifier: Apache-2.0
import Crypto
import FuzzDriver
import Kernel
import SuiLedger

@testable import SealAuthN

/// Feeds each input, as it stands, to what reads bearer tokens of either form, and to what reads the claims inside of one.
///
/// Whatever is read is written again as the same text, and what looks foreign is read by nobody.
@_cdecl("FuzzTokens_main")
public func start(_ argc: CInt, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> CInt {
    drive(argc, argv) { bytes, count in
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        let form = BearerForm(input.span)
        readSeal(input, form)
        readSigned(input, form)
        if let claims = try? TokenClaims(message: input.span) {
            require(claims.message == input, "claims are written in one way")
        }
        return 0
    }
}

private func readSeal(_ input: [UInt8], _ form: BearerForm) {
    guard var hasher = try? SealHasher(clusterId: Bytes32()), hasher.take(input.span) else { return }
    require(form == .seal, "a Seal token looks like one")
    let digits = Array(input.suffix(SealToken.digits))
    let message = Array("k3s-daas/seal/v1".utf8) + Bytes32().bytes + (Bytes32(hex: digits.span)?.bytes ?? [])
    require((try? SHA256.digest(of: message.span)) == (try? hasher.key()), "a key is that of the digits")
}

private func readSigned(_ input: [UInt8], _ form: BearerForm) {
    guard let token = try? UnverifiedSignedToken(input.span) else { return }
    require(form == .signed, "a signed token looks like one")
    let text = Array(SignedToken.text(token.claims, token.signature).utf8)
    require(text == input, "a token has one text")
    // Any time will do: no number of a claim may end the process.
    for now in [WallTime(seconds: 1_795_212_180), WallTime(nanoseconds: .max), WallTime(nanoseconds: .min)] {
        try? token.claims.check(cluster: token.claims.cluster, at: now)
    }
    guard let verified = try? token.verified() else { return }
    require(verified.signer == token.claimedSigner, "the signer is who was claimed")
    require(Array(verified.text.utf8) == text, "a verified token has the same text")
}
