/// Which strings are let onto the chain.
#[test_only]
module k3s_daas::names_tests;

use k3s_daas::names;

fun repeated(byte: u8, times: u64): vector<u8> {
    vector::tabulate!(times, |_| byte)
}

#[test]
fun labels() {
    vector[b"a", b"z", b"0", b"9", b"team-a", b"a--b", repeated(97, 63)].do!(|text| assert!(names::is_label(&text.to_string())));
    let bad = vector[b"", b"-a", b"a-", b"A", b"a.b", b"a_b", b"a/b", b"a b", b"a\n", repeated(97, 64)];
    bad.do!(|text| assert!(!names::is_label(&text.to_string())));
}

#[test]
fun permissions() {
    let good = vector[
        b"pods:read",
        b"pods:*",
        b"*:*",
        b"*:write",
        b"team-a/pods:read",
        b"team-a/deployments.apps:write",
        b"team-a/deployments.apps/scale:patch",
        b"deployments.apps/scale:get",
        b"*/*/*:*",
        b"0/1/2:a",
    ];
    good.do!(|text| assert!(names::is_permission(&text.to_string())));
    let bad = vector[
        b"",
        b":",
        b"pods",
        b"pods:",
        b":read",
        b"/pods:read",
        b"a//b:read",
        b"a/b/c/d:read",
        b"pods:read:write",
        b"pods:re/ad",
        b"pods:Read",
        b"pods:read1",
        b"Pods:read",
        b"pods :read",
        b"po*ds:read",
        b"**:read",
        b"*s:read",
        b"pods:*d",
        b"pods:**",
        b"system:masters:read",
    ];
    bad.do!(|text| assert!(!names::is_permission(&text.to_string())));
    let mut longest = repeated(97, 94);
    longest.append(b":a");
    assert!(names::is_permission(&longest.to_string()));
    longest.append(b"a");
    assert!(!names::is_permission(&longest.to_string()));
}

#[test]
fun resources_and_object_names() {
    vector[b"pods", b"deployments.apps", b"deployments.apps/scale"].do!(|text| {
        assert!(names::is_resource(&text.to_string()));
    });
    vector[b"", b"Pods", b"pods/", b"/pods", b"1pods", b"pods:x", repeated(97, 97)].do!(|text| {
        assert!(!names::is_resource(&text.to_string()));
    });
    vector[b"web", b"web-1.example", b"1", repeated(97, 253)].do!(|text| {
        assert!(names::is_object_name(&text.to_string()));
    });
    vector[b"", b"-web", b"web.", b"We", b"a/b", b"..", repeated(97, 254)].do!(|text| {
        assert!(!names::is_object_name(&text.to_string()));
    });
}

#[test]
fun endpoints() {
    let good = vector[b"https://a", b"https://[::1]:8443/x?y=%20", b"https://AZ.example:1/~x_y"];
    good.do!(|text| assert!(names::is_endpoint(&text.to_string())));
    let bad = vector[
        b"",
        b"https://",
        b"http://a",
        b"HTTPS://a",
        b"https:/a",
        b"https://a b",
        b"https://a\"",
        b"https://a'",
        b"https://a;b",
        b"https://a&b",
        b"https://a$b",
        b"https://a\n",
        b"https://user@a",
    ];
    bad.do!(|text| assert!(!names::is_endpoint(&text.to_string())));
    let mut longest = b"https://";
    longest.append(repeated(97, 248));
    assert!(names::is_endpoint(&longest.to_string()));
    longest.append(b"a");
    assert!(!names::is_endpoint(&longest.to_string()));
}

#[test]
fun texts() {
    assert!(names::is_text(&b"".to_string(), 0));
    assert!(names::is_text(&b"two\nlines,\ta tab ~".to_string(), 18));
    assert!(!names::is_text(&b"three".to_string(), 4));
    assert!(!names::is_text(&b"bell \x07".to_string(), 99));
    assert!(!names::is_text(&b"delete \x7f".to_string(), 99));
    assert!(!names::is_text(&b"\xc3\xa9t\xc3\xa9".to_string(), 99));
}

#[test]
fun namespaces_of_the_system() {
    vector[b"kube-system", b"kube-", b"kube-public", b"k3s-daas-system"].do!(|text| {
        assert!(names::is_system_namespace(&text.to_string()));
    });
    vector[b"", b"kube", b"default", b"k3s-daas", b"my-kube-system"].do!(|text| {
        assert!(!names::is_system_namespace(&text.to_string()));
    });
}
