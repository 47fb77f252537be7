"""Sui's transactions, keys and signatures by code that nobody here wrote: pysui, whose signatures are Mysten's own fastcrypto.

    python3 pysui-peer.py

Each line of standard input is `{"ask": ...}`, each line of standard output the answer; bytes are Base64. What a transaction says is a
tree of lists and texts, so that two readers can be held against each other by what they understood and not only by what they copied.
"""

import base64
import hashlib
import json
import pathlib
import random
import sys

import canoser
import pysui_fastcrypto
from pysui.sui.sui_bcs import bcs
from pysui.sui.sui_common.config.conflegacy import load_client_yaml
from pysui.sui.sui_common.txn_base import _SuiTransactionBase
from pysui.sui.sui_crypto import keypair_from_keystring

# pysui 1.5 takes what a vector holds for a list of types, and writes its length; to the network it is one type.
bcs.TypeTag.update_value_at(6, bcs.TypeTag)

PLAIN = {"Bool": "bool", "U8": "u8", "U16": "u16", "U32": "u32", "U64": "u64", "U128": "u128", "U256": "u256", "Address": "address",
         "Signer": "signer"}
MODULES = ["m", "staking", "k8s_scheduler", "a" * 127, "_x"]


def text(encoded):
    return base64.b64encode(encoded).decode()


# Saying

def say_type(tag):
    if tag.enum_name == "Vector":
        return f"vector<{say_type(tag.value)}>"
    if tag.enum_name != "Struct":
        return PLAIN[tag.enum_name]
    struct = tag.value
    head = f"{struct.address.to_address_str()}::{struct.module}::{struct.name}"
    return head + (f"<{', '.join(map(say_type, struct.type_parameters))}>" if struct.type_parameters else "")


def say_reference(reference):
    return [reference.ObjectID.to_address_str(), str(reference.SequenceNumber), reference.ObjectDigest.to_digest_str()]


def say_input(argument):
    kind, value = argument.enum_name, argument.value
    if kind == "Pure":
        return ["pure", bytes(value).hex()]
    if kind == "FundsWithdrawal":
        return ["withdrawal", str(value.Reservation.value), say_type(value.Type_.value), value.Source.enum_name.lower()]
    kind, value = value.enum_name, value.value
    if kind == "SharedObject":
        return ["shared", value.ObjectID.to_address_str(), str(value.SequenceNumber), "writes" if value.Mutable else "reads"]
    return ["owned" if kind == "ImmOrOwnedObject" else "receiving", *say_reference(value)]


def say_argument(argument):
    kind, value = argument.enum_name, argument.value
    if kind == "NestedResult":
        return ["nested", *map(str, value)]
    return ["gas"] if kind == "GasCoin" else [kind.lower(), str(value)]


def say_command(command):
    kind, value = command.enum_name, command.value
    if kind == "MoveCall":
        return ["call", value.Package.to_address_str(), value.Module, value.Function,
                [say_type(tag) for tag in value.Type_Arguments], [say_argument(one) for one in value.Arguments]]
    if kind == "TransferObjects":
        return ["transfer", [say_argument(one) for one in value.Objects], say_argument(value.Address)]
    if kind == "SplitCoin":
        return ["split", say_argument(value.FromCoin), [say_argument(one) for one in value.Amount]]
    if kind == "MergeCoins":
        return ["merge", [say_argument(one) for one in value.FromCoins], say_argument(value.ToCoin)]
    if kind == "MakeMoveVec":
        tag = value.TypeTag.value
        return ["vector", "" if tag is None else say_type(tag), [say_argument(one) for one in value.Vector]]
    said = [[bytes(module).hex() for module in value.Modules], [one.to_address_str() for one in value.Dependents]]
    if kind == "Publish":
        return ["publish", *said]
    return ["upgrade", *said, value.Package.to_address_str(), say_argument(value.UpgradeTicket)]


def say_expiration(expiration):
    kind, value = expiration.enum_name, expiration.value
    if kind == "ValidDuring":
        bounds = [value.min_epoch, value.max_epoch, value.min_timestamp, value.max_timestamp]
        return ["during", *("" if bound.value is None else str(bound.value) for bound in bounds), value.chain_id.to_digest_str(),
                str(value.nonce)]
    return ["none"] if kind == "None" else ["epoch", str(value)]


def say(transaction):
    data = transaction.value
    program, gas = data.TransactionKind.value, data.GasData
    return [[say_input(one) for one in program.Inputs], [say_command(one) for one in program.Command],
            data.Sender.to_address_str(), [say_reference(coin) for coin in gas.Payment], gas.Owner.to_address_str(), str(gas.Price),
            str(gas.Budget), say_expiration(data.TransactionExpiration)]


def answer(transaction):
    encoded = transaction.serialize()
    return {"bcs": text(encoded), "digest": _SuiTransactionBase.digest_from_bytes(encoded), "says": say(transaction)}


# Making

class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def some(self, make, most=3):
        return [make() for _ in range(self.random.randint(0, most))]

    def octets(self, most=40):
        return list(self.random.randbytes(self.random.choice([0, 1, 32, self.random.randint(0, most), most * 5])))

    def address(self):
        return bcs.Address(list(self.random.choice([self.random.randbytes(32), bytes(31) + b"\x02", bytes(32), b"\xff" * 32])))

    def digest(self):
        return bcs.Digest(list(self.random.choice([self.random.randbytes(32), bytes(32), bytes(3) + self.random.randbytes(29)])))

    def number(self, bits=64):
        return self.random.choice([0, 1, self.random.getrandbits(bits), self.random.getrandbits(8), 2**bits - 1])

    def reference(self):
        return bcs.ObjectReference(self.address(), self.number(), self.digest())

    def type(self, depth=0):
        kind = self.random.choice(sorted(PLAIN) + ["Vector", "Struct"] * (4 if depth < 4 else 0))
        if kind == "Vector":
            return bcs.TypeTag("Vector", self.type(depth + 1))
        return bcs.TypeTag("Struct", self.struct(depth + 1)) if kind == "Struct" else bcs.TypeTag(kind)

    def struct(self, depth):
        return bcs.StructTag(self.address(), self.random.choice(MODULES), "S", self.some(lambda: self.type(depth)))

    def input(self):
        kind = self.random.randrange(5)
        if kind == 0:
            return bcs.CallArg("Pure", self.octets())
        if kind == 1:
            shared = bcs.SharedObjectReference(self.address(), self.number(), self.random.random() < 0.5)
            return bcs.CallArg("Object", bcs.ObjectArg("SharedObject", shared))
        if kind == 2:
            source = bcs.WithdrawFrom(self.random.choice(["SENDER", "SPONSOR"]))
            return bcs.CallArg("FundsWithdrawal", bcs.FundsWithdrawal(
                bcs.Reservation("Amount", self.number()), bcs.WithdrawalType("Balance", self.type()), source))
        return bcs.CallArg("Object", bcs.ObjectArg("ImmOrOwnedObject" if kind == 3 else "Receiving", self.reference()))

    def argument(self):
        kind = self.random.choice(["GasCoin", "Input", "Result", "NestedResult"])
        if kind == "GasCoin":
            return bcs.Argument(kind)
        return bcs.Argument(kind, (self.number(16), self.number(16)) if kind == "NestedResult" else self.number(16))

    def command(self):
        kind = self.random.randrange(7)
        if kind == 0:
            return bcs.Command("MoveCall", bcs.ProgrammableMoveCall(
                self.address(), self.random.choice(MODULES), self.random.choice(MODULES), self.some(self.type),
                self.some(self.argument)))
        if kind == 1:
            return bcs.Command("TransferObjects", bcs.TransferObjects(self.some(self.argument), self.argument()))
        if kind == 2:
            return bcs.Command("SplitCoin", bcs.SplitCoin(self.argument(), self.some(self.argument)))
        if kind == 3:
            return bcs.Command("MergeCoins", bcs.MergeCoins(self.argument(), self.some(self.argument)))
        if kind == 4:
            return bcs.Command("Publish", bcs.Publish(self.some(self.octets), self.some(self.address)))
        if kind == 5:
            tag = bcs.OptionalTypeTag(self.type() if self.random.random() < 0.5 else None)
            return bcs.Command("MakeMoveVec", bcs.MakeMoveVec(tag, self.some(self.argument)))
        return bcs.Command("Upgrade", bcs.Upgrade(self.some(self.octets), self.some(self.address), self.address(), self.argument()))

    def expiration(self):
        kind = self.random.choice(["None", "Epoch", "ValidDuring"])
        if kind == "None":
            return bcs.TransactionExpiration(kind)
        if kind == "Epoch":
            return bcs.TransactionExpiration(kind, self.number())
        bounds = [bcs.O64(self.number() if self.random.random() < 0.5 else None) for _ in range(4)]
        return bcs.TransactionExpiration(kind, bcs.ValidDuring(*bounds, self.digest(), self.number(32)))

    def transaction(self):
        program = bcs.ProgrammableTransaction(self.some(self.input, 6), self.some(self.command, 6))
        gas = bcs.GasData(self.some(self.reference), self.address(), self.number(), self.number())
        return bcs.TransactionData("V1", bcs.TransactionDataV1(
            bcs.TransactionKind("ProgrammableTransaction", program), self.address(), gas, self.expiration()))


# Answering

def read(question):
    return answer(bcs.TransactionData.deserialize(base64.b64decode(question["bcs"])))


def make(question):
    return answer(Maker(question["seed"]).transaction())


def address(public):
    """pysui has no function for this; the network's rule is one line."""
    return "0x" + hashlib.blake2b(public, digest_size=32).hexdigest()


def key(question):
    pair = keypair_from_keystring(question["key"])
    public = pair.public_key.scheme_and_key()
    return {"public": text(public), "address": address(public), "bech32": pair.to_bech32(), "keystore": pair.serialize()}


def intended(question):
    """What is signed, and for what.

    A personal message is a byte string to BCS. pysui 1.5 leaves its zeros out, so that its length is put before it here.
    """
    message = base64.b64decode(question["message"])
    if question["personal"]:
        return bytes([3, 0, 0]), canoser.Uint32.serialize_uint32_as_uleb128(len(message)) + message
    return bytes(3), message


def sign(question):
    pair, (intent, message) = keypair_from_keystring(question["key"]), intended(question)
    return {"signature": text(pysui_fastcrypto.sign_digest(pair.scheme, pair.private_key.key_bytes, text(message), intent))}


def verify(question):
    signature, (intent, message) = base64.b64decode(question["signature"]), intended(question)
    scheme, public = signature[0], signature[65:]
    digest = hashlib.blake2b(intent + message, digest_size=32).digest()
    is_valid = pysui_fastcrypto.verify_pubk(scheme, public, text(digest), text(signature[1:65]))
    return {"valid": is_valid, "address": address(signature[:1] + public)}


def keystore(question):
    """What Sui's own configuration, in this folder, says of its keys."""
    group = load_client_yaml(pathlib.Path(question["folder"]), "group")
    return {"addresses": group.address_list, "aliases": [alias.alias for alias in group.alias_list],
            "keys": [one.private_key_base64 for one in group.key_list]}


ANSWERS = {function.__name__: function for function in (read, make, key, sign, verify, keystore)}


def main():
    for line in sys.stdin:
        question = json.loads(line)
        try:
            said = ANSWERS[question["ask"]](question)
        except Exception as error:  # whatever a peer's code throws is its answer
            said = {"error": repr(error)}
        print(json.dumps(said), flush=True)


main()
