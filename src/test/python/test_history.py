"""Offline pushes over HTTP, read back by the SDK from Parquet files and PostgreSQL tables."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pandas

from samples import UNICODE
from shop import NOON, trip

AFTERWARDS = NOON + timedelta(days=1)
FEATURES = [
    "trip_counts:count_today",
    "trip_counts:zone",
    "trip_counts:tags",
    "trip_fares:fare",
    "trip_fares:tip",
    "trip_fares:paid",
    "trip_fares:place",
]


def test_the_features_of_a_pushed_row_are_read(shop, driver_id):
    values = {
        "count_today": 2**53 + 1,
        "zone": -(2**31),
        "tags": ["a", UNICODE],
        "fare": 0.1,
        "tip": 0.5,
        "paid": True,
        "place": UNICODE,
    }

    answer = push(shop, driver_id, **values)

    assert answer["offline"] == [{"batch_source": "trips_history", "written": 1}]
    row = history(shop, [driver_id]).iloc[0]
    assert {name: plain(row[name]) for name in values} == values


def test_nulls_of_a_pushed_row_are_read(shop, ids):
    drivers = [next(ids), next(ids)]
    push(shop, drivers[0])
    push(shop, drivers[1], fare=1.5)

    rows = history(shop, drivers)

    assert rows["fare"].isna().tolist() == [True, False]
    assert rows["place"].isna().all()
    assert rows["count_today"].isna().all()
    assert rows["tags"].isna().all()


def test_each_training_row_sees_what_was_true_then(shop, driver_id):
    for hour, fare in [(0, 1.0), (2, 3.0), (1, 2.0)]:
        push(shop, driver_id, at=NOON + timedelta(hours=hour), fare=fare)

    moments = [NOON + timedelta(hours=hour, minutes=30) for hour in range(3)]
    rows = history(shop, [driver_id] * 3, moments)

    assert rows["fare"].tolist() == [1.0, 2.0, 3.0]


def test_only_offline_leaves_the_online_row_as_it_is(shop, driver_id):
    push(shop, driver_id, fare=1.0)

    assert shop.read(["trip_fares:fare"], {"driver_id": [driver_id]})["fare"][0][0] is None


def test_only_online_leaves_no_history(shop, driver_id):
    push(shop, driver_id, to="online", fare=1.0)

    assert len(all_rows(shop, driver_id)) == 0


def test_both_have_the_row(shop, driver_id):
    push(shop, driver_id, to="online_and_offline", fare=1.0)

    assert history(shop, [driver_id])["fare"].tolist() == [1.0]
    assert shop.read(["trip_fares:fare"], {"driver_id": [driver_id]})["fare"][0][0] == 1.0


def test_a_late_row_is_history_all_the_same(shop, driver_id):
    push(shop, driver_id, to="online_and_offline", at=NOON + timedelta(hours=1), fare=2.0)

    push(shop, driver_id, to="online_and_offline", at=NOON, fare=1.0)

    moments = [NOON + timedelta(minutes=1), AFTERWARDS]
    assert history(shop, [driver_id] * 2, moments)["fare"].tolist() == [1.0, 2.0]


def test_rows_of_two_views_on_one_source_are_there_once(shop, driver_id):
    push(shop, driver_id, count_today=1, fare=1.0)

    assert len(all_rows(shop, driver_id)) == 1


def test_no_row_of_concurrent_pushes_is_lost(shop, ids):
    drivers = [next(ids) for _ in range(40)]

    with ThreadPoolExecutor(8) as clients:
        list(clients.map(lambda driver: push(shop, driver, fare=driver / 2), drivers))

    assert history(shop, drivers)["fare"].tolist() == [driver / 2 for driver in drivers]


def push(shop, driver_id, to="offline", at=NOON, **values):
    # Dask cannot sort the files of a directory by a column of nulls, as `created` would be.
    row = trip(driver_id, at=at, **values) | {"created": [at.isoformat()]}
    return shop.push("trips_push", to, **row)


def history(shop, drivers, moments=None):
    """What Feast's training set says of drivers, in their order, at moments."""
    moments = moments or [AFTERWARDS] * len(drivers)
    entities = pandas.DataFrame(
        {"driver_id": drivers, "event_timestamp": moments, "row": range(len(drivers))}
    )
    rows = shop.sdk.get_historical_features(entities, FEATURES).to_df()
    return rows.sort_values("row").reset_index(drop=True)


def all_rows(shop, driver_id):
    source = shop.sdk.get_data_source("trips_history")
    columns = ["fare"], "event_timestamp", "created", NOON - timedelta(days=1), AFTERWARDS
    job = shop.sdk._get_provider().offline_store.pull_all_from_table_or_query(
        shop.sdk.config, source, ["driver_id"], *columns
    )
    rows = job.to_df()
    return rows[rows["driver_id"] == driver_id]


def plain(value):
    """Python's own value, of what pandas has."""
    return value.tolist() if hasattr(value, "tolist") else value
