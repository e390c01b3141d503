"""The SDK as a client: its remote online store on Penstock, as it would be on Feast's server."""

from datetime import timedelta

import pandas
import pytest
from feast import FeatureService
from feast.errors import FeatureServiceNotFoundException, FeatureViewNotFoundException
from feast.protos.feast.types.EntityKey_pb2 import EntityKey
from feast.protos.feast.types.Value_pb2 import Value

from samples import SAMPLES, UNICODE, exact, failing, proto
from shop import NOON, times, trip

# What the client itself cannot do, whatever the server (contract 6.1 and 6.3).
UNSENDABLE = {
    name
    for name in SAMPLES
    if name.startswith(("bytes", "decimal"))
    or (name.endswith("_set") and not name.startswith(("uuid", "moment")))
}
UNTYPED = {"nested_list"}
UNREADABLE = {"bytes", "bytes_list", "bytes_set"}


@pytest.mark.parametrize("name", failing(UNSENDABLE, "the client cannot send it as JSON"))
def test_values_and_nulls_of_every_type_are_written(shop, ids, name):
    drivers = [next(ids), next(ids)]

    write(shop, "every_type", {drivers[0]: {name: proto(name)}, drivers[1]: {}})

    read = shop.sdk.get_online_features([f"every_type:{name}"], keys(drivers)).to_dict()
    assert exact(read[name]) == exact([SAMPLES[name].python, None])


@pytest.mark.parametrize("name", failing(UNTYPED, "the client infers no types of nested lists"))
def test_values_and_nulls_of_every_type_are_read(shop, ids, name):
    sample = SAMPLES[name]
    drivers = [next(ids), next(ids)]
    columns = {other: [None, None] for other in SAMPLES} | {name: [sample.json, None]}
    shop.push("every_type_push", driver_id=drivers, **times(2), **columns)

    read = shop.remote.get_online_features([f"every_type:{name}"], keys(drivers)).to_dict()

    assert exact(read) == exact({"driver_id": drivers, name: [sample.inferred, None]})


@pytest.mark.parametrize("name", failing(UNREADABLE, "the client does not decode base64"))
def test_engines_read_values_with_their_types(shop, driver_id, name):
    columns = {other: [None] for other in SAMPLES} | {name: [SAMPLES[name].json]}
    shop.push("every_type_push", driver_id=[driver_id], **times(1), **columns)

    [(time, row)] = online_read(shop, "every_type", [driver_id], [name])

    assert time == NOON
    assert row == {name: proto(name)}


def test_data_frames_are_written(shop, ids):
    drivers = [next(ids), next(ids)]
    rows = pandas.DataFrame(
        {
            "driver_id": drivers,
            "event_timestamp": [NOON, NOON + timedelta(microseconds=1)],
            "created": [NOON, NOON],
            "fare": [7.5, None],
            "tip": [0.5, 1.5],
            "paid": [True, False],
            "place": [UNICODE, None],
        }
    )

    shop.remote.write_to_online_store("trip_fares", rows)

    read = shop.sdk.get_online_features(
        [f"trip_fares:{name}" for name in ["fare", "tip", "paid", "place"]], keys(drivers)
    ).to_dict()
    assert exact(read) == exact(
        {
            "driver_id": drivers,
            "fare": [7.5, None],
            "tip": [0.5, 1.5],
            "paid": [True, False],
            "place": [UNICODE, None],
        }
    )


def test_rows_are_pushed(shop, driver_id):
    rows = pandas.DataFrame(trip(driver_id, count_today=3, zone=1, fare=7.5, tip=0.5, paid=True))
    rows["event_timestamp"] = [NOON]
    rows["created"] = [NOON]

    shop.remote.push("trips_push", rows)

    assert shop.read(["trip_counts:count_today", "trip_fares:fare"], {"driver_id": [driver_id]}) == {
        "driver_id": [(driver_id, "PRESENT")],
        "count_today": [(3, "PRESENT")],
        "fare": [(7.5, "PRESENT")],
    }


@pytest.mark.parametrize("customer", ["C-1", UNICODE])
def test_rows_of_several_join_keys_and_with_another_time_column_are_written(shop, driver_id, customer):
    rows = pandas.DataFrame(
        {
            "driver_id": [driver_id] * 2,
            "customer_id": [customer, "other"],
            "ordered_at": [NOON, NOON + timedelta(seconds=0.5)],
            "amount": [1.5, 2.5],
            "note": [None, UNICODE],
        }
    )

    shop.remote.write_to_online_store("orders", rows)

    both = [{"driver_id": driver_id, "customer_id": name} for name in [customer, "other", "nobody"]]
    read = shop.remote.get_online_features(["orders:amount", "orders:note"], both).to_dict()
    assert read == {
        "driver_id": [driver_id] * 3,
        "customer_id": [customer, "other", "nobody"],
        "amount": [1.5, 2.5, None],
        "note": [None, UNICODE, None],
    }


def test_rows_of_a_stream_view_are_written(shop, driver_id):
    rows = pandas.DataFrame(
        {"driver_id": [driver_id], "event_timestamp": [NOON], "created": [NOON], "speed": [0.5], "gear": [1]}
    )

    shop.remote.write_to_online_store("speeds", rows)

    read = shop.sdk.get_online_features(["speeds:speed", "speeds:gear"], keys([driver_id])).to_dict()
    assert read == {"driver_id": [driver_id], "speed": [0.5], "gear": [1]}


def test_the_row_of_a_view_without_entities_is_read(shop):
    shop.push("rates_push", **times(1), rate=[0.25], region=["EU"])

    read = shop.remote.get_online_features(["rates:region"], keys([1, 2])).to_dict()

    assert read == {"driver_id": [1, 2], "region": ["EU", "EU"]}


@pytest.mark.parametrize(
    "full_names, expected",
    [
        (False, ["count_today", "fare", "tip", "paid", "place"]),
        (True, ["trip_counts__count_today", "fares__fare", "fares__tip", "fares__paid", "fares__place"]),
    ],
)
def test_a_service_is_read(shop, driver_id, full_names, expected):
    shop.push("trips_push", **trip(driver_id, count_today=3, fare=7.5, tip=0.5, paid=True, place="Oslo"))
    service = shop.remote.get_feature_service("activity")

    answer = shop.remote.get_online_features(service, keys([driver_id, -7]), full_names)

    values = [3, 7.5, 0.5, True, "Oslo"]
    assert exact(answer.to_dict()) == exact(
        {"driver_id": [driver_id, -7]} | {name: [value, None] for name, value in zip(expected, values)}
    )


def test_features_of_several_views_are_read_for_many_entities(shop, ids):
    drivers = [next(ids) for _ in range(50)]
    rows = {name: [None] * 50 for name in trip(0)} | times(50)
    rows |= {"driver_id": drivers, "count_today": list(range(50)), "fare": [n / 2 for n in range(50)]}
    shop.push("trips_push", **rows)

    features = ["trip_fares:fare", "trip_counts:count_today"]
    backwards = drivers[::-1] + drivers[:1]
    read = shop.remote.get_online_features(features, keys(backwards), full_feature_names=True).to_dict()

    assert read == {
        "driver_id": backwards,
        "trip_fares__fare": [n / 2 for n in [*range(49, -1, -1), 0]],
        "trip_counts__count_today": [*range(49, -1, -1), 0],
    }


def test_feast_raises_its_own_error_for_an_unknown_view(shop):
    with pytest.raises(FeatureViewNotFoundException, match="no_view"):
        shop.remote.get_online_features(["no_view:fare"], keys([1]))


def test_feast_raises_its_own_error_for_an_unknown_service(shop):
    with pytest.raises(FeatureServiceNotFoundException, match="no_service"):
        shop.remote.get_online_features(FeatureService(name="no_service", features=[]), keys([1]))


def test_a_fault_of_the_caller_is_told_at_once(shop):
    with pytest.raises(Exception, match="no_feature"):
        shop.remote.get_online_features(["trip_fares:no_feature"], keys([1]))


def keys(drivers):
    return [{"driver_id": driver} for driver in drivers]


def write(shop, view, rows):
    """Writes rows, each a driver with the features that are not null, past Feast's data frames."""
    table = shop.remote.get_feature_view(view)
    nulls = {feature.name: Value() for feature in table.features}
    batch = [(entity_key(driver), nulls | row, NOON, None) for driver, row in rows.items()]
    shop.remote._get_provider().online_write_batch(shop.remote.config, table, batch, None)


def online_read(shop, view, drivers, features):
    """Reads as engines do: with the types of the registry."""
    table = shop.remote.get_feature_view(view)
    entities = [entity_key(driver) for driver in drivers]
    return shop.remote._get_provider().online_read(shop.remote.config, table, entities, features)


def entity_key(driver):
    return EntityKey(join_keys=["driver_id"], entity_values=[Value(int64_val=driver)])
