/// Merkle roots of the cluster's audit log. What is anchored cannot be unsaid.
module k3s_daas::audit_anchor;

use k3s_daas::caps::{AdminCap, OperatorCap};
use k3s_daas::staking::StakePool;
use sui::clock::Clock;
use sui::dynamic_field;
use sui::event;
use sui::table::{Self, Table};

// === Errors ===

/// The object is of another version of this package.
const EWrongVersion: u64 = 1;
/// Anchor and pool must be of one cluster.
const EWrongCluster: u64 = 2;
/// A sequence number only goes up.
const EOldSequence: u64 = 3;
/// An audit log never shrinks.
const EShrunk: u64 = 4;
/// A root is 32 bytes.
const EInvalidRoot: u64 = 5;
/// There is no root of this sequence number.
const ENotFound: u64 = 6;
/// The object has this version already.
const ENotAnUpgrade: u64 = 7;

// === Constants ===

const VERSION: u64 = 1;
const HASH_LENGTH: u64 = 32;

// === Structs ===

public struct AuditAnchor has key {
    id: UID,
    version: u64,
}

public struct AnchorV1 has store {
    cluster: ID,
    roots: Table<u64, Root>,
    seq: u64,
    size: u64,
    no: u64,
}

/// The Merkle tree head (RFC 9162) of the log's first `size` entries.
public struct Root has copy, drop, store {
    size: u64,
    hash: vector<u8>,
    at_ms: u64,
}

// === Events ===

public struct Anchored has copy, drop {
    cluster: ID,
    no: u64,
    seq: u64,
    root: Root,
}

// === Public functions ===

/// Anchors a root. Numbers may be left out, never repeated or gone back on.
public fun anchor(
    audit: &mut AuditAnchor,
    pool: &StakePool,
    cap: &OperatorCap,
    seq: u64,
    size: u64,
    hash: vector<u8>,
    clock: &Clock,
) {
    pool.assert_operator(cap);
    let cluster = object::id(pool);
    let state = audit.state_mut();
    assert!(state.cluster == cluster, EWrongCluster);
    assert!(hash.length() == HASH_LENGTH, EInvalidRoot);
    assert!(seq > state.seq, EOldSequence);
    assert!(size >= state.size, EShrunk);
    let root = Root { size, hash, at_ms: clock.timestamp_ms() };
    state.seq = seq;
    state.size = size;
    state.roots.add(seq, root);
    state.no = state.no + 1;
    event::emit(Anchored { cluster, no: state.no, seq, root });
}

/// Brings the object to this package's version after an upgrade.
public fun migrate(audit: &mut AuditAnchor, pool: &StakePool, cap: &AdminCap) {
    pool.assert_admin(cap);
    assert!(audit.version < VERSION, ENotAnUpgrade);
    let state: AnchorV1 = dynamic_field::remove(&mut audit.id, audit.version);
    assert!(state.cluster == object::id(pool), EWrongCluster);
    dynamic_field::add(&mut audit.id, VERSION, state);
    audit.version = VERSION;
}

// === Public functions: views ===

public fun get_seq(audit: &AuditAnchor): u64 { audit.state().seq }

public fun get_root(audit: &AuditAnchor, seq: u64): Root {
    let state = audit.state();
    assert!(state.roots.contains(seq), ENotFound);
    state.roots[seq]
}

public fun size(root: &Root): u64 { root.size }

public fun hash(root: &Root): vector<u8> { root.hash }

public fun at_ms(root: &Root): u64 { root.at_ms }

// === Package functions ===

public(package) fun new(cluster: ID, ctx: &mut TxContext): AuditAnchor {
    let mut audit = AuditAnchor { id: object::new(ctx), version: VERSION };
    let state = AnchorV1 { cluster, roots: table::new(ctx), seq: 0, size: 0, no: 0 };
    dynamic_field::add(&mut audit.id, VERSION, state);
    audit
}

#[allow(lint(share_owned))]
public(package) fun share(audit: AuditAnchor) {
    transfer::share_object(audit);
}

// === Private functions ===

fun state(audit: &AuditAnchor): &AnchorV1 {
    assert!(audit.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&audit.id, VERSION)
}

fun state_mut(audit: &mut AuditAnchor): &mut AnchorV1 {
    assert!(audit.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut audit.id, VERSION)
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(audit: &mut AuditAnchor, version: u64) {
    let state: AnchorV1 = dynamic_field::remove(&mut audit.id, audit.version);
    dynamic_field::add(&mut audit.id, version, state);
    audit.version = version;
}
