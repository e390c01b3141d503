"""Definitions that `feast apply` changes while Penstock serves."""

import threading
from datetime import timedelta

import pytest
from feast import FeatureService, FeatureView, Field
from feast.types import Float64, Int64, String

from processes import until
from shop import FOREVER, NOON, driver, push_source, times, trip


class Traffic:
    """Pushes and reads without a pause, of views that do not change; keeps the answers that are not 200."""

    def __init__(self, shop, driver_id):
        self.failures = []
        self.requests = 0
        self._shop = shop
        self._driver_id = driver_id
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _run(self):
        push = {"push_source_name": "trips_push", "df": trip(self._driver_id, fare=1.0)}
        read = {"feature_service": "activity", "entities": {"driver_id": [self._driver_id]}}
        while not self._ended.is_set():
            for path, body in [("/push", push), ("/get-online-features", read)]:
                response = self._shop.post(path, **body)
                self.requests += 1
                if response.status_code != 200:
                    self.failures.append((path, response.status_code, response.text))


@pytest.fixture
def traffic(shop, driver_id):
    with Traffic(shop, driver_id) as traffic:
        yield traffic
        until(lambda: traffic.requests > 10, what="traffic")
    assert traffic.failures == []


@pytest.fixture
def feast(shop):
    """An SDK that applies, and removes at the end what it has applied."""
    store = shop.repository.sdk()
    views = {view.name for view in store.list_feature_views()}
    yield store
    store = shop.repository.sdk()
    added = [view for view in store.list_feature_views() if view.name not in views]
    store.apply([], objects_to_delete=added, partial=False)


def test_a_new_view_is_served(shop, traffic, feast, driver_id):
    feast.apply([bonus_view(shop)])

    until(lambda: status(shop, "bonus:amount", driver_id) == 200, what="serving the view")

    shop.push("bonus_push", driver_id=[driver_id], **times(1), amount=[0.5], reason=["a"])
    assert shop.read(["bonus:amount"], {"driver_id": [driver_id]})["amount"] == [(0.5, "PRESENT")]
    keys = [{"driver_id": driver_id}]
    assert feast.get_online_features(["bonus:amount"], keys).to_dict()["amount"] == [0.5]


def test_a_new_feature_is_served(shop, traffic, feast, driver_id):
    feast.apply([bonus_view(shop)])
    until(lambda: status(shop, "bonus:amount", driver_id) == 200, what="serving the view")
    shop.push("bonus_push", driver_id=[driver_id], **times(1), amount=[0.5], reason=["a"])

    feast.apply([bonus_view(shop, Field(name="points", dtype=Int64))])

    until(lambda: status(shop, "bonus:points", driver_id) == 200, what="serving the feature")
    read = shop.read(["bonus:amount", "bonus:points"], {"driver_id": [driver_id]})
    assert [read["amount"][0][0], read["points"][0][0]] == [0.5, None]
    shop.push("bonus_push", driver_id=[driver_id], **times(1), amount=[1.5], reason=["b"], points=[7])
    read = shop.read(["bonus:amount", "bonus:points"], {"driver_id": [driver_id]})
    assert [read["amount"][0][0], read["points"][0][0]] == [1.5, 7]


def test_a_removed_view_is_not_served(shop, traffic, feast, driver_id):
    feast.apply([bonus_view(shop)])
    until(lambda: status(shop, "bonus:amount", driver_id) == 200, what="serving the view")

    feast.apply([], objects_to_delete=[feast.get_feature_view("bonus")], partial=False)

    until(lambda: status(shop, "bonus:amount", driver_id) == 404, what="refusing the view")
    rows = {"driver_id": [driver_id], "amount": [0.5], "reason": ["a"]} | times(1)
    assert shop.post("/push", push_source_name="bonus_push", df=rows).status_code == 422


def test_a_changed_service_is_served(shop, traffic, feast, driver_id):
    shop.push("trips_push", **trip(driver_id, at=NOON + timedelta(days=1), count_today=3, fare=7.5))
    counts, fares = feast.get_feature_view("trip_counts"), feast.get_feature_view("trip_fares")
    feast.apply([FeatureService(name="changing", features=[counts[["count_today"]]])])
    until(lambda: columns(shop, driver_id) == ["driver_id", "count_today"], what="serving the service")

    feast.apply([FeatureService(name="changing", features=[fares[["fare", "place"]]])])

    until(lambda: columns(shop, driver_id) == ["driver_id", "fare", "place"], what="serving the change")


def bonus_view(shop, *more):
    return FeatureView(
        name="bonus",
        entities=[driver],
        ttl=FOREVER,
        schema=[
            Field(name="driver_id", dtype=Int64),
            Field(name="amount", dtype=Float64),
            Field(name="reason", dtype=String),
            *more,
        ],
        source=push_source("bonus", shop.repository.batch_source),
    )


def status(shop, feature, driver_id):
    body = {"features": [feature], "entities": {"driver_id": [driver_id]}}
    return shop.post("/get-online-features", **body).status_code


def columns(shop, driver_id):
    body = {"feature_service": "changing", "entities": {"driver_id": [driver_id]}}
    response = shop.post("/get-online-features", **body)
    return response.status_code == 200 and response.json()["metadata"]["feature_names"]
