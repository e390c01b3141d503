"""Point-in-time results of Penstock beside those of `get_historical_features`, over the same Parquet and PostgreSQL.

Both are held against what the rows of the history say. Where Feast is wrong, its fault is predicted exactly.
"""

import random
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import numpy
import pandas
import pytest
import requests
from feast import FeatureService

import histories
from histories import DRIVERS, END, START, ZONES
from pairs import WORLDS, make_side, write_history
from processes import Penstock
from shop import FOREVER

TTLS = {
    "readings": timedelta(days=1),
    "trips": timedelta(hours=6),
    "trip_stream": FOREVER,
    "orders": timedelta(days=2),
    "ratings": FOREVER,
    "badges": FOREVER,
    "rates": FOREVER,
}
MAPPED = {"ratings": {"stars": "stars_raw"}}
"""Columns of the history that are not named like the feature."""

KEYS = {"ratings": {"driver_id": "drv"}}
"""Keys of the history that are not named like the join key."""

READINGS = [f"readings:{name}" for name in histories.columns(histories.KINDS) if not name.startswith("wide")]
TRIPS = ["trips:distance", "trips:place"]
OTHERS = [*TRIPS, "orders:amount", "orders:items", "ratings:stars", "ratings:text", "badges:level"]

REQUESTS = {
    "one view": {"features": TRIPS},
    "every type": {"features": READINGS},
    "several views": {"features": [*OTHERS, "readings:string", "readings:moment_list"]},
    "full names": {
        "features": [*OTHERS, "trip_stream:distance", "trip_stream:place"],
        "full_feature_names": True,
    },
    "a service": {"feature_service": "training"},
    "a service, full names": {"feature_service": "training", "full_feature_names": True},
}
SERVICE = {"trips": ["distance"], "badges": ["level"], "ratings": ["stars", "text"]}


class Trainer:
    """A repository with a history, the Penstock that serves it, and Feast on the same stores."""

    def __init__(self, world, servers):
        self.world = world
        self.tables = histories.histories(seed=21)
        badges = self.tables["badges"]
        badges.rows += [row | {"badge_id": None} for row in badges.rows[:10]]
        write_history(world, "training", self.tables, servers)
        side = make_side(world, "training", "only", servers, self.tables)
        self.sdk = side.sdk()
        views = {name: self.sdk.get_feature_view(name) for name in SERVICE}
        self.sdk.apply(
            FeatureService(
                name="training", features=[views[name][features] for name, features in SERVICE.items()]
            )
        )
        self.process = Penstock(side.repository.directory, side.repository.name)

    def penstock(self, frame, **request):
        """The columns that Penstock answers, by name."""
        entities = {name: [sent(value) for value in column] for name, column in frame.items()}
        body = {"entities": entities, **request}
        response = requests.post(f"{self.process.url}/get-historical-features", json=body, timeout=60)
        assert response.status_code == 200, response.text
        answer = response.json()
        return {
            name: result["values"]
            for name, result in zip(answer["metadata"]["feature_names"], answer["results"])
        }

    def feast(self, frame, features=None, feature_service=None, full_feature_names=False):
        """The rows that Feast answers, by number; it leaves some out and repeats others."""
        keys = {"driver_id": "Int64", "badge_id": "Int32"} if self.world != "postgres" else {}
        entities = pandas.DataFrame({name: pandas.Series(column) for name, column in frame.items()}).astype(
            keys if keys else {"driver_id": object, "badge_id": object}
        )
        entities["event_timestamp"] = pandas.to_datetime(frame["event_timestamp"], utc=True)
        service = feature_service and self.sdk.get_feature_service(feature_service)
        job = self.sdk.get_historical_features(entities, service or features, full_feature_names)
        rows = {}
        for row in job.to_df().to_dict("records"):
            rows.setdefault(row["row"], []).append({name: plain(value) for name, value in row.items()})
        return rows

    def newest(self, view, entity):
        """The rows of the history that are newest for an entity at its time: several, where nothing tells them apart."""
        rows = self.within(view, entity)
        table = self.table(view)
        newest = max((table.age(row) for row in rows), default=None)
        return [row for row in rows if table.age(row) == newest]

    def latest(self, view, entity):
        """As `newest`, but as Feast finds them in files: null keys are equal, and created times are not looked at."""
        rows = self.within(view, entity, nulls_match=True)
        time = self.table(view).event_time
        latest = max((row[time] for row in rows), default=None)
        return [row for row in rows if row[time] == latest]

    def found_by_feast(self, view, entity):
        """The rows of which Feast answers with one."""
        if self.world == "postgres":
            return self.newest(view, entity)
        if self.world == "files" and not self.table(view).created:
            return self.within(view, entity, nulls_match=True)
        return self.latest(view, entity)

    def vanishes(self, view, entity):
        """Whether Feast leaves out the entity, over files: what is known of it is from another time."""
        return bool(self.history(view, entity, nulls_match=True)) and not self.latest(view, entity)

    def within(self, view, entity, nulls_match=False):
        """All rows of the history about an entity that are neither later than its time nor older than the ttl."""
        time, at = self.table(view).event_time, entity["event_timestamp"]
        earliest = at - TTLS[view] if TTLS[view] else datetime.min.replace(tzinfo=UTC)
        return [row for row in self.history(view, entity, nulls_match) if earliest <= row[time] <= at]

    def history(self, view, entity, nulls_match=False):
        """All rows of the history that are about an entity."""
        table = self.table(view)
        names = KEYS.get(view) or {key: key for key in table.keys}
        keys = {column: entity[key] for key, column in names.items()}
        if None in keys.values() and not nulls_match:
            return []
        return [row for row in table.rows if all(row[column] == key for column, key in keys.items())]

    def table(self, view):
        return self.tables["trips" if view == "trip_stream" else view]


def sent(value):
    """A value as JSON carries it."""
    return value.isoformat() if isinstance(value, datetime) else value


def plain(value):
    """A value as Penstock answers it, whatever pandas or the history has made of it."""
    match value:
        case numpy.datetime64():
            return plain(pandas.Timestamp(value))
        case numpy.generic():
            return plain(value.item())
        case numpy.ndarray() | list():
            return [plain(element) for element in value]
        case bytes():
            return b64encode(value).decode()
        case _ if pandas.isna(value):
            return None
        case datetime():
            return int(value.replace(tzinfo=value.tzinfo or UTC).timestamp())
        case _:
            return value


@pytest.fixture(scope="module", params=WORLDS)
def trainer(request, servers):
    trainer = Trainer(request.param, servers)
    yield trainer
    trainer.process.stop()


def frame(tables, seed, rows=60):
    """Entities at times: those of rows, with and without their ttl, and some between; every time once."""
    random_ = random.Random(seed)
    times = [START + random_.random() * (END - START) for _ in range(20)]
    for table in tables.values():
        for row in random_.sample(table.rows, 12):
            for ttl in [timedelta(0), *TTLS.values()]:
                times += [row[table.event_time] + ttl + step * histories.MICROSECOND for step in [-1, 0, 1]]
    times = random_.sample(sorted({time.astimezone(UTC) for time in times}), rows)
    return {
        "row": list(range(rows)),
        "event_timestamp": [time.astimezone(random_.choice(ZONES)) for time in times],
        "driver_id": [random_.choice([*DRIVERS, None, -1]) for _ in times],
        "customer_id": [random_.choice([*histories.CUSTOMERS, None, "nobody"]) for _ in times],
        "badge_id": [random_.choice([*histories.BADGES, None, 8]) for _ in times],
        "label": [random_.choice([0.5, None, -1.0]) for _ in times],
        "note": [random_.choice([None, "", "Zoë"]) for _ in times],
    }


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_penstock_answers_what_was_known(trainer, name, seed):
    entities = frame(trainer.tables, seed)

    answer = trainer.penstock(entities, **REQUESTS[name])

    columns = features(REQUESTS[name])
    assert list(answer)[: len(entities)] == list(entities)
    assert sorted(answer) == sorted([*entities, *columns])
    assert all(answer[column] == [sent(value) for value in entities[column]] for column in entities)
    for column, (view, feature) in columns.items():
        for row, entity in enumerate(each(entities)):
            known = [plain(found[feature]) for found in trainer.newest(view, entity)] or [None]
            assert answer[column][row] in known, (column, entity)


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("seed", [1, 2])
def test_feast_answers_the_same_but_for_its_faults(trainer, name, seed):
    """Over files it loses entities, finds null keys, and looks at created times by chance.

    Over several files, of rows without created times, it may even find one that is not the latest.
    """
    entities = frame(trainer.tables, seed)

    answer = trainer.feast(entities, **REQUESTS[name])

    columns = features(REQUESTS[name])
    views = {view for view, feature in columns.values()}
    over_files = trainer.world != "postgres"
    lost = {
        row
        for row, entity in enumerate(each(entities))
        if over_files and any(trainer.vanishes(view, entity) for view in views)
    }
    assert answer.keys() == set(entities["row"]) - lost
    assert bool(lost) == over_files
    for entity in each(entities):
        for column, (view, feature) in columns.items():
            known = [plain(found[feature]) for found in trainer.found_by_feast(view, entity)] or [None]
            for found in answer.get(entity["row"], []):
                assert is_one_of(found[column], known), (column, entity)


def features(request):
    """The columns that are asked for by name in the answer, each as view and column of the history."""
    references = request.get("features") or [
        f"{view}:{name}" for view, names in SERVICE.items() for name in names
    ]
    separated = [reference.split(":") for reference in references]
    return {
        f"{view}__{name}" if request.get("full_feature_names") else name: (
            view,
            MAPPED.get(view, {}).get(name, name),
        )
        for view, name in separated
    }


def each(entities):
    """The rows of a frame."""
    return [dict(zip(entities, row)) for row in zip(*entities.values())]


def is_one_of(value, known):
    """Whether a value is one of some; pandas takes integers beside nulls for floats."""
    return value in known or (
        isinstance(value, float) and value in [float(one) for one in known if one is not None]
    )
