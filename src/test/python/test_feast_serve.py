"""Penstock's answers beside those of `feast serve`, on the same repository and the same rows."""

import socket

import pytest
import requests

from processes import FeastServe, until
from samples import SAMPLES
from shop import NOON, times, trip

KNOWN, NULLS, UNKNOWN = 900_001, 900_002, 900_003
"""Drivers: with a row, with a row of nulls, without."""

ALL = [KNOWN, NULLS, UNKNOWN]

READS = {
    "one feature": {"features": ["trip_fares:fare"], "entities": {"driver_id": [KNOWN]}},
    "several views": {
        "features": ["trip_fares:fare", "trip_counts:zone", "trip_fares:place"],
        "entities": {"driver_id": ALL},
    },
    "full names": {
        "features": ["trip_fares:fare", "trip_counts:zone"],
        "entities": {"driver_id": ALL},
        "full_feature_names": True,
    },
    "a service": {"feature_service": "activity", "entities": {"driver_id": ALL}},
    "a service, full names": {
        "feature_service": "activity",
        "entities": {"driver_id": ALL},
        "full_feature_names": True,
    },
    "versions of views": {
        "features": ["trip_fares:fare"],
        "entities": {"driver_id": ALL},
        "include_feature_view_version_metadata": True,
    },
    "repeated entities": {
        "features": ["trip_fares:fare"],
        "entities": {"driver_id": [KNOWN, UNKNOWN, KNOWN]},
    },
    "keys as text": {"features": ["trip_fares:fare"], "entities": {"driver_id": [str(KNOWN)]}},
    "a key that no view needs": {
        "features": ["trip_fares:fare"],
        "entities": {"driver_id": [KNOWN], "customer_id": ["a"]},
    },
    "a column that is no key": {
        "features": ["trip_fares:fare"],
        "entities": {"driver_id": [KNOWN], "other": [1]},
    },
    "several join keys": {
        "features": ["orders:amount", "orders:note"],
        "entities": {"customer_id": ["Zoë", "other"], "driver_id": [KNOWN, KNOWN]},
    },
    "a stream view": {"features": ["speeds:speed", "speeds:gear"], "entities": {"driver_id": ALL}},
    **{
        f"type {name}": {"features": [f"every_type:{name}"], "entities": {"driver_id": ALL}}
        for name in SAMPLES
    },
    "an unknown view": {"features": ["no_view:fare"], "entities": {"driver_id": [KNOWN]}},
    "an unknown service": {"feature_service": "no_service", "entities": {"driver_id": [KNOWN]}},
    "no body": None,
    "a body without entities": {"features": ["trip_fares:fare"]},
}


@pytest.fixture(scope="module")
def feast_url(shop):
    """The feature server of Feast on the shop's repository, once there are rows to read."""
    for driver, filled in [(KNOWN, True), (NULLS, False)]:
        row = {"fare": 7.5, "tip": 0.1, "zone": 3, "place": "Zoë"} if filled else {}
        shop.push("trips_push", **trip(driver, **row))
        columns = {name: [sample.json if filled else None] for name, sample in SAMPLES.items()}
        shop.push("every_type_push", driver_id=[driver], **times(1), **columns)
        speed = 0.5 if filled else None
        shop.push("speeds_push", driver_id=[driver], **times(1), speed=[speed], gear=[4])
    order = {"driver_id": [KNOWN], "customer_id": ["Zoë"], "ordered_at": [NOON.isoformat()]}
    shop.push("orders_push", **order, amount=[1.5], note=[None])

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    feast = FeastServe(shop.repository.directory, shop.repository.name, port)
    yield until(lambda: feast.is_healthy() and feast.url, what="starting feast serve")
    feast.stop()


@pytest.mark.parametrize("name", READS)
def test_a_read_is_answered_as_feast_answers_it(shop, feast_url, name):
    expected = post(feast_url, READS[name])

    answer = post(shop.url, READS[name])

    assert answer.status_code == expected.status_code
    assert answer.headers["content-type"] == expected.headers["content-type"]
    assert by_name(answer.json()) == by_name(expected.json())


def post(url, body):
    return requests.post(f"{url}/get-online-features", json=body, timeout=60)


def by_name(answer):
    """An answer without the order of its columns, which in Feast changes with each start."""
    if "results" not in answer:
        return answer
    metadata = dict(answer["metadata"])
    names = metadata.pop("feature_names")
    return {"metadata": metadata, "columns": dict(zip(names, answer["results"], strict=True))}
