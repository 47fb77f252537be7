// SPDX-License-Identifier: Apache-2.0
internal import Wire

/// What can break a control: the pod itself, one of its containers or one of its volumes.
struct PodPart: ~Escapable {
    /// What a message calls it.
    enum Kind {
        case pod, container, volume
    }

    /// What it is.
    let kind: Kind
    /// Tells it from others of its kind; names may repeat.
    let number: Int
    /// The document's object: the pod's spec, the container, the volume.
    let value: JSONValue
    /// The `securityContext`, if it has one.
    let securityContext: JSONValue?

    /// Looks at an object of the document.
    @_lifetime(copy value)
    init(_ kind: Kind, number: Int, _ value: JSONValue) throws(JSONError) {
        guard value.kind == .object else { throw .wrongType }
        let context = kind == .volume ? nil : try value.contentObject("securityContext")
        self.kind = kind
        self.number = number
        self.value = value
        securityContext = context
    }

    /// Its name, fit for a message.
    var name: String {
        get throws(JSONError) {
            guard let name = try value.contentString("name")?.string else { return Shown.name(Span()) }
            return Shown.name(name)
        }
    }
}
