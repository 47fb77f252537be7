/// The three capabilities of a cluster. Whether one still counts is written in the cluster's pool, not in the object,
/// so that a stolen key can be revoked.
module k3s_daas::caps;

// === Constants ===

const ADMIN: u8 = 1;
const SLASHER: u8 = 2;
const OPERATOR: u8 = 3;

// === Structs ===

// None has `store`: a capability cannot be sent on, wrapped or sold. It is handed over by `staking::offer_cap` and
// `staking::accept_cap`, which make a new one and, for the admin, end the old one.

/// Kept cold: parameters, capabilities, slashed funds, enclave measurements and classes, migration.
public struct AdminCap has key {
    id: UID,
    cluster: ID,
}

/// Slashes, within a limit for each epoch.
public struct SlasherCap has key {
    id: UID,
    cluster: ID,
}

/// Kept hot, in the controller's wallet: activates, assigns, completes, scores, anchors. Holds no power over stake.
public struct OperatorCap has key {
    id: UID,
    cluster: ID,
}

// === Public functions ===

public fun admin(): u8 { ADMIN }

public fun slasher(): u8 { SLASHER }

public fun operator(): u8 { OPERATOR }

public fun admin_cluster(cap: &AdminCap): ID { cap.cluster }

public fun slasher_cluster(cap: &SlasherCap): ID { cap.cluster }

public fun operator_cluster(cap: &OperatorCap): ID { cap.cluster }

// === Package functions ===

/// Makes a capability of the kind, gives it to `holder` and returns its id, for the pool to remember.
public(package) fun grant(kind: u8, cluster: ID, holder: address, ctx: &mut TxContext): ID {
    let id = object::new(ctx);
    let granted = id.to_inner();
    if (kind == ADMIN) transfer::transfer(AdminCap { id, cluster }, holder)
    else if (kind == SLASHER) transfer::transfer(SlasherCap { id, cluster }, holder)
    else transfer::transfer(OperatorCap { id, cluster }, holder);
    granted
}
