"""Writes Tests/Vectors/sui-rpc.json: what Sui's own descriptors and schema make of our questions and their answers.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install protobuf graphql-core
    /tmp/venv/bin/python Tests/Vectors/tools/sui-rpc.py DESCRIPTOR_SET SCHEMA_INTROSPECTION Tests/Vectors/sui-queries.json \
        > Tests/Vectors/sui-rpc.json

The descriptor set is protoc's of `sui.rpc.v2`, the schema GraphQL's introspection. `sui-queries.json` holds the queries that the
code sends, as the unit tests compare them; here each is validated, and run against data of ours, so that an answer has exactly
the form that the schema gives it.
"""

import base64
import json
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from graphql import build_client_schema, graphql_sync, parse, validate


def address(number):
    return "0x" + format(number, "064x")


def b64(raw):
    return base64.b64encode(raw).decode()


DIGEST = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"  # 01 * 32
OTHER = "8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR"  # 02 * 32
TYPE = f"{address(2)}::table::Table<address, u64>"
EVENT = f"{address(0xcd)}::staking::StakeChanged"
# Named alike by another package; and ours, its address not written out.
FOREIGN = f"{address(0xcf)}::staking::StakeChanged"
SHORT = "0xce::staking::StakeChanged"
TIP = {"chainIdentifier": "4c78adac", "checkpoint": {
    "sequenceNumber": 77, "timestamp": "2026-11-20T22:03:00.500Z", "epoch": {"epochId": 9}}}
MASK = ["object_id", "version", "digest", "owner", "object_type", "contents"]
EFFECTS = ["digest", "effects.status", "effects.gas_used", "effects.changed_objects", "events.events", "checkpoint"]



def field_id(table, key, tag):
    import hashlib
    raw = b"\xf0" + bytes.fromhex(table[2:]) + len(key).to_bytes(8, "little") + key + tag
    return "0x" + hashlib.blake2b(raw, digest_size=32).hexdigest()


ENTRY = field_id(address(0xab), bytes.fromhex(address(0xb0b)[2:]), b"\x04")


def grpc_object(identifier, contents, owner):
    return {"object_id": identifier, "version": 5, "digest": DIGEST, "owner": owner, "object_type": TYPE,
            "contents": {"name": TYPE, "value": b64(contents)}}


def graphql_object(identifier, contents, owner):
    move = {"type": {"repr": TYPE}, "bcs": b64(contents)}
    return {"address": identifier, "version": 5, "digest": DIGEST, "owner": owner, "contents": move,
            "asMoveObject": {"contents": move}}


SHARED = ({"kind": "SHARED", "version": 3}, {"__typename": "Shared", "initialSharedVersion": 3})
ACCOUNT = ({"kind": "ADDRESS", "address": address(0xb0b)},
           {"__typename": "AddressOwner", "address": {"address": address(0xb0b)}})
PARENT = ({"kind": "OBJECT", "address": address(0xab)},
          {"__typename": "ObjectOwner", "address": {"address": address(0xab)}})
NOBODY = ({"kind": "IMMUTABLE"}, {"__typename": "Immutable"})

GRPC_EFFECTS = {
    "digest": DIGEST, "checkpoint": 78,
    "effects": {"status": {"success": True},
                "gas_used": {"computation_cost": 1000, "storage_cost": 2000, "storage_rebate": 500},
                "changed_objects": [
                    {"object_id": address(0x11), "id_operation": "CREATED", "object_type": TYPE},
                    {"object_id": address(0x12), "id_operation": "NONE", "object_type": TYPE},
                    {"object_id": address(0x13), "id_operation": "DELETED"}]},
    "events": {"events": [{"package_id": address(0xcd), "module": "staking", "sender": address(0xb0b),
                           "event_type": EVENT, "contents": {"value": b64(b"\x01\x02")}}]},
}
WHOLE = {"hasNextPage": False}
GRAPHQL_EFFECTS = {
    "digest": DIGEST, "status": "SUCCESS", "checkpoint": {"sequenceNumber": 78}, "executionError": None,
    "gasEffects": {"gasSummary": {"computationCost": 1000, "storageCost": 2000, "storageRebate": 500}},
    "events": {"pageInfo": WHOLE, "nodes": [
        {"sequenceNumber": 0, "contents": {"type": {"repr": EVENT}, "bcs": b64(b"\x01\x02")}}]},
    "objectChanges": {"pageInfo": WHOLE, "nodes": [
        {"address": address(0x11), "idCreated": True, "idDeleted": False,
         "outputState": {"asMoveObject": {"contents": {"type": {"repr": TYPE}}}}},
        {"address": address(0x12), "idCreated": False, "idDeleted": False,
         "outputState": {"asMoveObject": {"contents": {"type": {"repr": TYPE}}}}},
        {"address": address(0x13), "idCreated": False, "idDeleted": True, "outputState": None}]},
}
GRPC_FAILED = {
    "digest": DIGEST,
    "effects": {"status": {"success": False, "error": {
        "description": "MoveAbort", "kind": "MOVE_ABORT", "abort": {
            "abort_code": 8, "location": {"package": address(0xcd), "module": "staking", "function_name": "increase"}}}},
        "gas_used": {"computation_cost": 1000}},
}
GRAPHQL_FAILED = {
    **GRAPHQL_EFFECTS, "status": "FAILURE", "checkpoint": None, "events": {"pageInfo": WHOLE, "nodes": []},
    "objectChanges": {"pageInfo": WHOLE, "nodes": []},
    "gasEffects": {"gasSummary": {"computationCost": 1000, "storageCost": 0, "storageRebate": 0}},
    "executionError": {"message": "MoveAbort", "abortCode": "8", "function": {"name": "increase"},
                       "module": {"name": "staking", "package": {"address": address(0xcd)}}},
}

TX = b64(b"\x00\x00transaction")
PREFIX = "/sui.rpc.v2."

# name: (method, request, responses, GraphQL data)
CASES = {
    "object": ("LedgerService/GetObject", {"object_id": address(0x5), "read_mask": MASK},
               [{"object": grpc_object(address(0x5), b"\x07", SHARED[0])}],
               {"object": graphql_object(address(0x5), b"\x07", SHARED[1])}),
    "objects": ("LedgerService/BatchGetObjects",
                {"requests": [{"object_id": address(n)} for n in (5, 6, 7)], "read_mask": MASK},
                [{"objects": [{"object": grpc_object(address(0x5), b"", ACCOUNT[0])}, {"error": {"code": 5}},
                              {"object": grpc_object(address(0x7), b"\x09", NOBODY[0])}]}],
                {"multiGetObjects": [graphql_object(address(0x5), b"", ACCOUNT[1]), None,
                                     graphql_object(address(0x7), b"\x09", NOBODY[1])]}),
    "entry": ("LedgerService/GetObject", {"object_id": ENTRY, "read_mask": MASK},
              [{"object": grpc_object(ENTRY, bytes.fromhex(ENTRY[2:] + address(0xb0b)[2:]) + b"\x2a", PARENT[0])}],
              {"address": {"dynamicField": {"name": {"bcs": b64(bytes.fromhex(address(0xb0b)[2:]))},
                                            "value": {"__typename": "MoveValue", "bcs": b64(b"\x2a")}}}}),
    "entries": ("StateService/ListDynamicFields", {"parent": address(0xab), "page_size": 1000, "read_mask": ["name", "value"]},
                [{"dynamic_fields": [{"name": {"value": b64(b"\x01")}, "value": {"value": b64(b"\x02")}},
                                     {"name": {"value": b64(b"\x03")}, "value": {"value": b64(b"")}}]}],
                {"address": {"dynamicFields": {"pageInfo": {"hasNextPage": False, "endCursor": "x"}, "nodes": [
                    {"name": {"bcs": b64(b"\x01")}, "value": {"__typename": "MoveValue", "bcs": b64(b"\x02")}},
                    {"name": {"bcs": b64(b"\x03")}, "value": {"__typename": "MoveValue", "bcs": b64(b"")}}]}}}),
    "owned": ("StateService/ListOwnedObjects",
              {"owner": address(0xb0b), "page_size": 50, "read_mask": MASK,
               "object_type": f"{address(2)}::coin::Coin<{address(2)}::sui::SUI>"},
              [{"objects": [grpc_object(address(0x21), b"\x05", ACCOUNT[0])]}],
              {"address": {"objects": {"pageInfo": {"hasNextPage": False, "endCursor": None},
                                       "nodes": [graphql_object(address(0x21), b"\x05", ACCOUNT[1])]}}}),
    "epoch": ("LedgerService/GetEpoch", {"read_mask": ["epoch", "reference_gas_price", "start"]},
              [{"epoch": {"epoch": 9, "reference_gas_price": 750, "start": "2026-11-20T00:00:00.250Z"}}],
              {"epoch": {"epochId": 9, "referenceGasPrice": "750", "startTimestamp": "2026-11-20T00:00:00.250Z"}}),
    "balance": ("StateService/GetBalance", {"owner": address(0xb0b), "coin_type": f"{address(2)}::sui::SUI"},
                [{"balance": {"coin_type": f"{address(2)}::sui::SUI", "balance": 18446744073709551615}}],
                {"address": {"balance": {"totalBalance": "18446744073709551615"}}}),
    "transaction": ("LedgerService/GetTransaction", {"digest": DIGEST, "read_mask": EFFECTS},
                    [{"transaction": GRPC_EFFECTS}], {"transaction": {"effects": GRAPHQL_EFFECTS}}),
    "failed": ("LedgerService/GetTransaction", {"digest": DIGEST, "read_mask": EFFECTS},
               [{"transaction": GRPC_FAILED}], {"transaction": {"effects": GRAPHQL_FAILED}}),
    "simulate": ("TransactionExecutionService/SimulateTransaction",
                 {"transaction": {"bcs": {"value": TX}}, "read_mask": ["transaction." + path for path in EFFECTS],
                  "checks": "ENABLED"},
                 [{"transaction": GRPC_EFFECTS}], {"simulateTransaction": {"effects": GRAPHQL_EFFECTS}}),
    "events": ("LedgerService/ListEvents",
               {"read_mask": ["*"], "start_checkpoint": 10,
                "filter": {"terms": [{"literals": [{"event_type": {"event_type": address(0xcd)}}]}]},
                "options": {"limit": 500}},
               [{"event": {"event_type": EVENT, "contents": {"value": b64(b"\x01")}, "checkpoint": 11,
                           "transaction_digest": DIGEST, "event_index": 0}},
                {"watermark": {"cursor": b64(b"c1"), "checkpoint": 12}},
                {"event": {"event_type": EVENT, "contents": {"value": b64(b"\x02")}, "checkpoint": 13,
                           "transaction_digest": OTHER, "event_index": 4}},
                {"end": {"reason": 5}}],
               {"events": {"pageInfo": {"hasNextPage": False, "endCursor": "z"}, "nodes": [
                   {"sequenceNumber": 0, "contents": {"type": {"repr": EVENT}, "bcs": b64(b"\x01")},
                    "transaction": {"digest": DIGEST, "effects": {"checkpoint": {"sequenceNumber": 11}}}},
                   {"sequenceNumber": 4, "contents": {"type": {"repr": EVENT}, "bcs": b64(b"\x02")},
                    "transaction": {"digest": OTHER, "effects": {"checkpoint": {"sequenceNumber": 13}}}}]}}),
    "event stream": ("SubscriptionService/SubscribeEvents",
                     {"read_mask": ["*"], "filter": {"terms": [
                         {"literals": [{"event_type": {"event_type": address(package)}}]} for package in (0xcd, 0xce)]}},
                     [{"watermark": {"cursor": b64(b"c1"), "checkpoint": 12}},
                      {"event": {"event_type": EVENT, "contents": {"value": b64(b"\x01")}, "checkpoint": 14,
                                 "transaction_digest": DIGEST, "event_index": 3},
                       "watermark": {"cursor": b64(b"c2"), "checkpoint": 14}},
                      {"event": {"event_type": FOREIGN, "contents": {"value": b64(b"\x02")}, "checkpoint": 14,
                                 "transaction_digest": DIGEST, "event_index": 4}}], None),
    "checkpoint stream": ("SubscriptionService/SubscribeCheckpoints",
                          {"read_mask": ["sequence_number", "summary.timestamp", "summary.epoch", "transactions.digest",
                                         "transactions.effects.status", "transactions.events.events"]},
                          [{"cursor": 15, "checkpoint": {
                              "sequence_number": 15,
                              "summary": {"epoch": 9, "timestamp": "2026-11-20T22:03:00.500Z"},
                              "transactions": [
                                  {"digest": DIGEST, "effects": {"status": {"success": True}}, "events": {"events": [
                                      {"event_type": FOREIGN, "contents": {"value": b64(b"\x02")}},
                                      {"event_type": EVENT, "contents": {"value": b64(b"\x01")}}]}},
                                  {"digest": OTHER, "effects": {"status": {"success": False}}, "events": {"events": [
                                      {"event_type": EVENT, "contents": {"value": b64(b"\x03")}}]}},
                                  {"digest": OTHER, "effects": {"status": {"success": True}}, "events": {"events": [
                                      {"event_type": SHORT, "contents": {"value": b64(b"\x04")}}]}}]}},
                           {"cursor": 16, "checkpoint": {"sequence_number": 16}}], None),
}


def main():
    descriptors, introspection, queries = sys.argv[1:]
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    files.ParseFromString(open(descriptors, "rb").read())
    for file in files.file:
        pool.Add(file)
    raw = json.load(open(introspection))
    schema = build_client_schema(raw.get("data", raw))
    for kind in schema.type_map.values():
        if hasattr(kind, "resolve_type"):
            kind.resolve_type = lambda value, info, of: value["__typename"]
    ours = json.load(open(queries))
    for name, question in ours.items():
        problems = validate(schema, parse(question["query"]))
        if problems:
            raise SystemExit(f"{name}: {problems}")

    def encoded(kind, value):
        message = message_factory.GetMessageClass(pool.FindMessageTypeByName(kind))()
        value = dict(value)
        mask = value.pop("read_mask", None)
        json_format.ParseDict(value, message, descriptor_pool=pool)
        if mask is not None:
            message.read_mask.paths.extend(mask)
        return message.SerializeToString(deterministic=True).hex()

    cases = []
    for name, (method, request, responses, data) in CASES.items():
        service, _, function = method.partition("/")
        found = pool.FindServiceByName("sui.rpc.v2." + service).FindMethodByName(function)
        case = {"name": name, "path": PREFIX + method, "request": encoded(found.input_type.full_name, request),
                "responses": [encoded(found.output_type.full_name, response) for response in responses]}
        if name in ours:
            query = ours[name]["query"]
            result = graphql_sync(schema, query, root_value={**TIP, **data}, variable_values=ours[name]["variables"])
            if result.errors:
                raise SystemExit(f"{name}: {result.errors}")
            case["graphql"] = result.data
        cases.append(case)
    json.dump({"rules": __doc__.splitlines()[0], "cases": cases}, sys.stdout, indent=1)
    print()


main()
