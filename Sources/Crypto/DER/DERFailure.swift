// SPDX-License-Identifier: Apache-2.0

/// What a reader of DER throws: an error of whoever reads, made of a literal, which cannot carry a peer's bytes.
package protocol DERFailure: Error {
    init(der detail: StaticString)
}
