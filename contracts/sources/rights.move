/// Which capabilities of a cluster count, and which are on their way to a new holder.
module k3s_daas::rights;

use k3s_daas::caps;
use sui::table::{Self, Table};
use sui::vec_set::{Self, VecSet};

// === Errors ===

/// The capability was revoked or replaced.
const ECapRevoked: u64 = 1;
/// There is no capability of this kind.
const EInvalidKind: u64 = 2;
/// Nobody offered this capability to that address.
const ENotOffered: u64 = 3;
/// As many capabilities of the kind as there may be.
const ETooManyCaps: u64 = 4;

// === Constants ===

const MAX_CAPS: u64 = 16;

// === Structs ===

public struct Rights has store {
    admin: ID,
    slashers: VecSet<ID>,
    operators: VecSet<ID>,
    offers: Table<Offer, bool>,
}

/// A capability of this kind, to this address.
public struct Offer has copy, drop, store {
    kind: u8,
    to: address,
}

// === Public functions ===

public fun assert_admin(rights: &Rights, cap: ID) {
    assert!(rights.admin == cap, ECapRevoked);
}

public fun assert_slasher(rights: &Rights, cap: ID) {
    assert!(rights.slashers.contains(&cap), ECapRevoked);
}

public fun assert_operator(rights: &Rights, cap: ID) {
    assert!(rights.operators.contains(&cap), ECapRevoked);
}

// === Package functions ===

public(package) fun new(admin: ID, ctx: &mut TxContext): Rights {
    Rights { admin, slashers: vec_set::empty(), operators: vec_set::empty(), offers: table::new(ctx) }
}

public(package) fun offer(rights: &mut Rights, kind: u8, to: address) {
    assert!(kind >= caps::admin() && kind <= caps::operator(), EInvalidKind);
    let offer = Offer { kind, to };
    if (!rights.offers.contains(offer)) rights.offers.add(offer, true);
}

/// Ends an offer, because it was taken back or because it was accepted.
public(package) fun close(rights: &mut Rights, kind: u8, to: address) {
    let offer = Offer { kind, to };
    assert!(rights.offers.contains(offer), ENotOffered);
    rights.offers.remove(offer);
}

/// Lets a new capability count. A new admin ends the old one, whose id is returned; slashers and operators stand beside
/// each other.
public(package) fun grant(rights: &mut Rights, kind: u8, cap: ID): Option<ID> {
    if (kind == caps::admin()) {
        let old = rights.admin;
        rights.admin = cap;
        return option::some(old)
    };
    let live = if (kind == caps::slasher()) &mut rights.slashers else &mut rights.operators;
    assert!(live.length() < MAX_CAPS, ETooManyCaps);
    live.insert(cap);
    option::none()
}

/// Ends a slasher's or an operator's capability and returns which of the two it was.
public(package) fun revoke(rights: &mut Rights, cap: ID): u8 {
    if (rights.slashers.contains(&cap)) {
        rights.slashers.remove(&cap);
        return caps::slasher()
    };
    assert!(rights.operators.contains(&cap), ECapRevoked);
    rights.operators.remove(&cap);
    caps::operator()
}
