/// Seals: the on-chain half of a Seal token.
///
/// The token itself, 32 random bytes, never comes here. Its key is `SHA-256("k3s-daas/seal/v1" ‖ cluster ‖ secret)` as a
/// number, and `bind` is `SHA-256("k3s-daas/seal-owner/v1" ‖ owner ‖ secret)`: who copies a key from the chain holds
/// nothing, because the copy's `bind` would have to be made from the secret.
module k3s_daas::seal;

use k3s_daas::caps::AdminCap;
use k3s_daas::names;
use k3s_daas::params;
use k3s_daas::staking::StakePool;
use k3s_daas::tiers;
use std::string::String;
use sui::clock::Clock;
use sui::dynamic_field;
use sui::event;
use sui::table::{Self, Table};

// === Errors ===

/// The registry is of another version of this package.
const EWrongVersion: u64 = 1;
/// The registry, the pool and the handle must be of one cluster.
const EWrongCluster: u64 = 2;
/// The stake is below the least tier, or was slashed.
const EStakeTooLow: u64 = 3;
/// The key was on chain before. Make a new secret.
const EKeyUsed: u64 = 4;
/// A key is not zero, and a bind is 32 bytes.
const EInvalidKey: u64 = 5;
/// A permission does not follow the grammar, or there are too many.
const EInvalidPermission: u64 = 6;
/// A namespace is no label of RFC 1123, or there are too many.
const EInvalidNamespace: u64 = 7;
/// A seal lives for one epoch at least and a hundred at most.
const EInvalidExpiry: u64 = 8;
/// The owner has as many live seals as there may be. Revoke one.
const ETooManySeals: u64 = 9;
/// The seal is of a generation before the last slashing: mint a new one.
const EOldGeneration: u64 = 10;
/// The registry has this version already.
const ENotAnUpgrade: u64 = 11;

// === Constants ===

const VERSION: u64 = 1;

const USER: u8 = 1;
const WORKER: u8 = 2;

const BIND_LENGTH: u64 = 32;
const MAX_LIVE_SEALS: u64 = 16;
const MAX_PERMISSIONS: u64 = 16;
const MAX_NAMESPACES: u64 = 8;

const MINTED: u8 = 1;
const REFRESHED: u8 = 2;
const REVOKED: u8 = 3;

// === Structs ===

public struct SealRegistry has key {
    id: UID,
    version: u64,
}

public struct RegistryV1 has store {
    cluster: ID,
    /// Every seal there ever was. A used key stays as a tombstone.
    seals: Table<SealKey, Seal>,
    /// The keys of an owner's seals that were live when it minted last.
    owned: Table<address, vector<SealKey>>,
    no: u64,
}

public struct SealKey(u256) has copy, drop, store;

/// What the cluster knows of a seal. Swift decodes it: field order is the contract, `ext` is for what comes later.
public struct Seal has copy, drop, store {
    seal_id: ID,
    owner: address,
    kind: u8,
    generation: u32,
    bind: vector<u8>,
    permissions: vector<String>,
    namespaces: vector<String>,
    issued_ms: u64,
    expires_epoch: u64,
    revoked: bool,
    seq: u64,
    ext: vector<u8>,
}

/// The owner's handle on a seal. No `store`: it cannot be sent to somebody else.
public struct SealToken has key {
    id: UID,
    cluster: ID,
    key: SealKey,
}

// === Events ===

public struct SealChanged has copy, drop {
    cluster: ID,
    no: u64,
    key: SealKey,
    seal: Seal,
    cause: u8,
}

// === Public functions ===

/// Mints a seal for the sender, whose stake must give a tier. Permissions and namespaces narrow what the tier allows; empty
/// lists leave all of it. It expires after `epochs`, or after the cluster's default if that is 0.
public fun mint_seal(
    registry: &mut SealRegistry,
    pool: &StakePool,
    key: u256,
    bind: vector<u8>,
    permissions: vector<String>,
    namespaces: vector<String>,
    epochs: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    assert!(pool.tier(ctx.sender()) != tiers::none(), EStakeTooLow);
    registry.mint(pool, USER, key, bind, permissions, namespaces, epochs, clock, ctx);
}

/// Mints a seal for the sender's worker, whose node must be staked for. It opens the public API, never the cluster.
public fun create_worker_seal_token(
    registry: &mut SealRegistry,
    pool: &StakePool,
    key: u256,
    bind: vector<u8>,
    epochs: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    assert!(pool.is_node_staked(ctx.sender()), EStakeTooLow);
    let permissions = vector[
        b"nodes:write".to_string(),
        b"pods:write".to_string(),
        b"services:read".to_string(),
    ];
    registry.mint(pool, WORKER, key, bind, permissions, vector[], epochs, clock, ctx);
}

/// Gives a seal a new secret. The old key is dead from here on; what the seal allows and its id stay.
public fun refresh_seal_token(
    registry: &mut SealRegistry,
    pool: &StakePool,
    token: &mut SealToken,
    key: u256,
    bind: vector<u8>,
    epochs: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let owner = ctx.sender();
    let cluster = registry.check(pool);
    assert!(token.cluster == cluster, EWrongCluster);
    let state = registry.state_mut();
    // The seal behind a handle is never revoked: revocation takes the handle with it.
    let mut renewed = state.seals[token.key];
    let enough = if (renewed.kind == WORKER) pool.is_node_staked(owner) else pool.tier(owner) != tiers::none();
    assert!(enough, EStakeTooLow);
    assert!(renewed.generation == pool.account(owner).generation(), EOldGeneration);
    renewed.bind = bind;
    renewed.issued_ms = clock.timestamp_ms();
    renewed.expires_epoch = expiry(pool, epochs, ctx);
    state.revoke(cluster, token.key, REFRESHED);
    state.add(cluster, SealKey(key), renewed, REFRESHED, ctx);
    token.key = SealKey(key);
}

/// Ends a seal. Needs no stake and no pool: a leaked secret can be ended by who lost everything else.
public fun revoke_seal(registry: &mut SealRegistry, token: SealToken) {
    let state = registry.state_mut();
    let SealToken { id, cluster, key } = token;
    assert!(cluster == state.cluster, EWrongCluster);
    state.revoke(cluster, key, REVOKED);
    id.delete();
}

/// Brings the registry to this package's version after an upgrade.
public fun migrate(registry: &mut SealRegistry, pool: &StakePool, cap: &AdminCap) {
    pool.assert_admin(cap);
    assert!(registry.version < VERSION, ENotAnUpgrade);
    let state: RegistryV1 = dynamic_field::remove(&mut registry.id, registry.version);
    assert!(state.cluster == object::id(pool), EWrongCluster);
    dynamic_field::add(&mut registry.id, VERSION, state);
    registry.version = VERSION;
}

// === Public functions: views ===

public fun has_seal(registry: &SealRegistry, key: u256): bool { registry.state().seals.contains(SealKey(key)) }

public fun seal(registry: &SealRegistry, key: u256): &Seal { &registry.state().seals[SealKey(key)] }

/// The keys of the owner's seals that were live at its last mint, refresh or revocation.
public fun keys_of(registry: &SealRegistry, owner: address): vector<SealKey> {
    let state = registry.state();
    if (state.owned.contains(owner)) state.owned[owner] else vector[]
}

/// Whether the seal opens anything now: not revoked, not expired, of the owner's generation, with the stake still there.
#[allow(lint(prefer_mut_tx_context))]
public fun is_live(registry: &SealRegistry, pool: &StakePool, key: u256, ctx: &TxContext): bool {
    let state = registry.state();
    assert!(state.cluster == object::id(pool), EWrongCluster);
    let key = SealKey(key);
    if (!state.seals.contains(key)) return false;
    let seal = &state.seals[key];
    if (seal.revoked || ctx.epoch() >= seal.expires_epoch || !pool.has_account(seal.owner)) return false;
    if (seal.generation != pool.account(seal.owner).generation()) return false;
    if (seal.kind == WORKER) pool.is_node_staked(seal.owner) else pool.tier(seal.owner) != tiers::none()
}

public fun registry_cluster(registry: &SealRegistry): ID { registry.state().cluster }

public fun seals_id(registry: &SealRegistry): ID { object::id(&registry.state().seals) }

public fun seal_id(seal: &Seal): ID { seal.seal_id }

public fun owner(seal: &Seal): address { seal.owner }

public fun kind(seal: &Seal): u8 { seal.kind }

public fun seal_generation(seal: &Seal): u32 { seal.generation }

public fun permissions(seal: &Seal): vector<String> { seal.permissions }

public fun namespaces(seal: &Seal): vector<String> { seal.namespaces }

public fun expires_epoch(seal: &Seal): u64 { seal.expires_epoch }

public fun revoked(seal: &Seal): bool { seal.revoked }

public fun token_key(token: &SealToken): u256 { token.key.0 }

public fun token_cluster(token: &SealToken): ID { token.cluster }

public fun user_kind(): u8 { USER }

public fun worker_kind(): u8 { WORKER }

// === Package functions ===

public(package) fun new(cluster: ID, ctx: &mut TxContext): SealRegistry {
    let mut registry = SealRegistry { id: object::new(ctx), version: VERSION };
    let state = RegistryV1 { cluster, seals: table::new(ctx), owned: table::new(ctx), no: 0 };
    dynamic_field::add(&mut registry.id, VERSION, state);
    registry
}

#[allow(lint(share_owned))]
public(package) fun share(registry: SealRegistry) {
    transfer::share_object(registry);
}

// === Private functions ===

fun state(registry: &SealRegistry): &RegistryV1 {
    assert!(registry.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&registry.id, VERSION)
}

fun state_mut(registry: &mut SealRegistry): &mut RegistryV1 {
    assert!(registry.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut registry.id, VERSION)
}

fun check(registry: &SealRegistry, pool: &StakePool): ID {
    let cluster = registry.state().cluster;
    assert!(cluster == object::id(pool), EWrongCluster);
    cluster
}

fun mint(
    registry: &mut SealRegistry,
    pool: &StakePool,
    kind: u8,
    key: u256,
    bind: vector<u8>,
    permissions: vector<String>,
    namespaces: vector<String>,
    epochs: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let owner = ctx.sender();
    let cluster = registry.check(pool);
    assert!(permissions.length() <= MAX_PERMISSIONS, EInvalidPermission);
    assert!(permissions.all!(|permission| names::is_permission(permission)), EInvalidPermission);
    assert!(namespaces.length() <= MAX_NAMESPACES, EInvalidNamespace);
    assert!(namespaces.all!(|namespace| names::is_label(namespace)), EInvalidNamespace);
    let id = object::new(ctx);
    let seal = Seal {
        seal_id: id.to_inner(),
        owner,
        kind,
        generation: pool.account(owner).generation(),
        bind,
        permissions,
        namespaces,
        issued_ms: clock.timestamp_ms(),
        expires_epoch: expiry(pool, epochs, ctx),
        revoked: false,
        seq: 0,
        ext: vector[],
    };
    registry.state_mut().add(cluster, SealKey(key), seal, MINTED, ctx);
    transfer::transfer(SealToken { id, cluster, key: SealKey(key) }, owner);
}

fun add(state: &mut RegistryV1, cluster: ID, key: SealKey, seal: Seal, cause: u8, ctx: &TxContext) {
    assert!(key.0 != 0 && seal.bind.length() == BIND_LENGTH, EInvalidKey);
    assert!(!state.seals.contains(key), EKeyUsed);
    let owner = seal.owner;
    if (!state.owned.contains(owner)) state.owned.add(owner, vector[]);
    let mut live = vector[];
    state.owned[owner].do!(|old| {
        let other = &state.seals[old];
        if (!other.revoked && ctx.epoch() < other.expires_epoch) live.push_back(old);
    });
    assert!(live.length() < MAX_LIVE_SEALS, ETooManySeals);
    live.push_back(key);
    *&mut state.owned[owner] = live;
    state.seals.add(key, seal);
    state.changed(cluster, key, cause);
}

fun revoke(state: &mut RegistryV1, cluster: ID, key: SealKey, cause: u8) {
    let seal = &mut state.seals[key];
    seal.revoked = true;
    let owner = seal.owner;
    let kept = state.owned[owner].filter!(|other| *other != key);
    *&mut state.owned[owner] = kept;
    state.changed(cluster, key, cause);
}

fun changed(state: &mut RegistryV1, cluster: ID, key: SealKey, cause: u8) {
    state.no = state.no + 1;
    let no = state.no;
    let seal = &mut state.seals[key];
    seal.seq = no;
    event::emit(SealChanged { cluster, no, key, seal: *seal, cause });
}

fun expiry(pool: &StakePool, epochs: u64, ctx: &TxContext): u64 {
    let lifetime = if (epochs == 0) pool.params().seal_epochs() else epochs;
    assert!(lifetime <= params::max_epochs(), EInvalidExpiry);
    ctx.epoch() + lifetime
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(registry: &mut SealRegistry, version: u64) {
    let state: RegistryV1 = dynamic_field::remove(&mut registry.id, registry.version);
    dynamic_field::add(&mut registry.id, version, state);
    registry.version = version;
}
