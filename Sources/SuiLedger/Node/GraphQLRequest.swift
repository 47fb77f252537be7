// SPDX-License-Identifier: Apache-2.0

/// A GraphQL operation with its variables.
public struct GraphQLRequest: Hashable, Sendable {
    /// A variable's value; what a scalar of the schema takes.
    public enum Variable: Hashable, Sendable {
        case text(String)
        case number(UInt64)
        case bool(Bool)
        case null
        case list([Variable])
        case object([Field])
    }

    /// A variable, or a part of one.
    public struct Field: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: Variable

        /// Names a value.
        public init(_ name: String, _ value: Variable) {
            self.name = name
            self.value = value
        }
    }

    /// The operation.
    public var query: String
    /// Its variables.
    public var variables: [Field]

    /// Puts an operation together.
    public init(_ query: String, _ variables: [(String, Variable)] = []) {
        self.query = query
        self.variables = variables.map { Field($0.0, $0.1) }
    }
}
