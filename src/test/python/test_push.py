"""Pushes over HTTP, read back by the SDK from the stores themselves."""

from shop import NOON
from samples import SAMPLES
import pytest


@pytest.mark.parametrize("name", SAMPLES)
def test_a_pushed_value_is_what_feast_reads_from_the_store(shop, driver_id, name):
    sample = SAMPLES[name]
    columns = {other: [None] for other in SAMPLES}
    columns[name] = [sample.json]

    shop.push("every_type_push", driver_id=[driver_id], event_timestamp=[NOON.isoformat()],
              created=[None], **columns)

    answer = shop.sdk.get_online_features([f"every_type:{name}"], [{"driver_id": driver_id}])
    assert answer.to_dict()[name] == [sample.python]
