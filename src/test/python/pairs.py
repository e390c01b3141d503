"""Pairs of repositories that are alike, over one history: Feast works on the one, Penstock on the other."""

import subprocess
from dataclasses import dataclass
from functools import cached_property

import mmh3
import psycopg
import redis
from feast import FileSource
from feast.feature_view import DUMMY_ENTITY_ID, DUMMY_ENTITY_VAL
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import PostgreSQLSource
from feast.infra.online_stores.helpers import _redis_key
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value

import histories
from processes import ROOT, TARGET, Penstock
from repositories import Repository, dsn, file_registry, postgres_settings, sql_registry

WORLDS = ["file", "files", "postgres"]
"""A Parquet file with a file registry; a directory of them with SQLite; PostgreSQL for both."""

KEY_TTL = 5_000
"""Seconds until a key of the first world expires."""

OWN = b"penstock:"
"""What keys of Penstock begin with that are no rows of Feast's."""

_databases = iter(range(1, 16))
"""Of the Redis, those that are still empty."""


@dataclass
class Side:
    """One of both repositories, and its part of the Redis."""

    repository: Repository
    redis: redis.Redis

    def sdk(self):
        """Feast on the stores, without what it has read before."""
        return self.repository.sdk()

    def hashes(self):
        """All rows that are in the Redis: the fields of each key by name."""
        names = {}
        for view in self.views():
            for feature in view.features:
                name = f"{view.name}:{feature.name}"
                names[mmh3.hash(name, signed=False).to_bytes(4, "little")] = name
        return {
            key: {names.get(name) or name.decode(): value for name, value in self.redis.hgetall(key).items()}
            for key in self.redis.keys()
            if not key.startswith(OWN)
        }

    def intervals(self):
        """What is materialized, by view, as Feast reads it."""
        return {view.name: view.materialization_intervals for view in self.views()}

    def views(self):
        store = self.sdk()
        return store.list_feature_views() + store.list_stream_feature_views()


@dataclass
class Pair:
    """Both sides, and the Penstock that serves one of them."""

    world: str
    purpose: str
    tables: dict
    feast: Side
    penstock: Side
    process: Penstock
    servers: object

    @property
    def url(self):
        return self.process.url

    @cached_property
    def remote(self):
        """Feast as a client of Penstock."""
        return self.penstock.repository.remote(self.url)

    def write_history(self):
        """Has the stores hold what the tables hold now."""
        write_history(self.world, self.purpose, self.tables, self.servers)

    def command(self, *arguments):
        """`penstock materialize`, to its end."""
        command = [ROOT / "penstock", "materialize", "--url", self.url, *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def stop(self):
        self.process.stop()


def make_pair(world, purpose, servers):
    """A pair without online rows.

    :param purpose: what no other pair is for
    """
    tables = histories.histories()
    write_history(world, purpose, tables, servers)
    sides = [make_side(world, purpose, side, servers, tables) for side in ["feast", "penstock"]]
    repository = sides[1].repository
    return Pair(world, purpose, tables, *sides, Penstock(repository.directory, repository.name), servers)


def make_side(world, purpose, side, servers, tables):
    name = f"{purpose}-{world}-{side}"
    database = next(_databases)
    registry = TARGET / "repositories" / name / "data" / "registry"
    online_store = {"type": "redis", "connection_string": f"127.0.0.1:{servers.redis},db={database}"}
    offline_store = {"type": "file"}
    match world:
        case "file":
            registry = file_registry(f"{registry}.db")
            online_store["key_ttl_seconds"] = KEY_TTL
        case "files":
            registry = sql_registry(f"sqlite:///{registry}.sqlite")
        case "postgres":
            registry = sql_registry(new_database(name.replace("-", "_"), servers))
            offline_store = {"type": "postgres", **postgres_settings(servers)}
    repository = Repository.make(
        name,
        lambda directory: sources(world, purpose),
        lambda batch_source: histories.definitions(batch_source, tables),
        project="market",
        registry=registry,
        online_store=online_store,
        offline_store=offline_store,
    )
    return Side(repository, redis.Redis(port=servers.redis, db=database))


def new_database(name, servers):
    with psycopg.connect(dsn(servers), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql+psycopg://postgres:postgres@127.0.0.1:{servers.postgres}/{name}"


def write_history(world, purpose, tables, servers):
    if world == "postgres":
        with psycopg.connect(dsn(servers)) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {purpose}")
            connection.execute(f"SET search_path TO {purpose}")
            for table in tables.values():
                table.write_postgres(connection)
        return
    directory = history_directory(world, purpose)
    directory.mkdir(parents=True, exist_ok=True)
    for table in tables.values():
        table.write_parquet(directory, parts=1 if world == "file" else 3)


def history_directory(world, purpose):
    return TARGET / "histories" / purpose / world


def sources(world, purpose):
    def of(table, field_mapping=None):
        times = {"timestamp_field": table.event_time, "created_timestamp_column": table.created or ""}
        common = {"name": f"{table.name}_history", "field_mapping": field_mapping, **times}
        if world == "postgres":
            return PostgreSQLSource(table=f"{purpose}.{table.name}", **common)
        name = f"{table.name}.parquet" if world == "file" else table.name
        return FileSource(path=str(history_directory(world, purpose) / name), **common)

    return of


def redis_key(**keys):
    """The key of an entity; of an integer for a badge Feast writes four bytes."""
    keys = keys or {DUMMY_ENTITY_ID: DUMMY_ENTITY_VAL}
    values = [
        Value(string_val=key)
        if isinstance(key, str)
        else Value(int32_val=key)
        if name == "badge_id"
        else Value(int64_val=key)
        for name, key in keys.items()
    ]
    return _redis_key("market", EntityKey(join_keys=list(keys), entity_values=values), 3)
