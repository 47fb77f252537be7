/// Which strings may stand on chain. Everything here is public for ever and read by Kubernetes: short, ASCII, strict.
module k3s_daas::names;

use std::string::String;

// === Constants ===

const MAX_LABEL: u64 = 63;
const MAX_PERMISSION: u64 = 96;
const MAX_ENDPOINT: u64 = 256;
const MAX_RESOURCE: u64 = 96;

const DASH: u8 = 45;
const DOT: u8 = 46;
const SLASH: u8 = 47;
const COLON: u8 = 58;
const STAR: u8 = 42;

// === Package functions ===

/// A label of RFC 1123, which is what Kubernetes takes for a namespace or a node: `team-a`.
public(package) fun is_label(text: &String): bool {
    let bytes = text.as_bytes();
    let length = bytes.length();
    if (length == 0 || length > MAX_LABEL) return false;
    if (bytes[0] == DASH || bytes[length - 1] == DASH) return false;
    bytes.all!(|byte| is_lower_or_digit(*byte) || *byte == DASH)
}

/// `[<namespace>/]<resource>[.<group>][/<subresource>]:<verb>`, every part a name or a star.
public(package) fun is_permission(text: &String): bool {
    let bytes = text.as_bytes();
    let length = bytes.length();
    if (length == 0 || length > MAX_PERMISSION) return false;
    let mut slashes = 0u64;
    let mut part = 0u64; // bytes of the part we are in
    let mut starred = false; // it is a star, so nothing may follow
    let mut in_verb = false;
    let mut at = 0;
    while (at < length) {
        let byte = bytes[at];
        if (byte == SLASH || byte == COLON) {
            if (part == 0 || in_verb) return false;
            if (byte == SLASH) slashes = slashes + 1 else in_verb = true;
            part = 0;
            starred = false;
        } else {
            if (starred) return false;
            if (byte == STAR) {
                if (part != 0) return false;
                starred = true;
            } else if (in_verb) {
                if (!is_lower(byte)) return false;
            } else if (!is_lower_or_digit(byte) && byte != DASH && byte != DOT) {
                return false
            };
            part = part + 1;
        };
        at = at + 1;
    };
    in_verb && part > 0 && slashes <= 2
}

/// `deployments.apps`, with a subresource if need be: `deployments.apps/scale`.
public(package) fun is_resource(text: &String): bool {
    let bytes = text.as_bytes();
    let length = bytes.length();
    if (length == 0 || length > MAX_RESOURCE) return false;
    if (!is_lower(bytes[0]) || !is_lower_or_digit(bytes[length - 1])) return false;
    bytes.all!(|byte| is_lower_or_digit(*byte) || *byte == DASH || *byte == DOT || *byte == SLASH)
}

/// The name of an object: labels with dots between them, at most 253 bytes.
public(package) fun is_object_name(text: &String): bool {
    let bytes = text.as_bytes();
    let length = bytes.length();
    if (length == 0 || length > 253) return false;
    if (!is_lower_or_digit(bytes[0]) || !is_lower_or_digit(bytes[length - 1])) return false;
    bytes.all!(|byte| is_lower_or_digit(*byte) || *byte == DASH || *byte == DOT)
}

/// `https://` and what may follow it in a URL. No white space, no quotes, nothing that a shell or a log would act on.
public(package) fun is_endpoint(text: &String): bool {
    let bytes = text.as_bytes();
    let length = bytes.length();
    let scheme = b"https://";
    if (length <= scheme.length() || length > MAX_ENDPOINT) return false;
    let mut at = 0;
    while (at < scheme.length()) {
        if (bytes[at] != scheme[at]) return false;
        at = at + 1;
    };
    bytes.all!(|byte| is_url(*byte))
}

/// Printable ASCII of a bounded length: a reason, a result, a manifest. Line feeds and tabs are allowed in it.
public(package) fun is_text(text: &String, max: u64): bool {
    let bytes = text.as_bytes();
    bytes.length() <= max && bytes.all!(|byte| (*byte >= 32 && *byte < 127) || *byte == 9 || *byte == 10)
}

/// Namespaces that belong to Kubernetes and to this system.
public(package) fun is_system_namespace(text: &String): bool {
    let bytes = text.as_bytes();
    let prefix = b"kube-";
    if (*bytes == b"k3s-daas-system") return true;
    if (bytes.length() < prefix.length()) return false;
    let mut at = 0;
    while (at < prefix.length()) {
        if (bytes[at] != prefix[at]) return false;
        at = at + 1;
    };
    true
}

// === Private functions ===

fun is_lower(byte: u8): bool {
    byte >= 97 && byte <= 122
}

fun is_lower_or_digit(byte: u8): bool {
    is_lower(byte) || (byte >= 48 && byte <= 57)
}

fun is_url(byte: u8): bool {
    is_lower_or_digit(byte)
        || (byte >= 65 && byte <= 90)
        || byte == DASH
        || byte == DOT
        || byte == SLASH
        || byte == COLON
        || byte == 37 // %
        || byte == 61 // =
        || byte == 63 // ?
        || byte == 91 // [
        || byte == 93 // ]
        || byte == 95 // _
        || byte == 126 // ~
}
