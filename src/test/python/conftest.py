"""What the tests share: the servers, a repository per online store, and a Penstock that serves it."""

import shutil
import signal
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import pytest
import requests

from processes import TARGET, Penstock, Servers
from repositories import Repository, postgres_repository, redis_repository, sqlite_repository

STORES = ["redis", "postgres", "sqlite"]


def pytest_sessionstart(session):
    """Begins without what an earlier run has left, and lets SIGTERM end the servers too."""

    def end(*_):
        session.shouldstop = "asked to end"

    signal.signal(signal.SIGTERM, end)
    for name in ["data", "histories", "repositories"]:
        shutil.rmtree(TARGET / name, ignore_errors=True)


@dataclass
class Shop:
    """A repository, and how it is reached."""

    repository: Repository
    url: str

    @cached_property
    def sdk(self):
        """Feast itself, on the stores."""
        return self.repository.sdk()

    @cached_property
    def remote(self):
        """Feast as a client of Penstock."""
        return self.repository.remote(self.url)

    def post(self, path, **body):
        """Posts JSON to Penstock; the caller looks at the answer's status."""
        return requests.post(self.url + path, json=body, timeout=60)

    def push(self, source, to="online", **columns):
        """Pushes rows to Penstock, and returns its answer."""
        response = self.post("/push", push_source_name=source, df=columns, to=to)
        assert response.status_code == 200, response.text
        return response.json()

    def read(self, features, entities, **more):
        """Reads from Penstock: the columns of the answer by name, each as (value, status) per row."""
        response = self.post("/get-online-features", features=features, entities=entities, **more)
        assert response.status_code == 200, response.text
        answer = response.json()
        return {
            name: list(zip(result["values"], result["statuses"]))
            for name, result in zip(answer["metadata"]["feature_names"], answer["results"])
        }


@pytest.fixture(scope="session")
def servers():
    servers = Servers()
    yield servers
    servers.stop()


@pytest.fixture(scope="session", params=STORES)
def shop(request, servers):
    """A shop on each of the online stores."""
    match request.param:
        case "redis":
            repository = redis_repository(servers)
        case "postgres":
            repository = postgres_repository(servers)
        case "sqlite":
            repository = sqlite_repository()
    penstock = Penstock(repository.directory, repository.name)
    yield Shop(repository, penstock.url)
    penstock.stop()


@pytest.fixture(scope="session")
def ids():
    """Entity keys that no other test has."""
    return count(1001)


@pytest.fixture
def driver_id(ids):
    return next(ids)
