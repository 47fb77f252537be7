# SPDX-License-Identifier: Apache-2.0
"""Where objects are: in SQLite, in memory or in a file that several servers share. Revisions are resourceVersions."""
import json
import sqlite3
import threading

KEPT_CHANGES = 20_000  # a watch that asks for an older one is told to list again


class Conflict(Exception):
    """The object is not at the revision that was expected."""


class Store:
    """Objects by resource ("configmaps", "deployments.apps"), namespace and name, and the log of their changes."""

    def __init__(self, path: str):
        self.lock = threading.RLock()
        self.database = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self.database.executescript("""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = NORMAL;
            CREATE TABLE IF NOT EXISTS objects (resource TEXT, namespace TEXT, name TEXT, body TEXT,
                PRIMARY KEY (resource, namespace, name));
            CREATE TABLE IF NOT EXISTS changes (revision INTEGER PRIMARY KEY AUTOINCREMENT, resource TEXT,
                namespace TEXT, change TEXT, body TEXT);
            CREATE INDEX IF NOT EXISTS changes_of ON changes (resource, revision);
            CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB);
        """)
        self.parsed: dict[str, tuple[int, list]] = {}

    def rows(self, query: str, *values) -> list:
        with self.lock:
            return self.database.execute(query, values).fetchall()

    def revision(self, resource: str | None = None) -> int:
        """The last change of all objects, or of a resource."""
        where, values = ("WHERE resource = ?", (resource,)) if resource else ("", ())
        return self.rows(f"SELECT coalesce(max(revision), 0) FROM changes {where}", *values)[0][0]

    def get(self, resource: str, namespace: str, name: str) -> dict | None:
        found = self.rows("SELECT body FROM objects WHERE resource = ? AND namespace = ? AND name = ?",
                          resource, namespace, name)
        return json.loads(found[0][0]) if found else None

    def items(self, resource: str, namespace: str = "") -> list[dict]:
        """In the order of their names; of every namespace if none is named."""
        found = self.rows("SELECT body FROM objects WHERE resource = ? AND (? = '' OR namespace = ?) "
                          "ORDER BY namespace, name", resource, namespace, namespace)
        return [json.loads(row[0]) for row in found]

    def known(self, resource: str) -> list[dict]:
        """As `items`, for whoever looks at each request: parsed once per change, and not to be altered."""
        with self.lock:
            revision = self.revision(resource)
            if self.parsed.get(resource, (-1, []))[0] != revision:
                self.parsed[resource] = (revision, self.items(resource))
            return self.parsed[resource][1]

    def write(self, resource: str, item: dict, expected: str | None) -> dict:
        """Puts an object in place and gives it its revision; `expected` is the one it replaces, None for a new one."""
        meta = item["metadata"]
        place = (resource, meta.get("namespace", ""), meta["name"])
        with self.lock:
            self.database.execute("BEGIN IMMEDIATE")
            try:
                self.expect(place, expected)
                revision = self.database.execute(
                    "INSERT INTO changes (resource, namespace, change) VALUES (?, ?, ?)",
                    (place[0], place[1], "ADDED" if expected is None else "MODIFIED")).lastrowid
                meta["resourceVersion"] = str(revision)
                body = json.dumps(item, ensure_ascii=False)
                self.database.execute("UPDATE changes SET body = ? WHERE revision = ?", (body, revision))
                self.database.execute("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", (*place, body))
                self.database.execute("DELETE FROM changes WHERE revision <= ?", (revision - KEPT_CHANGES,))
                self.database.execute("COMMIT")
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
        return item

    def remove(self, resource: str, item: dict):
        meta = item["metadata"]
        place = (resource, meta.get("namespace", ""), meta["name"])
        with self.lock:
            self.database.execute("BEGIN IMMEDIATE")
            try:
                self.expect(place, meta["resourceVersion"])
                self.database.execute("DELETE FROM objects WHERE resource = ? AND namespace = ? AND name = ?", place)
                self.database.execute("INSERT INTO changes (resource, namespace, change, body) VALUES (?, ?, ?, ?)",
                                      (place[0], place[1], "DELETED", json.dumps(item, ensure_ascii=False)))
                self.database.execute("COMMIT")
            except BaseException:
                self.database.execute("ROLLBACK")
                raise

    def expect(self, place: tuple, expected: str | None):
        there = self.get(*place)
        if (there["metadata"]["resourceVersion"] if there else None) != expected:
            raise Conflict

    def changes(self, resource: str, after: int, namespace: str = "") -> list[tuple[int, str, dict]]:
        """What changed since a revision: its revision, ADDED, MODIFIED or DELETED, and the object."""
        found = self.rows("SELECT revision, change, body FROM changes WHERE resource = ? AND revision > ? "
                          "AND (? = '' OR namespace = ?) ORDER BY revision", resource, after, namespace, namespace)
        return [(revision, change, json.loads(body)) for revision, change, body in found]

    def secret(self, name: str, fresh: bytes) -> bytes:
        """A secret that all servers of this store share; `fresh` becomes it if there is none."""
        with self.lock:
            self.database.execute("INSERT OR IGNORE INTO secrets VALUES (?, ?)", (name, fresh))
            return self.rows("SELECT value FROM secrets WHERE name = ?", name)[0][0]
