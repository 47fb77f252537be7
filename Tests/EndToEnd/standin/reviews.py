# SPDX-License-Identifier: Apache-2.0
"""Resources that are asked and not stored: who am I, may I, may somebody, whose token is this."""
from . import defaults, selection
from .authorization import Chain
from .identity import User
from .objects import Objects
from .refusal import Refusal
from .resources import Attributes


class Reviews:
    def __init__(self, objects: Objects, chain: Chain, authenticate):
        self.objects, self.chain, self.authenticate = objects, chain, authenticate

    def create(self, user: User, asked: Attributes, item: dict, manager: str) -> dict:
        """Admission sees these, too; then they are answered."""
        resource = asked.known
        item = self.objects.received(item, asked, (resource.group, resource.version, resource.kind))
        defaults.complete(item)
        defaults.manage(item, None, manager, "Update", "", resource.api)
        self.objects.admit(user, asked, "CREATE", item, None)
        spec = item.get("spec") or {}
        match resource.kind:
            case "SelfSubjectReview":
                item["metadata"] |= {"creationTimestamp": defaults.now()}
                item["status"] = {"userInfo": user.info()}
            case "SelfSubjectAccessReview":
                item["status"] = self.access(user, spec)
            case "SubjectAccessReview" | "LocalSubjectAccessReview":
                other = User.read({**spec, "username": spec.get("user", "")})
                item["status"] = self.access(other, spec)
            case "SelfSubjectRulesReview":
                item["status"] = self.rules(user, spec.get("namespace", ""))
            case "TokenReview":
                item["status"] = self.token(spec.get("token", ""))
            case _:
                raise Refusal(405, "the server does not allow this method on the requested resource")
        return item

    def access(self, user: User, spec: dict) -> dict:
        wanted = spec.get("resourceAttributes")
        if wanted:
            fields = {key: wanted.get(key, "") for key in ("verb", "group", "version", "resource", "subresource",
                                                           "namespace", "name")}
            asked = Attributes(**{**fields, "version": fields["version"] or "*"})
            asked.fields = required(wanted.get("fieldSelector"), selection.field_requirements)
            asked.labels = required(wanted.get("labelSelector"), selection.label_requirements)
        else:
            wanted = spec.get("nonResourceAttributes") or {}
            asked = Attributes(wanted.get("verb", ""), path=wanted.get("path", ""))
        is_allowed, reason = self.chain.decide(user, asked)
        return {"allowed": is_allowed, **({"reason": reason} if reason else {})}

    def rules(self, user: User, namespace: str) -> dict:
        found = list(self.chain.rbac.rules(user, namespace))
        return {"resourceRules": [rule for rule in found if rule.get("resources")],
                "nonResourceRules": [rule for rule in found if rule.get("nonResourceURLs")],
                "incomplete": len(self.chain.authorizers) > 1}

    def token(self, token: str) -> dict:
        user = self.authenticate(token)
        return {"authenticated": True, "user": user.info()} if user else {"user": {}}


def required(selector: dict | None, read) -> list[dict]:
    """The requirements of a selector that came in a review, as such or as text."""
    selector = selector or {}
    return selector.get("requirements") or read(selector.get("rawSelector", ""))
