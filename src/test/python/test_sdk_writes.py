"""Rows written by the SDK to the stores themselves, read over HTTP from Penstock."""

from datetime import timedelta

import pandas
import pytest
from feast.data_source import PushMode
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value

from samples import SAMPLES, UNICODE, exact, proto
from shop import NOON, trip


@pytest.mark.parametrize("name", SAMPLES)
def test_values_and_nulls_of_every_type_are_served(shop, ids, name):
    drivers = [next(ids), next(ids)]
    table = shop.sdk.get_feature_view("every_type")
    nulls = dict.fromkeys(SAMPLES, Value())
    batch = [
        (entity_key(drivers[0]), nulls | {name: proto(name)}, NOON, None),
        (entity_key(drivers[1]), nulls, NOON, None),
    ]

    shop.sdk._get_provider().online_write_batch(shop.sdk.config, table, batch, None)

    read = shop.read([f"every_type:{name}"], {"driver_id": drivers})
    served, null = [value for value, status in read[name]]
    assert exact(in_order(served, name)) == exact(in_order(SAMPLES[name].json, name))
    assert null is None


def in_order(value, name):
    """A set of Python has an order of its own in every process, in which the SDK writes it."""
    return sorted(value) if isinstance(SAMPLES[name].python, set) else value


def test_a_push_of_the_sdk_is_served(shop, driver_id):
    rows = pandas.DataFrame(trip(driver_id, count_today=3, zone=2, fare=7.5, tip=0.5, paid=True))
    rows["place"] = [UNICODE]
    rows["event_timestamp"] = rows["created"] = [NOON]

    shop.sdk.push("trips_push", rows, to=PushMode.ONLINE)

    features = ["trip_counts:count_today", "trip_counts:zone", "trip_fares:fare", "trip_fares:place"]
    assert shop.read(features, {"driver_id": [driver_id]}) == {
        "driver_id": [(driver_id, "PRESENT")],
        "count_today": [(3, "PRESENT")],
        "zone": [(2, "PRESENT")],
        "fare": [(7.5, "PRESENT")],
        "place": [(UNICODE, "PRESENT")],
    }


@pytest.mark.parametrize("customer", ["C-1", "", UNICODE, "x" * 63])
def test_rows_of_several_join_keys_are_served(shop, driver_id, customer):
    rows = pandas.DataFrame(
        {
            "driver_id": [driver_id] * 2,
            "customer_id": [customer, "other"],
            "ordered_at": [NOON] * 2,
            "amount": [1.5, 2.5],
            "note": ["a", None],
        }
    )

    shop.sdk.write_to_online_store("orders", rows)

    keys = {"customer_id": [customer, "other"], "driver_id": [driver_id] * 2}
    read = shop.read(["orders:note", "orders:amount"], keys)
    assert [value for value, status in read["amount"]] == [1.5, 2.5]
    assert [value for value, status in read["note"]] == ["a", None]


def test_rows_of_a_stream_view_are_served(shop, driver_id):
    rows = pandas.DataFrame(
        {"driver_id": [driver_id], "event_timestamp": [NOON], "created": [NOON], "speed": [0.5], "gear": [1]}
    )

    shop.sdk.push("speeds_push", rows)

    read = shop.read(["speeds:speed", "speeds:gear"], {"driver_id": [driver_id]})
    assert read["speed"] == [(0.5, "PRESENT")]
    assert read["gear"] == [(1, "PRESENT")]


def test_the_event_time_is_served(shop, driver_id):
    rows = pandas.DataFrame(trip(driver_id, count_today=3, zone=2))
    rows["event_timestamp"] = rows["created"] = [NOON + timedelta(microseconds=123456)]
    shop.sdk.write_to_online_store("trip_counts", rows)

    answer = shop.post(
        "/get-online-features",
        features=["trip_counts:zone"],
        entities={"driver_id": [driver_id]},
    ).json()

    # Feast's SQLite tables hold whole seconds.
    fraction = "" if shop.repository.name == "sqlite" else ".123456"
    assert answer["results"][1]["event_timestamps"] == [f"2026-11-20T12:00:00{fraction}Z"]


def test_history_pushed_to_penstock_and_materialized_by_the_sdk_is_served(shop, ids):
    drivers = [next(ids), next(ids)]
    later = NOON + timedelta(hours=1)
    for row in [
        trip(drivers[0], count_today=1, fare=1.5),
        trip(drivers[1], count_today=2, fare=2.5),
        trip(drivers[0], at=later, count_today=3, tags=["a", "ö"]),
    ]:
        # Dask cannot sort the files of a directory by a column of nulls.
        shop.push("trips_push", "offline", **row | {"created": [NOON.isoformat()]})

    shop.sdk.materialize(NOON - timedelta(days=1), NOON + timedelta(days=1), ["trip_counts"])

    read = shop.read(["trip_counts:count_today", "trip_counts:tags"], {"driver_id": drivers})
    assert [value for value, status in read["count_today"]] == [3, 2]
    assert read["tags"][0] == (["a", "ö"], "PRESENT")


def entity_key(driver):
    return EntityKey(join_keys=["driver_id"], entity_values=[Value(int64_val=driver)])
