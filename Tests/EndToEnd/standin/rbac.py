# SPDX-License-Identifier: Apache-2.0
"""RBAC: roles and bindings as they are stored, evaluated per request. Aggregated roles have only their own rules."""
from .identity import User
from .resources import Attributes

DISCOVERY = ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz",
             "/version", "/version/"]
PUBLIC = ["/healthz", "/livez", "/readyz", "/version", "/version/"]
SELF = [{"verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
         "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]},
        {"verbs": ["create"], "apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"]}]
EVERYTHING = [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}, {"verbs": ["*"], "nonResourceURLs": ["*"]}]

# Roles that an apiserver makes when it starts, with whom they are bound to. `view` and `edit` are not among them.
BOOTSTRAP = {
    "cluster-admin": (EVERYTHING, ["system:masters"]),
    "system:basic-user": (SELF, ["system:authenticated"]),
    "system:discovery": ([{"verbs": ["get"], "nonResourceURLs": DISCOVERY}], ["system:authenticated"]),
    "system:public-info-viewer": ([{"verbs": ["get"], "nonResourceURLs": PUBLIC}],
                                  ["system:authenticated", "system:unauthenticated"]),
}
API_GROUP = "rbac.authorization.k8s.io"


class RBAC:
    """Allows what a rule allows, and has no opinion of the rest."""

    def __init__(self, store):
        self.store = store

    def allows(self, user: User, asked: Attributes) -> bool:
        return any(rule_allows(rule, asked) for rule in self.rules(user, asked.namespace))

    def rules(self, user: User, namespace: str):
        """Every rule that is bound to a user, cluster-wide or in a namespace."""
        for binding in self.store.known(f"clusterrolebindings.{API_GROUP}"):
            if binds(binding, user):
                yield from self.role_rules(binding["roleRef"], "")
        if namespace:
            for binding in self.store.known(f"rolebindings.{API_GROUP}"):
                if binding["metadata"]["namespace"] == namespace and binds(binding, user):
                    yield from self.role_rules(binding["roleRef"], namespace)

    def role_rules(self, reference: dict, namespace: str) -> list[dict]:
        is_local = reference["kind"] == "Role"
        for role in self.store.known(f'{"roles" if is_local else "clusterroles"}.{API_GROUP}'):
            meta = role["metadata"]
            if meta["name"] == reference["name"] and (not is_local or meta["namespace"] == namespace):
                return role.get("rules") or []
        return []

    def covers(self, user: User, namespace: str, wanted: list[dict]) -> bool:
        """Whether a user has all that rules would give: nobody may hand out more than they hold."""
        held = list(self.rules(user, namespace))
        return all(any(rule_allows(rule, one) for rule in held) for one in broken_down(wanted))


def broken_down(rules: list[dict]):
    """One question per verb, group, resource and name; a star is only met by a star."""
    for rule in rules:
        for verb in rule.get("verbs") or []:
            for path in rule.get("nonResourceURLs") or []:
                yield Attributes(verb, path=path)
            for group in rule.get("apiGroups") or []:
                for resource in rule.get("resources") or []:
                    base, _, sub = resource.partition("/")
                    for name in rule.get("resourceNames") or [""]:
                        yield Attributes(verb, group=group, resource=base, subresource=sub, name=name)


def binds(binding: dict, user: User) -> bool:
    return any(is_subject(subject, binding, user) for subject in binding.get("subjects") or [])


def is_subject(subject: dict, binding: dict, user: User) -> bool:
    match subject["kind"]:
        case "User":
            return subject["name"] == user.name
        case "Group":
            return subject["name"] in user.groups
        case "ServiceAccount":
            namespace = subject.get("namespace") or binding["metadata"].get("namespace", "")
            return user.name == f'system:serviceaccount:{namespace}:{subject["name"]}'
    return False


def rule_allows(rule: dict, asked: Attributes) -> bool:
    verbs = rule.get("verbs") or []
    if "*" not in verbs and asked.verb not in verbs:
        return False
    if not asked.resource:
        return any(path == asked.path or (path.endswith("*") and asked.path.startswith(path[:-1]))
                   for path in rule.get("nonResourceURLs") or [])
    groups, resources, names = (rule.get(key) or [] for key in ("apiGroups", "resources", "resourceNames"))
    whole = f"{asked.resource}/{asked.subresource}" if asked.subresource else asked.resource
    return (("*" in groups or asked.group in groups)
            and ("*" in resources or whole in resources
                 or (asked.subresource and f"*/{asked.subresource}" in resources))
            and (not names or asked.name in names))
