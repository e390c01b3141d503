"""Histories to materialize and to train on: seeded rows, as Parquet and as tables, and the views over them."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pyarrow
import pyarrow.parquet
from feast import Entity, FeatureView, Field, PushSource, StreamFeatureView, ValueType
from feast.types import (
    Array,
    Bool,
    Bytes,
    Decimal,
    Float32,
    Float64,
    Int32,
    Int64,
    String,
    UnixTimestamp,
    Uuid,
)

from shop import FOREVER, NOON

START = NOON - timedelta(days=3)
MIDDLE = NOON - timedelta(days=1)
END = NOON
"""The windows that are materialized: both ends belong to them."""

MICROSECOND = timedelta(microseconds=1)
DRIVERS = range(1, 13)
CUSTOMERS = ["", "C-1", "Zoë 🚀", "x" * 63]
BADGES = [-(2**31), 0, 7]
TEXTS = ["", "a", 'Zoë 🚀 "quoted"\n']
ZONES = [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))]


@dataclass(frozen=True)
class Kind:
    """A type of Feast, how columns of it are declared, and values of it."""

    dtype: Any
    arrow: pyarrow.DataType
    postgres: str
    values: list


def moment(seconds):
    return datetime.fromtimestamp(seconds, tz=UTC)


MOMENT = pyarrow.timestamp("us", "UTC")
KINDS = {
    "int32": Kind(Int32, pyarrow.int32(), "integer", [-(2**31), 0, 2**31 - 1]),
    "int64": Kind(Int64, pyarrow.int64(), "bigint", [-(2**63), 0, 2**53 + 1, 2**63 - 1]),
    "float32": Kind(Float32, pyarrow.float32(), "real", [0.0, -1.5, 0.10000000149011612]),
    "float64": Kind(Float64, pyarrow.float64(), "double precision", [0.0, 0.1, -1e300, 3.0]),
    "string": Kind(String, pyarrow.string(), "text", TEXTS),
    "bool": Kind(Bool, pyarrow.bool_(), "boolean", [True, False]),
    "bytes": Kind(Bytes, pyarrow.binary(), "bytea", [b"", b"\x00\xff", b"a"]),
    "moment": Kind(UnixTimestamp, MOMENT, "timestamptz", [moment(0), moment(1700000000), moment(-1)]),
    "uuid": Kind(Uuid, pyarrow.string(), "text", ["1b671a64-40d5-491e-99b0-da01ff1f3341", str(UUID(int=1))]),
    "decimal": Kind(Decimal, pyarrow.string(), "text", ["12.340", "-0.1", "0"]),
}
"""Types whose columns may be without nulls; the names are those of the columns."""

KINDS |= {
    f"{name}_list": Kind(
        Array(kind.dtype), pyarrow.list_(kind.arrow), f"{kind.postgres}[]", [[], kind.values[:1], kind.values]
    )
    for name, kind in KINDS.items()
    if name not in ["uuid", "decimal"]
}


@dataclass
class Table:
    """A history: its columns but for the times, and its rows."""

    name: str
    columns: dict[str, Kind]
    keys: list[str]
    """Columns of the history that identify the entity."""
    rows: list[dict] = field(default_factory=list)
    event_time: str = "event_timestamp"
    created: str | None = "created"
    zoned: bool = True
    """Whether its times say in which zone they are; otherwise they are UTC."""

    @property
    def times(self):
        return [name for name in [self.event_time, self.created] if name]

    def write_parquet(self, directory, parts=1):
        """Writes the file `<name>.parquet`, or a directory of some files."""
        time = pyarrow.timestamp("us", "Asia/Kolkata" if self.zoned else None)
        schema = pyarrow.schema(
            [(name, kind.arrow) for name, kind in self.columns.items()]
            + [(name, time) for name in self.times]
        )
        rows = [self._stored(row) for row in self.rows]
        if parts == 1:
            table = pyarrow.Table.from_pylist(rows, schema)
            pyarrow.parquet.write_table(table, directory / f"{self.name}.parquet")
            return
        (directory / self.name).mkdir(exist_ok=True)
        for part in range(parts):
            table = pyarrow.Table.from_pylist(rows[part::parts], schema)
            pyarrow.parquet.write_table(table, directory / self.name / f"part-{part}.parquet")

    def write_postgres(self, connection):
        """Creates the table, if it is not there, and replaces its rows."""
        time = "timestamptz" if self.zoned else "timestamp"
        columns = {name: kind.postgres for name, kind in self.columns.items()} | dict.fromkeys(
            self.times, time
        )
        declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"CREATE TABLE IF NOT EXISTS {self.name} ({declared})")
        connection.execute(f"DELETE FROM {self.name}")
        insert = f"INSERT INTO {self.name} VALUES ({', '.join(['%s'] * len(columns))})"
        with connection.cursor() as cursor:
            cursor.executemany(insert, [[self._stored(row)[name] for name in columns] for row in self.rows])

    def _stored(self, row):
        if self.zoned:
            return row
        return row | {name: row[name].astimezone(UTC).replace(tzinfo=None) for name in self.times}

    def newest(self, start, end):
        """Of each entity the row of a window that is served: of equal event times the one created last."""
        newest = {}
        for row in self.rows:
            key = tuple(row[name] for name in self.keys)
            time = row[self.event_time]
            if start <= time <= end and (key not in newest or self.age(newest[key]) < self.age(row)):
                newest[key] = row
        return newest

    def age(self, row):
        """What is greater is newer."""
        return [row[name] for name in self.times]


def histories(seed=20):
    """All histories, by name."""
    random_ = random.Random(seed)
    everything = Table("readings", {"driver_id": KINDS["int64"]} | columns(KINDS), ["driver_id"])
    trips = Table(
        "trips",
        {"driver_id": KINDS["int64"], "distance": KINDS["float64"], "place": KINDS["string"]},
        ["driver_id"],
    )
    orders = Table(
        "orders",
        {
            "customer_id": KINDS["string"],
            "driver_id": KINDS["int64"],
            "amount": KINDS["float64"],
            "items": KINDS["string_list"],
        },
        ["customer_id", "driver_id"],
        event_time="ordered_at",
        created=None,
        zoned=False,
    )
    rates = Table("rates", {"rate": KINDS["float64"], "region": KINDS["string"]}, [])
    ratings = Table(
        "ratings", {"drv": KINDS["int64"], "stars_raw": KINDS["int32"], "text": KINDS["string"]}, ["drv"]
    )
    badges = Table("badges", {"badge_id": KINDS["int32"], "level": KINDS["int32"]}, ["badge_id"])
    tables = [everything, trips, orders, rates, ratings, badges]
    keys = {
        "driver_id": DRIVERS,
        "drv": DRIVERS,
        "customer_id": CUSTOMERS,
        "badge_id": BADGES,
    }
    for table in tables:
        fill(table, keys, random_)
    return {table.name: table for table in tables}


def columns(kinds):
    """A column without nulls, and one with some, of each type; and one of integers that no float can hold."""
    with_nulls = {f"{name}_or_null": kind for name, kind in kinds.items()}
    with_nulls["wide_or_null"] = replace(kinds["int64"], values=[2**53 + 1, -(2**53) - 1])
    with_nulls["int64_or_null"] = replace(kinds["int64"], values=[-(2**53), 0, 2**53])
    return kinds | with_nulls


def fill(table, keys, random_):
    """Adds rows in any order: late and corrected ones, and some at and just beyond the ends of the windows."""
    edges = [START, MIDDLE, END]
    times = [edge + step * MICROSECOND for edge in edges for step in [-1, 0, 1]]
    times += [START + random_.random() * (END - START + timedelta(hours=6)) for _ in range(40)]
    for at in times:
        for _ in range(random_.choice([1, 2, 4])):
            row = {name: random_.choice(keys[name]) for name in table.keys}
            row |= {
                name: None
                if name.endswith("_or_null") and random_.random() < 0.3
                else random_.choice(kind.values)
                for name, kind in table.columns.items()
                if name not in table.keys
            }
            zone = random_.choice(ZONES)
            table.rows.append(row | {table.event_time: at.astimezone(zone)})
    if table.created:
        # Every row its own, so that only one of those with the same event time is the newest.
        late = [timedelta(seconds=n) for n in random_.sample(range(86_400), len(table.rows))]
        for row, delay in zip(table.rows, late):
            row[table.created] = row[table.event_time] + delay
    random_.shuffle(table.rows)


driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.STRING)
badge = Entity(name="badge", join_keys=["badge_id"], value_type=ValueType.INT32)


def definitions(batch_source, tables):
    """All objects of a repository over the histories.

    `batch_source(table, field_mapping)` makes the batch source of a history.
    """
    readings = FeatureView(
        name="readings",
        entities=[driver],
        ttl=timedelta(days=1),
        schema=schema(tables["readings"]),
        source=batch_source(tables["readings"]),
    )
    trips = FeatureView(
        name="trips",
        entities=[driver],
        ttl=timedelta(hours=6),
        schema=schema(tables["trips"]),
        source=PushSource(name="trips_push", batch_source=batch_source(tables["trips"])),
    )
    stream = StreamFeatureView(
        name="trip_stream",
        entities=[driver],
        ttl=FOREVER,
        schema=schema(tables["trips"]),
        timestamp_field="event_timestamp",
        source=PushSource(name="stream_push", batch_source=batch_source(tables["trips"])),
    )
    orders = FeatureView(
        name="orders",
        entities=[driver, customer],
        ttl=timedelta(days=2),
        schema=schema(tables["orders"]),
        source=batch_source(tables["orders"]),
    )
    rates = FeatureView(
        name="rates",
        entities=[],
        ttl=FOREVER,
        schema=schema(tables["rates"]),
        source=batch_source(tables["rates"]),
    )
    ratings = FeatureView(
        name="ratings",
        entities=[driver],
        ttl=FOREVER,
        schema=[
            Field(name="driver_id", dtype=Int64),
            Field(name="stars", dtype=Int32),
            Field(name="text", dtype=String),
        ],
        source=batch_source(tables["ratings"], {"drv": "driver_id", "stars_raw": "stars"}),
    )
    badges = FeatureView(
        name="badges",
        entities=[badge],
        ttl=FOREVER,
        schema=schema(tables["badges"]),
        source=batch_source(tables["badges"]),
    )
    views = [readings, trips, stream, orders, rates, ratings, badges]
    return [driver, customer, badge, *views]


def schema(table):
    return [Field(name=name, dtype=kind.dtype) for name, kind in table.columns.items()]
