"""Feast's own materialization of the history of MaterializeBench: says at the end how many seconds it took.

python materialize_bench.py HOME REDIS_PORT
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feast import Entity, FeatureStore, FeatureView, Field, FileSource, RepoConfig, ValueType
from feast.types import Float64, Int64
from redis import Redis

DATABASE = 1
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)


def make_store(home, port):
    return FeatureStore(
        config=RepoConfig(
            project="bench",
            provider="local",
            registry=str(home / "registry.db"),
            online_store={"type": "redis", "connection_string": f"127.0.0.1:{port},db={DATABASE}"},
            offline_store={"type": "file"},
            entity_key_serialization_version=3,
        )
    )


def definitions(home):
    thing = Entity(name="thing", join_keys=["id"], value_type=ValueType.INT64)
    features = [Field(name=f"f{feature}", dtype=Float64 if feature % 2 else Int64) for feature in range(8)]
    history = FileSource(name="narrow_history", path=str(home / "history.parquet"), timestamp_field="at")
    narrow = FeatureView(
        name="narrow",
        entities=[thing],
        ttl=timedelta(0),
        source=history,
        schema=[Field(name="id", dtype=Int64), *features],
    )
    return [thing, history, narrow]


def main():
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    Redis(port=port, db=DATABASE).flushdb()
    store = make_store(home, port)
    store.apply(definitions(home))
    begun = time.perf_counter()
    store.materialize(START, END, ["narrow"])
    print()
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    main()
