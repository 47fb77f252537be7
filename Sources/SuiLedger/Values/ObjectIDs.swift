// SPDX-License-Identifier: Apache-2.0
internal import Bytes
internal import Crypto
internal import Wire

extension Address {
    /// The id of the dynamic field, or the table's entry, under a key.
    ///
    /// `BLAKE2b(0xf0 ‖ parent ‖ length of key as u64 ‖ key ‖ type of key)`, key and type in BCS: found without asking anybody.
    public static func dynamicField(of parent: Address, key: [UInt8], type: TypeTag) -> Address {
        var writer = BCSWriter()
        writer.uint8(0xf0)
        writer.address(parent)
        writer.integer(UInt64(key.count))
        writer.fixed(key.span)
        type.encode(into: &writer)
        return Address(BLAKE2b.digest(of: writer.buffer.span))
    }

    /// The id of the dynamic field that holds an object under a key.
    public static func dynamicObjectField(of parent: Address, key: [UInt8], type: TypeTag) -> Address {
        dynamicField(
            of: parent, key: key,
            type: .structure(StructTag(Address(2), "dynamic_object_field", "Wrapper", [type])))
    }

    /// The id of the object that a parent derives from a key.
    public static func derivedObject(of parent: Address, key: [UInt8], type: TypeTag) -> Address {
        dynamicField(
            of: parent, key: key,
            type: .structure(StructTag(Address(2), "derived_object", "DerivedObjectKey", [type])))
    }

    /// The id of the `index`th object that a transaction makes.
    public static func created(by transaction: Digest, index: UInt64) -> Address {
        var writer = BCSWriter()
        writer.uint8(0xf1)
        writer.bytes32(transaction.raw)
        writer.integer(index)
        return Address(BLAKE2b.digest(of: writer.buffer.span))
    }
}
