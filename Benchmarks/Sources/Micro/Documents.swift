// SPDX-License-Identifier: Apache-2.0

/// What is measured: documents in the shape and size that an apiserver sends.
enum Documents {
    static let head =
        "POST /authenticate?timeout=30s HTTP/1.1\r\nHost: 127.0.0.1:8443\r\nUser-Agent: Go-http-client/1.1\r\n"
        + "Content-Length: 900\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n"
        + "Accept-Encoding: gzip\r\n\r\n"

    static func tokenReview(_ size: Int) -> String {
        let start =
            #"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","metadata":{},"spec":{"token":"seal_"#
            + String(repeating: "5", count: 64)
            + #"","audiences":["https://kubernetes.default.svc","k3s"]},"status":{"user":{"x":""#
        let end = "\"}}}\n"
        return start + String(repeating: "p", count: size - start.utf8.count - end.utf8.count) + end
    }

    /// An AdmissionReview whose object has `object` as its data.
    private static func admission(_ object: String) -> String {
        #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"9a7076b4-f7ea-4e76-afa9-64caee9dd1d5","#
            + #""kind":{"group":"","version":"v1","kind":"ConfigMap"},"resource":{"group":"","version":"v1","resource":"configmaps"},"#
            + #""name":"p1","namespace":"ns1","operation":"CREATE","userInfo":{"username":"sui:0xa","uid":"0xb","groups":["g"]},"#
            + #""object":{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"p1"},"data":"# + object
            + #"},"oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions"}}}"# + "\n"
    }

    /// Many small fields, as pod templates and managed fields have them.
    static func manyFields(_ size: Int) -> String {
        var fields: [String] = []
        var count = admission("{}").utf8.count
        while count < size {
            let field =
                #""f:field-\#(fields.count)":{"name":"value-\#(fields.count)","n":\#(fields.count),"on":true,"list":["a","b"]}"#
            fields.append(field)
            count += field.utf8.count + 1
        }
        return admission("{" + fields.joined(separator: ",") + "}")
    }

    /// One long string, as a ConfigMap with a file has it.
    static func oneString(_ size: Int) -> String {
        let count = size - admission(#"{"file":""}"#).utf8.count
        return admission(#"{"file":""# + String(repeating: "abcdefgh", count: count / 8) + #""}"#)
    }
}
