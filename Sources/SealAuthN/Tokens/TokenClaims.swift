// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Kernel
public import SuiLedger
internal import Wire

/// What the owner of an address signs to log in: for which cluster, for whom, from when to when.
///
/// Nothing in it is chosen by a server: who signs builds it from fields of its own, under a domain that no other
/// message has.
public struct TokenClaims: Hashable, Sendable {
    /// What stands first in every message.
    public static let domain = "k3s-daas/token/v1"
    /// The longest audience, in bytes.
    public static let maximumAudience = 256
    /// The longest time from issue to expiry.
    public static let maximumLifetime = Duration.milliseconds(maximumLifetimeMilliseconds)
    /// How far two clocks may be apart, in either direction.
    public static let skew = Duration.milliseconds(skewMilliseconds)

    static let maximumLifetimeMilliseconds: UInt64 = 15 * 60 * 1000
    static let skewMilliseconds: UInt64 = 60 * 1000
    static let saltBytes = 16

    /// The cluster that the token opens.
    public let cluster: Address
    /// Whom the token is for: visible ASCII, 1 to 256 characters.
    public let audience: String
    /// When the token was made, since 1970.
    public let issuedMilliseconds: UInt64
    /// When the token ends, since 1970: the first moment at which it is none, but for the skew.
    public let expiresMilliseconds: UInt64
    /// 16 bytes that nobody can guess, as the number that they are in BCS, so that no two tokens are alike.
    public let salt: UInt128

    /// Puts claims together; ``check(cluster:at:)`` says whether anybody accepts them.
    public init(
        cluster: Address, audience: String, issuedMilliseconds: UInt64, expiresMilliseconds: UInt64, salt: UInt128
    ) {
        self.cluster = cluster
        self.audience = audience
        self.issuedMilliseconds = issuedMilliseconds
        self.expiresMilliseconds = expiresMilliseconds
        self.salt = salt
    }

    /// Claims that begin now; more than ``maximumLifetime`` is cut to it.
    ///
    /// An audience that is none, or no lifetime, gives claims that ``check(cluster:at:)`` refuses: whoever signs asks it first.
    public static func make(
        cluster: Address, audience: String, now: WallTime, lifetime: Duration
    ) throws(CryptoError) -> TokenClaims {
        let salt = try randomBytes(saltBytes).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let issued = milliseconds(now)
        return TokenClaims(
            cluster: cluster, audience: audience, issuedMilliseconds: issued,
            expiresMilliseconds: issued + min(lifetime.wholeNanoseconds / 1_000_000, maximumLifetimeMilliseconds),
            salt: salt)
    }

    /// What is signed, as a personal message: the claims in BCS, the domain first.
    public var message: [UInt8] {
        var writer = BCSWriter()
        writer.string(Self.domain)
        writer.address(cluster)
        writer.string(audience)
        writer.integer(issuedMilliseconds)
        writer.integer(expiresMilliseconds)
        writer.integer(salt)
        return writer.bytes
    }

    /// Reads a message in its only form.
    public init(message: Span<UInt8>) throws(TokenFault) {
        let claims: TokenClaims?
        do throws(BCSError) { claims = try Self.read(message) } catch { throw .malformed }
        guard let claims else { throw .wrongDomain }
        self = claims
    }

    /// The claims, or `nil` where the domain is another.
    private static func read(_ message: Span<UInt8>) throws(BCSError) -> TokenClaims? {
        var reader = BCSReader(message)
        let domainCount = try reader.count()
        guard isDomain(try reader.fixed(domainCount)) else { return nil }
        let cluster = try reader.address()
        let audience = try reader.string()
        guard isAudience(audience.utf8.span) else { throw BCSError(.notText) }
        let claims = TokenClaims(
            cluster: cluster, audience: audience, issuedMilliseconds: try reader.integer(),
            expiresMilliseconds: try reader.integer(), salt: try reader.integer())
        try reader.finish()
        return claims
    }

    private static func isDomain(_ bytes: Span<UInt8>) -> Bool {
        let domain = domain.utf8.span
        guard bytes.count == domain.count else { return false }
        for index in bytes.indices where bytes[index] != domain[index] { return false }
        return true
    }

    /// Visible ASCII: nothing that could be written in two ways, end a line or look like something else.
    private static func isAudience(_ bytes: Span<UInt8>) -> Bool {
        guard (1...maximumAudience).contains(bytes.count) else { return false }
        for index in bytes.indices where !(0x21...0x7e).contains(bytes[index]) { return false }
        return true
    }
}

extension TokenClaims {
    /// Refuses claims for another cluster or another time; it costs next to nothing, so it is asked before any signature.
    ///
    /// The time is from ``skew`` before the issue, inclusive, to ``skew`` after the expiry, exclusive.
    public func check(cluster: Address, at now: WallTime) throws(TokenFault) {
        guard Self.isAudience(audience.utf8.span) else { throw .malformed }
        guard self.cluster == cluster else { throw .wrongCluster }
        if let fault = Self.fault(issued: issuedMilliseconds, expires: expiresMilliseconds, at: now) { throw fault }
    }

    /// Refuses claims for an audience that is not among those that the server answers for.
    public func check(audienceIn accepted: [String]) throws(TokenFault) {
        guard accepted.contains(audience) else { throw .wrongAudience }
    }

    /// What is wrong with a token's times; each difference is taken only where it cannot be negative.
    static func fault(issued: UInt64, expires: UInt64, at now: WallTime) -> TokenFault? {
        guard issued < expires else { return .malformed }
        guard expires - issued <= maximumLifetimeMilliseconds else { return .livesTooLong }
        let now = milliseconds(now)
        if issued > now, issued - now > skewMilliseconds { return .notYetValid }
        return isOver(expires, at: now) ? .expired : nil
    }

    /// Whether a token that expires then is none any more.
    static func isOver(_ expires: UInt64, at now: UInt64) -> Bool {
        now >= expires && now - expires >= skewMilliseconds
    }

    /// A point in time as tokens tell it; what lies before 1970 is 0.
    static func milliseconds(_ time: WallTime) -> UInt64 { UInt64(max(time.nanoseconds, 0)) / 1_000_000 }
}
