"""A sample of every type that a feature can have and JSON can carry."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from feast import types
from feast.type_map import python_values_to_proto_values
from feast.types import Array, Set

SAME = object()


@dataclass
class Sample:
    """A value of a type, in each of its forms."""

    dtype: Any
    json: Any
    """in pushes and answers over HTTP"""
    python: Any = SAME
    """what the SDK takes, and makes of it when it reads the store itself"""
    inferred: Any = SAME
    """what the SDK makes of the answer of a feature server, which does not say what type it has"""

    def __post_init__(self):
        if self.python is SAME:
            self.python = self.json
        if self.inferred is SAME:
            self.inferred = self.json


def moment(seconds):
    return datetime.fromtimestamp(seconds, tz=UTC)


def text(*values):
    return [b64encode(value).decode() for value in values]


def exact(value):
    """Tells apart what Python holds equal, such as 1, 1.0 and True."""
    match value:
        case list():
            return [exact(element) for element in value]
        case set():
            return {exact(element) for element in value}
        case dict():
            return {key: exact(element) for key, element in value.items()}
        case _:
            return type(value).__name__, value


ID = "1b671a64-40d5-491e-99b0-da01ff1f3341"
OTHER_ID = "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d"
UNICODE = 'Zoë 🚀 "quoted"\n'

SAMPLES = {
    "int32": Sample(types.Int32, -(2**31)),
    "int64": Sample(types.Int64, 2**53 + 1),
    "float32": Sample(types.Float32, 0.10000000149011612),
    "float64": Sample(types.Float64, 0.1),
    "whole": Sample(types.Float64, 3.0),
    "string": Sample(types.String, UNICODE),
    "empty_string": Sample(types.String, ""),
    "bool": Sample(types.Bool, False),
    "bytes": Sample(types.Bytes, text(b"\x00\xff")[0], b"\x00\xff"),
    "moment": Sample(types.UnixTimestamp, 1700000000, moment(1700000000)),
    "uuid": Sample(types.Uuid, ID, UUID(ID)),
    "time_uuid": Sample(types.TimeUuid, OTHER_ID, UUID(OTHER_ID)),
    "decimal": Sample(types.Decimal, "12.340", Decimal("12.340")),
    "json": Sample(types.Json, '{"a": [1, null]}', {"a": [1, None]}),
    "map": Sample(types.Map, {"a": 1, "b": "x", "c": {"d": 0.5}}),
    "struct": Sample(types.Struct({"a": types.Int64, "b": types.String}), {"a": 1, "b": "x"}),
    "int32_list": Sample(Array(types.Int32), [1, -1]),
    "int64_list": Sample(Array(types.Int64), [2**53 + 1, 0]),
    "float32_list": Sample(Array(types.Float32), [0.5, 1.0]),
    "float64_list": Sample(Array(types.Float64), [0.1, 2.0]),
    "string_list": Sample(Array(types.String), [UNICODE, ""]),
    "bool_list": Sample(Array(types.Bool), [True, False]),
    "bytes_list": Sample(Array(types.Bytes), text(b"\x00", b"a"), [b"\x00", b"a"]),
    "moment_list": Sample(Array(types.UnixTimestamp), [0, 1700000000], [moment(0), moment(1700000000)]),
    "uuid_list": Sample(Array(types.Uuid), [ID], [UUID(ID)]),
    "time_uuid_list": Sample(Array(types.TimeUuid), [OTHER_ID], [UUID(OTHER_ID)]),
    "decimal_list": Sample(Array(types.Decimal), ["1.0", "-2"], [Decimal("1.0"), Decimal(-2)]),
    "json_list": Sample(Array(types.Json), ['{"a": 1}', "[]"], [{"a": 1}, []]),
    "map_list": Sample(Array(types.Map), [{"a": 1}, {"b": "x"}]),
    "nested_list": Sample(Array(Array(types.Int64)), [[1, 2], [3]]),
    "int32_set": Sample(Set(types.Int32), [1, 2], {1, 2}),
    "int64_set": Sample(Set(types.Int64), [1, 2**53 + 1], {1, 2**53 + 1}),
    "float32_set": Sample(Set(types.Float32), [0.5], {0.5}),
    "float64_set": Sample(Set(types.Float64), [0.1, 2.0], {0.1, 2.0}),
    "string_set": Sample(Set(types.String), ["a", "ö"], {"a", "ö"}),
    "bool_set": Sample(Set(types.Bool), [True], {True}),
    "bytes_set": Sample(Set(types.Bytes), text(b"a"), {b"a"}),
    "moment_set": Sample(Set(types.UnixTimestamp), [0], {moment(0)}),
    "uuid_set": Sample(Set(types.Uuid), [ID], {UUID(ID)}),
    "decimal_set": Sample(Set(types.Decimal), ["1.0"], {Decimal("1.0")}),
}


def proto(name):
    """The sample as Feast stores it."""
    sample = SAMPLES[name]
    return python_values_to_proto_values([sample.python], sample.dtype.to_value_type())[0]


def failing(names, reason):
    """The names of all samples as parameters, of which some cannot work, for a reason of Feast's own."""
    fault = pytest.mark.xfail(strict=True, reason=reason)
    return [pytest.param(name, marks=fault if name in names else ()) for name in SAMPLES]
