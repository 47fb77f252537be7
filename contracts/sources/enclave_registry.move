/// The enclaves that hold a cluster's keys: what code may, which ones do, and how far their state has come.
///
/// An enclave is entered by its Nitro attestation document. Its `user_data` must be exactly the deterministic CBOR of the
/// hashes of its keys and configuration, so the attested code vouches for the signing key, and the signing key vouches for
/// the endpoint and for who registers it: a copied document registers nothing for anybody else.
module k3s_daas::enclave_registry;

use k3s_daas::caps::AdminCap;
use k3s_daas::names;
use k3s_daas::seal::{Self, SealRegistry, SealToken};
use k3s_daas::staking::StakePool;
use k3s_daas::tiers;
use std::hash;
use std::string::String;
use sui::bcs;
use sui::clock::Clock;
use sui::dynamic_field;
use sui::ed25519;
use sui::event;
use sui::nitro_attestation::NitroAttestationDocument;
use sui::table::{Self, Table};

// === Errors ===

/// The registry is of another version of this package.
const EWrongVersion: u64 = 1;
/// Registry, pool, seals and handle must be of one cluster.
const EWrongCluster: u64 = 2;
/// A measurement is 48 bytes and not all zero, which is what a debug enclave has; only PCR16 may be left open.
const EInvalidMeasurement: u64 = 3;
/// No measurements were set yet.
const ENoMeasurements: u64 = 4;
/// The enclave runs other code than the cluster expects.
const EWrongMeasurement: u64 = 5;
/// The document is older than ten minutes, or from the future.
const EStaleDocument: u64 = 6;
/// `user_data` does not commit to these keys and this configuration.
const EWrongUserData: u64 = 7;
/// Keys and hashes are 32 bytes.
const EInvalidKey: u64 = 8;
/// An endpoint is an https URL of at most 256 bytes.
const EInvalidEndpoint: u64 = 9;
/// The signature was not made by the enclave's signing key over this.
const EWrongSignature: u64 = 10;
/// The signing key is registered.
const EAlreadyRegistered: u64 = 11;
/// There is no such enclave, or it was retired, by hand or by newer measurements.
const ENotCurrent: u64 = 12;
/// A class is basic, standard or premium.
const EInvalidClass: u64 = 13;
/// The seal is not a live worker seal.
const ESealNotLive: u64 = 14;
/// No enclave serves this class or a lower one.
const ENoEnclave: u64 = 15;
/// A state sequence only goes up.
const EOldSequence: u64 = 16;
/// The registry has this version already.
const ENotAnUpgrade: u64 = 17;

// === Constants ===

const VERSION: u64 = 1;

const MEASUREMENT_LENGTH: u64 = 48;
const HASH_LENGTH: u64 = 32;
const MAX_DOCUMENT_AGE_MS: u64 = 10 * 60 * 1000;
/// An enclave's clock may run ahead of the chain's by this much.
const MAX_SKEW_MS: u64 = 60 * 1000;
const MAX_KEY: u64 = 1_024;

const ENCLAVE_DOMAIN: vector<u8> = b"k3s-daas/enclave/v1";
const STATE_DOMAIN: vector<u8> = b"k3s-daas/state/v1";

/// SubjectPublicKeyInfo of an Ed25519 key, without the key.
const ED25519_SPKI: vector<u8> = x"302a300506032b6570032100";

// === Structs ===

public struct EnclaveRegistry has key {
    id: UID,
    version: u64,
}

public struct RegistryV1 has store {
    cluster: ID,
    measurements: Option<Measurements>,
    /// Counts the measurements that were set. An enclave of an older number is retired by that alone.
    config_version: u64,
    enclaves: Table<vector<u8>, Enclave>,
    /// The signing key of the enclave that serves a class.
    serving: Table<u8, vector<u8>>,
    state_seq: u64,
    state_root: vector<u8>,
    no: u64,
}

/// What the enclave image, its kernel and its application must measure. PCR16 commits to keys that are new at every boot,
/// so it is compared only if it is given.
public struct Measurements has copy, drop, store {
    pcr0: vector<u8>,
    pcr1: vector<u8>,
    pcr2: vector<u8>,
    pcr16: vector<u8>,
}

/// Swift decodes it: field order is the contract, `ext` is for what comes later.
public struct Enclave has copy, drop, store {
    signing_key: vector<u8>,
    recipient_key: vector<u8>,
    tls_spki_sha256: vector<u8>,
    config_sha256: vector<u8>,
    pcr16: vector<u8>,
    endpoint: String,
    registrant: address,
    class: u8,
    config_version: u64,
    document_ms: u64,
    retired: bool,
    seq: u64,
    ext: vector<u8>,
}

/// What the signing key signs when it registers.
public struct EnclaveClaim has drop {
    domain: vector<u8>,
    cluster: ID,
    registrant: address,
    endpoint: String,
}

/// What the signing key signs when it commits to a state.
public struct StateClaim has drop {
    domain: vector<u8>,
    cluster: ID,
    seq: u64,
    root: vector<u8>,
}

/// What is taken from an attestation document.
public struct Attested has drop {
    timestamp_ms: u64,
    pcr0: vector<u8>,
    pcr1: vector<u8>,
    pcr2: vector<u8>,
    pcr16: vector<u8>,
    public_key: vector<u8>,
    user_data: vector<u8>,
}

// === Events ===

public struct MeasurementsChanged has copy, drop {
    cluster: ID,
    no: u64,
    config_version: u64,
    measurements: Measurements,
}

public struct EnclaveChanged has copy, drop {
    cluster: ID,
    no: u64,
    enclave: Enclave,
}

public struct StateCommitted has copy, drop {
    cluster: ID,
    no: u64,
    signing_key: vector<u8>,
    seq: u64,
    root: vector<u8>,
}

// === Public functions: enclaves ===

/// Registers the enclave that the document attests. `document` is what `sui::nitro_attestation::load_nitro_attestation`
/// returned, in the same transaction: AWS's signature and chain are checked there.
public fun register_enclave(
    registry: &mut EnclaveRegistry,
    pool: &StakePool,
    document: NitroAttestationDocument,
    signing_key: vector<u8>,
    tls_spki_sha256: vector<u8>,
    config_sha256: vector<u8>,
    endpoint: String,
    signature: vector<u8>,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let attested = read(&document);
    registry.register(
        pool,
        attested,
        signing_key,
        tls_spki_sha256,
        config_sha256,
        endpoint,
        signature,
        clock,
        ctx,
    );
}

/// Commits to a snapshot of the cluster's state, signed by a current enclave. A restore refuses what is below.
public fun commit_state(
    registry: &mut EnclaveRegistry,
    signing_key: vector<u8>,
    seq: u64,
    root: vector<u8>,
    signature: vector<u8>,
) {
    let state = registry.state_mut();
    assert!(state.is_current(&signing_key), ENotCurrent);
    assert!(root.length() == HASH_LENGTH, EInvalidKey);
    assert!(seq > state.state_seq, EOldSequence);
    let cluster = state.cluster;
    let claim = StateClaim { domain: STATE_DOMAIN, cluster, seq, root };
    assert!(ed25519::ed25519_verify(&signature, &signing_key, &bcs::to_bytes(&claim)), EWrongSignature);
    state.state_seq = seq;
    state.state_root = root;
    state.no = state.no + 1;
    event::emit(StateCommitted { cluster, no: state.no, signing_key, seq, root });
}

// === Public functions: the admin ===

/// Sets what the enclaves must measure. Those that measured something else are retired by it.
public fun update_pcrs(
    registry: &mut EnclaveRegistry,
    pool: &StakePool,
    cap: &AdminCap,
    pcr0: vector<u8>,
    pcr1: vector<u8>,
    pcr2: vector<u8>,
    pcr16: vector<u8>,
) {
    pool.assert_admin(cap);
    let cluster = registry.check(pool);
    assert!(is_measurement(&pcr0) && is_measurement(&pcr1) && is_measurement(&pcr2), EInvalidMeasurement);
    assert!(pcr16.is_empty() || is_measurement(&pcr16), EInvalidMeasurement);
    let measurements = Measurements { pcr0, pcr1, pcr2, pcr16 };
    let state = registry.state_mut();
    state.measurements = option::some(measurements);
    state.config_version = state.config_version + 1;
    state.no = state.no + 1;
    event::emit(MeasurementsChanged {
        cluster,
        no: state.no,
        config_version: state.config_version,
        measurements,
    });
}

/// Lets an enclave serve the workers of a class, in place of the one that did.
public fun set_enclave_class(
    registry: &mut EnclaveRegistry,
    pool: &StakePool,
    cap: &AdminCap,
    signing_key: vector<u8>,
    class: u8,
) {
    pool.assert_admin(cap);
    let cluster = registry.check(pool);
    assert!(class >= tiers::class_basic() && class <= tiers::class_premium(), EInvalidClass);
    let state = registry.state_mut();
    assert!(state.is_current(&signing_key), ENotCurrent);
    state.serve(class, signing_key);
    let enclave = &mut state.enclaves[signing_key];
    enclave.class = class;
    state.changed(cluster, signing_key);
}

/// Takes an enclave out of service for good.
public fun retire_enclave(
    registry: &mut EnclaveRegistry,
    pool: &StakePool,
    cap: &AdminCap,
    signing_key: vector<u8>,
) {
    pool.assert_admin(cap);
    let cluster = registry.check(pool);
    let state = registry.state_mut();
    assert!(state.is_current(&signing_key), ENotCurrent);
    let enclave = &mut state.enclaves[signing_key];
    enclave.retired = true;
    state.changed(cluster, signing_key);
}

/// Brings the registry to this package's version after an upgrade.
public fun migrate(registry: &mut EnclaveRegistry, pool: &StakePool, cap: &AdminCap) {
    pool.assert_admin(cap);
    assert!(registry.version < VERSION, ENotAnUpgrade);
    let state: RegistryV1 = dynamic_field::remove(&mut registry.id, registry.version);
    assert!(state.cluster == object::id(pool), EWrongCluster);
    dynamic_field::add(&mut registry.id, VERSION, state);
    registry.version = VERSION;
}

// === Public functions: views ===

/// Where a worker finds its cluster's enclave, and the key that it must meet there: by the class that the node's stake
/// gives, or the nearest lower one that is served. No secret is involved: the key is for verifying, not for entering.
#[allow(lint(prefer_mut_tx_context))]
public fun get_nautilus_info_for_worker(
    registry: &EnclaveRegistry,
    pool: &StakePool,
    seals: &SealRegistry,
    token: &SealToken,
    ctx: &TxContext,
): (String, vector<u8>, u8) {
    let cluster = registry.check(pool);
    assert!(token.token_cluster() == cluster, EWrongCluster);
    assert!(seals.is_live(pool, token.token_key(), ctx), ESealNotLive);
    let seal = seals.seal(token.token_key());
    assert!(seal.kind() == seal::worker_kind(), ESealNotLive);
    let state = registry.state();
    let mut class = tiers::class_of(pool.account(seal.owner()).node_amount());
    while (class >= tiers::class_basic()) {
        if (state.serving.contains(class)) {
            let key = state.serving[class];
            if (state.is_current(&key)) return (state.enclaves[key].endpoint, key, class);
        };
        class = class - 1;
    };
    abort ENoEnclave
}

public fun is_current_enclave(registry: &EnclaveRegistry, signing_key: vector<u8>): bool {
    registry.state().is_current(&signing_key)
}

public fun get_enclave(registry: &EnclaveRegistry, signing_key: vector<u8>): Enclave {
    let state = registry.state();
    assert!(state.enclaves.contains(signing_key), ENotCurrent);
    state.enclaves[signing_key]
}

public fun get_config_version(registry: &EnclaveRegistry): u64 { registry.state().config_version }

public fun get_state_seq(registry: &EnclaveRegistry): u64 { registry.state().state_seq }

public fun get_state_root(registry: &EnclaveRegistry): vector<u8> { registry.state().state_root }

public fun endpoint(enclave: &Enclave): String { enclave.endpoint }

public fun class(enclave: &Enclave): u8 { enclave.class }

public fun retired(enclave: &Enclave): bool { enclave.retired }

// === Package functions ===

public(package) fun new(cluster: ID, ctx: &mut TxContext): EnclaveRegistry {
    let mut registry = EnclaveRegistry { id: object::new(ctx), version: VERSION };
    let state = RegistryV1 {
        cluster,
        measurements: option::none(),
        config_version: 0,
        enclaves: table::new(ctx),
        serving: table::new(ctx),
        state_seq: 0,
        state_root: vector[],
        no: 0,
    };
    dynamic_field::add(&mut registry.id, VERSION, state);
    registry
}

#[allow(lint(share_owned))]
public(package) fun share(registry: EnclaveRegistry) {
    transfer::share_object(registry);
}

// === Private functions ===

fun state(registry: &EnclaveRegistry): &RegistryV1 {
    assert!(registry.version == VERSION, EWrongVersion);
    dynamic_field::borrow(&registry.id, VERSION)
}

fun state_mut(registry: &mut EnclaveRegistry): &mut RegistryV1 {
    assert!(registry.version == VERSION, EWrongVersion);
    dynamic_field::borrow_mut(&mut registry.id, VERSION)
}

fun check(registry: &EnclaveRegistry, pool: &StakePool): ID {
    let cluster = registry.state().cluster;
    assert!(cluster == object::id(pool), EWrongCluster);
    cluster
}

fun read(document: &NitroAttestationDocument): Attested {
    let mut attested = Attested {
        timestamp_ms: *document.timestamp(),
        pcr0: vector[],
        pcr1: vector[],
        pcr2: vector[],
        pcr16: vector[],
        public_key: bytes_or_empty(document.public_key()),
        user_data: bytes_or_empty(document.user_data()),
    };
    document.pcrs().do_ref!(|entry| {
        let index = entry.index();
        let value = *entry.value();
        if (index == 0) attested.pcr0 = value
        else if (index == 1) attested.pcr1 = value
        else if (index == 2) attested.pcr2 = value
        else if (index == 16) attested.pcr16 = value;
    });
    attested
}

fun bytes_or_empty(field: &Option<vector<u8>>): vector<u8> {
    if (field.is_some()) *field.borrow() else vector[]
}

fun register(
    registry: &mut EnclaveRegistry,
    pool: &StakePool,
    attested: Attested,
    signing_key: vector<u8>,
    tls_spki_sha256: vector<u8>,
    config_sha256: vector<u8>,
    endpoint: String,
    signature: vector<u8>,
    clock: &Clock,
    ctx: &TxContext,
) {
    let cluster = registry.check(pool);
    let registrant = ctx.sender();
    let now = clock.timestamp_ms();
    let Attested { timestamp_ms, pcr0, pcr1, pcr2, pcr16, public_key, user_data } = attested;
    assert!(timestamp_ms <= now + MAX_SKEW_MS, EStaleDocument);
    assert!(now <= timestamp_ms + MAX_DOCUMENT_AGE_MS, EStaleDocument);
    assert!(names::is_endpoint(&endpoint), EInvalidEndpoint);
    assert!(signing_key.length() == HASH_LENGTH, EInvalidKey);
    assert!(tls_spki_sha256.length() == HASH_LENGTH && config_sha256.length() == HASH_LENGTH, EInvalidKey);
    assert!(!public_key.is_empty() && public_key.length() <= MAX_KEY, EInvalidKey);

    let state = registry.state_mut();
    assert!(state.measurements.is_some(), ENoMeasurements);
    let expected = *state.measurements.borrow();
    let is_expected = pcr0 == expected.pcr0 && pcr1 == expected.pcr1 && pcr2 == expected.pcr2;
    assert!(is_expected, EWrongMeasurement);
    assert!(expected.pcr16.is_empty() || pcr16 == expected.pcr16, EWrongMeasurement);

    let committed = commitment(tls_spki_sha256, signing_key, public_key, config_sha256);
    assert!(user_data == committed, EWrongUserData);
    let claim = EnclaveClaim { domain: ENCLAVE_DOMAIN, cluster, registrant, endpoint };
    assert!(ed25519::ed25519_verify(&signature, &signing_key, &bcs::to_bytes(&claim)), EWrongSignature);
    assert!(!state.enclaves.contains(signing_key), EAlreadyRegistered);

    let class = tiers::class_basic();
    state.enclaves.add(signing_key, Enclave {
        signing_key,
        recipient_key: public_key,
        tls_spki_sha256,
        config_sha256,
        pcr16,
        endpoint,
        registrant,
        class,
        config_version: state.config_version,
        document_ms: timestamp_ms,
        retired: false,
        seq: 0,
        ext: vector[],
    });
    // The first one serves; a later one waits for the admin, so that registering cannot divert anybody's workers.
    let served = state.serving.contains(class) && state.is_current(&state.serving[class]);
    if (!served) state.serve(class, signing_key);
    state.changed(cluster, signing_key);
}

/// The deterministic CBOR that an enclave puts into `user_data`: {0: 1, 1: TLS key, 2: signing key, 3: recipient key,
/// 4: configuration}, each as a SHA-256; the first two of a SubjectPublicKeyInfo, the third of the key as it stands in
/// the document.
fun commitment(
    tls_spki_sha256: vector<u8>,
    signing_key: vector<u8>,
    recipient_key: vector<u8>,
    config_sha256: vector<u8>,
): vector<u8> {
    let mut spki = ED25519_SPKI;
    spki.append(signing_key);
    let mut cbor = x"a50001015820";
    cbor.append(tls_spki_sha256);
    cbor.append(x"025820");
    cbor.append(hash::sha2_256(spki));
    cbor.append(x"035820");
    cbor.append(hash::sha2_256(recipient_key));
    cbor.append(x"045820");
    cbor.append(config_sha256);
    cbor
}

fun is_measurement(pcr: &vector<u8>): bool {
    pcr.length() == MEASUREMENT_LENGTH && pcr.any!(|byte| *byte != 0)
}

fun is_current(state: &RegistryV1, signing_key: &vector<u8>): bool {
    if (!state.enclaves.contains(*signing_key)) return false;
    let enclave = &state.enclaves[*signing_key];
    !enclave.retired && enclave.config_version == state.config_version
}

fun serve(state: &mut RegistryV1, class: u8, signing_key: vector<u8>) {
    if (state.serving.contains(class)) *&mut state.serving[class] = signing_key
    else state.serving.add(class, signing_key);
}

fun changed(state: &mut RegistryV1, cluster: ID, signing_key: vector<u8>) {
    state.no = state.no + 1;
    let no = state.no;
    let enclave = &mut state.enclaves[signing_key];
    enclave.seq = no;
    event::emit(EnclaveChanged { cluster, no, enclave: *enclave });
}

// === Test-only functions ===

#[test_only]
public fun set_version_for_testing(registry: &mut EnclaveRegistry, version: u64) {
    let state: RegistryV1 = dynamic_field::remove(&mut registry.id, registry.version);
    dynamic_field::add(&mut registry.id, version, state);
    registry.version = version;
}

/// A Nitro document cannot be made in a test. This registers what one would have said.
#[test_only]
public fun register_for_testing(
    registry: &mut EnclaveRegistry,
    pool: &StakePool,
    timestamp_ms: u64,
    pcr0: vector<u8>,
    pcr1: vector<u8>,
    pcr2: vector<u8>,
    pcr16: vector<u8>,
    public_key: vector<u8>,
    user_data: vector<u8>,
    signing_key: vector<u8>,
    tls_spki_sha256: vector<u8>,
    config_sha256: vector<u8>,
    endpoint: String,
    signature: vector<u8>,
    clock: &Clock,
    ctx: &mut TxContext,
) {
    let attested = Attested { timestamp_ms, pcr0, pcr1, pcr2, pcr16, public_key, user_data };
    registry.register(
        pool,
        attested,
        signing_key,
        tls_spki_sha256,
        config_sha256,
        endpoint,
        signature,
        clock,
        ctx,
    );
}
