"""Repositories of Feast, each with another online store, registry and offline store."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyarrow
import pyarrow.parquet
import yaml
from feast import FeatureStore, FileSource
from feast.infra.offline_stores.contrib.postgres_offline_store.postgres_source import PostgreSQLSource

from processes import TARGET
from shop import definitions

REFRESH = 1
"""After how many seconds a registry is read again."""

TRIPS = pyarrow.schema(
    [
        ("driver_id", pyarrow.int64()),
        ("event_timestamp", pyarrow.timestamp("us", "UTC")),
        ("created", pyarrow.timestamp("us", "UTC")),
        ("count_today", pyarrow.int64()),
        ("zone", pyarrow.int32()),
        ("fare", pyarrow.float64()),
        ("tip", pyarrow.float32()),
        ("paid", pyarrow.bool_()),
        ("place", pyarrow.string()),
        ("tags", pyarrow.list_(pyarrow.string())),
    ]
)

TRIPS_TABLE = """
    CREATE TABLE trips (
      driver_id bigint, event_timestamp timestamptz, created timestamptz, count_today bigint, zone integer,
      fare double precision, tip real, paid boolean, place text, tags text[]
    )"""


@dataclass
class Repository:
    """A directory with a `feature_store.yaml`, to which definitions have been applied."""

    name: str
    directory: Path
    settings: dict
    batch_source: object

    @classmethod
    def make(cls, name, batch_source, define=definitions, **settings):
        directory = TARGET / "repositories" / name
        shutil.rmtree(directory, ignore_errors=True)
        (directory / "data").mkdir(parents=True)
        settings = {
            "project": f"shop_{name}",
            "provider": "local",
            **settings,
            "entity_key_serialization_version": 3,
        }
        write_settings(directory, settings)
        repository = cls(name, directory, settings, batch_source(directory))
        repository.sdk().apply(define(repository.batch_source))
        return repository

    def sdk(self):
        """Feast itself, on the stores."""
        return FeatureStore(repo_path=str(self.directory))

    def remote(self, url):
        """Feast as a client of the feature server at `url`, in a directory of its own."""
        directory = self.directory.with_name(f"{self.name}-client")
        directory.mkdir(exist_ok=True)
        online_store = {"type": "remote", "path": url}
        write_settings(directory, {**self.settings, "online_store": online_store})
        return FeatureStore(repo_path=str(directory))


def redis_repository(servers):
    """Redis, a file registry, and a Parquet file."""
    registry = TARGET / "repositories" / "redis" / "data" / "registry.db"
    return Repository.make(
        "redis",
        parquet_file,
        registry=file_registry(registry),
        online_store={"type": "redis", "connection_string": f"127.0.0.1:{servers.redis}"},
        offline_store={"type": "file"},
    )


def sqlite_repository():
    """SQLite for online rows and for the registry, and a directory of Parquet files."""
    registry = TARGET / "repositories" / "sqlite" / "data" / "registry.sqlite"
    return Repository.make(
        "sqlite",
        parquet_directory,
        registry=sql_registry(f"sqlite:///{registry}"),
        online_store={"type": "sqlite", "path": "data/online.db"},
        offline_store={"type": "file"},
    )


def postgres_repository(servers):
    """PostgreSQL for everything: online rows, registry, and history."""
    with psycopg.connect(dsn(servers)) as connection:
        connection.execute(TRIPS_TABLE)
    return Repository.make(
        "postgres",
        postgres_table,
        registry=sql_registry(
            f"postgresql+psycopg://postgres:postgres@127.0.0.1:{servers.postgres}/postgres"
        ),
        online_store={"type": "postgres", **postgres_settings(servers)},
        offline_store={"type": "postgres", **postgres_settings(servers)},
    )


def file_registry(path):
    return {"path": str(path), "cache_ttl_seconds": REFRESH}


def sql_registry(url):
    return {"registry_type": "sql", "path": url, "cache_ttl_seconds": REFRESH}


def postgres_settings(servers):
    return {
        "host": "127.0.0.1",
        "port": servers.postgres,
        "database": "postgres",
        "user": "postgres",
        "password": "postgres",
        "sslmode": "disable",
    }


def write_settings(directory, settings):
    (directory / "feature_store.yaml").write_text(yaml.safe_dump(settings, sort_keys=False))


def dsn(servers):
    return f"host=127.0.0.1 port={servers.postgres} dbname=postgres user=postgres password=postgres"


def parquet_file(directory):
    write_trips(directory / "data" / "trips.parquet")
    return lambda name, timestamp_field, created: FileSource(
        name=f"{name}_history",
        path=f"data/{name}.parquet",
        timestamp_field=timestamp_field,
        created_timestamp_column=created,
    )


def parquet_directory(directory):
    (directory / "data" / "trips").mkdir()
    write_trips(directory / "data" / "trips" / "part-0.parquet")
    return lambda name, timestamp_field, created: FileSource(
        name=f"{name}_history",
        path=f"data/{name}",
        timestamp_field=timestamp_field,
        created_timestamp_column=created,
    )


def postgres_table(directory):
    return lambda name, timestamp_field, created: PostgreSQLSource(
        name=f"{name}_history",
        table=name,
        timestamp_field=timestamp_field,
        created_timestamp_column=created,
    )


def write_trips(path):
    """A history without rows, whose columns pushes have to fit."""
    pyarrow.parquet.write_table(TRIPS.empty_table(), path)
