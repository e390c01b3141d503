"""Windows that Penstock records in registries of Feast: read by the SDK, and beside processes of Feast that write too."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from feast import FeatureView, Field
from feast.feature_view import FeatureViewState
from feast.types import Float64, Int64

from histories import END, MIDDLE, START, driver
from pairs import WORLDS, make_pair
from processes import until
from shop import FOREVER

AFTERWARDS = END + timedelta(hours=6)
A_MINUTE = timedelta(minutes=1)
WINDOWS = 8

LOOKED_AGAIN = 75
"""Seconds after which Penstock has looked again for all that it has recorded."""


class Feast:
    """Feast changes a registry again and again, as deployments and jobs do.

    In each round it adds a view and records a window of `readings`; before every other one it reads the registry anew.
    """

    PAUSE = 1.0
    """Seconds between rounds: more than Penstock takes to see what was written into a file that it has replaced."""

    def __init__(self, side):
        self.views = set()
        self.windows = []
        self._side = side
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _run(self):
        while not self._ended.wait(self.PAUSE):
            if len(self.windows) % 2 == 0:
                store = self._side.sdk()
            self._change(store)

    def _change(self, store):
        readings = store.get_feature_view("readings")
        added = FeatureView(
            name=f"added_{len(self.views)}",
            entities=[driver],
            ttl=FOREVER,
            schema=[Field(name="driver_id", dtype=Int64), Field(name="float64", dtype=Float64)],
            source=readings.batch_source,
            online=False,
        )
        store.apply([added])
        self.views.add(added.name)
        start = START - timedelta(days=1) + len(self.windows) * A_MINUTE
        store.registry.apply_materialization(readings, store.project, start, start + A_MINUTE)
        self.windows.append((start, start + A_MINUTE))


@pytest.fixture(scope="module", params=WORLDS)
def pair(request, servers):
    pair = make_pair(request.param, "intervals", servers)
    yield pair
    pair.stop()


def test_windows_are_recorded_as_feast_records_them(pair):
    for store in [pair.feast.sdk(), pair.remote]:
        store.materialize(START, MIDDLE, ["badges", "readings"])
        store.materialize_incremental(END, ["badges"])

    expected = {"badges": [(START, MIDDLE), (MIDDLE, END)], "readings": [(START, MIDDLE)]}
    for side in [pair.feast, pair.penstock]:
        intervals = side.intervals()
        assert {view: intervals[view] for view in expected} == expected


def test_all_else_in_the_registry_is_as_feast_leaves_it(pair):
    for store in [pair.feast.sdk(), pair.remote]:
        store.materialize(START, MIDDLE, ["orders", "trip_stream"])

    feast, penstock = [registered(side) for side in [pair.feast, pair.penstock]]

    assert penstock.keys() == feast.keys()
    for view in ["orders", "trip_stream"]:
        assert penstock[view] == feast[view]
        assert penstock[view].meta.state == FeatureViewState.AVAILABLE_ONLINE.to_proto()


@pytest.mark.parametrize("view, back", [("trips", timedelta(hours=6)), ("ratings", timedelta(weeks=52))])
def test_a_first_incremental_run_begins_where_that_of_feast_does(pair, view, back):
    now = datetime.now(UTC)

    for store in [pair.feast.sdk(), pair.remote]:
        store.materialize_incremental(now + A_MINUTE, [view])

    for side in [pair.feast, pair.penstock]:
        [(start, end)] = side.intervals()[view]
        assert end == now + A_MINUTE
        assert timedelta(0) <= start - (now - back) < A_MINUTE


def test_each_goes_on_where_the_other_has_ended(pair):
    pair.remote.materialize(START, MIDDLE, ["orders"])

    pair.penstock.sdk().materialize_incremental(END, ["orders"])
    pair.remote.materialize_incremental(AFTERWARDS, ["orders"])
    later = AFTERWARDS + A_MINUTE
    pair.penstock.sdk().materialize_incremental(later, ["orders"])

    recorded = pair.penstock.intervals()["orders"]
    assert recorded[-3:] == [(MIDDLE, END), (END, AFTERWARDS), (AFTERWARDS, later)]


def test_nothing_is_lost_beside_feast_when_it_writes_too(pair):
    windows = [(START + step * A_MINUTE, START + (step + 1) * A_MINUTE) for step in range(WINDOWS)]

    with Feast(pair.penstock) as feast:
        for window in windows:
            pair.remote.materialize(*window, ["trips", "readings"])
        until(lambda: len(feast.windows) > 3, what="changes of Feast")

    until(lambda: are_recorded(pair, windows), within=LOOKED_AGAIN, what="recording the windows of Penstock")
    recorded = pair.penstock.intervals()
    assert feast.views <= recorded.keys()
    assert set(feast.windows) <= set(recorded["readings"])


def are_recorded(pair, windows):
    recorded = pair.penstock.intervals()
    return all(set(windows) <= set(recorded[view]) for view in ["trips", "readings"])


def registered(side):
    """What the registry holds of each view, but for when it was written."""
    messages = {}
    for view in side.views():
        message = view.to_proto()
        source, stream = message.spec.batch_source, message.spec.stream_source
        for meta in [message.meta, source.meta, stream.meta, stream.batch_source.meta]:
            meta.ClearField("created_timestamp")
            meta.ClearField("last_updated_timestamp")
        # Feast keeps those that it infers in a set on the way, whose order is another in each process.
        features = sorted(message.spec.features, key=lambda feature: feature.name)
        del message.spec.features[:]
        message.spec.features.extend(features)
        messages[view.name] = message
    return messages
