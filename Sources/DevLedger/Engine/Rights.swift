// SPDX-License-Identifier: Apache-2.0
internal import SuiLedger

/// Which capabilities of a cluster count: the contracts' `rights`.
struct Rights {
    struct Offer: Hashable {
        let kind: CapabilityKind
        let to: Address
    }

    private static let module = "rights"
    private static let maximumCount = 16

    private var admin: Address
    private var slashers: Set<Address> = []
    private var operators: Set<Address> = []
    private var offers: Set<Offer> = []

    init(admin: Address) { self.admin = admin }

    func check(_ kind: CapabilityKind, _ cap: Address) throws(Abort) {
        let counts =
            switch kind {
            case .admin: admin == cap
            case .slasher: slashers.contains(cap)
            case .operator: operators.contains(cap)
            }
        try require(counts, Self.module, "ECapRevoked")
    }

    static func kind(_ number: UInt8) throws(Abort) -> CapabilityKind {
        guard let kind = CapabilityKind(rawValue: number) else { throw Abort(module, "EInvalidKind") }
        return kind
    }

    mutating func offer(_ number: UInt8, to: Address) throws(Abort) {
        offers.insert(Offer(kind: try Self.kind(number), to: to))
    }

    /// Ends an offer; returns its kind.
    mutating func close(_ number: UInt8, to: Address) throws(Abort) -> CapabilityKind {
        guard let kind = CapabilityKind(rawValue: number), offers.remove(Offer(kind: kind, to: to)) != nil else {
            throw Abort(Self.module, "ENotOffered")
        }
        return kind
    }

    /// Lets a capability count; returns the admin's that it replaces.
    mutating func grant(_ kind: CapabilityKind, _ cap: Address) throws(Abort) -> Address? {
        switch kind {
        case .admin:
            defer { admin = cap }
            return admin
        case .slasher:
            try require(slashers.count < Self.maximumCount, Self.module, "ETooManyCaps")
            slashers.insert(cap)
        case .operator:
            try require(operators.count < Self.maximumCount, Self.module, "ETooManyCaps")
            operators.insert(cap)
        }
        return nil
    }

    mutating func revoke(_ cap: Address) throws(Abort) -> CapabilityKind {
        if slashers.remove(cap) != nil { return .slasher }
        guard operators.remove(cap) != nil else { throw Abort(Self.module, "ECapRevoked") }
        return .operator
    }
}

/// What a capability is for.
enum CapabilityKind: UInt8, Hashable {
    case admin = 1
    case slasher = 2
    case `operator` = 3
}

/// A capability that somebody owns.
struct Capability: Hashable {
    let id: Address
    let kind: CapabilityKind
    let cluster: Address
    let holder: Address
}
