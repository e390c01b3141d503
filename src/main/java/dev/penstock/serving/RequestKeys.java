package dev.penstock.serving;

import dev.penstock.model.ByteColumn;
import dev.penstock.model.InvalidRequestException;
import dev.penstock.model.Problem;
import dev.penstock.model.RawColumn;
import dev.penstock.model.RawColumn.Kind;
import dev.penstock.model.RawTable;
import dev.penstock.model.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The join keys of one request: recognized, checked, and each converted once per type (section
/// 1.5.3 of the contract).
final class RequestKeys {
  private final KeyEncoding encoding;
  private final Map<String, RawColumn> columns;
  private final Map<TypedKey, ByteColumn> converted = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private int problemCount;

  private RequestKeys(KeyEncoding encoding, Map<String, RawColumn> columns) {
    this.encoding = encoding;
    this.columns = columns;
  }

  private record TypedKey(String name, ValueType type) {}

  /// Keeps the columns that are join keys, in request order, under the join key's name where the
  /// entity's was given. Unknown columns are ignored, whatever is in them.
  ///
  /// @param joinKeys name of every entity and join key of the project, to the join key
  /// @param requested what requests call the join keys of the views they read
  static RequestKeys of(
      RawTable entities,
      Map<String, String> joinKeys,
      Set<String> requested,
      KeyEncoding encoding) {
    refuseShape(entities);
    var columns = new LinkedHashMap<String, RawColumn>();
    for (RawColumn column : entities.columns()) {
      String key = requested.contains(column.name()) ? column.name() : joinKeys.get(column.name());
      if (key != null && columns.put(key, column) != null) {
        throw Requests.invalid("entities", "join key '" + key + "' is given twice");
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

  /// The rows of a key that no view read tells the type of.
  ///
  /// @param name one of [#names()]
  ByteColumn inferred(String name) {
    return values(name, inferredType(column(name)));
  }

  /// @throws InvalidRequestException when any value did not fit
  void refuseProblems() {
    if (problemCount > 0) {
      throw new InvalidRequestException(problems, problemCount);
    }
  }

  private RawColumn column(String name) {
    return Objects.requireNonNull(columns.get(name), name);
  }

  private ByteColumn convert(RawColumn column, ValueType type) {
    int before = problemCount;
    for (int row = 0; row < column.rows(); row++) {
      refuseNonScalar(column, row);
    }
    return problemCount == before
        ? encoding.values(column, type, this::add)
        : ByteColumn.repeated(new byte[0], column.rows());
  }

  private void refuseNonScalar(RawColumn column, int row) {
    Kind kind = column.kind(row);
    if (kind == Kind.NULL || kind == Kind.ARRAY || kind == Kind.OBJECT) {
      add(
          new Problem(
              "value_error",
              List.of("body", "entities", column.name(), row),
              "a join key must be a number, text or boolean, not "
                  + (kind == Kind.NULL ? "null" : kind == Kind.ARRAY ? "a list" : "an object"),
              "null"));
    }
  }

  private void add(Problem problem) {
    if (problems.size() < InvalidRequestException.MOST_PROBLEMS) {
      problems.add(problem);
    }
    problemCount++;
  }

  private static ValueType inferredType(RawColumn column) {
    return switch (column.kind(0)) {
      case INTEGER, BIG_INTEGER -> ValueType.INT64;
      case REAL -> ValueType.DOUBLE;
      case FALSE, TRUE -> ValueType.BOOL;
      case TEXT, NULL, ARRAY, OBJECT -> ValueType.STRING;
    };
  }

  private static void refuseShape(RawTable entities) {
    if (entities.columns().isEmpty() || entities.rows() == 0) {
      throw Requests.invalid("entities", "entities must have at least one key with one value");
    }
    for (RawColumn column : entities.columns()) {
      if (column.rows() != entities.rows()) {
        throw Requests.invalid(
            List.of("body", "entities", column.name()),
            "'"
                + column.name()
                + "' has "
                + column.rows()
                + " values where another key has "
                + entities.rows(),
            "null");
      }
    }
  }
}
