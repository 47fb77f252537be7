/// What takes several modules at once: the making of a cluster, and staking with a seal in one call.
module k3s_daas::cluster;

use k3s_daas::audit_anchor;
use k3s_daas::enclave_registry;
use k3s_daas::governance;
use k3s_daas::k8s_scheduler;
use k3s_daas::seal::{Self, SealRegistry};
use k3s_daas::staking::{Self, StakePool};
use k3s_daas::worker_registry;
use std::string::String;
use sui::clock::Clock;
use sui::coin::Coin;
use sui::event;
use sui::sui::SUI;

// === Events ===

/// All that a follower of the new cluster has to know: the shared objects and the two tables that it copies.
public struct ClusterCreated has copy, drop {
    cluster: ID,
    creator: address,
    stakes: ID,
    seal_registry: ID,
    seals: ID,
    worker_registry: ID,
    scheduler: ID,
    enclave_registry: ID,
    governance: ID,
    audit_anchor: ID,
}

// === Public functions ===

/// Makes a cluster with the default parameters. The sender becomes its admin; slashers and operators are offered their
/// capabilities afterwards.
public fun create_cluster(ctx: &mut TxContext) {
    let pool = staking::new(ctx);
    let cluster = object::id(&pool);
    let seals = seal::new(cluster, ctx);
    let workers = worker_registry::new(cluster, ctx);
    let scheduler = k8s_scheduler::new(cluster, ctx);
    let enclaves = enclave_registry::new(cluster, ctx);
    let votes = governance::new(cluster, ctx);
    let audit = audit_anchor::new(cluster, ctx);
    event::emit(ClusterCreated {
        cluster,
        creator: ctx.sender(),
        stakes: pool.stakes_id(),
        seal_registry: object::id(&seals),
        seals: seals.seals_id(),
        worker_registry: object::id(&workers),
        scheduler: object::id(&scheduler),
        enclave_registry: object::id(&enclaves),
        governance: object::id(&votes),
        audit_anchor: object::id(&audit),
    });
    pool.share();
    seals.share();
    workers.share();
    scheduler.share();
    enclaves.share();
    votes.share();
    audit.share();
}

/// Stakes for a tier and mints the seal that goes with it.
public fun stake_and_mint_seal(
    pool: &mut StakePool,
    seals: &mut SealRegistry,
    payment: Coin<SUI>,
    key: u256,
    bind: vector<u8>,
    permissions: vector<String>,
    namespaces: vector<String>,
    epochs: u64,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    pool.stake(payment, clock, ctx);
    seals.mint_seal(pool, key, bind, permissions, namespaces, epochs, clock, ctx);
}
