// SPDX-License-Identifier: Apache-2.0
internal import Configuration
internal import Crypto
internal import Kernel
internal import SealAuthN
internal import SuiLedger

/// Makes tokens, or finds one that was made.
struct TokenMaker {
    static let isUncached = Setting(
        "no-cache", key: "", group: "Token", .boolean, fallback: false, isFlagOnly: true,
        "Neither takes a token from the cache nor leaves one there.")

    /// Which token.
    let order: TokenOrder
    /// Whose.
    let signer: TokenSigner

    private let cache: TokenCache?
    private let console: Console

    /// Gets ready; nothing is opened or signed yet.
    init(_ invocation: Invocation, _ info: ExecInfo) throws(CommandFailure) {
        order = try TokenOrder(invocation, info)
        signer = try TokenSigner(invocation)
        cache = try invocation(Self.isUncached) ? nil : TokenCache(invocation.environment, order, signer.address)
        console = invocation.console
    }

    /// A token that is good for more than two minutes.
    func token() throws(CommandFailure) -> MadeToken {
        guard let cache else { return try sign() }
        if let token = cache.read(order, by: signer.address, at: console.now()) { return token }
        let lock: FileLock
        do throws(TokenCache.Trouble) { lock = try cache.lock() } catch {
            console.note("the token is not kept: \(error.reason)")
            return try sign()
        }
        // Who had the lock before may have made it.
        if let token = cache.read(order, by: signer.address, at: console.now()) { return token }
        let token = try sign()
        do throws(TokenCache.Trouble) { try cache.write(token) } catch {
            console.note("the token is not kept: \(error.reason)")
        }
        _ = consume lock
        return token
    }

    private func sign() throws(CommandFailure) -> MadeToken {
        let claims: TokenClaims
        do throws(CryptoError) {
            claims = try TokenClaims.make(
                cluster: order.cluster, audience: order.audience, now: console.now(), lifetime: order.lifetime)
        } catch { throw CommandFailure(error) }
        do throws(TokenFault) { try claims.check(cluster: order.cluster, at: console.now()) } catch {
            throw CommandFailure("\(error.reason)", .software)
        }
        return MadeToken(claims, try signer.sign(claims.message))
    }
}
