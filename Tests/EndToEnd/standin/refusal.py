# SPDX-License-Identifier: Apache-2.0
"""What goes back to a client that does not get what it asked for."""

REASONS = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 405: "MethodNotAllowed",
           409: "Conflict",
           410: "Expired", 413: "RequestEntityTooLarge", 415: "UnsupportedMediaType", 422: "Invalid",
           500: "InternalError"}


class Refusal(Exception):
    """A failure with its Status."""

    def __init__(self, code: int, message: str, reason: str | None = None, details: dict | None = None, warnings=()):
        super().__init__(message)
        self.code, self.warnings = code, list(warnings)
        self.status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
                       "reason": REASONS.get(code, "") if reason is None else reason, "code": code}
        if details:
            self.status["details"] = details


def named(asked) -> str:
    """A resource as errors name it: deployments.apps."""
    return f"{asked.resource}.{asked.group}" if asked.group else asked.resource


def which_of(asked, name: str) -> dict:
    return {"name": name, "group": asked.group, "kind": asked.resource}


def not_found(asked, name: str) -> Refusal:
    return Refusal(404, f'{named(asked)} "{name}" not found', details=which_of(asked, name))


def forbidden(user, asked, reason: str) -> Refusal:
    because = f": {reason}" if reason else ""
    if not asked.resource:
        return Refusal(403, f'forbidden: User "{user.name}" cannot {asked.verb} path "{asked.path}"{because}')
    whole = f"{asked.resource}/{asked.subresource}" if asked.subresource else asked.resource
    where = f' in the namespace "{asked.namespace}"' if asked.namespace else " at the cluster scope"
    which = f'{named(asked)} "{asked.name}"' if asked.name else named(asked)
    return Refusal(403, f'{which} is forbidden: User "{user.name}" cannot {asked.verb} resource "{whole}" in API group '
                        f'"{asked.group}"{where}{because}', details=which_of(asked, asked.name))
