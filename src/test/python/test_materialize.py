"""What Penstock materializes beside what Feast does, from the same history into two Redis databases: byte for byte.

Where they differ, the fault of Feast is named as in the contract, and both values are told exactly.
"""

from datetime import UTC, timedelta

import pandas
import pytest
from feast.data_source import PushMode
from feast.protos.feast.types.Value_pb2 import Value
from google.protobuf.timestamp_pb2 import Timestamp

from histories import DRIVERS, END, MIDDLE, START
from pairs import KEY_TTL, WORLDS, make_pair, redis_key

VIEWS = ["readings", "trips", "trip_stream", "orders", "ratings", "badges"]
AFTERWARDS = END + timedelta(hours=6)
PUSHED = END + timedelta(hours=10)

STEPS = ["materialize", "materialize incrementally", "push", "materialize over a push"]
FAULTY = {"readings:wide_or_null", "readings:moment_or_null", "rates:rate", "rates:region"}
"""Features that Feast writes wrongly; each has a test of its own."""

MISSING = -(2**63)
"""What Feast writes for a time that is null."""


@pytest.fixture(scope="module", params=WORLDS)
def pair(request, servers):
    pair = make_pair(request.param, "materialize", servers)
    yield pair
    pair.stop()


@pytest.fixture(scope="module")
def steps(pair):
    """What is in both databases after each of some runs, by name of the run."""
    # 9.3: in PostgreSQL Feast finds no rows of views without entities.
    views = VIEWS if pair.world == "postgres" else [*VIEWS, "rates"]
    steps = {}

    def after(step):
        steps[step] = pair.feast.hashes(), pair.penstock.hashes()

    pair.feast.sdk().materialize(START, MIDDLE, views)
    pair.remote.materialize(START, MIDDLE, views)
    after("materialize")

    pair.feast.sdk().materialize_incremental(END, views)
    pair.command("--incremental", "--end", END.isoformat(), *views)
    after("materialize incrementally")

    push(pair, DRIVERS[::2], PUSHED)
    push(pair, DRIVERS[1::2], START)
    after("push")

    pair.feast.sdk().materialize(START, AFTERWARDS, views)
    pair.remote.materialize(START, AFTERWARDS, views)
    after("materialize over a push")
    return steps


@pytest.mark.parametrize("step", STEPS)
def test_both_leave_the_same_hashes(steps, step):
    feast, penstock = steps[step]

    assert penstock.keys() == feast.keys()
    for key in feast:
        assert shared(penstock[key]) == shared(feast[key]), key


def test_a_push_that_is_newer_than_the_history_stays(steps):
    _, penstock = steps["materialize over a push"]

    places = {driver: read(penstock, "trips:place", driver_id=driver).string_val for driver in DRIVERS}

    assert [driver for driver, place in places.items() if place == "pushed"] == list(DRIVERS[::2])


def test_integers_beside_nulls_stay_exact(pair, steps):
    """W14: Feast takes them for floats."""
    feast, penstock = steps["materialize incrementally"]
    exact = {key: row["wide_or_null"] for key, row in newest(pair, "readings").items()}
    rounded = {key: number and int(float(number)) for key, number in exact.items()}

    def integers(hashes):
        return {key: one_of(hashes[key]["readings:wide_or_null"]) for key in exact}

    assert integers(penstock) == exact
    assert integers(feast) == rounded != exact


def test_times_that_are_null_stay_null(pair, steps):
    """W14: where one time of a column is null, Feast writes a time that means none."""
    feast, penstock = steps["materialize incrementally"]
    exact = {
        key: row["moment_or_null"] and int(row["moment_or_null"].timestamp())
        for key, row in newest(pair, "readings").items()
    }
    faulty = {key: MISSING if seconds is None else seconds for key, seconds in exact.items()}

    def times(hashes):
        return {key: one_of(hashes[key]["readings:moment_or_null"]) for key in exact}

    assert times(penstock) == exact
    assert times(feast) == faulty != exact


def test_of_equal_event_times_the_row_created_last_is_served_without_entities(pair, steps):
    """9.4: of views without entities Feast writes all rows, in no order, and Redis keeps one of the latest."""
    feast, penstock = steps["materialize incrementally"]
    if pair.world == "postgres":
        with pytest.raises(Exception, match="__dummy_id"):
            pair.feast.sdk().materialize(START, END, ["rates"])
        pair.remote.materialize(START, END, ["rates"])
        penstock = pair.penstock.hashes()
    [(key, row)] = newest(pair, "rates").items()
    latest = [
        other for other in pair.tables["rates"].rows if other["event_timestamp"] == row["event_timestamp"]
    ]

    def rates(hashes):
        return {name: one_of(hashes[key][f"rates:{name}"]) for name in ["rate", "region"]}

    assert rates(penstock) == {name: row[name] for name in ["rate", "region"]}
    assert len(latest) > 1
    if pair.world != "postgres":
        assert rates(feast) in [{name: other[name] for name in ["rate", "region"]} for other in latest]


@pytest.mark.parametrize("view", ["readings", "trips", "trip_stream", "orders", "badges"])
def test_created_times_are_kept_beside(pair, steps, view):
    _, penstock = steps["materialize incrementally"]
    table = pair.tables["trips" if view == "trip_stream" else view]

    for key, row in newest(pair, table.name).items():
        field = penstock[key].get(f"_ct:{view}")
        assert (field and Timestamp.FromString(field).ToDatetime(UTC)) == (
            table.created and row[table.created]
        )


def test_keys_expire_alike(pair):
    for key in pair.feast.hashes():
        seconds = [side.redis.ttl(key) for side in [pair.feast, pair.penstock]]
        if pair.world == "file":
            assert all(KEY_TTL - 300 < left <= KEY_TTL for left in seconds)
        else:
            assert seconds == [-1, -1]


def test_a_correction_of_a_row_that_was_materialized_is_taken(pair, steps):
    """W6: Feast drops what is not later than the row it has, and does not tell."""
    badges = pair.tables["badges"]
    [key, row] = next(iter(newest(pair, "badges", AFTERWARDS).items()))
    corrected = row | {"level": row["level"] ^ 1, "created": row["created"] + timedelta(days=9)}
    badges.rows.append(corrected)
    pair.write_history()

    for store in [pair.feast.sdk(), pair.remote]:
        store.materialize(START, AFTERWARDS, ["badges"])

    levels = [one_of(side.hashes()[key]["badges:level"]) for side in [pair.feast, pair.penstock]]
    assert levels == [row["level"], corrected["level"]]


def push(pair, drivers, at):
    """The same push to both sides."""
    rows = pandas.DataFrame({"driver_id": drivers, "distance": 1.5, "place": "pushed"})
    rows["event_timestamp"] = rows["created"] = at
    pair.feast.sdk().push("trips_push", rows, to=PushMode.ONLINE)
    pair.remote.push("trips_push", rows, to=PushMode.ONLINE)


def shared(fields):
    """What both have to write alike. Penstock keeps created times beside (contract 3.7)."""
    return {name: data for name, data in fields.items() if name not in FAULTY and not name.startswith("_ct:")}


def newest(pair, name, end=END):
    """The rows of a history that are served after the windows up to `end`, by key in Redis."""
    table = pair.tables[name]
    join_keys = ["driver_id" if key == "drv" else key for key in table.keys]
    rows = table.newest(START, end)
    return {redis_key(**dict(zip(join_keys, key))): row for key, row in rows.items()}


def read(hashes, feature, **keys):
    return Value.FromString(hashes[redis_key(**keys)][feature])


def one_of(data):
    """The value in the bytes of a scalar; None for null."""
    value = Value.FromString(data)
    kind = value.WhichOneof("val")
    return kind and getattr(value, kind)
