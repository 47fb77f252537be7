# SPDX-License-Identifier: Apache-2.0
"""What can be done with objects: read, write, delete and their subresources, each write through admission."""
import copy
import re
import secrets
import uuid

from . import defaults, plainyaml, selection
from .admission import Admission, Denied
from .authorization import Chain
from .identity import ServiceAccountTokens, User
from .patches import patched
from .refusal import Refusal, named, not_found, which_of
from .resources import SUB_KINDS, Attributes, Resource, resources
from .store import Conflict, Store

RBAC_GROUP = "rbac.authorization.k8s.io"
NAME = re.compile(r"[a-z0-9]([-a-z0-9.:]*[a-z0-9])?", re.IGNORECASE)
LETTERS = "bcdfghjklmnpqrstvwxz2456789"  # of generated names
TRIES = 5  # of a patch that somebody else's write came between


class Objects:
    """The API of stored objects for one server."""

    def __init__(self, store: Store, admission: Admission, chain: Chain, tokens: ServiceAccountTokens):
        self.store, self.admission, self.chain, self.tokens = store, admission, chain, tokens

    # Reading

    def get(self, asked: Attributes) -> dict:
        item = self.store.get(asked.known.stored, self.place(asked), asked.name)
        if not item:
            raise not_found(asked, asked.name)
        return scale_of(item) if asked.subresource == "scale" else item

    def all(self, asked: Attributes) -> dict:
        resource = asked.known
        revision = self.store.revision()
        items = [item for item in self.store.items(resource.stored, self.place(asked)) if is_selected(item, asked)]
        return {"kind": f"{resource.kind}List", "apiVersion": resource.api,
                "metadata": {"resourceVersion": str(revision)},
                "items": items}

    @staticmethod
    def place(asked: Attributes) -> str:
        return asked.namespace if asked.known.is_namespaced else ""

    # Writing

    def create(self, user: User, asked: Attributes, item: dict, manager: str) -> dict:
        resource = asked.known
        item = self.received(item, asked, (resource.group, resource.version, resource.kind))
        meta = item["metadata"]
        if meta.get("generateName") and not meta.get("name"):
            meta["name"] = meta["generateName"] + "".join(secrets.choice(LETTERS) for _ in range(5))
        if not NAME.fullmatch(meta.get("name", "")):
            raise Refusal(422, f'{resource.kind} "{meta.get("name", "")}" is invalid: metadata.name: no name')
        if meta.pop("resourceVersion", None):
            raise Refusal(400, "resourceVersion should not be set on objects to be created")
        asked.name = meta["name"]
        if resource.name == "namespaces":
            asked.namespace = meta["name"]
        elif resource.is_namespaced:
            self.need_namespace(asked)
        self.check(user, asked, item, None)
        defaults.complete(item)
        if resource.name == "nodes":
            item["spec"].setdefault("taints", []).append({"key": "node.kubernetes.io/not-ready",
                                                          "effect": "NoSchedule"})
        meta |= {"uid": str(uuid.uuid4()), "creationTimestamp": defaults.now()}
        if resource.kind in defaults.COUNTED:
            meta["generation"] = 1
        operation = "Apply" if asked.verb == "patch" else "Update"
        defaults.manage(item, None, manager, operation, "", resource.api)
        self.admit(user, asked, "CREATE", item, None)
        if asked.option("dryRun"):
            return item
        if resource.kind == "CustomResourceDefinition":
            defaults.establish(item)
        try:
            return self.store.write(resource.stored, item, None)
        except Conflict:
            raise Refusal(409, f'{named(asked)} "{asked.name}" already exists', "AlreadyExists",
                          which_of(asked, asked.name)) from None

    def update(self, user: User, asked: Attributes, item: dict, manager: str) -> dict:
        return self.change(user, asked, manager, lambda _: self.received(item, asked, self.kind_of(asked)))

    def patch(self, user: User, asked: Attributes, kind: str, patch, manager: str) -> dict:
        if kind == "application/apply-patch+yaml" and not asked.subresource:
            patch.get("metadata", {}).pop("managedFields", None)
            if not self.store.get(asked.known.stored, self.place(asked), asked.name):
                patch.setdefault("metadata", {})["name"] = asked.name
                return self.create(user, asked, patch, manager)
        elif kind == "application/strategic-merge-patch+json" and asked.known.is_custom:
            raise Refusal(415, "the body of the request was in an unknown format")
        return self.change(user, asked, manager, lambda old: patched(kind, old, patch),
                           "Apply" if "apply" in kind else "Update")

    def change(self, user: User, asked: Attributes, manager: str, changing, operation: str = "Update") -> dict:
        """Replaces an object by what `changing` makes of it; again, if another write came between and none is named."""
        resource = asked.known
        for _ in range(TRIES):
            old = self.store.get(resource.stored, self.place(asked), asked.name)
            if not old:
                raise not_found(asked, asked.name)
            is_scale = asked.subresource == "scale"
            shown = scale_of(old) if is_scale else old
            wanted = changing(copy.deepcopy(shown))
            revision = wanted["metadata"].get("resourceVersion")
            if revision and revision != old["metadata"]["resourceVersion"]:
                break
            new = scaled(old, wanted) if is_scale else self.carried(asked, old, wanted)
            defaults.manage(new, old, manager, operation, asked.subresource, resource.api)
            if is_scale:
                self.admit(user, asked, "UPDATE", {**shown, "spec": wanted.get("spec") or {}}, shown)
            else:
                self.check(user, asked, new, old)
                self.admit(user, asked, "UPDATE", new, old)
            if asked.option("dryRun") or without_managers(new) == without_managers(old):
                return scale_of(new) if is_scale else new
            try:
                written = self.store.write(resource.stored, new, old["metadata"]["resourceVersion"])
                return scale_of(written) if is_scale else written
            except Conflict:
                if revision:
                    break
        raise unfulfilled(asked, "the object has been modified; please apply your changes to the latest version and "
                                 "try again")

    @staticmethod
    def carried(asked: Attributes, old: dict, wanted: dict) -> dict:
        """The new object with what a write cannot change taken from the old one."""
        new = copy.deepcopy(old)
        if asked.subresource in ("status", "approval"):
            new["status"] = wanted.get("status") or {}
            return new
        new = wanted
        defaults.complete(new)
        kept = {key: old["metadata"][key] for key in ("uid", "creationTimestamp", "generation", "resourceVersion")
                if key in old["metadata"]}
        managed = old["metadata"].get("managedFields")
        new["metadata"] |= kept | ({"managedFields": copy.deepcopy(managed)} if managed else {})
        if "status" in old:
            new["status"] = copy.deepcopy(old["status"])
        if "generation" in kept and new.get("spec") != old.get("spec"):
            new["metadata"]["generation"] = kept["generation"] + 1
        return new

    def delete(self, user: User, asked: Attributes, options: dict) -> dict:
        item = self.get(asked)
        wanted = (options.get("preconditions") or {}).get("uid")
        if wanted and wanted != item["metadata"]["uid"]:
            raise unfulfilled(asked, "the UID in the precondition differs")
        self.remove(user, asked, item, options)
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
                "details": {"name": item["metadata"]["name"], "group": asked.group, "kind": asked.resource,
                            "uid": item["metadata"]["uid"]}}

    def delete_all(self, user: User, asked: Attributes, options: dict) -> dict:
        """One review per object, none with a name: that is how an apiserver asks."""
        asked.name = ""
        found = self.all(asked)
        for item in found["items"]:
            self.remove(user, asked, item, options)
        return found

    def remove(self, user: User, asked: Attributes, item: dict, options: dict):
        if options.get("dryRun"):
            asked.query["dryRun"] = ["All"]
        sent = {"kind": "DeleteOptions", "apiVersion": "meta.k8s.io/v1"}
        sent |= {key: value for key, value in options.items() if key not in sent}
        if asked.option("dryRun"):
            sent["dryRun"] = ["All"]
        self.admit(user, asked, "DELETE", None, item, sent)
        if not asked.option("dryRun"):
            self.drop(asked.known, item)

    def drop(self, resource: Resource, item: dict):
        try:
            self.store.remove(resource.stored, item)
        except Conflict:
            return  # gone, or changed and not meant
        if resource.name == "customresourcedefinitions":
            for left in self.store.items(item["metadata"]["name"]):
                self.store.remove(item["metadata"]["name"], left)
        elif resource.name == "namespaces":
            # There is no controller that would empty it, and nobody could make it again while it waits for one.
            for other in resources():
                if other.is_namespaced and not other.is_review:
                    for left in self.store.items(other.stored, item["metadata"]["name"]):
                        self.drop(other, left)

    # Subresources

    def connect(self, user: User, asked: Attributes):
        """Admission first; then it ends, as on a cluster without kubelets."""
        group, version, kind = SUB_KINDS[f"{asked.resource}/{asked.subresource}"]
        item = {"kind": kind, "apiVersion": version}
        for name in ("stdin", "stdout", "stderr", "tty"):
            if asked.option(name) in ("true", "1"):
                item[name] = True
        if asked.option("container"):
            item["container"] = asked.option("container")
        if "command" in asked.query:
            item["command"] = asked.query["command"]
        if asked.option("ports"):
            item["ports"] = [int(port) for port in asked.query["ports"]]
        if asked.tail:
            item["path"] = asked.tail
        self.admit(user, asked, "CONNECT", item, None, None, (group, version, kind))
        name = asked.name.split(":")[0]
        if not (found := self.store.get(asked.known.stored, self.place(asked), name)):
            raise not_found(asked, name)
        if (found.get("spec") or {}).get("nodeName"):
            raise no_kubelet(found)
        raise Refusal(400, f"{asked.resource[:-1]} {name} does not have a host assigned")

    def log(self, asked: Attributes) -> bytes:
        """Nothing, of a pod that runs nowhere yet."""
        found = self.store.get("pods", asked.namespace, asked.name)
        if not found:
            raise not_found(asked, asked.name)
        if found["spec"].get("nodeName"):
            raise no_kubelet(found)
        return b""

    def create_below(self, user: User, asked: Attributes, item: dict, manager: str) -> dict:
        """POST to a subresource: an eviction, a binding, a token."""
        owner = self.get(asked)
        kind = SUB_KINDS.get(asked.subresource)
        if not kind:
            raise Refusal(405, "the server does not allow this method on the requested resource")
        item = self.received(item, asked, kind)
        item["metadata"] = {"name": asked.name, "namespace": asked.namespace, **item["metadata"]}
        defaults.complete(item)
        if asked.subresource == "token":
            item["metadata"] |= {"uid": owner["metadata"]["uid"], "creationTimestamp": defaults.now()}
            defaults.fill(item, {"spec": {"audiences": self.tokens.audiences, "expirationSeconds": 3600,
                                          "boundObjectRef": None}})
        written = {key: item[key] for key in ("spec", "target", "deleteOptions") if key in item}
        if written:
            defaults.manage(item, None, manager, "Update", asked.subresource, item["apiVersion"])
        self.admit(user, asked, "CREATE", item, None, None, kind)
        if asked.option("dryRun"):
            return item
        if asked.subresource == "token":
            token, expires = self.tokens.make(owner, item["spec"]["audiences"], item["spec"]["expirationSeconds"])
            item["status"] = {"token": token, "expirationTimestamp": defaults.stamp(expires)}
            return item
        if asked.subresource == "eviction":
            self.drop(asked.known, owner)
        else:
            owner["spec"]["nodeName"] = item["target"]["name"]
            self.store.write(asked.known.stored, owner, owner["metadata"]["resourceVersion"])
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}

    # What every write passes

    def admit(self, user: User, asked: Attributes, operation: str, item, old, options: dict | None = None,
              kind: tuple[str, str, str] | None = None):
        if operation in ("CREATE", "UPDATE"):
            options = {"kind": f"{operation.capitalize()}Options", "apiVersion": "meta.k8s.io/v1"}
            options |= {name: asked.option(name) for name in ("fieldManager", "fieldValidation") if asked.option(name)}
            if asked.option("dryRun"):
                options["dryRun"] = ["All"]
        try:
            asked.warnings = self.admission.admit(user, asked, operation, item, old, options,
                                                  kind or self.kind_of(asked))
        except Denied as denied:
            raise Refusal(denied.code, denied.message, denied.reason, denied.details,
                          getattr(denied, "warnings", ())) from None

    def check(self, user: User, asked: Attributes, item: dict, old: dict | None):
        """What an apiserver refuses by itself: more rights than one has, and what nobody could evaluate."""
        if asked.group == RBAC_GROUP:
            self.check_escalation(user, asked, item, old)
        elif asked.resource == "validatingwebhookconfigurations":
            try:
                self.admission.check(item)
            except plainyaml.YAMLError as error:
                raise Refusal(422, f'{item["kind"]} "{asked.name}" is invalid: {error}') from None

    def check_escalation(self, user: User, asked: Attributes, item: dict, old: dict | None):
        if old and all(item.get(key) == old.get(key) for key in ("rules", "roleRef", "subjects")):
            return
        is_binding = asked.resource.endswith("bindings")
        if old and is_binding and item["roleRef"] != old["roleRef"]:
            raise Refusal(422, f'{item["kind"]} "{asked.name}" is invalid: roleRef: cannot change roleRef')
        reference = item.get("roleRef") or {"kind": item["kind"], "name": asked.name}
        right = Attributes("bind" if is_binding else "escalate", group=RBAC_GROUP, version="*",
                           namespace=asked.namespace,
                           resource="roles" if reference["kind"] == "Role" else "clusterroles",
                           name=reference["name"] if is_binding else "")
        rules = self.chain.rbac.role_rules(reference, asked.namespace) if is_binding else item.get("rules") or []
        if not self.chain.decide(user, right)[0] and not self.chain.rbac.covers(user, asked.namespace, rules):
            raise Refusal(403, f'{named(asked)} "{asked.name}" is forbidden: user "{user.name}" '
                               f"(groups={list(user.groups)}) is attempting to grant RBAC permissions not "
                               "currently held")

    def need_namespace(self, asked: Attributes):
        if not self.store.get("namespaces", "", asked.namespace):
            raise Refusal(404, f'namespaces "{asked.namespace}" not found',
                          details={"name": asked.namespace, "kind": "namespaces"})

    @staticmethod
    def kind_of(asked: Attributes) -> tuple[str, str, str]:
        resource = asked.known
        return SUB_KINDS.get(asked.subresource) or (resource.group, resource.version, resource.kind)

    @staticmethod
    def received(item, asked: Attributes, kind: tuple[str, str, str]) -> dict:
        """An object as a client sent it, if it is of the kind and namespace that its path says."""
        group, version, name = kind
        api = f"{group}/{version}" if group else version
        if not isinstance(item, dict) or item.get("kind", name) != name or item.get("apiVersion", api) != api:
            raise Refusal(400, f"the object provided is unrecognized (must be of type {name})")
        meta = {key: value for key, value in (item.get("metadata") or {}).items()
                if value not in (None, {}, []) and key not in ("managedFields", "selfLink")}
        if asked.known.is_namespaced and meta.setdefault("namespace", asked.namespace) != asked.namespace:
            raise Refusal(400, "the namespace of the provided object does not match the namespace sent on the request")
        if asked.name and meta.setdefault("name", asked.name) != asked.name:
            raise Refusal(400, "the name of the object does not match the name on the URL")
        return {"kind": name, "apiVersion": api, "metadata": meta,
                **{key: value for key, value in item.items() if key not in ("kind", "apiVersion", "metadata")}}


def unfulfilled(asked: Attributes, why: str) -> Refusal:
    return Refusal(409, f'Operation cannot be fulfilled on {named(asked)} "{asked.name}": {why}')


def no_kubelet(pod: dict) -> Refusal:
    return Refusal(500, f'Internal error occurred: {pod["spec"]["nodeName"]} has no kubelet')


def is_selected(item: dict, asked: Attributes) -> bool:
    wanted = selection.field_requirements(asked.option("fieldSelector"))
    values = selection.fields_of(item, [one["key"] for one in wanted])
    return selection.selects(wanted, values) and selection.selects(
        selection.label_requirements(asked.option("labelSelector")), item["metadata"].get("labels") or {})


def scale_of(item: dict) -> dict:
    meta = {key: item["metadata"][key] for key in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
            if key in item["metadata"]}
    labels = ((item["spec"].get("selector") or {}).get("matchLabels") or {}).items()
    return {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": meta,
            "spec": {"replicas": item["spec"].get("replicas", 1)},
            "status": {"replicas": (item.get("status") or {}).get("replicas", 0),
                       "selector": ",".join(f"{key}={value}" for key, value in labels)}}


def scaled(item: dict, scale: dict) -> dict:
    new = copy.deepcopy(item)
    new["spec"]["replicas"] = (scale.get("spec") or {}).get("replicas", 0)
    if new["spec"] != item["spec"]:
        new["metadata"]["generation"] += 1
    return new


def without_managers(item: dict) -> dict:
    return {**item, "metadata": {key: value for key, value in item["metadata"].items() if key != "managedFields"}}
