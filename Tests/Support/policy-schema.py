"""Judges policies by their published schema: jsonschema, and PyYAML with the words of YAML 1.2.

    python3 policy-schema.py SCHEMA

Each line of standard input is a policy's text as a JSON string; each line of standard output is the list of what is wrong with it.
"""

import json
import re
import sys

import jsonschema
import yaml


class Loader(yaml.SafeLoader):
    """Takes true and false for truth values and no other word, and times for text, as editors do."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for line in sys.stdin:
    found = validator.iter_errors(yaml.load(json.loads(line), Loader))
    print(json.dumps([f"{error.json_path}: {error.message[:200]}" for error in found]), flush=True)
