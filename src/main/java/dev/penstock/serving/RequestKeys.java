package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawTable;
import dev.penstock.model.ValueType;
import dev.penstock.plan.EntityRows;
import dev.penstock.plan.Faults;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The join keys of one request: recognized, checked, and each converted once per type (section
/// 1.5.3 of the contract).
final class RequestKeys {
  private final KeyEncoding encoding;
  private final Map<String, RawColumn> columns;
  private final Map<TypedKey, ByteColumn> converted = new HashMap<>();
  private final Faults faults = new Faults("body", "entities");

  private RequestKeys(KeyEncoding encoding, Map<String, RawColumn> columns) {
    this.encoding = encoding;
    this.columns = columns;
  }

  private record TypedKey(String name, ValueType type) {}

  /// Keeps the columns that are join keys, in request order, under the join key's name where the
  /// entity's was given; of both the later counts. Unknown columns are ignored, whatever is in
  /// them.
  ///
  /// @param joinKeys name of every entity and join key of the project, to the join key
  /// @param requested what requests call the join keys of the views they read
  static RequestKeys of(
      RawTable entities,
      Map<String, String> joinKeys,
      Set<String> requested,
      KeyEncoding encoding) {
    if (entities.columns().isEmpty() || entities.rows() == 0) {
      throw Requests.invalid("entities", "entities must have at least one key with one value");
    }
    var columns = new LinkedHashMap<String, RawColumn>();
    for (RawColumn column : entities.columns()) {
      String key = requested.contains(column.name()) ? column.name() : joinKeys.get(column.name());
      if (key != null) {
        columns.put(key, column);
      }
    }
    return new RequestKeys(encoding, columns);
  }

  Set<String> names() {
    return columns.keySet();
  }

  /// The rows of a key as values of a type.
  ///
  /// @param name one of [#names()]
  ByteColumn values(String name, ValueType type) {
    return converted.computeIfAbsent(new TypedKey(name, type), key -> convert(column(name), type));
  }

  /// Likewise for a key that may be null, which nothing is found by.
  ///
  /// @param name one of [#names()]
  ByteColumn valuesOrNull(String name, ValueType type) {
    return converted.computeIfAbsent(new TypedKey(name, type), key -> nullable(column(name), type));
  }

  /// The rows of a key that no view read has, which are echoed: they may be null.
  ///
  /// @param name one of [#names()]
  ByteColumn echoed(String name) {
    var column = column(name);
    return nullable(column, inferredType(column));
  }

  private ByteColumn nullable(RawColumn column, ValueType type) {
    return EntityRows.areSingle(column, faults, () -> "join key " + column.name())
        ? encoding.values(column, type, faults)
        : ByteColumn.repeated(new byte[0], column.rows());
  }

  /// @throws dev.penstock.model.InvalidRequestException when any value did not fit
  void refuseProblems() {
    if (faults.any()) {
      throw faults.refusal();
    }
  }

  private RawColumn column(String name) {
    return Objects.requireNonNull(columns.get(name), name);
  }

  private ByteColumn convert(RawColumn column, ValueType type) {
    return EntityRows.check(column, faults, () -> "join key " + column.name())
        ? encoding.values(column, type, faults)
        : ByteColumn.repeated(new byte[0], column.rows());
  }

  /// The type of the first value.
  private static ValueType inferredType(RawColumn column) {
    int row = 0;
    while (row < column.rows() - 1 && column.isNull(row)) {
      row++;
    }
    return switch (column.kind(row)) {
      case INTEGER, BIG_INTEGER -> ValueType.INT64;
      case REAL -> ValueType.DOUBLE;
      case FALSE, TRUE -> ValueType.BOOL;
      case TEXT, NULL, ARRAY, OBJECT -> ValueType.STRING;
    };
  }
}
