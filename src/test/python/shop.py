"""The definitions that every repository of the suite has."""

from datetime import UTC, datetime, timedelta

from feast import Entity, FeatureService, FeatureView, Field, PushSource, StreamFeatureView, ValueType
from feast.types import Array, Bool, Float32, Float64, Int32, Int64, String

from samples import SAMPLES

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""The event time of most rows."""

FOREVER = timedelta(0)
"""A ttl: no row is ever too old to be served."""

TRIP_COLUMNS = {
    "driver_id": Int64,
    "count_today": Int64,
    "zone": Int32,
    "fare": Float64,
    "tip": Float32,
    "paid": Bool,
    "place": String,
    "tags": Array(String),
}
"""What the batch source of `trips` has, beside its times `event_timestamp` and `created`."""

driver = Entity(name="driver", join_keys=["driver_id"], value_type=ValueType.INT64)
customer = Entity(name="customer", join_keys=["customer_id"], value_type=ValueType.STRING)


def definitions(batch_source):
    """All objects of the repository.

    `batch_source(name, timestamp_field, created_timestamp_column)` makes the batch source of a push source.
    """
    trips = push_source("trips", batch_source)
    trip_counts = FeatureView(
        name="trip_counts",
        entities=[driver],
        ttl=FOREVER,
        schema=fields(TRIP_COLUMNS, "driver_id", "count_today", "zone", "tags"),
        source=trips,
    )
    trip_fares = FeatureView(
        name="trip_fares",
        entities=[driver],
        ttl=FOREVER,
        schema=fields(TRIP_COLUMNS, "driver_id", "fare", "tip", "paid", "place"),
        source=trips,
    )
    every_type = FeatureView(
        name="every_type",
        entities=[driver],
        ttl=FOREVER,
        schema=[Field(name="driver_id", dtype=Int64)]
        + [Field(name=name, dtype=sample.dtype) for name, sample in SAMPLES.items()],
        source=push_source("every_type", batch_source),
    )
    orders = FeatureView(
        name="orders",
        entities=[driver, customer],
        ttl=FOREVER,
        schema=[
            Field(name="driver_id", dtype=Int64),
            Field(name="customer_id", dtype=String),
            Field(name="amount", dtype=Float64),
            Field(name="note", dtype=String),
        ],
        source=push_source("orders", batch_source, timestamp_field="ordered_at", created=""),
    )
    rates = FeatureView(
        name="rates",
        entities=[],
        ttl=FOREVER,
        schema=[Field(name="rate", dtype=Float64), Field(name="region", dtype=String)],
        source=push_source("rates", batch_source),
    )
    speeds = StreamFeatureView(
        name="speeds",
        entities=[driver],
        ttl=FOREVER,
        schema=[
            Field(name="driver_id", dtype=Int64),
            Field(name="speed", dtype=Float64),
            Field(name="gear", dtype=Int32),
        ],
        timestamp_field="event_timestamp",
        source=push_source("speeds", batch_source),
    )
    activity = FeatureService(
        name="activity", features=[trip_counts[["count_today"]], trip_fares.with_name("fares")]
    )
    return [driver, customer, trip_counts, trip_fares, every_type, orders, rates, speeds, activity]


def push_source(name, batch_source, timestamp_field="event_timestamp", created="created"):
    return PushSource(name=f"{name}_push", batch_source=batch_source(name, timestamp_field, created))


def fields(types, *names):
    return [Field(name=name, dtype=types[name]) for name in names]


def times(rows):
    """The time columns of rows that are all of the same moment."""
    return {"event_timestamp": [NOON.isoformat()] * rows, "created": [None] * rows}


def trip(driver_id, at=NOON, **values):
    """A row of `trips_push`; what is not named is null."""
    columns = ["count_today", "zone", "fare", "tip", "paid", "place", "tags"]
    row = {"driver_id": driver_id, "event_timestamp": at.isoformat(), "created": None}
    row |= dict.fromkeys(columns) | values
    return {name: [value] for name, value in row.items()}
