"""Pushes over HTTP, read back by the SDK from the stores themselves."""

from datetime import timedelta

import pytest

from samples import SAMPLES, UNICODE, exact
from shop import NOON, times, trip


@pytest.mark.parametrize("name", SAMPLES)
def test_values_and_nulls_of_every_type_are_what_feast_reads(shop, ids, name):
    sample = SAMPLES[name]
    drivers = [next(ids), next(ids)]
    columns = {other: [None, None] for other in SAMPLES} | {name: [sample.json, None]}

    shop.push("every_type_push", driver_id=drivers, **times(2), **columns)

    assert exact(stored(shop, "every_type", name, driver_id=drivers)) == exact([sample.python, None])


def test_a_row_of_all_types_is_what_feast_reads(shop, driver_id):
    columns = {name: [sample.json] for name, sample in SAMPLES.items()}

    shop.push("every_type_push", driver_id=[driver_id], **times(1), **columns)

    read = shop.sdk.get_online_features(
        [f"every_type:{name}" for name in SAMPLES], [{"driver_id": driver_id}]
    ).to_dict()
    assert exact({name: read[name] for name in SAMPLES}) == exact(
        {name: [sample.python] for name, sample in SAMPLES.items()}
    )


@pytest.mark.parametrize("customer", ["C-1", "", UNICODE, "x" * 63, "*?[a]", "\U0001f680\ufffd"])
def test_rows_of_several_join_keys_are_found_by_feast(shop, driver_id, customer):
    columns = {"ordered_at": [NOON.isoformat()] * 2, "amount": [1.5, 2.5], "note": [customer, None]}

    shop.push("orders_push", driver_id=[driver_id] * 2, customer_id=[customer, "other"], **columns)

    keys = {"driver_id": [driver_id] * 3, "customer_id": [customer, "other", "nobody"]}
    assert stored(shop, "orders", "amount", **keys) == [1.5, 2.5, None]
    assert stored(shop, "orders", "note", **keys) == [customer, None, None]


@pytest.mark.parametrize("driver_id", [0, -1, 2**63 - 1, -(2**63)])
def test_join_keys_at_the_ends_of_their_range_are_found_by_feast(shop, driver_id):
    shop.push("speeds_push", driver_id=[driver_id], **times(1), speed=[0.5], gear=[1])

    assert stored(shop, "speeds", "speed", driver_id=[driver_id]) == [0.5]


def test_the_row_of_a_view_without_entities_is_found_by_feast(shop):
    shop.push("rates_push", **times(1), rate=[0.25], region=["EU"])

    assert stored(shop, "rates", "rate", driver_id=[1, 2]) == [0.25, 0.25]
    assert stored(shop, "rates", "region", driver_id=[1]) == ["EU"]


def test_the_row_of_a_stream_view_is_found_by_feast(shop, driver_id):
    shop.push("speeds_push", driver_id=[driver_id], **times(1), speed=[81.5], gear=[4])

    assert stored(shop, "speeds", "speed", driver_id=[driver_id]) == [81.5]
    assert stored(shop, "speeds", "gear", driver_id=[driver_id]) == [4]


def test_every_view_that_consumes_a_source_has_the_row(shop, driver_id):
    answer = shop.push("trips_push", **trip(driver_id, count_today=3, fare=7.5))

    assert answer["online"] == [
        {"feature_view": "trip_counts", "written": 1, "stale": 0},
        {"feature_view": "trip_fares", "written": 1, "stale": 0},
    ]
    assert stored(shop, "trip_counts", "count_today", driver_id=[driver_id]) == [3]
    assert stored(shop, "trip_fares", "fare", driver_id=[driver_id]) == [7.5]


def test_feast_reads_a_service_of_pushed_rows(shop, driver_id):
    shop.push("trips_push", **trip(driver_id, count_today=3, fare=7.5, place=UNICODE))

    service = shop.sdk.get_feature_service("activity")
    keys = [{"driver_id": driver_id}]
    read = shop.sdk.get_online_features(service, keys, full_feature_names=True).to_dict()
    assert read == {
        "driver_id": [driver_id],
        "trip_counts__count_today": [3],
        "fares__fare": [7.5],
        "fares__tip": [None],
        "fares__paid": [None],
        "fares__place": [UNICODE],
    }


@pytest.mark.parametrize("micros", [0, 1, 123456, 999999])
def test_feast_reads_the_event_time(shop, driver_id, micros):
    time = NOON + timedelta(microseconds=micros)

    shop.push("trips_push", **trip(driver_id, at=time, count_today=1))

    answer = shop.sdk.get_online_features(["trip_counts:count_today"], [{"driver_id": driver_id}])
    read = answer.proto.results[1].event_timestamps[0]
    # Feast's SQLite tables hold whole seconds.
    expected = NOON if shop.repository.name == "sqlite" else time
    assert read.ToMicroseconds() == expected.timestamp() * 1_000_000


def stored(shop, view, feature, **keys):
    """What Feast itself reads of a feature, for entities whose join keys are given by column."""
    rows = [dict(zip(keys, row)) for row in zip(*keys.values())]
    return shop.sdk.get_online_features([f"{view}:{feature}"], rows).to_dict()[feature]
